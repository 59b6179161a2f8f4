"""The feed's address: what is wrong is left out and named, the rest stands."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from alerts.facets import Facet, FilterCounts
from alerts.filters import AlertFilters
from dashboard.feed import filter_query, read_query
from dashboard.feed_choices import dates_label, day_spans, filter_chips, histogram_bars, option_groups

PARAMETERS = ("q", "urgency", "confidence_min", "confidence_max", "status", "source", "company", "kind", "from", "to")
FULL = AlertFilters(
    q="token sale",
    urgency=("critical", "high"),
    confidence_min=30,
    confidence_max=90,
    status=("archived",),
    source=("Harbour wire", "Tide, and more"),
    company=(4, 7),
    kind=("launch",),
    from_date=date(2026, 11, 1),
    to_date=date(2026, 11, 28),
    symbol="SOL-USDT",
    source_type=("twitter",),
    language=("en", "de"),
    event_status=("dated",),
    verdict=("useful",),
    mine=("SOL",),
)


def counted(**groups):
    """Return counts with these choices and nothing else."""
    names = ("urgency", "status", "source", "company", "kind", "source_type", "language", "event_status")
    return FilterCounts(total=1, is_exact=True, confidence=(0,) * 10, **{name: groups.get(name, ()) for name in names})


def test_an_address_that_was_written_is_read_back():
    assert read_query(QueryDict(filter_query(FULL)), ["SOL"]).filters == FULL


def test_no_filter_is_an_empty_address():
    assert filter_query(AlertFilters()) == ""


def test_active_alerts_only_is_not_a_filter():
    query = read_query(QueryDict("status=active"))
    assert query.filters.count == 0
    assert filter_query(query.filters) == ""


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("urgency=huge", "urgency"),
        ("confidence_min=abc", "confidence_min"),
        ("confidence_max=101", "confidence_max"),
        ("confidence_min=-1", "confidence_min"),
        ("confidence_min=80&confidence_max=20", "confidence_min"),
        ("confidence_min=²", "confidence_min"),
        ("status=open", "status"),
        ("company=x", "company"),
        (f"company={'9' * 400}", "company"),
        ("kind=party", "kind"),
        ("from=yesterday", "from"),
        ("to=2026-13-40", "to"),
        ("from=2026-12-01&to=2026-11-01", "from"),
        ("q=%00", "q"),
        ("source=%00", "q"),
        ("symbol=%00", "q"),
        ("before=abc", "before"),
        (f"before={'9' * 40}", "before"),
    ],
)
def test_a_wrong_value_is_named_and_the_other_filters_stay(address, field):
    query = read_query(QueryDict(f"{address}&urgency=high" if field != "urgency" else f"{address}&kind=sale"))
    assert set(query.errors) == {field}
    assert query.errors[field].endswith(".")
    assert query.filters.urgency == ("high",) if field != "urgency" else query.filters.kind == ("sale",)


def test_every_wrong_value_is_named_at_once():
    query = read_query(QueryDict("urgency=huge&kind=party&from=x&company=y&before=z"))
    assert set(query.errors) == {"urgency", "kind", "from", "company", "before"}


@given(
    st.dictionaries(
        st.sampled_from(PARAMETERS),
        st.text(max_size=30),
    )
)
def test_no_address_is_too_strange_to_read(values):
    address = QueryDict(mutable=True)
    address.update(values)
    query = read_query(address)
    assert read_query(QueryDict(filter_query(query.filters))).filters == query.filters


def test_a_selection_that_is_no_number_selects_nothing():
    assert read_query(QueryDict("selected=abc")).selected is None
    assert read_query(QueryDict("selected=12")).selected == 12


def test_a_chip_leads_to_the_address_without_its_filter():
    urgency = (Facet("critical", "Critical", 2, True), Facet("high", "High", 3, True))
    filters = AlertFilters(urgency=("critical", "high"), confidence_min=30, q="sale")
    chips = {chip.label: chip.query for chip in filter_chips(filters, counted(urgency=urgency))}
    assert chips == {
        "Words: sale": "urgency=critical&urgency=high&confidence_min=30",
        "Critical, High": "q=sale&confidence_min=30",
        "Confidence 30 to 100": "q=sale&urgency=critical&urgency=high",
    }


def test_every_filter_has_its_chip():
    facets = tuple(Facet(str(key), str(key), 1, True) for key in range(4))
    groups = ("urgency", "status", "source", "company", "kind", "source_type", "language", "event_status")
    chips = filter_chips(FULL, counted(**dict.fromkeys(groups, facets)))
    assert len(chips) == 15
    assert all(chip.query != filter_query(FULL) for chip in chips)
    assert [chip.label for chip in chips][1:3] == ["In my watchlists", "0, 1 and 2 more"]
    assert "Useful" in {chip.label for chip in chips}


def test_the_fullest_tenth_is_as_high_as_the_box_and_none_is_invisible():
    bars = histogram_bars([0, 1, 0, 0, 0, 0, 0, 0, 0, 400], 30, 100)
    assert (bars[9].y, bars[9].height) == (0, 38)
    assert bars[1].height == 2
    assert [bar.is_in for bar in bars] == [False] * 3 + [True] * 7


def test_a_range_that_ends_inside_a_tenth_covers_it():
    assert [bar.is_in for bar in histogram_bars([1] * 10, 35, 60)] == [False] * 3 + [True] * 4 + [False] * 3


def test_a_source_without_alerts_has_no_box_but_an_urgency_has():
    facets = (Facet("a", "A", 0, False), Facet("b", "B", 0, True), Facet("c", "C", 2, False))
    groups = option_groups(AlertFilters(), counted(source=facets, urgency=facets), {"kind": "Wrong."})
    assert [option.value for option in groups["source"].options] == ["b", "c"]
    assert [option.value for option in groups["urgency"].options] == ["a", "b", "c"]
    assert groups["kind"].error == "Wrong."
    keys = [option.key for group in groups.values() for option in group.options]
    assert len(keys) == len(set(keys))


def test_my_watchlists_are_whatever_the_reader_watches():
    assert read_query(QueryDict("mine=1"), ["SOL", "BTC"]).filters.mine == ("BTC", "SOL")
    assert filter_query(read_query(QueryDict("mine=1")).filters) == "mine=1"
    assert set(read_query(QueryDict("mine=yes")).errors) == {"mine"}


def test_spans_of_days_keep_the_other_filters():
    filters = AlertFilters(urgency=("high",), from_date=date(2026, 11, 22))
    spans = {span.label: span for span in day_spans(filters, date(2026, 11, 28))}
    assert spans["Any time"].query == "urgency=high"
    assert spans["Today"].query == "urgency=high&from=2026-11-28"
    assert [label for label, span in spans.items() if span.is_chosen] == ["Last 7 days"]


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        (None, None, "Any time"),
        (date(2026, 11, 28), None, "Today"),
        (date(2026, 11, 1), None, "From 1 Nov"),
        (None, date(2026, 11, 3), "Until 3 Nov"),
        (date(2026, 11, 1), date(2026, 11, 3), "1 Nov to 3 Nov"),
    ],
)
def test_the_button_of_the_dates_says_what_is_shown(first, last, label):
    filters = AlertFilters(from_date=first, to_date=last)
    assert dates_label(filters, day_spans(filters, date(2026, 11, 28))) == label
