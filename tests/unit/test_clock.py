"""The clock's schedule: what is due is done, in time, once, whatever another job does."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.config.clock import JOBS
from quietline.config.schedule import Clock, Job, Schedule, _run_one
from quietline.contact import actions as contact


def nothing() -> None:
    return None


def job(name: str, every: float) -> Job:
    return Job(name, every=every, run=nothing)


def names(due: list[Job]) -> list[str]:
    return [each.name for each in due]


def test_every_job_is_due_at_the_start_and_then_at_its_interval() -> None:
    schedule = Schedule([job("often", 10), job("seldom", 25)])
    turns = {second: names(schedule.due(1_000 + second)) for second in range(0, 51, 5)}
    assert {second: due for second, due in turns.items() if due} == {
        0: ["often", "seldom"],
        10: ["often"],
        20: ["often"],
        25: ["seldom"],
        30: ["often"],
        40: ["often"],
        50: ["often", "seldom"],
    }


def test_turns_missed_while_the_machine_slept_do_not_pile_up() -> None:
    schedule = Schedule([job("sweep", 60)])
    schedule.due(0)
    assert names(schedule.due(86_400)) == ["sweep"]
    assert names(schedule.due(86_401)) == []
    assert schedule.wait(86_401) == 59


def test_the_wait_is_until_the_next_job_and_none_where_one_is_due() -> None:
    schedule = Schedule([job("often", 10), job("seldom", 25)])
    assert schedule.wait(0) == 0
    schedule.due(0)
    assert schedule.wait(0) == 10
    assert schedule.wait(7.5) == 2.5
    assert schedule.wait(11) == 0


@given(
    everies=st.lists(st.integers(1, 1_000), min_size=1, max_size=5),
    steps=st.lists(st.integers(0, 2_000), min_size=1, max_size=30),
)
def test_whenever_it_is_asked_nothing_waits_longer_than_its_interval(everies: list[int], steps: list[int]) -> None:
    schedule = Schedule([job(str(number), every) for number, every in enumerate(everies)])
    now, ran_at = 0, {}
    for step in steps:
        now += step
        due = names(schedule.due(now))
        for number, every in enumerate(everies):
            assert (str(number) in due) == (now - ran_at.get(str(number), float("-inf")) >= every)
        ran_at |= dict.fromkeys(due, now)
        assert 0 < schedule.wait(now) <= min(everies)


def test_a_job_that_fails_is_reported_by_its_name_without_what_it_said(caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ValueError("what somebody typed")

    _run_one(Job("sweep", every=60, run=fail))
    assert [record.getMessage() for record in caplog.records] == [
        "clock: sweep failed and is tried again at its next turn"
    ]


def test_the_clock_goes_on_after_a_job_that_failed_and_ends_when_told() -> None:
    done = threading.Event()

    def fail() -> None:
        raise ValueError

    clock = Clock([Job("failing", every=0.001, run=fail), Job("after it", every=0.001, run=done.set)])
    clock.start()
    assert done.wait(10)
    clock.stop()
    assert not clock._thread.is_alive()


def test_what_waits_in_memory_is_carried_once_more_at_the_end() -> None:
    often, seldom = threading.Event(), threading.Event()
    turns: list[str] = []

    def carry() -> None:
        turns.append("carried")
        often.set()

    clock = Clock([Job("carry", every=3600, run=carry, at_end=True), Job("other", every=3600, run=seldom.set)])
    clock.start()
    assert often.wait(10)
    assert seldom.wait(10)
    seldom.clear()
    clock.stop()
    assert turns == ["carried", "carried"]
    assert not seldom.is_set()
    assert [job.name for job in JOBS if job.at_end] == ["count pages"]


def test_what_is_due_for_erasing_is_looked_for_every_minute() -> None:
    assert {(each.name, each.every, each.run) for each in JOBS} >= {("sweep", 60, contact.sweep)}
