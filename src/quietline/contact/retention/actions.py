"""Setting periods, laying a hold on and lifting it by two people, and the night's run with its certificate."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.committing import DESK, topic_of
from quietline.contact.contacts.models import Contact
from quietline.contact.erasing import overwrite_what_was_erased, owe_overwriting
from quietline.contact.models import Thread
from quietline.contact.retention import queries
from quietline.contact.retention.models import Hold, Period, Run, RunErased
from quietline.contact.retention.rules import HOLD_WAITS, ErasedKey, Kind, is_due, seal_of
from quietline.contact.states import SHUT_TO_THE_LINE, Event, State, after
from quietline.contact.tombstones import rules as tombstones
from quietline.contact.tombstones.actions import put_up
from quietline.live.hub import hub
from quietline.team.devices import mark_of
from quietline.team.models import Line

# Few enough that a database with one writer goes on in between.
_AT_ONCE = 25


class HoldRefused(Exception):
    """Why a hold stays as it is; the text is for the person who tried."""


def set_periods(*, line: Line, periods: dict[Kind, int | None], by: UUID) -> None:
    """Say for how many days a line keeps what; none: the clock erases nothing of that kind."""
    with transaction.atomic():
        Line.objects.select_for_update().get(pk=line.pk)
        if periods == {kind: queries.periods_of(line).get(kind) for kind in periods}:
            return
        for kind, days in periods.items():
            if days is None:
                Period.objects.filter(line=line, kind=kind.value).delete()
            else:
                Period.objects.update_or_create(line=line, kind=kind.value, defaults={"days": days})
        record(act=Act.RETENTION_CHANGED, by=by, subject=line.pk)


def ask_hold(*, reference: str, line: Line, device: str = "", by: UUID) -> None:
    """Ask for a hold on a thread. It keeps the thread from now on, for a week at most until somebody else agrees.

    Raises:
        HoldRefused: there is no such thread, it is erased by its seeker, or a hold stands already.
    """
    with transaction.atomic():
        thread = Thread.objects.select_for_update().filter(reference=reference, line=line).first()
        if thread is None or thread.state in SHUT_TO_THE_LINE:
            raise HoldRefused(f"There is no thread {reference} on this line that could be held.")
        _let_lapse()
        try:
            with transaction.atomic():
                Hold.objects.create(
                    thread=thread,
                    asked_by_id=by,
                    asked_at=timezone.now(),
                    asked_device=mark_of(device, bound_to=thread.pk.bytes),
                )
        except IntegrityError:
            raise HoldRefused(f"A hold on {reference} stands already, or waits for a second person.") from None
        record(act=Act.HOLD_ASKED, by=by, subject=thread.pk)


def agree_to_hold(*, hold_id: UUID, device: str = "", by: UUID) -> None:
    """Agree to a hold that somebody else asked for.

    Raises:
        HoldRefused
    """
    with transaction.atomic():
        hold = _locked(hold_id)
        if hold.agreed_at is not None:
            raise HoldRefused("Somebody else agreed to this hold already.")
        if hold.asked_by_id == by:
            raise HoldRefused("You asked for this hold: somebody else has to agree.")
        hold.agreed_by_id, hold.agreed_at = by, timezone.now()
        hold.agreed_device = mark_of(device, bound_to=hold.thread_id.bytes)
        hold.save(update_fields=["agreed_by", "agreed_at", "agreed_device"])
        record(act=Act.HOLD_AGREED, by=by, subject=hold.thread_id)
        _flag(hold.asked_device, hold.agreed_device, hold, by=by)


def refuse_hold(*, hold_id: UUID, device: str = "", by: UUID) -> None:
    """Take back a hold that one asked for, or refuse one that somebody else did; not one that two agreed on.

    Raises:
        HoldRefused
    """
    with transaction.atomic():
        hold = _locked(hold_id)
        if hold.agreed_at is not None:
            raise HoldRefused("Two people agreed on this hold: two have to lift it.")
        hold.delete()
        record(act=Act.HOLD_REFUSED, by=by, subject=hold.thread_id)


def ask_to_lift(*, hold_id: UUID, device: str = "", by: UUID) -> None:
    """Ask for a hold to be lifted.

    Raises:
        HoldRefused
    """
    with transaction.atomic():
        hold = _locked(hold_id)
        if hold.agreed_at is None or hold.lift_asked_by_id is not None:
            raise HoldRefused("This changed meanwhile: see how it stands below.")
        hold.lift_asked_by_id, hold.lift_asked_device = by, mark_of(device, bound_to=hold.thread_id.bytes)
        hold.save(update_fields=["lift_asked_by", "lift_asked_device"])
        record(act=Act.HOLD_LIFT_ASKED, by=by, subject=hold.thread_id)


def lift(*, hold_id: UUID, device: str = "", by: UUID) -> None:
    """Lift a hold, as somebody else asked for: the next run may erase the thread.

    Raises:
        HoldRefused
    """
    with transaction.atomic():
        hold = _locked(hold_id)
        if hold.lift_asked_by_id is None:
            raise HoldRefused("Nobody asked for this hold to be lifted.")
        if hold.lift_asked_by_id == by:
            raise HoldRefused("You asked for this: somebody else has to lift the hold.")
        hold.lifted_by_id, hold.lifted_at = by, timezone.now()
        hold.lifted_device = mark_of(device, bound_to=hold.thread_id.bytes)
        hold.save(update_fields=["lifted_by", "lifted_at", "lifted_device"])
        record(act=Act.HOLD_LIFTED, by=by, subject=hold.thread_id)
        _flag(hold.lift_asked_device, hold.lifted_device, hold, by=by)


def _flag(one: bytes | memoryview | None, other: bytes | None, hold: Hold, *, by: UUID) -> None:
    """Two accounts, one browser: it is done, as two may share a desk, and told to supervisors and administrators."""
    if other and bytes(one or b"") == other:
        record(act=Act.ONE_DEVICE, by=by, subject=hold.thread_id)


def _locked(hold_id: UUID) -> Hold:
    hold = Hold.objects.select_for_update().filter(pk=hold_id, lifted_at=None).first()
    if hold is None:
        raise HoldRefused("This hold is lifted, lapsed or refused, or its seeker erased the thread.")
    return hold


def _let_lapse() -> None:
    """End what one person asked for and nobody agreed to within a week."""
    late = Hold.objects.filter(agreed_at=None, asked_at__lte=timezone.now() - HOLD_WAITS)
    for hold in late:
        record(act=Act.HOLD_REFUSED, by=None, subject=hold.thread_id)
    late.delete()


def run_when_due(*, by: None = None) -> int:
    """What the clock does: once a night, erase what has outlived its period. Returns how much was erased."""
    now = timezone.localtime()
    return run(on=now.date()) if is_due(now) else 0


def run(*, on: date, by: None = None) -> int:
    """One day's run; repeated, it goes on where it was stopped, or does nothing. Safe on several nodes at once."""
    Run.objects.get_or_create(on=on, defaults={"began_at": timezone.now()})
    erased = 0
    while (some := _run_some(on)) is not None:
        erased += some
    if erased:
        overwrite_what_was_erased()
    return erased


