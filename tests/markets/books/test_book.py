"""A local book: snapshots, changes, and everything that may go wrong with them."""

import os
import random
from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from markets.books.book import BAD_PRICE, BAD_SIZE, CHECKSUM, CROSSED, EMPTY, GAP, LOCKED, ORDER, BookUpdate, LocalBook
from tests.markets.books.streams import FAULTS, Truth, troubled

STREAMS = int(os.environ.get("TIDEWATCH_BOOK_STREAMS", "150"))
"""How many streams of changes the property test makes up; ``TIDEWATCH_BOOK_STREAMS=2000`` for the long run."""

faults = st.lists(st.tuples(st.integers(0, 59), st.sampled_from(FAULTS)), max_size=8)


def snapshot(bids=((99, 1),), asks=((101, 1),), upto=10, **fields) -> BookUpdate:
    return BookUpdate(bids=bids, asks=asks, at_ms=1, is_snapshot=True, upto=upto, **fields)


def change(after, upto, bids=(), asks=(), **fields) -> BookUpdate:
    return BookUpdate(bids=bids, asks=asks, at_ms=2, after=after, upto=upto, **fields)


def taken(*updates: BookUpdate, **kind) -> LocalBook:
    book = LocalBook(**kind)
    for update in updates:
        book.take(update)
    return book


@settings(max_examples=STREAMS)
@given(st.integers(0, 2**32), st.integers(1, 5), faults, st.integers(0, 6), st.booleans())
def test_at_every_moment_the_book_is_the_exchanges_or_is_marked_invalid(seed, step, script, delay, sends_snapshots):
    """Some exchanges send the snapshot when it was asked for, others answer with one that is a few changes old."""
    truth = Truth(random.Random(seed), step)
    book, asked = LocalBook(), 0
    book.take(truth.snapshot())
    pending: BookUpdate | None = None
    was_valid = 0
    for update in troubled(truth, script, 60):
        book.take(update)
        if book.reason and pending is None:
            pending, asked = truth.snapshot(), 0
        if pending is not None and (asked := asked + 1) > (0 if sends_snapshots else delay):
            book.take(truth.snapshot() if sends_snapshots else pending)
            pending = None
        if not book.reason:
            was_valid += 1
            assert (book.bids.top(99), book.asks.top(99)) == truth.history[book._last]
        else:
            assert book.bids.top(1) == book.asks.top(1) == ()
    assert script or was_valid == 60


def test_a_size_of_zero_removes_a_level_and_an_unknown_one_is_no_fault():
    book = taken(snapshot([(99, 1), (98, 2)]), change(10, 11, [(99, 0), (90, 0), (97, 3)]))
    assert book.bids.top(9) == ((98, 2), (97, 3))
    assert book.reason == ""


@pytest.mark.parametrize(
    ("update", "reason"),
    [
        (change(11, 12, [(98, 1)]), GAP),
        (change(9, 11, [(98, 1)]), ""),
        (change(10, 11, [("NaN", "1")]), BAD_PRICE),
        (change(10, 11, [("0", "1")]), BAD_PRICE),
        (change(10, 11, [("-5", "1")]), BAD_PRICE),
        (change(10, 11, [("1e308", "1")]), BAD_PRICE),
        (change(10, 11, [("98", "1e308")]), BAD_SIZE),
        (change(10, 11, [("98", "-1")]), BAD_SIZE),
        (change(10, 11, [("98", "nan")]), BAD_SIZE),
        (change(10, 11, [("98",)]), "unreadable level"),
        (change(10, 11, [("x", None)]), "unreadable level"),
        (change(10, 11, [(101, 1)]), LOCKED),
        (change(10, 11, [(102, 1)]), CROSSED),
        (change(10, 11, [(99, 0)]), EMPTY),
    ],
)
def test_what_cannot_be_makes_the_book_invalid_with_the_reason(update, reason):
    book = taken(snapshot(), update)
    assert book.reason == reason
    assert bool(book.bids.top(1)) == (reason == "")
    assert bool(book.dropped) == (reason != "")


def test_an_overlap_is_allowed_only_right_after_a_snapshot():
    book = taken(snapshot(), change(8, 12, [(98, 1)]), change(12, 13))
    assert book.reason == ""
    book.take(change(11, 15))
    assert book.reason == GAP


def test_changes_that_came_before_their_snapshot_are_replayed():
    early = [change(8, 10, [(50, 1)]), change(10, 12, [(98, 4)]), change(12, 13, [(98, 5)])]
    book = taken(*early, snapshot())
    assert book.bids.top(9) == ((99, 1), (98, 5))
    assert book.reason == ""


def test_a_snapshot_that_is_older_than_the_first_change_is_a_gap():
    assert taken(change(20, 21), snapshot()).reason == GAP


def test_an_old_snapshot_does_not_replace_a_newer_book_but_one_that_begins_to_count_again_does():
    book = taken(snapshot(), change(10, 11, [(98, 1)]), snapshot([(50, 1)], upto=9))
    assert book.bids.top(1) == ((99, 1),)
    book.take(snapshot([(60, 1)], upto=1))
    assert book.bids.top(1) == ((60, 1),)


def test_without_numbers_the_time_must_not_run_backwards():
    book = taken(snapshot(), change(None, 12, [(98, 1)]), change(None, 12, [(97, 1)]))
    assert book.reason == ""
    book.take(change(None, 11, [(96, 1)]))
    assert book.reason == ORDER


def test_a_depth_forgets_the_levels_that_fall_out_of_it():
    book = taken(snapshot([(99, 1), (98, 1)]), change(None, 11, [(99.5, 2)]), depth=2)
    assert book.bids.top(9) == ((99.5, 2), (99, 1))


def test_a_wrong_checksum_makes_the_book_invalid():
    def checksum(book: LocalBook) -> int:
        return crc32(repr(book.bids.top(10)).encode())

    right = crc32(repr(((99.0, 1.0),)).encode())
    book = taken(snapshot(checksum=right), checksum=checksum)
    assert book.reason == ""
    book.take(change(None, 11, [(98, 1)], checksum=right))
    assert book.reason == CHECKSUM
