"""Alerts as files: every row, nothing that a spreadsheet would run, and streamed whatever the server."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Iterator
from datetime import date
from typing import cast

import orjson
import pytest
from django.test import AsyncRequestFactory, RequestFactory

from accounts.models import User
from alerts import export
from alerts.export import csv_chunks, plain, rows
from alerts.filters import AlertFilters
from tests.factories import AlertFactory, UserFactory


def test_no_text_of_an_alert_reaches_a_spreadsheet_as_a_formula() -> None:
    pages = iter([[dict.fromkeys(export.COLUMNS, "=1+1")]])
    header, row = csv.reader(io.StringIO("".join(csv_chunks(pages)), newline=""))
    assert header == list(export.COLUMNS)
    assert set(row) == {"'=1+1"}


def test_lists_companies_and_times_become_one_text() -> None:
    values = (["$A", "$B"], {"name": "Orbitra"}, date(2026, 11, 28), -0.5, None)
    assert [plain(value) for value in values] == ["$A, $B", "Orbitra", "2026-11-28", -0.5, None]


@pytest.mark.django_db
def test_rows_are_those_that_pass_the_newest_first_over_many_pages(user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "PAGE", 2)
    for number in range(1, 8):
        AlertFactory(seq=number, urgency="low" if number == 3 else "high")
    AlertFactory(seq=9, user=UserFactory())
    assert [row["seq"] for row in rows(user, AlertFilters(urgency=("high",)))] == [7, 6, 5, 4, 2, 1]
    monkeypatch.setattr(export, "MOST_ROWS", 3)
    assert [row["seq"] for row in rows(user, AlertFilters())] == [7, 6, 5]


@pytest.mark.django_db
@pytest.mark.parametrize("number", [0, 1, 5])
def test_json_is_one_list(user: User, number: int) -> None:
    for _ in range(number):
        AlertFactory()
    request = RequestFactory().get("/")
    answer = export.export(request, user, AlertFilters(), "json")
    assert len(orjson.loads(b"".join(cast(Iterator[bytes], answer)))) == number
    assert answer["Content-Disposition"].endswith('.json"')


@pytest.mark.django_db(transaction=True)
def test_an_asynchronous_server_gets_an_asynchronous_stream(user: User) -> None:
    AlertFactory()
    answer = export.export(AsyncRequestFactory().get("/"), user, AlertFilters(), "csv")

    async def read() -> bytes:
        return b"".join([chunk async for chunk in cast(AsyncIterator[bytes], answer)])

    assert answer.is_async
    assert len(asyncio.run(read()).decode().strip().split("\r\n")) == 2
