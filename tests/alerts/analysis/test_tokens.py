"""Tickers found in texts."""

import pytest

from alerts.analysis.tokens import find_tokens


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Claim $NEBX and $orbt now", ["NEBX", "ORBT"]),
        ("Nebula (NEBX) and Orbitra ($ORBT)", ["NEBX", "ORBT"]),
        ("NEBX/USDT and ORBT-USDT open", ["NEBX", "ORBT"]),
        ("raises $5M and $1,000", []),
        ("at 10:00 (UTC), says the SEC (SEC)", []),
        ("a#$x $$$ $", []),
    ],
)
def test_tickers_are_found_where_they_are_marked_as_such(text: str, symbols: list[str]) -> None:
    found = find_tokens(text)
    assert [each.symbol for each in found] == symbols
    assert all(each.symbol in text[each.start : each.end].upper() for each in found)
