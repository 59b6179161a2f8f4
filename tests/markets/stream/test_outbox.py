import asyncio

import pytest

from markets.stream.outbox import MAX_BYTES, MAX_FRAMES, Outbox


class Socket:
    """Takes frames while it is writable, and otherwise keeps its sender waiting, as a server does."""

    def __init__(self):
        self.taken = []
        self.is_writable = asyncio.Event()
        self.is_writable.set()
        self.overflows = 0
        self.error = None
        self.outbox = Outbox(self.send, self.overflow)

    async def send(self, frame):
        await self.is_writable.wait()
        if self.error:
            raise self.error
        self.taken.append(frame)

    def overflow(self):
        self.overflows += 1


async def settled():
    for _ in range(20):
        await asyncio.sleep(0)


@pytest.fixture
async def socket():
    return Socket()


async def test_a_frame_leaves_at_once_without_a_task(socket):
    before = asyncio.all_tasks()
    socket.outbox.offer("one")
    assert socket.taken == ["one"]
    assert asyncio.all_tasks() == before
    assert not socket.outbox.is_busy


async def test_frames_wait_in_order_for_a_busy_socket(socket):
    socket.is_writable.clear()
    for frame in "abc":
        socket.outbox.offer(frame)
    assert socket.outbox.is_busy
    assert socket.taken == []
    socket.is_writable.set()
    await settled()
    assert socket.taken == ["a", "b", "c"]
    assert not socket.outbox.is_busy


async def test_who_has_a_lot_to_send_waits_until_a_busy_socket_is_free(socket):
    await socket.outbox.drained()
    socket.is_writable.clear()
    socket.outbox.offer("one")
    waiting = asyncio.create_task(socket.outbox.drained())
    await settled()
    assert not waiting.done()
    socket.is_writable.set()
    await waiting
    assert (socket.taken, socket.overflows) == (["one"], 0)


async def test_a_socket_that_takes_too_long_is_given_up(socket, monkeypatch):
    monkeypatch.setattr("markets.stream.outbox.PATIENCE_S", 0.01)
    socket.is_writable.clear()
    socket.outbox.offer("one")
    await socket.outbox.drained()
    assert (socket.overflows, socket.outbox.is_closed) == (1, True)


async def test_a_send_that_suspends_more_than_once_still_ends(socket):
    async def slow(frame):
        await asyncio.sleep(0)
        await asyncio.sleep(0.001)
        socket.taken.append(frame)

    outbox = Outbox(slow, socket.overflow)
    outbox.offer("a")
    outbox.offer("b")
    while outbox.is_busy:
        await asyncio.sleep(0.001)
    assert socket.taken == ["a", "b"]


async def test_too_many_frames_overflow_once_and_nothing_more_is_sent(socket):
    socket.is_writable.clear()
    for number in range(MAX_FRAMES + 10):
        socket.outbox.offer(str(number))
    assert socket.overflows == 1
    socket.is_writable.set()
    await settled()
    assert socket.taken == []
    assert socket.outbox.is_closed


async def test_too_many_bytes_overflow(socket):
    socket.is_writable.clear()
    socket.outbox.offer("x")
    socket.outbox.offer("x" * (MAX_BYTES + 1))
    assert socket.overflows == 1


async def test_too_many_skipped_frames_overflow_unless_the_socket_recovers(socket):
    socket.is_writable.clear()
    socket.outbox.offer("a")
    for _ in range(MAX_FRAMES):
        socket.outbox.skip()
    socket.is_writable.set()
    await settled()
    socket.outbox.skip()
    assert socket.overflows == 0
    for _ in range(MAX_FRAMES):
        socket.outbox.skip()
    assert socket.overflows == 1


@pytest.mark.parametrize("is_busy", [True, False])
async def test_a_socket_that_went_away_ends_the_outbox_quietly(socket, is_busy):
    socket.error = ConnectionResetError()
    if is_busy:
        socket.is_writable.clear()
    socket.outbox.offer("a")
    socket.is_writable.set()
    await settled()
    assert socket.outbox.is_closed
    assert socket.overflows == 0
