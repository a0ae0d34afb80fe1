"""Taking in what a phone system reports. No practitioner acts here, and nothing of the caller is at hand."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from quietline.contact.calls.reports import EVENTS, CallReport
from quietline.contact.contacts.actions import contact_row, count_in, count_out, save_contact, tell_desk
from quietline.contact.contacts.models import Contact
from quietline.contact.contacts.rules import Channel, Outcome, missed_outcome
from quietline.contact.contacts.states import (
    BEGINNINGS,
    ContactEvent,
    ContactState,
    after,
)
from quietline.contact.models import HeardReport, ReportedCall
from quietline.team.hours.queries import hours_of
from quietline.team.hours.rules import Channel as HoursChannel
from quietline.team.models import Line, LineKeyHold
from quietline.team.queries import line_for_public

# Three times as long as a signature is fresh: no replay comes later than that.
REMEMBERED = timedelta(minutes=15)
# So long the reports of one call are known to belong together.
CALL_KNOWN = timedelta(days=1)
# A call that rings longer, with nothing more reported, was missed: its last report was lost.
RINGS_AT_MOST = timedelta(minutes=10)


class Replayed(Exception):
    """This very report was taken in before."""


def take_report(*, report: CallReport, by: None = None) -> None:
    """Let a contact follow what the phone system says of its call, in whatever order the reports come.

    Raises:
        Replayed
    """
    now = timezone.now()
    with transaction.atomic():
        line = _line(report)
        if HeardReport.objects.filter(lookup=report.report).exists():
            raise Replayed
        HeardReport.objects.create(lookup=report.report, heard_at=now)
        event = EVENTS[report.kind]
        known = ReportedCall.objects.filter(lookup=report.call).first()
        if known is not None:
            _follow(contact_row(known.contact_id), event, report.reason, now)
        elif event in BEGINNINGS:
            contact = _began(line, event, report.reason, now)
            ReportedCall.objects.create(contact=contact, lookup=report.call, reported_at=now)
        tell_desk()


def forget_reports(*, by: None = None) -> int:
    """What the clock does: drop the hashes whose time is over, and settle calls whose last report was lost."""
    now = timezone.now()
    HeardReport.objects.filter(heard_at__lte=now - REMEMBERED).delete()
    ReportedCall.objects.filter(reported_at__lte=now - CALL_KNOWN).delete()
    lost = Contact.objects.filter(state=ContactState.RINGING, began_at__lte=now - RINGS_AT_MOST)
    ids = list(lost.values_list("pk", flat=True))
    for contact_id in ids:
        with transaction.atomic():
            contact = contact_row(contact_id)
            if contact.state == ContactState.RINGING:
                _follow(contact, ContactEvent.MISS, None, now)
                tell_desk()
    return len(ids)


def _line(report: CallReport) -> Line:
    """The line that is meant, ours until the transaction ends: two reports of one call must not both begin it."""
    lines = Line.objects.select_for_update()
    named = lines.filter(pk=report.line).first() if report.line else None
    return named or lines.get(pk=line_for_public().pk)


def _began(line: Line, event: ContactEvent, reason: Outcome | None, now: datetime) -> Contact:
    contact = Contact(line=line, channel=Channel.CALL, state=BEGINNINGS[event], outcome=Outcome.ANSWERED, began_at=now)
    if contact.state == ContactState.MISSED:
        _missed(contact, reason, now)
    contact.save(force_insert=True)
    return contact


def _follow(contact: Contact, event: ContactEvent, reason: Outcome | None, now: datetime) -> None:
    before = ContactState(contact.state)
    contact.state = after(before, event)
    if before == contact.state:
        return
    if before is ContactState.MISSED:
        # Somebody did answer: the figures forget that nobody did.
        count_out(contact)
        contact.outcome, contact.ended_at = Outcome.ANSWERED, None
    elif contact.state == ContactState.MISSED:
        _missed(contact, reason, now)
    elif contact.state == ContactState.ENDED:
        contact.ended_at = now
    save_contact(contact)


def _missed(contact: Contact, reason: Outcome | None, now: datetime) -> None:
    """Nobody answered: counted as demand, by what the phone system says, else by how the line stands."""
    contact.ended_at = now
    contact.outcome = reason or missed_outcome(
        is_open=_rang_within_hours(contact), all_busy=_everybody_is_busy(contact.line)
    )
    count_in(contact)


def _rang_within_hours(contact: Contact) -> bool:
    """Whether the line was open for calls when it rang. A line that never said its hours counts as open."""
    hours = hours_of(contact.line, HoursChannel.PHONE)
    return hours.never_set or hours.open_at(contact.began_at)


def _everybody_is_busy(line: Line) -> bool:
    """Whether every member of the line has a call open."""
    members = LineKeyHold.objects.filter(line_key__line=line, practitioner__is_active=True)
    on_the_phone = Contact.objects.filter(state=ContactState.OPEN, channel=Channel.CALL).exclude(practitioner=None)
    return members.exists() and not members.exclude(practitioner__in=on_the_phone.values("practitioner")).exists()
