"""Words in plain form, with names and numbers put as what they are."""

import pytest

from alerts.analysis.masking import mask, shouts
from alerts.analysis.words import fold


def forms(text: str) -> str:
    return mask(text, fold(text), len(text)).joined.strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Binance will list Orbitra (ORBT)", "EXCHANGE will list orbitra TICKER"),
        ("Kraken lists Dogecoin and $XRP", "EXCHANGE lists OLD and OLD"),
        ("Raises over $4.5M on 2026-03-14 at 4pm", "raises MONEY on DATE at TIME"),
        ("Up 40% since 2017, says 2024", "up PCT since PASTYEAR says YEAR"),
        ("Orbitra's ORBT/USDT and BTC/USDT pairs", "orbitra TICKER/PAIR and OLD/PAIR pairs"),
        ("$stETH and $USDT", "WRAPPED and PEGGED"),
        ("Venue adds ORBTUSDT and later also NEBX-PERP", "venue adds perp and later also perp"),
        ("gate opens, Gate opens", "gate opens EXCHANGE opens"),
        ("Live on https://orbitra.example/a at Gate.io", "live on URL at EXCHANGE"),
        ("Join our #airdrop today #crypto #bsc #airdrop", "join our airdrop today TAG TAG TAG"),
        ("@binance lists it", "EXCHANGE lists it"),
        ("Orbitra | IDO. Now?", "orbitra | ido . now ?"),
    ],
)
def test_a_text_is_put_as_what_its_words_are(text: str, expected: str) -> None:
    assert forms(text) == expected


def test_capitals_say_nothing_in_a_headline_of_capitals() -> None:
    assert forms("ORBITRA DELAYS TOKEN SALE AGAIN") == "orbitra delays token sale again"
    assert shouts("ORBITRA DELAYS TOKEN SALE")
    assert not shouts("Orbitra delays token sale")
    assert not shouts("BTC")


def test_every_character_of_the_joined_words_knows_its_word() -> None:
    masked = mask("Orbitra (ORBT), live!", "orbitra (orbt), live!", 21)
    assert len(masked.places) == len(masked.joined)
    for place, character in enumerate(masked.joined):
        assert character == " " or character in masked.words[masked.places[place]].form
