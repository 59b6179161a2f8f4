"""Calls that several threads make at once."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from markets.multi.flights import Flights
from project.common.errors import Missing, Unavailable


def together(flights: Flights[int], call: object, count: int = 8) -> list[object]:
    """Share one call between threads, begun only when all of them are there; return values and errors."""
    barrier = threading.Barrier(count)

    def share(_: int) -> object:
        barrier.wait(5)
        try:
            return flights.share("key", call)  # type: ignore[arg-type]
        except (Missing, Unavailable) as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(share, range(count)))


def slowly(outcome: object) -> object:
    def call() -> object:
        threading.Event().wait(0.1)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return call


def test_an_expected_error_reaches_everybody_who_waited() -> None:
    error = Missing("There is none.")
    assert together(Flights(5), slowly(error)) == [error] * 8


def test_after_any_other_error_the_others_are_told_to_try_again() -> None:
    flights: Flights[int] = Flights(5)
    with pytest.raises(ZeroDivisionError):
        together(flights, slowly(ZeroDivisionError()))
    assert flights.share("key", lambda: 5) == 5


def test_who_waits_too_long_is_told_to_try_again() -> None:
    found = together(Flights(0.01), slowly(5))
    assert found.count(5) == 1
    assert [type(each) for each in found].count(Unavailable) == 7
