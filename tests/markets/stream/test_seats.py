import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from markets.stream import seats as places
from markets.stream.seats import Seats
from project.common.errors import OverLimit, Unavailable


def test_a_caller_has_ten_seats_and_gets_one_back_when_one_is_given_up():
    seats = Seats()
    held = [seats.take("user 1") for _ in range(10)]
    with pytest.raises(OverLimit):
        seats.take("user 1")
    held.append(seats.take("user 2"))
    held[0].release()
    held[0].release()
    assert seats.taken == 10
    seats.take("user 1")


def test_a_full_process_is_unavailable_to_everybody(monkeypatch):
    monkeypatch.setattr(places, "MOST", 3)
    seats = Seats()
    held = [seats.take(f"user {number}") for number in range(3)]
    with pytest.raises(Unavailable):
        seats.take("user 9")
    assert seats.taken == len(held)


def test_a_seat_that_is_forgotten_is_free_again():
    seats = Seats()
    seats.take("user 1")
    assert seats.taken == 0


def test_threads_that_come_and_go_at_once_lose_no_seat():
    seats, usual = Seats(), sys.getswitchinterval()

    def come_and_go(_):
        for _ in range(20_000):
            seats.take("user 1").release()

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(9) as pool:
            list(pool.map(come_and_go, range(9)))
    finally:
        sys.setswitchinterval(usual)
    assert seats.taken == 0


def test_nothing_is_remembered_of_callers_who_left():
    seats = Seats()
    for number in range(100):
        seats.take(f"address {number}").release()
    assert (seats.taken, len(seats._taken)) == (0, 0)
