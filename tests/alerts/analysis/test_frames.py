"""Who does what to what."""

import pytest

from alerts.analysis.frames import find_frames
from alerts.analysis.masking import mask
from alerts.analysis.words import fold


def frames(text: str) -> list[tuple[str, str, str, str]]:
    found = find_frames(mask(text, fold(text), len(text)))
    return [(each.subject, each.verb, each.form, each.object) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Orbitra launches its token", ("", "launch", "now", "token")),
        ("Orbitra launches its token bridge", ("", "launch", "now", "product")),
        ("Orbitra will soon launch a stablecoin", ("", "launch", "future", "pegged")),
        ("Kraken lists Litecoin", ("exchange", "list", "now", "old")),
        ("The token was launched on Solana", ("token", "launch", "passive", "")),
        ("We are launching the testnet", ("we", "launch", "going", "test")),
    ],
)
def test_a_verb_has_its_subject_and_object(text: str, expected: tuple[str, str, str, str]) -> None:
    assert frames(text) == [expected]


def test_what_follows_after_is_background() -> None:
    text = "Orbitra falls after it launches a token"
    assert [each.is_background for each in find_frames(mask(text, text.lower(), len(text)))] == [False, True]
