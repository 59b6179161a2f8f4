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
        ("Claim at https://orbitra-rewards.example/x", "claim at BAITURL"),
        ("See https://freedom.example and https://orbitra.example/claim", "see URL and URL"),
        ("【首发上线】Bitget 将上线 Orbitra (ORBT)", "initial listing EXCHANGE will list orbitra TICKER"),
        ("ORBTUSDT永续合约于2026年3月14日上线", "perp perpetual DATE lists"),
        ("오르비트라(ORBT) 신규 거래지원 안내 (KRW 마켓)", "TICKER new market support krw market"),
    ],
)
def test_a_text_is_put_as_what_its_words_are(text: str, expected: str) -> None:
    assert forms(text) == expected


def test_the_longer_phrase_of_two_is_taken() -> None:
    assert forms("거래지원 종료") == "delist"
    assert forms("거래지원") == "market support"


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