def _run_some(on: date) -> int | None:
    """Erase a few; where none is left, seal the certificate: then None. The run's row is ours meanwhile, so that no
    node adds to a certificate that another one sealed."""
    with transaction.atomic():
        run = Run.objects.select_for_update().get(on=on)
        if run.finished_at is not None:
            return None
        _let_lapse()
        now = timezone.now()
        for line in Line.objects.order_by("pk"):
            for kind, days in queries.periods_of(line).items():
                keys = _erase_threads(line, kind, days, now) if queries.is_thread_kind(kind) else None
                keys = _erase_contacts(line, kind, days, now) if keys is None else keys
                if keys:
                    RunErased.objects.bulk_create(
                        [RunErased(run=run, line=line, kind=kind.value, key=key) for key in keys]
                    )
                    owe_overwriting()
                    return len(keys)
        _finish(run)
    return None


def _finish(run: Run) -> None:
    rows = run.erased.values_list("line", "kind", "key")
    run.certificate = seal_of(run.on, [ErasedKey(line, Kind(kind), key) for line, kind, key in rows])
    run.finished_at = timezone.now()
    run.save(update_fields=["certificate", "finished_at"])
    record(act=Act.RETENTION_RUN, by=None, subject=run.certificate)


def _erase_threads(line: Line, kind: Kind, days: int, at: datetime) -> list[UUID]:
    due = queries.threads_due(line, kind, days, at)
    found = list(due.values_list("pk", flat=True)[:_AT_ONCE])
    # Locked in one order everywhere, then looked at again: somebody may have written, or marked a concern, meanwhile.
    list(Thread.objects.select_for_update().filter(pk__in=found).order_by("pk").values_list("pk"))
    threads = due.filter(pk__in=found).in_bulk()
    for key, thread in threads.items():
        after(State(thread.state), Event.PERIOD_ENDS)
        record(act=Act.THREAD_ERASED, by=None, subject=key)
        transaction.on_commit(partial(hub.publish, topic_of(key)))
        thread.delete()
    put_up(tombstones.Kind.THREAD, *threads)
    transaction.on_commit(partial(hub.publish, DESK))
    return list(threads)


def _erase_contacts(line: Line, kind: Kind, days: int, at: datetime) -> list[UUID]:
    found = list(queries.contacts_due(line, kind, days, at).values_list("pk", flat=True)[:_AT_ONCE])
    contacts = Contact.objects.select_for_update().order_by("pk").in_bulk(found)
    for key, contact in contacts.items():
        record(act=Act.CONTACT_ERASED, by=None, subject=key)
        contact.delete()
    put_up(tombstones.Kind.CONTACT, *contacts)
    return list(contacts)
