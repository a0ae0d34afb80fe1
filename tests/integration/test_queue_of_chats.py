"""The place in the queue: read once for all who ask, and never long out of date."""

from __future__ import annotations

from uuid import UUID

from django.db import connection
from django.test.utils import CaptureQueriesContext

from quietline.contact import actions
from quietline.contact.chat import actions as chat
from quietline.contact.chat.queries import queue_of, standing_of
from quietline.contact.chat.waiting import Queues
from quietline.contact.queries import opened_by_token
from tests.factories.helpline import Helpline, write_to


def waiting(helpline: Helpline, text: str) -> UUID:
    opened = write_to(helpline, text)
    chat.go_live(opened=opened_by_token(opened.token))
    return opened.thread_id


def place(thread_id: UUID) -> int:
    standing = standing_of(thread_id)
    queue = queue_of(standing) if standing else None
    assert queue
    return queue.place


def readings(asked: CaptureQueriesContext) -> int:
    """How often the queue was read, not counting what is asked of each thread by itself."""
    return sum('"state" =' in each["sql"] for each in asked)


def test_a_crowd_that_asks_its_place_reads_the_queue_once(helpline: Helpline) -> None:
    crowd = [waiting(helpline, f"Number {number}.") for number in range(8)]
    with CaptureQueriesContext(connection) as asked:
        assert [place(each) for each in crowd] == list(range(1, 9))
    assert readings(asked) == 1


def test_who_came_after_the_queue_was_read_stands_behind_it(helpline: Helpline) -> None:
    first = waiting(helpline, "First.")
    assert place(first) == 1
    assert place(waiting(helpline, "Second.")) == 2


def test_a_reading_is_good_for_a_second_only(helpline: Helpline) -> None:
    first = waiting(helpline, "First.")
    waiting(helpline, "Second.")
    # The queue is read at 100.0 and at 101.1, in no time.
    queues = Queues(clock=iter([100.0, 100.0, 100.9, 101.1, 101.1]).__next__)
    line = helpline.line.pk
    assert len(queues.turns(line)) == 2
    actions.take(thread_id=first, by=helpline.mina.row.pk)
    assert len(queues.turns(line)) == 2
    assert len(queues.turns(line)) == 1


def test_a_reading_that_took_long_is_good_for_longer(helpline: Helpline) -> None:
    only = waiting(helpline, "Only.")
    # It is read from 100 to 101, and good until twenty times that has passed.
    queues = Queues(clock=iter([100.0, 101.0, 120.9, 121.1, 121.1]).__next__)
    line = helpline.line.pk
    assert len(queues.turns(line)) == 1
    actions.take(thread_id=only, by=helpline.mina.row.pk)
    assert len(queues.turns(line)) == 1
    assert queues.turns(line) == []
