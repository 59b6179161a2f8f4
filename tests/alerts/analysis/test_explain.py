"""Why a score is what it is, and what would change it."""

from datetime import UTC, datetime

from alerts.analysis.explain import contributions_of, families_of, what_would_change
from alerts.analysis.match import CompanyMatcher
from alerts.analysis.model import load_model, packaged_model
from alerts.analysis.score import score_text
from alerts.types import Score

NOBODY = CompanyMatcher([])
NOW = datetime(2026, 3, 11, tzinfo=UTC)
NO_KINDS = {"kinds": ["other"], "bias": [0.0], "weights": {}}


def score(title: str) -> Score:
    return score_text(title, "", NOBODY, now=NOW)


def test_points_are_shared_in_proportion_to_the_weights() -> None:
    weights = {"s.hedge": -1.0, "a.airdrop": 2.0, "settled": 1.0}
    calibration = {"slope": 1.0, "shift": 0.0}
    model = load_model(
        {"bias": -1.0, "weights": weights, "calibration": calibration, "event_kinds": NO_KINDS, "other_kinds": NO_KINDS}
    )
    features = {"s.hedge": (0, 5), "a.airdrop": (6, 9), "settled": None}
    found = contributions_of(model, features, families_of(model, features, "might airdrop"))
    # From 27 % at a logit of -1 to 73 % at +1: 46 points for 2, so 23 for each.
    assert [(each.name, each.points) for each in found] == [
        ("Starting point", 27),
        ("Airdrop", 46),
        ("Rumour or guess", -23),
        ("Said as a fact", 23),
    ]
    assert (found[1].start, found[1].end, found[3].start) == (6, 9, None)


def test_reasons_have_plain_names_and_point_at_their_words() -> None:
    found = score("Orbitra reportedly launches its own token")
    words = {each.name: found.text[each.start : each.end] for each in found.contributions if each.start is not None}
    assert words["Rumour or guess"] == "reportedly"
    assert words["Token launch"] == "launches its own token"


def test_many_small_reasons_are_gathered() -> None:
    found = score("Binance will list Orbitra (ORBT) at 10:00 UTC on March 14, its first market, for early users")
    assert len(found.contributions) == 10
    assert [each.name for each in found.contributions[-2:]] == ["Smaller signs for it", "Smaller signs against it"]
    assert sum(each.points for each in found.contributions) == round(100 * found.confidence)


def test_plain_words_are_told_by_the_phrase_of_the_headline_and_the_sentence_of_the_text() -> None:
    text = "The public sale of its new token begins tomorrow. Holders may claim the token right after it."
    found = score_text("Orbitra opens its token sale on March 14", text, NOBODY, now=NOW)
    names = {each.name: found.text[each.start : each.end] for each in found.contributions if each.start is not None}
    assert names["\u201con March 14\u201d"] == "on March 14"
    assert names["\u201cThe public sale of its new token begins\u2026\u201d"] == text.partition(".")[0]


def test_a_text_that_begins_with_a_mark_is_quoted_by_its_words() -> None:
    found = score_text("Orbitra token claim @orb", "! \u201d March 14 #tge with 50% airdrop now", NOBODY, now=NOW)
    families = families_of(packaged_model(), found.features, found.text)
    assert "\u201c\u201d" not in families
    assert "Style of the post" in families


def test_the_end_of_a_line_before_a_list_is_no_phrase() -> None:
    text = "Orbitra airdrop is live\n\u2022 Claim your tokens\n\u2022 Stake them"
    found = score_text("", text, NOBODY, now=NOW, source_type="twitter")
    assert "airdrop" in found.keywords
    assert "" not in found.keywords
    places = [found.text[each.start : each.end] for each in found.contributions if each.start is not None]
    assert all(map(str.strip, places))
    assert not any("\u201c\u201d" in each for each in what_would_change(found))


def test_a_long_phrase_is_cut_in_its_name_only() -> None:
    title = "Orbitra confirms community governance token generation event tomorrow"
    found = score(title)
    whole = next(each for each in found.contributions if each.name.startswith("\u201cOrbitra"))
    assert whole.name == "\u201cOrbitra confirms community governance token\u2026\u201d"
    assert found.text[whole.start : whole.end] == title


def test_what_would_change_a_score_is_what_it_scores_without_the_features_of_the_words() -> None:
    title = "Orbitra reportedly launches its token"
    found, start = score(title), title.index("reportedly")
    end = start + len("reportedly")
    left = [name for name, span in found.features.items() if span is None or span[1] <= start or span[0] >= end]
    points = round(100 * packaged_model().confidence(left))
    assert points > 100 * found.confidence
    sentences = what_would_change(found)
    assert f"Without \u201creportedly\u201d it would score {points}." in sentences
    assert len(sentences) <= 3


def test_nothing_would_change_a_score_without_reasons() -> None:
    assert what_would_change(score("Bitcoin holds above its average")) == []


def test_keywords_are_the_words_that_spoke_for_it() -> None:
    found = score("Orbitra might launch its own token")
    assert "its own token" in found.keywords
    assert "might" not in found.keywords
