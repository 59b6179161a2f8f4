"""Stored items told again: what would be raised today against what was raised, without a write or a look ahead."""

import tracemalloc
from datetime import UTC, datetime, timedelta

import orjson
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from alerts import replaying
from alerts.events.services import settle_events
from alerts.models import Alert, Company, Event, EventChange, Evidence, Item, Source
from alerts.replaying import Line, Replay, Span
from alerts.storing import store_items
from alerts.types import FeedItem
from tests.factories import CompanyFactory, SourceFactory

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 10, 9, tzinfo=UTC)
WHOLE = Span(START - timedelta(days=1), START + timedelta(days=5), threshold=50)


@pytest.fixture
def company() -> Company:
    return CompanyFactory(name="Nebula Labs", tokens=["NEBX"])


def keep(title: str, text: str = "", *, hours: float = 0, source: Source | None = None) -> None:
    """Store an item as it would have come in so many hours after START."""
    moment = START + timedelta(hours=hours)
    item = FeedItem(title, f"https://{hours}.example/a", title, text, "", moment)
    store_items(source or SourceFactory(), [item], now=moment)


def keep_a_week() -> None:
    keep("Nebula Labs confirms NEBX token generation event for 28 November", "$NEBX goes live on 28 November.")
    keep("NEBX token launches on 28 November, says Nebula Labs", "$NEBX goes live on 28 November.", hours=5)
    keep("A quiet day", hours=6)
    keep("Orbitra airdrop is live for users", "Users can claim the new token $ORBT now.", hours=30)


def lines(span: Span = WHOLE) -> list[Line]:
    return list(Replay(span).run())


def test_what_was_raised_is_raised_again_and_nothing_is_written(company: Company) -> None:
    keep_a_week()
    models = (Item, Event, Evidence, EventChange, Alert)
    before = [list(model.objects.order_by("pk").values()) for model in models]
    with CaptureQueriesContext(connection) as queries:
        found = lines()
    assert {line.verdict for line in found} == {"same"}
    assert [line.alert for line in found] == list(Alert.objects.order_by("seq").values_list("pk", flat=True))
    assert [list(model.objects.order_by("pk").values()) for model in models] == before
    assert all(query["sql"].startswith(("SELECT", "DECLARE")) for query in queries.captured_queries)


def test_a_lower_bar_raises_more_and_a_higher_one_less(company: Company, settings: Settings) -> None:
    settings.ALERT_THRESHOLD = 100
    keep_a_week()
    assert {line.verdict for line in lines()} == {"new"}
    Alert.objects.all().delete()
    settings.ALERT_THRESHOLD = 50
    keep("Kestrel airdrop is live for users", "Users can claim the new token $KSTL now.", hours=40)
    gone = [line for line in lines(Span(WHOLE.start, WHOLE.end, threshold=100)) if line.verdict == "gone"]
    assert [line.title for line in gone] == ["Kestrel airdrop is live for users"]


def test_an_item_is_judged_by_the_day_it_came_in(company: Company) -> None:
    keep("Nebula Labs launches its NEBX token tomorrow", "The new token $NEBX launches tomorrow.")
    later = START + timedelta(days=400)
    assert later > WHOLE.end
    assert [line.status for line in lines()] == ["dated"]


def test_a_story_that_was_under_way_is_not_taken_for_news(company: Company) -> None:
    keep("Nebula Labs confirms NEBX token generation event for 28 November", "$NEBX goes live on 28 November.")
    keep("NEBX token launches on 28 November, says Nebula Labs", "$NEBX goes live on 28 November.", hours=50)
    second_day = Span(START + timedelta(hours=40), WHOLE.end, threshold=50)
    assert lines(second_day) == []


def test_a_day_that_passes_counts_as_it_did_then(company: Company) -> None:
    keep("Nebula Labs confirms NEBX token launch for 12 November", "The new $NEBX token goes live on 12 November.")
    with time_machine.travel(START + timedelta(days=3), tick=False):
        settle_events()
    keep("Nebula Labs confirms NEBX token launch for 9 December", "$NEBX goes live on 9 December.", hours=100)
    raised = list(Alert.objects.order_by("seq").values_list("pk", flat=True))
    assert len(raised) == 2
    assert [(line.verdict, line.alert) for line in lines()] == [("same", pk) for pk in raised]


def test_only_one_company_is_shown_when_it_is_asked_for(company: Company) -> None:
    keep_a_week()
    asked = Span(WHOLE.start, WHOLE.end, 50, company)
    assert [line.company for line in lines(asked)] == [company.pk]


def peak_of(count: int) -> int:
    """Return how much memory a replay of ``count`` more items takes at most."""
    source = SourceFactory()
    text = "Nothing happened. " * 20
    Item.objects.bulk_create(
        Item(source=source, external_id=f"n{number}", title="A quiet day", text=text, received_at=START)
        for number in range(count)
    )
    replay = Replay(WHOLE)
    tracemalloc.start()
    assert list(replay.run()) == []
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


def test_memory_does_not_grow_with_the_items(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replaying, "CHUNK", 20)
    peak_of(20)  # loads what stays
    small = peak_of(40)
    assert peak_of(340) < small + 300_000


def printed(capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    call_command("replay", "--from", "2026-11-10", "--to", "2026-11-12", *options)
    return capsys.readouterr().out.splitlines()


def test_the_command_prints_a_line_an_event_and_the_counts(
    company: Company, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_a_week()
    first, *_, last = printed(capsys, "--company", "nebula labs")
    assert first.startswith("same  2026-11-10 09:00")
    assert "Nebula Labs confirms NEBX token generation event for 28 November" in first
    assert last == "4 items: 1 same, 0 new, 0 gone."


def test_the_command_writes_json_lines(company: Company, capsys: pytest.CaptureFixture[str]) -> None:
    keep_a_week()
    *found, counts = [orjson.loads(line) for line in printed(capsys, "--json", "--threshold", "100")]
    assert counts == {"items": 4, "same": 0, "new": 0, "gone": len(found)}
    assert {line["verdict"] for line in found} == {"gone"}


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--from", "tomorrow", "--to", "2026-11-12"], "'tomorrow' is no day. Write it as 2026-11-01."),
        (["--from", "2026-11-12", "--to", "2026-11-10"], "The last day is before the first."),
        (["--from", "2026-11-10", "--to", "2026-11-12", "--threshold", "0"], "The threshold must be from 1 to 100."),
        (["--from", "2026-11-10", "--to", "2026-11-12", "--company", "X"], "There is no company X."),
    ],
)
def test_a_wrong_option_is_named(options: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence.replace(".", r"\.")):
        call_command("replay", *options)
