"""What an address and a browser's memory say a chart shows."""

from contextlib import suppress

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from dashboard.chart_show import USUAL, comparable, parse_show, read_compared, read_show
from dashboard.charts.kinds import BY_KEY
from project.common.errors import Invalid
from tests.factories import InstrumentFactory


def test_numbers_left_out_are_the_usual_ones() -> None:
    assert parse_show("ema,bollinger-20-2.5,alerts,macd").keys == [
        "ema-20",
        "bollinger-20-2.5",
        "macd-12-26-9",
        "alerts",
    ]
    assert parse_show("none").keys == []
    assert [each.label for each in parse_show("keltner-10-5-1.5").indicators] == ["Keltner 10 5 1.5"]


def test_one_kind_may_stand_twice_with_other_numbers_and_never_twice_with_the_same() -> None:
    assert parse_show("ema-20,ema-50,ema,alerts,alerts").keys == ["ema-20", "ema-50", "alerts"]


@pytest.mark.parametrize("key", BY_KEY)
def test_every_kind_reads_what_it_writes(key: str) -> None:
    (indicator,) = parse_show(key).indicators
    assert parse_show(indicator.key).indicators == (indicator,)
    assert indicator.kind.usual_key == indicator.key


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("fortune", "'fortune' is not one of sma, ema,"),
        ("ema-1", "EMA: length has to be a whole number from 2 to 400."),
        ("ema-20.5", "EMA: length has to be a whole number"),
        ("ema-", "EMA: length has to be a whole number"),
        ("ema-~5", "EMA: length has to be a whole number"),
        ("ema-²", "EMA: length has to be a whole number"),
        ("ema-20-3", "EMA does not take 2 numbers but 1."),
        ("obv-1", "OBV does not take 1 numbers but 0."),
        ("bollinger-20-9", "Bollinger: deviations has to be a number from 0.5 to 6."),
        ("macd-26-12-9", "MACD: fast has to be below slow."),
        (",".join(f"ema-{n}" for n in range(2, 11)), "At most 8 indicators"),
        ("rsi,macd,atr,adx,obv", "At most 4 indicators can stand below the price."),
    ],
)
def test_what_is_wrong_is_named(text: str, sentence: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_show(text)
    assert str(caught.value).startswith(sentence)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Invalid):
        assert all(each.key for each in parse_show(text).indicators)


def test_the_address_goes_before_what_the_browser_remembers() -> None:
    assert read_show(QueryDict("show=rsi"), "ema-9_alerts").keys == ["rsi-14"]
    assert read_show(QueryDict(""), "ema-9_alerts").keys == ["ema-9", "alerts"]
    assert read_show(QueryDict(""), "fortune").keys == USUAL.split(",")
    assert read_show(QueryDict("")).keys == USUAL.split(",")
    with pytest.raises(Invalid):
        read_show(QueryDict("show=fortune"), "ema-9")


def test_up_to_three_others_can_be_compared(db: None) -> None:
    sol, *others = [InstrumentFactory(base=base) for base in ("SOL", "ETH", "BTC", "ADA", "DOT")]
    symbols = [each.symbol for each in others]
    # The instrument itself is passed over: its address is carried along to the next one.
    found = read_compared(QueryDict(f"compare={','.join(symbols[:3]).lower()},SOL-USDT"), sol)
    assert [each.symbol for each in found] == symbols[:3]
    assert read_compared(QueryDict(""), sol) == []
    for wrong in ("NOPE", ",".join(symbols), "\x00"):
        with pytest.raises(Invalid) as caught:
            read_compared(QueryDict(f"compare={wrong}"), sol)
        assert "compare" in caught.value.details


def test_instruments_are_found_by_symbol_or_name_those_that_begin_so_first(db: None) -> None:
    sol = InstrumentFactory(base="SOL", name="Solana")
    for base, name in (("WETH", "Wrapped Ether"), ("ETH", "Ethereum"), ("BTC", "Bitcoin")):
        InstrumentFactory(base=base, name=name)
    assert [each.base for each in comparable(sol, "eth", [])] == ["ETH", "WETH"]
    assert [each.base for each in comparable(sol, "bitcoin", [])] == ["BTC"]
    shown = comparable(sol, "ethereum", [])
    assert comparable(sol, "ethereum", shown) == []
    assert sol not in comparable(sol, "", [])
