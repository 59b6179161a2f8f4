"""Tickers found in texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.analysis.tokens import NO_TOKEN, OLD_TOKENS, find_tokens


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Claim $NEBX and $orbt now", ["NEBX", "ORBT"]),
        ("Nebula (NEBX) and Orbitra ($ORBT)", ["NEBX", "ORBT"]),
        ("Nebula [NEBX] opens", ["NEBX"]),
        ("Nebula Labs(NEBX) opens", ["NEBX"]),
        ("NEBX/USDT and ORBT-USDT open", ["NEBX", "ORBT"]),
        ("bought on$NEBXjust now, 4M$ORBT", ["NEBX", "ORBT"]),
        ("Sold 2.5M $NEBX($1.2M)", ["NEBX"]),
        ("the NEBX token and the coin ORBT", ["NEBX", "ORBT"]),
        ("its ticker is NEBX", ["NEBX"]),
        ("will distribute 40M ORBT to users", ["ORBT"]),
        ("raises $5M and $1,000", []),
        ("at 10:00 (UTC), says the SEC (SEC) and its CEO (CEO)", []),
        ("5 million USD for the NFT token", []),
        ("BREAKING: WILL THIS COIN MOON? NEW TOKEN LAUNCH TODAY", []),
        ("https://x.example/?pay=$NEBX", []),
        ("a#$x $$$ $", []),
        ("", []),
    ],
)
def test_tickers_are_found_where_they_are_marked_as_such(text: str, symbols: list[str]) -> None:
    found = find_tokens(text)
    assert [each.symbol for each in found] == symbols
    assert all(each.symbol in text[each.start : each.end].upper() for each in found)


def test_a_ticker_named_twice_is_found_at_both_places() -> None:
    assert [each.start for each in find_tokens("$NEBX is NEBX/USDT")] == [0, 9]


def test_the_old_tokens_are_many_and_none_of_them_is_a_fresh_one() -> None:
    assert len(OLD_TOKENS) > 300
    assert {"BTC", "ETH", "DOGE", "XRP"} <= OLD_TOKENS
    assert not {"NEBX", "ORBT", "USD", "CEO"} & OLD_TOKENS


@pytest.mark.parametrize("word", ["USD", "CEO", "UTC", "SEC", "ICO", "NFT", "AI", "TGE"])
def test_a_common_word_in_capitals_is_no_ticker(word: str) -> None:
    assert word in NO_TOKEN
    assert find_tokens(f"It ({word}) said, with the {word} token and {word}/USDT") == []


@given(st.text(alphabet="$(ABCnebx)[] /-1.,tokencoin\n\u200b\uff21", max_size=80) | st.text(max_size=80))
def test_every_ticker_lies_in_its_text(text: str) -> None:
    starts = [-1]
    for each in find_tokens(text):
        assert starts[-1] < each.start < each.end <= len(text)
        assert each.symbol.lower() in text[each.start : each.end].lower()
        starts.append(each.start)
