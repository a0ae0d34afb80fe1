"""Changing a line's hours. Each act is a transaction that locks the line: two who add at once can't overlap."""

from __future__ import annotations

from datetime import date
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.hours.models import WEEKDAYS, OpenSpan, SpecialDay, SpecialSpan
from quietline.team.hours.rules import Span, overlapping, overlapping_on_a_day
from quietline.team.models import Line
from quietline.team.queries import forget


class HoursRefused(Exception):
    """Why the hours stay as they are; the text is for the person who tried."""


def add_span(*, line: Line, channel: str, weekday: int, span: Span, by: UUID | None) -> OpenSpan:
    """Open a line on a channel, each week.

    Raises:
        HoursRefused: the span runs into another one.
    """
    with transaction.atomic():
        _locked(line)
        for row in OpenSpan.objects.filter(line=line, channel=channel):
            if overlapping(_together((row.weekday, row.span), (weekday, span))):
                there, yours = f"{WEEKDAYS[row.weekday]} {row.span}", f"{WEEKDAYS[weekday]} {span}"
                raise HoursRefused(f"{yours} runs into {there}. Remove that first, or change yours.")
        row = OpenSpan.objects.create(
            line=line, channel=channel, weekday=weekday, opens=span.opens, closes=span.closes
        )
        record(act=Act.HOURS_CHANGED, by=by, subject=line.pk)
    return row


def remove_span(*, line: Line, span_id: int, by: UUID) -> None:
    """Take a span out of the week; one that is gone already changes nothing."""
    with transaction.atomic():
        gone, _ = OpenSpan.objects.filter(line=line, pk=span_id).delete()
        if gone:
            record(act=Act.HOURS_CHANGED, by=by, subject=line.pk)


def add_special_day(*, line: Line, on: date, name: str, by: UUID | None) -> SpecialDay:
    """Close a line for a day; spans can be added to it afterwards.

    Raises:
        HoursRefused: that day is a special one already.
    """
    with transaction.atomic():
        _locked(line)
        if SpecialDay.objects.filter(line=line, on=on).exists():
            raise HoursRefused(f"{on:%-d %B %Y} is a special day already. Add hours to it, or remove it first.")
        day = SpecialDay.objects.create(line=line, on=on, name=name)
        record(act=Act.HOURS_CHANGED, by=by, subject=line.pk)
    return day


def remove_special_day(*, line: Line, day_id: int, by: UUID) -> None:
    """Let the week's hours hold on that day again."""
    with transaction.atomic():
        gone, _ = SpecialDay.objects.filter(line=line, pk=day_id).delete()
        if gone:
            record(act=Act.HOURS_CHANGED, by=by, subject=line.pk)


def add_special_span(*, line: Line, day_id: int, channel: str, span: Span, by: UUID | None) -> None:
    """Open a line for a while on a special day.

    Raises:
        HoursRefused: the span runs into another one of that day, or the day is gone.
    """
    with transaction.atomic():
        _locked(line)
        day = SpecialDay.objects.filter(line=line, pk=day_id).first()
        if day is None:
            raise HoursRefused("That day was removed meanwhile. Add it again.")
        others = [row.span for row in day.spans.filter(channel=channel)]
        if overlapping_on_a_day([*others, span]):
            raise HoursRefused(f"{span} runs into other hours of that day. Remove those first, or change yours.")
        SpecialSpan.objects.create(day=day, channel=channel, opens=span.opens, closes=span.closes)
        record(act=Act.HOURS_CHANGED, by=by, subject=line.pk)


def remove_special_span(*, line: Line, span_id: int, by: UUID) -> None:
    with transaction.atomic():
        gone, _ = SpecialSpan.objects.filter(day__line=line, pk=span_id).delete()
        if gone:
            record(act=Act.HOURS_CHANGED, by=by, subject=line.pk)


def set_time_zone(*, line: Line, time_zone: str, by: UUID | None) -> None:
    """Say in which time zone a line's hours, shifts and slots are told.

    Raises:
        HoursRefused: there is no such zone.
    """
    if time_zone not in available_timezones():
        raise HoursRefused(f"There is no time zone '{time_zone}'. Write it like Europe/London.")
    with transaction.atomic():
        Line.objects.filter(pk=line.pk).update(time_zone=time_zone)
        record(act=Act.HOURS_CHANGED, by=by, subject=line.pk)
    line.time_zone = time_zone
    forget()


def _locked(line: Line) -> None:
    Line.objects.select_for_update().get(pk=line.pk)


def _together(*spans: tuple[int, Span]) -> dict[int, list[Span]]:
    week: dict[int, list[Span]] = {}
    for weekday, span in spans:
        week.setdefault(weekday, []).append(span)
    return week
