import asyncio

import pytest

from markets.stream.supervise import Backoff, end_tasks, faults, supervise


def test_pauses_grow_up_to_the_longest_and_never_go_below_the_first():
    backoff = Backoff(first_s=1, longest_s=60)
    pauses = [backoff.next_s() for _ in range(40)]
    assert all(1 <= pause <= 60 for pause in pauses)
    assert pauses[0] == 1
    assert min(pauses[10:]) >= 30
    backoff.reset()
    assert backoff.next_s() == 1


def test_two_who_fail_together_do_not_come_back_together():
    first, second = Backoff(), Backoff()
    pauses = [(first.next_s(), second.next_s()) for _ in range(20)]
    assert any(one != other for one, other in pauses)


async def test_a_job_that_fails_is_counted_and_run_again(monkeypatch, caplog):
    monkeypatch.setattr(Backoff, "next_s", lambda _: 0)
    left = [ValueError("one"), KeyError("two")]
    before = faults["a job"]

    async def job():
        if left:
            raise left.pop()

    await supervise("a job", job)
    assert faults["a job"] == before + 2
    assert "a job failed" in caplog.text


async def test_a_rare_fault_of_a_job_that_went_well_does_not_wait_the_longest_pause(monkeypatch):
    paused = []

    def pause(self):
        paused.append(self.failures)
        self.failures += 1
        return 0

    monkeypatch.setattr(Backoff, "next_s", pause)
    left = [ValueError("one"), ValueError("two")]

    async def job():
        if left:
            raise left.pop()

    await supervise("a rare fault", job, longest_s=-1)
    assert paused == [0, 0]


async def test_cancelling_ends_a_job_and_is_no_fault():
    before = faults["forever"]
    task = asyncio.create_task(supervise("forever", asyncio.Event().wait))
    await asyncio.sleep(0)
    await end_tasks([task])
    assert task.cancelled()
    assert faults["forever"] == before


async def test_a_task_that_loses_a_cancellation_is_asked_again():
    async def deaf():
        for _ in range(3):
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue

    task = asyncio.create_task(deaf())
    await asyncio.sleep(0)
    await end_tasks([task])
    assert task.done()


@pytest.mark.parametrize("limit_s", [0.0, 0.15])
async def test_a_task_that_never_ends_is_left_behind_at_the_limit(limit_s):
    is_over = False

    async def deaf():
        while not is_over:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                continue

    task = asyncio.create_task(deaf())
    await asyncio.sleep(0)
    await end_tasks([task], limit_s)
    assert not task.done()
    is_over = True
    task.cancel()
    await task
