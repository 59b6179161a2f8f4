"""What a text is scored by."""

from datetime import UTC, datetime

from alerts.analysis.families import label_of
from alerts.analysis.features import Features, features_of
from alerts.analysis.match import CompanyMatcher, CompanyTerms
from alerts.analysis.model import packaged_model
from alerts.analysis.reading import read
from alerts.analysis.wording import is_wording

NOW = datetime(2026, 3, 11, tzinfo=UTC)
WATCHED = CompanyMatcher([CompanyTerms(1, "Orbitra")])


def features(title: str, text: str = "", priority: int = 3) -> Features:
    """Return the features of a text without those of its plain words."""
    found = features_of(read(title, text, WATCHED, NOW, source_priority=priority), frozenset())
    return {name: span for name, span in found.items() if not is_wording(name)}


def test_a_text_without_an_event_has_hardly_any_feature() -> None:
    assert features("Bitcoin could fall, analysts say") == {}
    assert features("Orbitra hires a banker") == {"company": (0, 7)}


def test_a_sign_in_the_sentence_of_the_event_is_another_than_one_elsewhere() -> None:
    assert "s.hedge" in features("The airdrop might come")
    elsewhere = features("The airdrop is live. It might rain")
    assert "h.hedge" in elsewhere
    assert "s.hedge" not in elsewhere


def test_what_stands_only_in_the_body_counts_as_such() -> None:
    found = features("Weekly letter", "The airdrop is live.")
    assert {"act_in_body_only", "b.act.airdrop", "bo.live_now"} <= set(found)
    assert "named" not in found


def test_an_event_after_after_is_background() -> None:
    assert {"only_background", "bg.act.airdrop"} <= set(features("Token falls after the airdrop"))


def test_the_rank_of_a_source_is_a_feature_unless_it_is_the_usual_one() -> None:
    assert "priority.1" in features("The airdrop is live", priority=1)
    assert not any(name.startswith("priority") for name in features("The airdrop is live"))


def test_each_span_points_at_its_words() -> None:
    title = "Orbitra confirms its airdrop"
    start, end = features(title)["a.airdrop"] or (0, 0)
    assert title[start:end] == "airdrop"


def test_every_weight_has_a_plain_name() -> None:
    for name in packaged_model().names:
        if is_wording(name):
            continue
        label = label_of(name)
        assert label[0].isupper()
        assert "_" not in label
        assert "." not in label


def test_terms_of_a_sale_and_other_senses_are_no_event() -> None:
    for text in (
        "Feel free to check it out",
        "Last chance to submit a question",
        "Shares trade at a 20% discount",
        "Bitcoin above $100,000 for the first time",
        "Bank to launch a cryptocurrency mining operation",
        "KRLT launches new application for identities",
        "People who hold our tokens earn fees",
        "You need to get to the next step",
    ):
        assert "named" not in features(text), text


def test_a_sale_of_tokens_is_one_however_they_are_named() -> None:
    assert "a.sale" in features("Sale of Orbitra tokens starts on Thursday")
    assert "a.sale" not in features("Sale of its wallet app starts on Thursday")


def test_what_somebody_could_launch_is_not_settled() -> None:
    assert "settled" in features("Orbitra launches its own token")
    assert "settled" not in features("Orbitra could yet launch its own token")


def test_the_first_sentence_of_the_body_that_names_an_event_may_settle_it() -> None:
    assert "bo.settled" in features("A year of work", "Orbitra launches its own token.")
    assert "bo.settled" not in features("A year of work", "No word on the airdrop. Orbitra opens an office.")


def test_a_reply_and_a_row_of_tickers_are_seen() -> None:
    reply = read("", "@orbitra when airdrop? $AAA $BBB $CCC $DDD $EEE", WATCHED, NOW, source_type="twitter")
    assert {"reply", "cashtags"} <= set(features_of(reply, frozenset()))
    assert "reply" not in features("@orbitra airdrop on Monday")
