"""Where an event stands: the same evidence gives the same answer in whatever order it came in."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alerts.events.lifecycle import state_of
from alerts.events.types import State, Telling
from tests.alerts.events.tellings import LAUNCH_DAY, START, telling

LATER = date(2026, 12, 5)
SOON = START + timedelta(days=2)


def stands(*tellings: Telling, now: datetime = SOON) -> str:
    return state_of(tellings, now).status


def test_a_story_goes_from_rumour_to_done() -> None:
    told = [telling(status="rumour", confidence=0.3)]
    assert stands(*told) == "rumour"
    told.append(telling(hours=1))
    assert stands(*told) == "announced"
    told.append(telling(hours=2, on=LAUNCH_DAY))
    assert stands(*told) == "dated"
    assert stands(*told, telling(hours=3, status="live")) == "live"
    assert stands(*told, now=datetime.fromisoformat("2026-11-27T23:59Z")) == "dated"
    assert stands(*told, now=datetime.fromisoformat("2026-11-28T00:00Z")) == "live"
    assert stands(*told, now=datetime.fromisoformat("2026-12-05T00:00Z")) == "done"


def test_an_hour_that_is_named_makes_it_live_at_that_hour() -> None:
    told = telling(on=LAUNCH_DAY, details={"starts_at": "2026-11-28T15:00:00+00:00"})
    assert stands(told, now=datetime.fromisoformat("2026-11-28T14:59Z")) == "dated"
    assert stands(told, now=datetime.fromisoformat("2026-11-28T15:00Z")) == "live"


def test_a_window_has_to_be_over_before_it_counts_as_live() -> None:
    told = telling(on=date(2026, 11, 20), ends_on=date(2026, 11, 30), date_words="late November")
    assert stands(told, now=datetime.fromisoformat("2026-11-25T00:00Z")) == "dated"
    assert stands(told, now=datetime.fromisoformat("2026-12-01T00:00Z")) == "live"


def test_an_older_or_vaguer_item_takes_nothing_back() -> None:
    live = telling(hours=5, status="live")
    assert stands(live, telling(hours=1)) == "live"
    assert stands(live, telling(hours=9)) == "live"
    assert stands(live, telling(hours=9, status="rumour", confidence=0.2)) == "live"


def test_a_text_that_is_unsure_moves_nothing() -> None:
    assert stands(telling(), telling(hours=1, status="live", confidence=0.2)) == "announced"


def test_a_delay_takes_the_day_back_and_a_new_day_dates_it_again() -> None:
    told = [telling(on=LAUNCH_DAY), telling(hours=5, kind="delay", status="delayed", confidence=0.1)]
    state = state_of(told, SOON)
    assert (state.status, state.when.starts_on) == ("delayed", None)
    late_copy = telling(hours=6, on=LAUNCH_DAY, voice="late.example")
    assert state_of([*told, late_copy], SOON).when.starts_on is None
    state = state_of([*told, late_copy, telling(hours=9, on=LATER)], SOON)
    assert (state.status, state.when.starts_on) == ("dated", LATER)


def test_a_delay_that_repeats_a_move_leaves_the_new_day() -> None:
    moved = [telling(on=LAUNCH_DAY), telling("Launch moved", hours=20, on=LATER)]
    delay = telling(hours=25, kind="delay", status="delayed", confidence=0.1, voice="late.example")
    state = state_of([*moved, delay], SOON)
    assert (state.status, state.when.starts_on) == ("delayed", LATER)
    state = state_of([*moved, delay, telling(hours=30, on=LATER, voice="third.example")], SOON)
    assert (state.status, state.when.starts_on) == ("dated", LATER)
    weeks_later = replace(delay, told_at=delay.told_at + timedelta(days=9))
    assert state_of([*moved, weeks_later], SOON + timedelta(days=9)).when.starts_on is None


def test_a_delay_that_names_the_new_day_keeps_it() -> None:
    told = [telling(on=LAUNCH_DAY), telling(hours=5, kind="delay", status="delayed", confidence=0.1, on=LATER)]
    state = state_of(told, SOON)
    assert (state.status, state.when.starts_on) == ("delayed", LATER)
    assert stands(*told, now=datetime.fromisoformat("2026-12-05T01:00Z")) == "live"


def test_one_weak_source_does_not_delay_what_a_trusted_one_has_dated_but_two_do() -> None:
    trusted = telling(on=LAUNCH_DAY, rank=1)
    weak = [
        telling(hours=5 + at, kind="delay", status="delayed", rank=5, voice=voice)
        for at, voice in enumerate(("one.example", "one.example", "two.example"))
    ]
    assert stands(trusted, *weak[:2]) == "dated"
    assert stands(trusted, *weak) == "delayed"


@pytest.mark.parametrize(
    ("said_by", "expected"),
    [
        ({"rank": 1}, "false"),
        ({"rank": 5, "is_project": True}, "false"),
        ({"rank": 3}, "dated"),
        ({"rank": 5}, "dated"),
    ],
)
def test_a_denial_counts_from_a_trusted_source_or_the_project(said_by: dict[str, object], expected: str) -> None:
    denial = telling(hours=3, kind="other", status="false", confidence=0.05, voice="denier.example", **said_by)
    assert stands(telling(on=LAUNCH_DAY), denial) == expected


def test_after_a_denial_only_as_strong_a_voice_revives_the_event() -> None:
    denied = [telling(), telling(hours=3, kind="other", status="false", rank=1)]
    assert stands(*denied, telling(hours=4, on=LAUNCH_DAY, voice="other.example")) == "false"
    assert stands(*denied, telling(hours=4, on=LAUNCH_DAY, is_project=True)) == "dated"


def test_corroboration_raises_the_confidence_up_to_a_cap() -> None:
    alone = state_of([telling(confidence=0.6)], SOON).confidence
    pair = state_of([telling(confidence=0.6), telling(confidence=0.6, voice="b.example")], SOON).confidence
    many = [telling(confidence=0.9, voice=f"{at}.example", rank=1) for at in range(30)]
    assert alone == 0.6 < pair < 0.99
    assert state_of(many, SOON).confidence == 0.99


def test_a_trusted_voice_adds_more_than_a_weak_one() -> None:
    first = telling(confidence=0.6)
    by_rank = [
        state_of([first, telling(confidence=0.5, voice="b.example", rank=rank)], SOON).confidence
        for rank in (1, 2, 3, 4, 5)
    ]
    assert by_rank == sorted(set(by_rank), reverse=True)


def test_ten_copies_by_one_source_do_not_corroborate() -> None:
    copies = [telling(f"NEBX, part {at}", hours=at, confidence=0.6) for at in range(10)]
    state = state_of(copies, SOON)
    assert (state.confidence, state.items, state.voices) == (0.6, 10, 1)


def test_a_rumour_that_everybody_repeats_stays_a_rumour() -> None:
    told = [telling(status="rumour", confidence=0.4, voice=f"{at}.example", rank=1) for at in range(20)]
    state = state_of(told, SOON)
    assert (state.status, state.confidence) == ("rumour", 0.49)


def test_the_strongest_source_names_the_day_and_the_newer_one_among_equals() -> None:
    weak, trusted = telling(on=LAUNCH_DAY, hours=2), telling(on=LATER, rank=1, voice="b.example")
    assert state_of([weak, trusted], SOON).when.starts_on == LATER
    correction = telling(on=LAUNCH_DAY, hours=5, is_project=True, voice="nebula.example")
    assert state_of([weak, trusted, correction], SOON).when.starts_on == LAUNCH_DAY


def test_late_copies_of_the_old_day_do_not_outweigh_the_projects_correction() -> None:
    first = [telling(on=LAUNCH_DAY, voice=f"{at}.example") for at in range(5)]
    correction = telling(on=LATER, hours=5, is_project=True, voice="nebula.example")
    copies = [telling(on=LAUNCH_DAY, hours=9, voice=f"late{at}.example") for at in range(5)]
    assert state_of([*first, correction, *copies], SOON).when.starts_on == LATER


def test_three_ordinary_sources_move_a_day_that_a_trusted_one_named_before() -> None:
    trusted = telling(on=LAUNCH_DAY, rank=1)
    moved = [telling(on=LATER, hours=5 + at, voice=f"{at}.example") for at in range(3)]
    assert state_of([trusted, *moved[:2]], SOON).when.starts_on == LAUNCH_DAY
    assert state_of([trusted, *moved], SOON).when.starts_on == LATER


def test_a_day_inside_a_window_is_what_the_window_meant() -> None:
    window = telling(on=date(2026, 11, 20), ends_on=date(2026, 11, 30), rank=1, hours=3)
    assert state_of([window, telling(on=LAUNCH_DAY, voice="b.example")], SOON).when.starts_on == LAUNCH_DAY


def test_a_warning_alone_has_no_life_of_its_own() -> None:
    assert stands(telling(kind="scam", status="rumour", confidence=0.1)) == "announced"


KINDS = ("launch", "airdrop", "delay", "scam", "other")
STATUSES = ("rumour", "announced", "dated", "live", "delayed", "false", "done")
DAYS = st.one_of(st.none(), st.integers(20, 30).map(lambda day: date(2026, 11, day)))


@st.composite
def tellings(draw: st.DrawFn) -> Telling:
    return telling(
        draw(st.sampled_from(("NEBX launch", "NEBX day", "NEBX news"))),
        hours=draw(st.integers(0, 12)),
        on=draw(DAYS),
        kind=draw(st.sampled_from(KINDS)),
        status=draw(st.sampled_from(STATUSES)),
        confidence=draw(st.sampled_from((0.1, 0.4, 0.6, 0.95))),
        voice=draw(st.sampled_from(("a.example", "b.example", "c.example", "@nebula"))),
        rank=draw(st.integers(1, 5)),
        is_project=draw(st.booleans()),
    )


TOLD = st.lists(tellings(), min_size=1, max_size=8)


@given(TOLD.flatmap(lambda told: st.tuples(st.just(told), st.permutations(told))))
def test_the_order_of_arrival_changes_nothing(case: tuple[list[Telling], list[Telling]]) -> None:
    told, shuffled = case
    assert state_of(told, SOON) == state_of(shuffled, SOON)


@given(TOLD)
def test_a_copy_by_the_same_voice_never_raises_the_confidence(told: list[Telling]) -> None:
    assert state_of([*told, told[0]], SOON).confidence == state_of(told, SOON).confidence


@given(TOLD)
def test_a_state_is_always_sound(told: list[Telling]) -> None:
    state: State = state_of(told, SOON)
    assert 0 <= state.confidence <= 0.99
    assert state.first_told_at <= state.last_told_at
    assert state.voices <= state.items == len(told)
    assert state.status != "dated" or state.when.starts_on
    assert not state.when.starts_on or state.when.starts_on <= (state.when.ends_on or state.when.starts_on)
