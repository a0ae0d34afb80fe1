"""A form sent twice does its work once, and both clicks get the same answer."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.contact import once as once_module
from quietline.contact.once import LIFE_SECONDS, Once


class Clock:
    """Stands still until it is moved on."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def once(clock: Clock) -> Once:
    return Once(now=clock)


class Work:
    """Counts how often it was done; its result tells which time it was."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> str:
        self.times += 1
        return f"thread {self.times}"


class Interrupted(BaseException):
    """Stands for what is not an error: a shutdown in the middle of the work."""


def failing(error: BaseException) -> Callable[[], str]:
    def fail() -> str:
        raise error

    return fail


def test_the_second_click_gets_what_the_first_one_got(once: Once) -> None:
    work, key = Work(), once.key("draft", "a form")
    assert [once.run(key, work) for _ in range(3)] == ["thread 1"] * 3
    assert once.done(key) == "thread 1"


def test_another_draft_or_another_form_is_done_for_itself(once: Once) -> None:
    work = Work()
    keys = {once.key("draft", "a form"), once.key("draft", "another form"), once.key("another", "a form")}
    assert sorted(once.run(key, work) for key in keys) == ["thread 1", "thread 2", "thread 3"]


@given(drafts=st.tuples(st.uuids(), st.uuids()), form=st.text())
def test_two_people_who_write_the_same_never_meet(drafts: tuple[object, object], form: str) -> None:
    once = Once()
    one, other = (str(draft) for draft in drafts)
    assert (once.key(one, form) == once.key(other, form)) == (one == other)


def test_what_is_remembered_is_hashed_under_a_key_of_this_start_alone(once: Once) -> None:
    assert once.key("draft", "a form") != Once().key("draft", "a form")


def test_whoever_clicks_while_the_work_is_under_way_waits_for_its_result(once: Once) -> None:
    begun, go_on, key = threading.Event(), threading.Event(), once.key("draft", "a form")
    work = Work()

    def slow() -> str:
        begun.set()
        assert go_on.wait(10)
        return work()

    with ThreadPoolExecutor(5) as pool:
        first = pool.submit(once.run, key, slow)
        assert begun.wait(10)
        others = [pool.submit(once.run, key, work) for _ in range(4)]
        assert once.done(key) is None
        once.forget(key)
        go_on.set()
        results = {each.result(10) for each in [first, *others]}
    assert results == {"thread 1"}
    assert work.times == 1, "forgetting did not interrupt what was under way"


@pytest.mark.parametrize("error", [LookupError("the database was locked"), Interrupted()])
def test_a_failure_is_told_and_the_next_try_starts_anew(once: Once, error: BaseException) -> None:
    key = once.key("draft", "a form")
    with pytest.raises(type(error)):
        once.run(key, failing(error))
    assert once.done(key) is None
    assert once.run(key, Work()) == "thread 1"


def test_a_failure_is_told_to_everybody_who_waited(once: Once) -> None:
    begun, go_on, key = threading.Event(), threading.Event(), once.key("draft", "a form")

    def slow() -> str:
        begun.set()
        assert go_on.wait(10)
        raise LookupError

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(once.run, key, slow)
        assert begun.wait(10)
        known = once._results[key][1]
        go_on.set()
        assert isinstance(first.exception(10), LookupError)
    assert isinstance(known.exception(10), LookupError)


def test_forgetting_lets_the_next_try_start_anew(once: Once) -> None:
    work, key = Work(), once.key("draft", "a form")
    once.run(key, work)
    once.forget(key)
    once.forget(key)
    assert once.done(key) is None
    assert once.run(key, work) == "thread 2"


def test_a_result_is_remembered_for_ten_minutes_and_no_longer(once: Once, clock: Clock) -> None:
    key = once.key("draft", "a form")
    once.run(key, Work())
    clock.seconds += LIFE_SECONDS - 1
    assert once.done(key) == "thread 1"
    clock.seconds += 1
    assert once.done(key) is None
    assert once._results == {}


def test_a_flood_of_forms_takes_bounded_memory_and_forgets_the_oldest_first(
    once: Once, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(once_module, "MOST_REMEMBERED", 10)
    keys = [once.key("draft", f"form {number}") for number in range(30)]
    for key in keys:
        once.run(key, Work())
    assert len(once._results) <= 11
    assert once.done(keys[0]) is None
    assert once.done(keys[-1]) == "thread 1"
