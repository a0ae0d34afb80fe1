"""Shifts, duty and load: who counts, when, and for how long."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connections
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.team.hours import actions as hours
from quietline.team.hours.rules import Channel, Span
from quietline.team.intervals import Interval
from quietline.team.rota import actions, queries
from quietline.team.rota.actions import NotOnDuty, RotaRefused
from quietline.team.rota.models import Duty, HardContact, Shift
from quietline.team.rota.rules import ABANDONED_AFTER, LEASE, REMEMBERED, covering
from tests.factories.helpline import Helpline, Person

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def plan(helpline: Helpline, who: Person, begins: float, ends: float) -> Shift:
    return actions.add_shift(
        line=helpline.line,
        practitioner=who.row.pk,
        starts_at=MONDAY + begins * HOUR,
        ends_at=MONDAY + ends * HOUR,
        by=helpline.lead.row.pk,
    )


def test_nobody_has_two_shifts_at_once(helpline: Helpline) -> None:
    plan(helpline, helpline.mina, 9, 12)
    for begins, ends in ((9, 12), (8, 10), (11, 13), (10, 11), (8, 13)):
        with pytest.raises(RotaRefused, match="Mina Kowalska has a shift"):
            plan(helpline, helpline.mina, begins, ends)
    plan(helpline, helpline.mina, 12, 14)
    plan(helpline, helpline.tom, 9, 12)
    assert Shift.objects.count() == 3


@pytest.mark.parametrize(("begins", "ends"), [(9, 9), (10, 9), (0, 17)])
def test_a_shift_takes_time_and_ends(helpline: Helpline, begins: int, ends: int) -> None:
    with pytest.raises(RotaRefused, match="16 hours at most"):
        plan(helpline, helpline.mina, begins, ends)


@pytest.mark.django_db(transaction=True)
def test_two_who_plan_the_same_person_at_once_plan_them_once(kept_helpline: Helpline) -> None:
    ready, refused = threading.Barrier(6), []

    def work(number: int) -> None:
        ready.wait()
        try:
            plan(kept_helpline, kept_helpline.mina, 9 + number / 10, 12)
        except RotaRefused:
            refused.append(1)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (Shift.objects.count(), len(refused)) == (1, 5)


def test_gaps_are_the_open_hours_that_nobody_is_planned_for(helpline: Helpline) -> None:
    by = helpline.lead.row.pk
    for channel, span in ((Channel.CHAT, Span(time(9), time(17))), (Channel.CALL_BACK, Span(time(16), time(19)))):
        hours.add_span(line=helpline.line, channel=channel, weekday=0, span=span, by=by)
    plan(helpline, helpline.mina, 9, 12)
    plan(helpline, helpline.tom, 11.5, 16.5)
    found = queries.gaps(helpline.line, MONDAY, MONDAY + 24 * HOUR)
    assert found == [Interval(MONDAY + 16.5 * HOUR, MONDAY + 19 * HOUR)]
    only_chat = queries.gaps(helpline.line, MONDAY, MONDAY + 24 * HOUR, [Channel.CHAT])
    assert only_chat == [Interval(MONDAY + 16.5 * HOUR, MONDAY + 17 * HOUR)]


def test_somebody_who_left_covers_nothing(helpline: Helpline) -> None:
    hours.add_span(
        line=helpline.line, channel=Channel.CHAT, weekday=0, span=Span(time(9), time(10)), by=helpline.lead.row.pk
    )
    plan(helpline, helpline.mina, 9, 10)
    helpline.mina.row.is_active = False
    helpline.mina.row.save()
    assert len(queries.gaps(helpline.line, MONDAY, MONDAY + 24 * HOUR)) == 1


def test_who_covers_a_slot_covers_all_of_it() -> None:
    from uuid import UUID

    mina, tom = UUID(int=1), UUID(int=2)
    frame = Interval(MONDAY + 10 * HOUR, MONDAY + 10.5 * HOUR)
    shifts = [
        (mina, Interval(MONDAY + 9 * HOUR, MONDAY + 10.25 * HOUR)),
        (mina, Interval(MONDAY + 10.25 * HOUR, MONDAY + 12 * HOUR)),
        (tom, Interval(MONDAY + 10.25 * HOUR, MONDAY + 12 * HOUR)),
    ]
    assert covering(frame, shifts) == {mina}


def test_capacity_is_what_those_who_are_there_can_hold(helpline: Helpline) -> None:
    line, mina, tom = helpline.line, helpline.mina.row.pk, helpline.tom.row.pk
    now = timezone.now()
    assert (queries.capacity(line, now), queries.on_duty(line, now)) == (0, [])
    actions.go_on_duty(line=line, chats_each=3, by=mina)
    actions.go_on_duty(line=line, chats_each=2, by=tom)
    now = timezone.now()
    assert (queries.capacity(line, now), queries.on_duty(line, now)) == (5, [mina, tom])
    actions.take_break(minutes=15, by=tom)
    assert (queries.capacity(line, now), queries.on_duty(line, now)) == (3, [mina, tom])
    assert queries.capacity(line, now + timedelta(minutes=16)) == 0  # by then, neither gave a sign of life
    actions.end_break(by=tom)
    actions.begin_wrap_up(by=mina)
    assert queries.capacity(line, now) == 2
    actions.end_wrap_up(by=mina)
    actions.go_off_duty(by=tom)
    assert queries.capacity(line, now) == 3


def test_a_break_and_wrap_up_end_by_themselves(helpline: Helpline) -> None:
    by = helpline.mina.row.pk
    actions.go_on_duty(line=helpline.line, chats_each=3, by=by)
    actions.take_break(minutes=5, by=by)
    actions.begin_wrap_up(by=by)
    later = timezone.now() + timedelta(minutes=11)
    Duty.objects.update(seen_at=later)
    assert queries.capacity(helpline.line, later) == 3


def test_whoever_gives_no_sign_of_life_for_a_minute_counts_for_nothing(helpline: Helpline) -> None:
    by = helpline.mina.row.pk
    actions.go_on_duty(line=helpline.line, chats_each=3, by=by)
    later = timezone.now() + LEASE
    assert (queries.capacity(helpline.line, later), queries.on_duty(helpline.line, later)) == (0, [])
    Duty.objects.update(seen_at=timezone.now() - LEASE)
    assert queries.capacity(helpline.line, timezone.now()) == 0
    assert actions.seen(by=by)
    assert queries.capacity(helpline.line, timezone.now()) == 3
    assert not actions.seen(by=helpline.tom.row.pk)


def test_a_duty_without_a_sign_of_life_is_ended_by_the_clock(helpline: Helpline) -> None:
    for who in (helpline.mina, helpline.tom):
        actions.go_on_duty(line=helpline.line, chats_each=3, by=who.row.pk)
    Duty.objects.filter(practitioner=helpline.tom.row).update(seen_at=timezone.now() - ABANDONED_AFTER)
    assert actions.sweep() == 1
    assert Duty.objects.get().practitioner == helpline.mina.row
    assert acts_on(helpline.tom.row.pk)[-1] == (Act.DUTY_ENDED, None)
    with pytest.raises(NotOnDuty):
        actions.take_break(minutes=5, by=helpline.tom.row.pk)


def test_duty_is_on_record_once_and_breaks_are_not(helpline: Helpline) -> None:
    by = helpline.mina.row.pk
    for chats in (3, 2):
        actions.go_on_duty(line=helpline.line, chats_each=chats, by=by)
    actions.take_break(minutes=5, by=by)
    for _ in range(2):
        actions.go_off_duty(by=by)
    assert acts_on(by)[-2:] == [(Act.DUTY_BEGUN, by), (Act.DUTY_ENDED, by)]


@pytest.mark.parametrize("chats", [-1, 7])
def test_nobody_holds_so_many_chats(helpline: Helpline, chats: int) -> None:
    with pytest.raises(RotaRefused):
        actions.go_on_duty(line=helpline.line, chats_each=chats, by=helpline.mina.row.pk)


def test_load_counts_this_shift_and_the_last_days(helpline: Helpline) -> None:
    mina, tom, now = helpline.mina.row, helpline.tom.row, timezone.now()
    for days in (0.01, 1, 13, 15):
        at = now - timedelta(days=days)
        HardContact.objects.create(
            practitioner=mina, line=helpline.line, at=at, talked_over_at=at if days > 2 else None
        )
    Shift.objects.create(practitioner=mina, line=helpline.line, starts_at=now - HOUR, ends_at=now + HOUR)
    actions.go_on_duty(line=helpline.line, chats_each=1, by=tom.pk)
    actions.mark_hard(line=helpline.line, by=tom.pk)
    later = timezone.now()
    own = queries.load_of(mina, later)
    assert (own.this_shift, own.last_days, own.to_talk_over) == (1, 3, 2)
    team = [
        (load.practitioner.name, load.this_shift, load.last_days) for load in queries.team_load(helpline.line, later)
    ]
    assert team == [("Mina Kowalska", 1, 3), ("Tom Fairburn", 1, 1), ("Rowan Adeyemi", 0, 0)]
    actions.talked_over(by=mina.pk)
    assert queries.load_of(mina, later).to_talk_over == 0
    assert queries.to_talk_over(mina) is None


def test_old_hard_contacts_are_forgotten(helpline: Helpline) -> None:
    HardContact.objects.create(practitioner=helpline.mina.row, line=helpline.line, at=timezone.now() - REMEMBERED)
    actions.mark_hard(line=helpline.line, by=helpline.mina.row.pk)
    actions.sweep()
    assert HardContact.objects.count() == 1
