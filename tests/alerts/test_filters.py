"""The feed's filters, read from addresses good and bad."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from alerts.filters import AlertFilters, parse_filters
from project.common.errors import Invalid


def test_an_empty_address_means_no_filter() -> None:
    filters = parse_filters(QueryDict(""))
    assert filters == AlertFilters()
    assert filters.count == 0


def test_every_filter_is_read() -> None:
    query = QueryDict(
        "q=+nebx+&urgency=high,critical&urgency=low&confidence_min=20&confidence_max=90&status=archived&source=The+Block"
        "&source=A,+B&company=3&company=5,3&kind=launch&from=2026-01-02&to=2026-01-31&symbol=sol-usdt"
        "&source_type=twitter,news&language=en,de&event_status=dated&verdict=useful&mine=1"
    )
    filters = parse_filters(query, assets=["SOL", "BTC", "SOL"])
    assert filters == AlertFilters(
        q="nebx",
        urgency=("high", "critical", "low"),
        confidence_min=20,
        confidence_max=90,
        status=("archived",),
        source=("The Block", "A, B"),
        company=(3, 5),
        kind=("launch",),
        from_date=date(2026, 1, 2),
        to_date=date(2026, 1, 31),
        symbol="SOL-USDT",
        source_type=("twitter", "news"),
        language=("en", "de"),
        event_status=("dated",),
        verdict=("useful",),
        mine=("BTC", "SOL"),
    )
    assert filters.count == 15


def test_what_is_mine_is_asked_for_even_when_there_is_nothing() -> None:
    assert parse_filters(QueryDict("mine=1")).mine == ()
    assert parse_filters(QueryDict("mine=0"), assets=["BTC"]).mine is None


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("urgency=loud", "urgency"),
        ("status=gone", "status"),
        ("kind=%27%20OR%201=1", "kind"),
        ("company=abc", "company"),
        ("company=99999999999999999999", "company"),
        ("company=-1", "company"),
        ("confidence_min=101", "confidence_min"),
        ("confidence_max=x", "confidence_max"),
        ("confidence_min=%C2%B2", "confidence_min"),
        ("confidence_min=80&confidence_max=20", "confidence_min"),
        ("from=yesterday", "from"),
        ("to=2026-02-30", "to"),
        ("from=2026-02-02&to=2026-02-01", "from"),
        ("q=a%00b", "q"),
        ("symbol=%00", "q"),
        ("source_type=radio", "source_type"),
        ("language=klingonish", "language"),
        ("event_status=gone", "event_status"),
        ("verdict=perhaps", "verdict"),
        ("mine=yes", "mine"),
    ],
)
def test_a_wrong_value_is_named_by_its_field_with_one_sentence(query: str, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_filters(QueryDict(query))
    assert caught.value.code == "INVALID_FILTER"
    assert list(caught.value.details) == [field]
    assert str(caught.value.details[field]).endswith(".")


NAMES = st.sampled_from(
    [
        *("q", "urgency", "confidence_min", "confidence_max", "status", "company", "kind", "from", "to", "symbol"),
        *("source_type", "language", "event_status", "verdict", "mine"),
    ]
)


@given(st.lists(st.tuples(NAMES, st.text(max_size=20)), max_size=6))
def test_no_value_raises_anything_but_invalid(pairs: list[tuple[str, str]]) -> None:
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    try:
        filters = parse_filters(query)
    except Invalid as error:
        details = error.details
        assert details
    else:
        assert 0 <= filters.confidence_min <= filters.confidence_max <= 100
