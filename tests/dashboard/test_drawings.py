"""Lines on a chart: what is kept, for whom, and what is refused."""

import json
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from dashboard.drawings import LATEST_MS, MOST_DRAWINGS, Line, add_drawings, drawings_of, read_ids, read_lines
from dashboard.models import Drawing
from markets.models import Instrument
from project.common.errors import Conflict, Invalid
from tests.factories import InstrumentFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = 1_772_366_400_000
LINE = {"kind": "line", "points": [[AT, 188.4]]}
TREND = {"kind": "trend", "points": [[AT, 180], [AT + 60_000, 190.25]]}
DRAW, REMOVE = "/markets/SOL-USDT/drawings.json", "/markets/SOL-USDT/drawings/remove.json"


@pytest.fixture
def solana(db: None) -> Instrument:
    return InstrumentFactory(base="SOL")


def line(*points: Any, kind: Any = "line") -> dict[str, Any]:
    return {"kind": kind, "points": list(points)}


def test_lines_are_kept_come_with_the_page_and_are_removed(reader: Client, user: User, solana: Instrument) -> None:
    answer = reader.post(DRAW, {"lines": json.dumps([LINE, TREND])})
    assert answer.status_code == 201
    kept = answer.json()["drawings"]
    assert [(each["kind"], each["points"]) for each in kept] == [
        ("line", [[AT, 188.4]]),
        ("trend", [[AT, 180.0], [AT + 60_000, 190.25]]),
    ]
    assert drawings_of(user, solana) == kept
    assert f'"id": {kept[1]["id"]}, "kind": "trend"' in reader.get("/markets/SOL-USDT/").content.decode()
    removed = reader.post(REMOVE, {"ids": f"{kept[0]['id']}"})
    assert (removed.status_code, removed.json()) == (200, {"removed": [kept[0]["id"]]})
    assert drawings_of(user, solana) == kept[1:]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("", "JSON list"),
        ("{}", "JSON list"),
        ("[]", "JSON list"),
        ("[" * 3_000, "JSON list"),
        ([LINE] * (MOST_DRAWINGS + 1), "JSON list"),
        ([7], "kind of a line"),
        ([line([AT, 1], kind="fan")], "kind of a line"),
        ([line([AT, 1], kind=["line"])], "kind of a line"),
        ([{"kind": "line"}], "has 1 point."),
        ([line([AT, 1], [AT, 2])], "has 1 point."),
        ([line([AT, 1], kind="trend")], "has 2 points."),
        ([line([AT, 1], [AT, 1.0], kind="trend")], "have to differ"),
        ([line(AT)], "in milliseconds"),
        ([line([AT, 1, 1])], "in milliseconds"),
        ([line([AT + 0.5, 1])], "in milliseconds"),
        ([line([True, 1])], "in milliseconds"),
        ([line([-1, 1])], "in milliseconds"),
        ([line([LATEST_MS + 1, 1])], "in milliseconds"),
        ([line([AT, 0])], "above 0"),
        ([line([AT, -3])], "above 0"),
        ([line([AT, "9"])], "above 0"),
        ([line([AT, True])], "above 0"),
        ([line([AT, None])], "above 0"),
        ([line([AT, 1e13])], "above 0"),
        ('[{"kind": "line", "points": [[0, NaN]]}]', "JSON list"),
        ('[{"kind": "line", "points": [[0, 1e999]]}]', "JSON list|above 0"),
    ],
)
def test_a_line_that_is_not_sound_is_refused_with_a_sentence(given: Any, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        read_lines(given if isinstance(given, str) else json.dumps(given))
    assert refused.value.message.endswith(".")


@pytest.mark.parametrize("text", ["", "x", "1,", "1,-2", "1.5", "\u0663", "9" * 16, ",".join(["1"] * 51)])
def test_numbers_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Invalid):
        read_ids(text)


def test_a_wrong_call_is_answered_in_json_and_changes_nothing(reader: Client, user: User, solana: Instrument) -> None:
    for address, body, status in (
        (DRAW, {"lines": json.dumps([LINE, line([AT, 0])])}, 422),
        (REMOVE, {"ids": "x"}, 422),
        (REMOVE, {"ids": "12345"}, 404),
        ("/markets/NOPE/drawings.json", {"lines": json.dumps([LINE])}, 404),
    ):
        answer = reader.post(address, body)
        assert (answer.status_code, answer.json()["error"]["message"][-1]) == (status, ".")
    assert not Drawing.objects.exists()


def test_a_chart_takes_fifty_lines_of_each_person_and_another_chart_more(user: User, solana: Instrument) -> None:
    one = Line("line", [(AT, 5.0)])
    add_drawings(user, solana, [one] * MOST_DRAWINGS)
    with pytest.raises(Conflict, match="50 lines"):
        add_drawings(user, solana, [one])
    add_drawings(user, InstrumentFactory(base="ETH"), [one])
    add_drawings(UserFactory(), solana, [one])
    assert Drawing.objects.count() == MOST_DRAWINGS + 2


def test_nobody_sees_or_removes_the_lines_of_another(reader: Client, user: User, solana: Instrument) -> None:
    theirs = add_drawings(UserFactory(), solana, [Line("line", [(AT, 5.0)])])[0]["id"]
    own = add_drawings(user, solana, [Line("line", [(AT, 6.0)])])[0]["id"]
    elsewhere = add_drawings(user, InstrumentFactory(base="ETH"), [Line("line", [(AT, 7.0)])])[0]["id"]
    assert [each["id"] for each in drawings_of(user, solana)] == [own]
    for ids in (f"{theirs}", f"{own},{theirs}", f"{elsewhere}"):
        assert reader.post(REMOVE, {"ids": ids}).status_code == 404
    assert Drawing.objects.count() == 3


def test_who_is_not_signed_in_draws_nothing(client: Client, solana: Instrument) -> None:
    assert client.post(DRAW, {"lines": json.dumps([LINE])}).status_code == 302
    assert not Drawing.objects.exists()
