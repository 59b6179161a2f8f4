"""Numbers look alike wherever they are written."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.utils import timezone

from dashboard import formats
from tests.dashboard.format_cases import AGES, CASES, DIRECTIONS

if TYPE_CHECKING:
    from playwright.sync_api import Page

NOW = datetime(2026, 11, 27, 14, 32, 8, tzinfo=UTC)
IN_BROWSER = """async ({ cases, directions, ages }) => {
  const { format, direction, age } = await import("/static/js/format.js");
  return [
    cases.map(([kind, value, decimals]) => format(kind, value, decimals)),
    directions.map(([value]) => direction(value)),
    ages.map(([seconds]) => age(seconds)),
  ];
}"""


@pytest.mark.parametrize(("kind", "value", "decimals", "text"), CASES)
def test_the_server_writes_a_number(kind: str, value: float | None, decimals: int, text: str) -> None:
    arguments = (value, decimals) if kind == "price" else (value,)
    assert getattr(formats, kind)(*arguments) == text


def test_the_browser_writes_numbers_as_the_server_does(page: "Page", server: str) -> None:
    page.goto(f"{server}/docs/")
    numbers, directions, ages = page.evaluate(IN_BROWSER, {"cases": CASES, "directions": DIRECTIONS, "ages": AGES})
    assert numbers == [text for *_, text in CASES]
    assert directions == [way for _, way in DIRECTIONS]
    assert ages == [text for _, text in AGES]


@pytest.mark.parametrize(("value", "way"), DIRECTIONS)
def test_a_change_has_a_direction(value: float | None, way: str) -> None:
    assert formats.direction(value) == way


@pytest.mark.parametrize(("seconds", "text"), AGES)
def test_an_age_is_its_largest_unit(seconds: float, text: str) -> None:
    assert formats.age(seconds) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "", "a word", True, object()])
def test_what_is_no_number_is_not_available(value: object) -> None:
    assert formats.price(value) == formats.percent(value) == formats.compact(value) == "n/a"  # type: ignore[arg-type]


def test_a_decimal_is_written_like_a_float() -> None:
    assert formats.price(Decimal("71284.505"), 2) == "71,284.51"


@time_machine.travel(NOW, tick=False)
def test_a_time_of_today_is_an_age_and_an_older_one_a_date() -> None:
    assert formats.ago(NOW - timedelta(minutes=2)) == "2m"
    assert formats.ago(NOW - timedelta(days=3)) == "24 Nov"
    assert formats.ago(NOW - timedelta(days=400)) == "23 Oct 2025"
    assert formats.ago(None) == "n/a"


def test_a_moment_is_written_in_the_readers_zone() -> None:
    with timezone.override("Asia/Tokyo"):
        assert formats.moment(NOW) == "27 Nov 2026, 23:32:08 JST"
