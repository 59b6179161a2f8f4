"""Which items tell one story, and which only look alike."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from alerts.events.book import Book, Step
from alerts.events.cluster import season_of
from alerts.events.types import Entity, Telling
from tests.alerts.events.tellings import LAUNCH_DAY, NEBULA, START, telling

HOURS_A_DAY = 24
HEADLINES = (
    "Nebula Labs confirms NEBX token generation event for 28 November",
    "NEBX goes live on November 28, says Nebula",
    "It's official: Nebula's long-awaited token has a date",
    "Mark the calendar: $NEBX TGE set for end of month",
    "Nebula Labs to launch native token NEBX next week",
    "Layer-2 builder Nebula Labs sets token launch",
    "Token of Nebula Labs will launch on the 28th",
    "After two years of points, Nebula Labs unveils NEBX",
    "Nebula (NEBX) launch date revealed",
    "What we know about NEBX, the new token by Nebula Labs",
)


def told(*tellings: Telling) -> list[Step | None]:
    """Tell a book each in turn, at the time it was published."""
    book = Book()
    return [book.tell(replace(each, is_event=True), each.told_at) for each in tellings]


def events(*tellings: Telling) -> int:
    return len({id(step.record) for step in told(*tellings) if step})


def test_ten_rewritten_headlines_are_one_story() -> None:
    assert events(*(telling(title, hours=at, on=LAUNCH_DAY) for at, title in enumerate(HEADLINES))) == 1


@pytest.mark.parametrize(
    "entities",
    [
        [Entity(1, "NEBX", "nebula labs"), Entity(1), Entity(None, "NEBX"), Entity(None, "NEBX", "nebula")],
        [Entity(None, "", "nebula labs"), Entity(None, "NEBX", "nebula"), Entity(None, "NEBX")],
        [Entity(None, "NEBX"), Entity(None, "NEBX", "nebula labs"), Entity(None, "", "nebula labs")],
    ],
)
def test_what_one_text_leaves_out_another_fills_in(entities: list[Entity]) -> None:
    assert events(*(telling(HEADLINES[at], hours=at, entity=each) for at, each in enumerate(entities))) == 1


BY_TICKER, BY_NAME = Entity(None, "VLRA"), Entity(None, "", "vellora")
OF_TICKER = "Vellora Labs sets November 28 for the VLRA token launch"


@pytest.mark.parametrize("day", [LAUNCH_DAY, None])
@pytest.mark.parametrize("is_ticker_first", [True, False])
def test_a_ticker_and_a_name_are_one_project_where_a_title_has_both(is_ticker_first: bool, day: date | None) -> None:
    told_by_ticker = telling(OF_TICKER, entity=BY_TICKER, on=LAUNCH_DAY)
    told_by_name = telling("Rollup Vellora sets its token launch for November 28", entity=BY_NAME, on=day, hours=3)
    pair = [told_by_ticker, told_by_name]
    assert events(*(pair if is_ticker_first else reversed(pair))) == 1


@pytest.mark.parametrize(
    ("title", "fields"),
    [
        ("Rollup Vellora names the day", {"on": date(2026, 11, 12)}),
        ("Rollup Vellora opens its airdrop", {"kind": "airdrop", "on": LAUNCH_DAY}),
        ("Rollup Vellora tells more", {"on": LAUNCH_DAY, "hours": 80}),
        ("What Vellora wants from bridges this winter", {}),
        ("Rollup Vello names the day", {"on": LAUNCH_DAY, "entity": Entity(None, "", "vello")}),
    ],
)
def test_a_name_in_a_title_alone_is_not_enough(title: str, fields: dict[str, Any]) -> None:
    by_name = telling(title, **{"entity": BY_NAME, "hours": 3, **fields})
    assert events(telling(OF_TICKER, entity=BY_TICKER, on=LAUNCH_DAY), by_name) == 2


def test_a_ticker_taken_for_a_name_is_still_the_ticker() -> None:
    listing = telling(
        "Binance will list Nebula Labs (NEBX)", kind="listing", entity=Entity(None, "NEBX", "nebula labs")
    )
    other = telling("Bybit to list NEBX", kind="listing", hours=1, entity=Entity(None, "", "nebx"))
    assert (events(listing, other), events(other, listing)) == (1, 1)


@pytest.mark.parametrize("template", ["{} to launch token on Binance", "{} confirms airdrop, claim opens tomorrow"])
def test_one_template_about_two_projects_is_two_stories(template: str) -> None:
    names = ("Kappa", "Omega", "Sigma")
    named = [telling(template.format(name), entity=Entity(None, "", name.lower())) for name in names]
    by_ticker = [telling(template.format(name), entity=Entity(None, name.upper())) for name in names]
    nameless = [telling(template.format(name), entity=Entity()) for name in names]
    assert [events(*each) for each in (named, by_ticker, nameless)] == [3, 3, 3]


def test_a_copy_without_a_name_joins_only_what_it_copies() -> None:
    first = telling("Early users of the bridge can claim a new token from Monday", entity=Entity())
    copy = telling("Early users of the bridge can claim a new token from Monday!", hours=3, entity=Entity())
    other = telling("Late users of the bridge can claim a new token from Friday", hours=3, entity=Entity())
    assert (events(first, copy), events(first, other)) == (1, 2)


def test_an_airdrop_and_a_listing_of_one_token_are_two_events() -> None:
    airdrop = telling("Nebula Labs opens the NEBX airdrop", kind="airdrop")
    listing = telling("Exchange lists NEBX of Nebula Labs", kind="listing", hours=2)
    assert events(airdrop, listing) == 2


def test_a_launch_and_a_listing_on_the_same_day_are_one_thing() -> None:
    launch = telling(HEADLINES[0], on=LAUNCH_DAY)
    assert events(launch, telling("NEBX trading opens", kind="listing", hours=2, on=LAUNCH_DAY)) == 1
    assert events(launch, telling("NEBX trading opens", kind="listing", hours=2, on=date(2026, 12, 9))) == 2


def test_an_update_weeks_later_joins_while_the_event_is_open() -> None:
    dated = telling(HEADLINES[0], on=LAUNCH_DAY)
    assert events(dated, telling("NEBX launches today", hours=27 * HOURS_A_DAY)) == 1
    assert events(dated, telling("NEBX launches again", hours=40 * HOURS_A_DAY)) == 2


def test_a_launch_of_last_week_that_is_told_again_is_no_second_one() -> None:
    launch = telling(HEADLINES[0], on=LAUNCH_DAY)
    past = telling("NEBX launched yesterday", hours=28 * HOURS_A_DAY, status="done", on=LAUNCH_DAY)
    again = telling("The NEBX launch in review", hours=32 * HOURS_A_DAY, status="live")
    next_one = telling("NEBX launches on another chain", hours=32 * HOURS_A_DAY, on=date(2026, 12, 20))
    assert [events(launch, past, each) for each in (again, next_one)] == [1, 2]
    dayless = [telling(HEADLINES[8], status=status, hours=hours) for status, hours in (("live", 0), ("done", 20))]
    assert [events(*dayless, telling(HEADLINES[1], hours=hours)) for hours in (100, 400)] == [1, 2]


def test_a_second_airdrop_months_later_is_a_new_event() -> None:
    first = telling("Nebula Labs opens the NEBX airdrop", kind="airdrop", on=date(2026, 11, 5))
    second = telling("Nebula Labs announces an airdrop", kind="airdrop", hours=90 * HOURS_A_DAY)
    assert events(first, second) == 2


def test_a_second_season_is_a_new_event_once_the_first_is_live() -> None:
    first = telling("Nebula Labs opens the NEBX airdrop", kind="airdrop", status="live")
    season = telling("Nebula Labs announces a second airdrop", kind="airdrop", hours=20)
    assert events(first, season) == 2


@pytest.mark.parametrize(
    ("title", "season"),
    [
        ("Second airdrop season", 2),
        ("Airdrop season 3 opens", 3),
        ("Season one is over", None),
        ("Airdrop 1", None),
        ("The 2nd NEBX airdrop", 2),
        ("Seconds after launch", None),
        ("Nebula Labs S2 airdrop goes live", 2),
        ("Airdrop S3: how to qualify", 3),
        ("Nebula S1 airdrop", None),
        ("The PS2 game and its S4 phone", None),
    ],
)
def test_the_season_is_read_from_the_title(title: str, season: int | None) -> None:
    assert season_of(title) == season


def update(title: str, kind: str, **fields: Any) -> Telling:
    status = "delayed" if kind == "delay" else "announced"
    return telling(title, kind=kind, status=status, confidence=0.1, hours=30, mentioned=1, **fields)


def test_a_delay_joins_the_open_event_that_it_speaks_of() -> None:
    airdrop = telling("Nebula Labs opens the NEBX airdrop", kind="airdrop", on=LAUNCH_DAY)
    listing = telling("Exchange lists NEBX of Nebula Labs", kind="listing", on=date(2026, 11, 25))
    delay = update("Nebula Labs postpones the NEBX airdrop", "delay")
    steps = [step for step in told(airdrop, listing, delay) if step]
    assert steps[-1].record is steps[0].record
    assert (steps[-1].record.state.kind, steps[-1].record.state.status) == ("airdrop", "delayed")


def test_an_unlock_begins_nothing_but_joins_what_is_open() -> None:
    unlock = update("Nebula Labs unlocks 4% of NEBX", "unlock")
    assert told(replace(unlock, is_event=False)) == [None]
    assert events(telling(HEADLINES[0], on=LAUNCH_DAY), unlock) == 1


def test_a_launch_follows_the_delay_that_was_heard_of_first() -> None:
    delay = update("Nebula Labs postpones its token launch", "delay")
    launch = telling("Nebula Labs sets a new date for its token launch", hours=60, on=LAUNCH_DAY)
    assert events(delay, launch) == 1


def test_a_scam_warning_is_no_event_that_a_real_airdrop_joins() -> None:
    warning = update("Fake Nebula Labs airdrop drains wallets", "scam")
    airdrop = telling("Nebula Labs opens the NEBX airdrop", kind="airdrop", hours=33)
    assert events(warning, airdrop) == 2


def test_an_item_that_arrives_late_still_finds_its_event() -> None:
    book = Book()
    book.tell(replace(telling(HEADLINES[0], hours=40, on=LAUNCH_DAY), is_event=True), START)
    step = book.tell(replace(telling(HEADLINES[1], hours=1), is_event=True), START)
    assert step
    assert len(book.records) == 1
    assert step.state.status == "dated"


def test_text_that_is_unsure_or_about_nobody_is_left_alone() -> None:
    assert Book().tell(telling(confidence=0.1), START) is None
    assert Book().tell(telling(confidence=0.4, entity=Entity()), START) is None
    assert Book().tell(telling(kind="other", entity=NEBULA), START) is None


def test_a_forgotten_event_leaves_nothing_behind() -> None:
    book = Book()
    step = book.tell(replace(telling(HEADLINES[0]), is_event=True), START)
    assert step
    book.forget(step.record)
    assert not book.records
    assert book.tell(telling(HEADLINES[1], confidence=0.2), START) is None
