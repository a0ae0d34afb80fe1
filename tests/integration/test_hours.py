"""Opening hours as they are kept: what is refused, what others ask."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connections

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.team.hours import actions, queries
from quietline.team.hours.actions import HoursRefused
from quietline.team.hours.models import OpenSpan, SpecialDay
from quietline.team.hours.rules import Channel, Span
from tests.factories.helpline import Helpline

MORNING, EVENING = Span(time(9), time(12)), Span(time(18), time(21))
MONDAY_AT_TEN = datetime(2026, 1, 5, 10, tzinfo=UTC)


def add(helpline: Helpline, weekday: int, span: Span, channel: str = Channel.CHAT) -> None:
    actions.add_span(line=helpline.line, channel=channel, weekday=weekday, span=span, by=helpline.lead.row.pk)


def test_open_now_and_opens_next_by_channel(helpline: Helpline) -> None:
    add(helpline, 0, MORNING)
    add(helpline, 0, EVENING, Channel.PHONE)
    line = helpline.line
    assert queries.open_now(line, Channel.CHAT, MONDAY_AT_TEN)
    assert not queries.open_now(line, Channel.PHONE, MONDAY_AT_TEN)
    assert queries.opens_next(line, Channel.PHONE, MONDAY_AT_TEN) == MONDAY_AT_TEN + timedelta(hours=8)
    assert queries.opens_next(line, Channel.CALL_BACK, MONDAY_AT_TEN) is None
    assert [
        (each.start.hour, each.end.hour)
        for each in queries.open_between(line, MONDAY_AT_TEN, MONDAY_AT_TEN + timedelta(days=1))
    ] == [(10, 12), (18, 21)]


def test_writing_is_always_open(helpline: Helpline) -> None:
    assert queries.open_now(helpline.line, Channel.WRITE, MONDAY_AT_TEN)
    assert queries.opens_next(helpline.line, Channel.WRITE, MONDAY_AT_TEN) == MONDAY_AT_TEN


def test_the_lines_own_time_zone_counts(helpline: Helpline) -> None:
    add(helpline, 0, MORNING)
    actions.set_time_zone(line=helpline.line, time_zone="Asia/Kolkata", by=helpline.lead.row.pk)
    assert not queries.open_now(helpline.line, Channel.CHAT, MONDAY_AT_TEN)
    assert queries.open_now(helpline.line, Channel.CHAT, MONDAY_AT_TEN - timedelta(hours=5))
    with pytest.raises(HoursRefused, match="no time zone"):
        actions.set_time_zone(line=helpline.line, time_zone="Mars/Base", by=helpline.lead.row.pk)


def test_a_span_that_runs_into_another_is_refused_and_says_into_which(helpline: Helpline) -> None:
    add(helpline, 0, MORNING)
    with pytest.raises(HoursRefused, match="Monday 09:00 to 12:00"):
        add(helpline, 0, Span(time(11), time(13)))
    with pytest.raises(HoursRefused):
        add(helpline, 6, Span(time(22), time(10)))  # from Sunday night into Monday morning
    add(helpline, 0, Span(time(11), time(13)), Channel.PHONE)
    assert OpenSpan.objects.count() == 2


def test_special_days_with_other_hours(helpline: Helpline) -> None:
    by = helpline.lead.row.pk
    for weekday in range(7):
        add(helpline, weekday, MORNING)
    day = actions.add_special_day(line=helpline.line, on=date(2026, 1, 5), name="Founding day", by=by)
    assert not queries.open_now(helpline.line, Channel.CHAT, MONDAY_AT_TEN)
    actions.add_special_span(line=helpline.line, day_id=day.pk, channel=Channel.CHAT, span=EVENING, by=by)
    with pytest.raises(HoursRefused, match="runs into"):
        actions.add_special_span(line=helpline.line, day_id=day.pk, channel=Channel.CHAT, span=EVENING, by=by)
    with pytest.raises(HoursRefused, match="special day already"):
        actions.add_special_day(line=helpline.line, on=date(2026, 1, 5), name="", by=by)
    assert queries.opens_next(helpline.line, Channel.CHAT, MONDAY_AT_TEN) == MONDAY_AT_TEN + timedelta(hours=8)
    actions.remove_special_day(line=helpline.line, day_id=day.pk, by=by)
    assert queries.open_now(helpline.line, Channel.CHAT, MONDAY_AT_TEN)
    with pytest.raises(HoursRefused, match="removed meanwhile"):
        actions.add_special_span(line=helpline.line, day_id=day.pk, channel=Channel.CHAT, span=EVENING, by=by)


def test_every_change_is_on_record_and_one_that_changes_nothing_is_not(helpline: Helpline) -> None:
    add(helpline, 0, MORNING)
    span = OpenSpan.objects.get()
    for _ in range(2):
        actions.remove_span(line=helpline.line, span_id=span.pk, by=helpline.lead.row.pk)
    acts = [(act, by) for act, by in acts_on(helpline.line.pk) if act == Act.HOURS_CHANGED]
    assert acts == [(Act.HOURS_CHANGED, helpline.lead.row.pk)] * 2


@pytest.mark.django_db(transaction=True)
def test_two_who_add_the_same_hours_at_once_add_them_once(kept_helpline: Helpline) -> None:
    ready, refused = threading.Barrier(4), []

    def work() -> None:
        ready.wait()
        try:
            add(kept_helpline, 0, MORNING)
        except HoursRefused:
            refused.append(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (OpenSpan.objects.count(), len(refused)) == (1, 3)
    assert not SpecialDay.objects.exists()
