"""The plain words of a text as features."""

from alerts.analysis.features import Span
from alerts.analysis.masking import mask
from alerts.analysis.wording import is_wording, wording_of
from tests.alerts.analysis.readings import reading

KNOWN = frozenset({"opens", "the", "sale", "of", "token", "now"})


def wording(title: str, text: str = "") -> dict[str, Span]:
    read = reading(title, text)
    return dict(wording_of(mask(read.text, read.folded, read.head), read.text, KNOWN))


def test_words_and_pairs_of_the_headline_and_words_of_the_body_are_features() -> None:
    found = wording("opens the sale", "now token")
    assert {"w opens", "w opens the", "w opens ~ sale", "w < opens", "w sale >", "t now", "t token"} <= set(found)
    assert "w now" not in found
    assert all(map(is_wording, found))


def test_a_word_that_few_texts_have_is_put_as_what_it_looks_like() -> None:
    found = wording("Orbitra Labs opens wibble v3x")
    assert {"w Name opens", "w opens rare", "w rare Code"} <= set(found)
    assert "w Name Name" not in found


def test_words_far_from_each_other_are_no_pair() -> None:
    assert "w opens ~ now" not in wording("opens the sale of token now")


def test_a_pair_points_from_its_first_word_to_its_last() -> None:
    title = "opens the sale"
    start, end = wording(title)["w opens ~ sale"] or (0, 0)
    assert title[start:end] == title
