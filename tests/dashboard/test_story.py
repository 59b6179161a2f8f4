"""How an event went on, as the detail tells it."""

from datetime import date, timedelta

import pytest

from alerts.models import AlertMark, EventChange, Evidence, Source
from dashboard.story import change_words, date_claims, day_words, history, steps, tellings
from project.common.clock import now
from tests.dashboard.stories import DAY, LATER, build_event, dated_alert, move, tell
from tests.factories import AlertFactory, ItemFactory

pytestmark = pytest.mark.django_db


def states(event) -> dict[str, str]:
    return {step.label: step.state for step in steps(event, event.changes.order_by("at"))}


def test_the_way_of_an_event_shows_what_is_behind_it():
    event = dated_alert().event
    assert states(event) == {"Rumour": "past", "Announced": "past", "Dated": "now", "Live": "ahead", "Done": "ahead"}
    assert all(step.at for step in steps(event, event.changes.order_by("at"))[:3])


def test_a_step_that_was_never_taken_is_skipped():
    event = build_event(status="live")
    move(event, "announced", "live")
    assert states(event) == {
        "Rumour": "skipped",
        "Announced": "past",
        "Dated": "skipped",
        "Live": "now",
        "Done": "ahead",
    }


@pytest.mark.parametrize("status", ["delayed", "false"])
def test_a_delay_or_a_denial_stands_where_it_came_in(status):
    event = build_event(status=status)
    move(event, "announced", "dated", 2)
    move(event, "dated", status, 1)
    labels = list(states(event))
    assert labels[labels.index("Dated") + 1] == status.capitalize()
    assert states(event)[status.capitalize()] == status
    assert "now" not in states(event).values()


def test_an_event_without_history_stands_at_its_status():
    assert states(build_event(status="announced"))["Announced"] == "now"
    assert next(iter(states(build_event(status="false")))) == "False"


def test_the_first_to_tell_is_marked():
    alert = dated_alert()
    alert.event.evidence.filter(item__source__name="Tide Daily").get().item.source.refresh_from_db()
    late = alert.event.evidence.get(item__source__name="Nebula blog").item
    late.published_at = now() - timedelta(hours=5)
    late.save()
    told = tellings(alert, list(alert.event.evidence.all()))
    assert [(each.source, each.is_first) for each in told] == [("Nebula blog", True), ("Tide Daily", False)]
    assert (told[1].status, told[1].when, told[1].likeness) == ("Dated", "2 Dec 2026", 61)


def test_an_alert_without_event_is_told_by_its_own_item():
    alert = AlertFactory(item__url="javascript:alert(1)")
    [told] = tellings(alert, ())
    assert (told.source, told.url, told.is_first, told.status) == (alert.item.source.name, "", False, "")
    assert (
        tellings(
            AlertFactory(item=None, title="By hand", content="", source_name="M", source_url="", published_at=None), ()
        )
        == []
    )


def test_dates_that_differ_stand_side_by_side_with_ours_first():
    alert = dated_alert()
    claims = date_claims(alert.event, alert.event.evidence.all())
    assert [(claim.when, claim.sources, claim.is_ours) for claim in claims] == [
        ("28 Nov 2026", ("Nebula blog",), True),
        ("2 Dec 2026", ("Tide Daily",), False),
    ]


def test_sources_that_agree_make_no_claims():
    event = build_event(starts_on=DAY, ends_on=DAY)
    tell(event, "One", starts_on=DAY, ends_on=DAY)
    tell(event, "Two", starts_on=DAY, ends_on=None)
    tell(event, "Three")
    assert date_claims(event, event.evidence.all()) == []


def test_a_source_that_corrected_itself_disagrees_with_nobody():
    alert = dated_alert()
    source = Source.objects.get(name="Tide Daily")
    item = ItemFactory(source=source, title="Tide Daily: it is the 28th")
    facts = {"kind": "launch", "status": "dated", "confidence": "0.9", "added_at": now()}
    Evidence.objects.create(event=alert.event, item=item, starts_on=DAY, ends_on=DAY, **facts)
    assert date_claims(alert.event, alert.event.evidence.all()) == []


def test_a_rumour_of_another_day_is_no_disagreement():
    alert = dated_alert()
    Evidence.objects.filter(item__source__name="Tide Daily").update(status="rumour")
    assert date_claims(alert.event, alert.event.evidence.all()) == []


@pytest.mark.parametrize(
    ("start", "end", "words", "written"),
    [
        (None, None, "", ""),
        (None, None, "soon", "soon"),
        (DAY, DAY, "28 November", "28 Nov 2026"),
        (date(2026, 11, 21), date(2026, 11, 30), "late November", "late November (21 to 30 Nov 2026)"),
        (DAY, LATER, "", "28 Nov to 2 Dec 2026"),
    ],
)
def test_a_day_or_a_window_is_written(start, end, words, written):
    assert day_words(start, end, words) == written


def test_the_history_has_what_happened_and_what_the_reader_did(user):
    alert = dated_alert()
    mark = AlertMark.objects.create(
        user=user, alert=alert, read_at=now(), acknowledged_at=now(), verdict="useful", verdict_at=now()
    )
    lines = history(alert, alert.event.changes.all(), mark)
    assert {line.text for line in lines if line.is_mine} == {
        "You opened it.",
        "You acknowledged it.",
        "You marked it as useful.",
    }
    assert {"Status: rumour to announced.", "The alert was raised."} <= {line.text for line in lines}
    assert [line.at for line in lines] == sorted((line.at for line in lines), reverse=True)


@pytest.mark.parametrize(
    ("field", "before", "after", "words"),
    [
        ("status", "", "announced", "Status: announced."),
        ("date", "2026-11-28", "2026-12-02", "Moved from 28 November 2026 to 2 December 2026."),
        ("sources", "", "3", "Sources: 3."),
        ("correction", "", "scam", "Scam warning."),
    ],
)
def test_a_step_is_a_sentence(field, before, after, words):
    assert change_words(EventChange(field=field, before=before, after=after)) == words
