"""`manage.py score --jsonl`: one line in, one line out."""

import io
from datetime import timedelta
from io import StringIO

import orjson
import pytest
from django.core.management import CommandError, call_command

from alerts.management.commands.score import score_lines
from project.common import clock
from tests.factories import CompanyFactory

pytestmark = pytest.mark.django_db
FIELDS = [
    "id",
    "is_event",
    "confidence",
    "kind",
    "urgency",
    "sentiment",
    "companies",
    "tokens",
    "event_date",
    "contributions",
]


def run(*records: object) -> list[dict[str, object]]:
    output = StringIO()
    wrapper = type("Out", (), {"write": lambda _, text: output.write(f"{text}\n")})()
    score_lines(io.BytesIO(b"\n".join(orjson.dumps(record) for record in records)), wrapper)
    return [orjson.loads(line) for line in output.getvalue().splitlines()]


def test_each_line_is_scored_in_its_order() -> None:
    CompanyFactory(name="Orbitra", tokens=["ORBT"])
    event, other = run(
        {"id": "a", "source_type": "news", "title": "Orbitra token launch is live", "text": "Claim $ORBT."},
        {"id": 2, "source_type": "tweet", "text": "gm"},
    )
    assert list(event) == FIELDS
    assert (event["id"], event["is_event"], event["companies"], event["tokens"]) == ("a", True, ["Orbitra"], ["ORBT"])
    assert (other["id"], other["is_event"], other["kind"]) == (2, False, "other")


def test_the_date_of_a_record_decides_what_tomorrow_means() -> None:
    scored = run({"id": 1, "title": "Orbitra token sale opens tomorrow", "date": "2024-02-28T10:00:00Z"})
    assert scored[0]["event_date"] == "2024-02-29"


def test_a_record_without_a_date_is_read_shortly_before_the_day_that_it_names() -> None:
    day = clock.now().date() - timedelta(days=60)
    past = {"title": f"Orbitra token sale opens on Binance Launchpad on {day:%B} {day.day}, {day.year}"}
    told, dated = run(past, {**past, "date": clock.now().isoformat()})
    assert (told["event_date"], told["urgency"]) == (day.isoformat(), "high")
    assert (dated["event_date"], dated["urgency"]) == (day.isoformat(), "low")


@pytest.mark.parametrize(("line", "sentence"), [(b"{", "Line 2 is not JSON"), (b"[1]", "Line 2 is not a JSON object")])
def test_a_line_that_is_no_object_is_named(line: bytes, sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        score_lines([b"\n", line], StringIO())


def test_without_the_option_the_command_says_what_to_write() -> None:
    with pytest.raises(CommandError, match="Write --jsonl"):
        call_command("score")
