"""Asking for a call, booking it, ringing, ending it. Each act is one transaction with its record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.call_backs import queries
from quietline.contact.call_backs.ending import end
from quietline.contact.call_backs.models import CallBack, CallBackNumber, CallBackPlace
from quietline.contact.call_backs.rules import MOST_ATTEMPTS, NUMBER_LIFE, Way, Wishes, safe_time
from quietline.contact.call_backs.states import ENDED, CallEvent, CallState, after
from quietline.contact.committing import DESK, ThreadGone, commit_within
from quietline.contact.erasing import overwrite_what_was_erased
from quietline.contact.locked import locked_row
from quietline.contact.making import Opened, new_thread
from quietline.contact.models import Thread
from quietline.contact.outbox import addition
from quietline.contact.pieces import FromSeeker
from quietline.contact.queries import OpenThread, StatementText, was_said
from quietline.contact.rules import Intake, sent_once
from quietline.contact.states import State
from quietline.contact.tombstones.actions import put_up
from quietline.contact.tombstones.rules import Kind
from quietline.live.hub import hub
from quietline.tally.measures import Measure
from quietline.team.hours.queries import zone_of
from quietline.team.hours.rules import Span
from quietline.team.intervals import Interval
from quietline.team.models import Line
from quietline.team.queries import newest_line_key
from quietline.vault import PhraseKeys, Plain, PrivateKey, PublicKey, ReturnPhrase, ThreadKey, seal, seal_to


class SlotTaken(Exception):
    """The slot is not free (any more): somebody was faster, or nobody is on shift then."""


class SlotUnsafe(Exception):
    """The slot lies outside the time in which it is safe to ring."""


class NotSafeNow(Exception):
    """It is not the time in which it is safe to ring this person."""

    def __init__(self, safe: Interval) -> None:
        super().__init__("It is not safe to ring now.")
        self.safe = safe


class AskedAlready(Exception):
    """A call is asked for in this thread and not at its end: it can be moved, and there is one at a time."""


class ThreadClosed(Exception):
    """The thread was ended for now; a message opens it again."""


class CallGone(Exception):
    """The call-back came to its end meanwhile, or its thread was erased."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wishes: who dials, when, and, where we do, which number and how."""

    way: Way
    starts_at: datetime | None = None
    number: str = ""
    wishes: Wishes = field(default_factory=Wishes)


def ask(
    *,
    line: Line,
    statement: StatementText,
    language: str,
    intake: Intake,
    text: str,
    draft: str,
    phrase: ReturnPhrase,
    keys: PhraseKeys,
    asked: Asked,
    by: None = None,
) -> Opened:
    """Open a thread with a call-back in it: all of it, place in the slot included, or nothing.

    Raises:
        SlotTaken, SlotUnsafe: and nothing was kept.
    """
    new = new_thread(
        line=line,
        statement=statement,
        language=language,
        intake=intake,
        text=text,
        draft=draft,
        phrase=phrase,
        keys=keys,
    )
    with transaction.atomic():
        commit_within(new.first)
        _begin(new.first.thread, 1, new.key, asked)
    return new.opened


def ask_here(*, opened: OpenThread, text: str, draft: str, asked: Asked, by: None = None) -> None:
    """Ask for a call in a thread that stands open; sent twice from one form it is asked for once.

    Raises:
        SlotTaken, SlotUnsafe, AskedAlready, ThreadClosed: and nothing was kept.
        ThreadGone: the thread was erased meanwhile.
    """
    with transaction.atomic():
        thread = locked_row(opened.thread.pk)
        if thread.state == State.WITHDRAWN:
            raise ThreadGone
        if was_said(thread, text=text, draft=draft):
            return
        if thread.state == State.CLOSED:
            raise ThreadClosed
        if _open_ones(thread.pk).exists():
            raise AskedAlready
        commit_within(FromSeeker(thread_id=thread.pk, key=opened.key, text=text, draft=sent_once(draft, text)))
        last = queries.of_thread(thread)
        _begin(thread, last.ordinal + 1 if last else 1, opened.key, asked)


def book(*, opened: OpenThread, starts_at: datetime, safe: Span | None, by: None = None) -> None:
    """Choose a time for a call-back that has none, or another one; its old place is free again.

    Raises:
        SlotTaken, SlotUnsafe, CallGone, CallNotPossible
    """
    with transaction.atomic():
        call_back = _current(opened.thread.pk)
        CallBackPlace.objects.filter(call_back=call_back).delete()
        _book(call_back, opened.thread.line, starts_at, safe)
        kept = CallBackNumber.objects.filter(call_back=call_back).first()
        wishes = queries.wishes_of(opened, call_back)
        if kept is not None and wishes is not None:
            wishes = replace(wishes, safe_from=safe.opens if safe else None, safe_until=safe.closes if safe else None)
            kept.sealed_wishes = _sealed_wishes(call_back, opened.key, wishes)
            kept.save(update_fields=["sealed_wishes"])
        _tell(opened.thread.pk)


def cancel(*, opened: OpenThread, by: None = None) -> None:
    """The seeker does not want the call any more; one that ended meanwhile stays as it is."""
    with transaction.atomic():
        call_back = _open_ones(opened.thread.pk).first()
        if call_back is not None:
            end(call_back, CallEvent.CANCEL, act=Act.CALL_CANCELLED, by=None)
            _tell(opened.thread.pk)
    overwrite_what_was_erased()


def show_number(*, opened: OpenThread, line_keys: Mapping[int, PrivateKey], by: UUID) -> str:
    """Open the number for a practitioner, and put on record that they saw it.

    Raises:
        CallGone: there is none (any more).
        CannotOpen: they do not hold the line's key of that epoch.
    """
    with transaction.atomic():
        call_back = queries.of_thread(opened.thread)
        number = queries.number_of(opened, call_back, line_keys) if call_back else None
        if number is None:
            raise CallGone
        record(act=Act.CALL_NUMBER_SHOWN, by=by, subject=opened.thread.pk)
    return number


def attempt(*, opened: OpenThread, by: UUID) -> None:
    """Begin a call: nobody else can begin it meanwhile. Where they ring in, this is when they are on the phone.

    Raises:
        NotSafeNow: it is outside the time in which it is safe to ring.
        CallGone, CallNotPossible
    """
    now = timezone.now()
    with transaction.atomic():
        call_back = _current(opened.thread.pk)
        state = after(CallState(call_back.state), CallEvent.ATTEMPT)
        wishes = queries.wishes_of(opened, call_back)
        safe = queries.safe_now(call_back, wishes, opened.thread.line)
        if safe is not None and now not in safe:
            raise NotSafeNow(safe)
        call_back.state, call_back.attempts = state, call_back.attempts + 1
        call_back.attempted_at, call_back.attempted_by_id = now, by
        _save(call_back, Act.CALL_ATTEMPTED, by)


def reach(*, thread_id: UUID, by: UUID) -> None:
    """They talked.

    Raises:
        CallGone, CallNotPossible
    """
    with transaction.atomic():
        call_back = _current(thread_id)
        call_back.state = after(CallState(call_back.state), CallEvent.REACH)
        _save(call_back, Act.CALL_REACHED, by)


def miss(*, thread_id: UUID, by: UUID) -> bool:
    """Nobody answered, or nobody rang in. The third time ends it; returns whether it did.

    Raises:
        CallGone, CallNotPossible
    """
    with transaction.atomic():
        call_back = _current(thread_id)
        call_back.state = after(CallState(call_back.state), CallEvent.MISS)
        _save(call_back, Act.CALL_NOT_REACHED, by)
        was_last = call_back.attempts >= MOST_ATTEMPTS
        if was_last:
            end(call_back, CallEvent.FINISH, act=Act.CALL_DONE, by=by)
    overwrite_what_was_erased(if_owed=not was_last)
    return was_last


def finish(*, thread_id: UUID, by: UUID) -> None:
    """Nothing more is to be done; the number is destroyed.

    Raises:
        CallGone, CallNotPossible
    """
    with transaction.atomic():
        end(_current(thread_id), CallEvent.FINISH, act=Act.CALL_DONE, by=by)
        _tell(thread_id)
    overwrite_what_was_erased()


def sweep(*, by: None = None) -> int:
    """What the clock does: end call-backs after a week, destroy numbers that a settled concern no longer keeps.

    Returns how many came to their end.
    """
    old = CallBack.objects.exclude(state__in=ENDED).filter(asked_at__lte=timezone.now() - NUMBER_LIFE)
    ended = 0
    for thread_id in list(old.values_list("thread", flat=True)):
        with transaction.atomic():
            call_back = _open_ones(thread_id).filter(asked_at__lte=timezone.now() - NUMBER_LIFE).first()
            if call_back is not None:
                end(call_back, CallEvent.EXPIRE, act=Act.CALL_EXPIRED, by=None)
                _tell(thread_id)
                ended += 1
    left = CallBackNumber.objects.filter(call_back__state__in=ENDED, call_back__thread__concern_open=False)
    with transaction.atomic():
        put_up(Kind.NUMBER, *left.values_list("call_back", flat=True))
        gone, _ = left.delete()
    if ended or gone:
        overwrite_what_was_erased()
    return ended


def _begin(thread: Thread, ordinal: int, key: ThreadKey, asked: Asked) -> None:
    call_back = CallBack.objects.create(thread=thread, ordinal=ordinal, way=asked.way, asked_at=timezone.now())
    addition(Measure.CALL_BACKS, call_back.asked_at).save()
    if asked.way == Way.WE_RING:
        _keep_number(call_back, key, asked)
    if asked.starts_at is not None:
        _book(call_back, thread.line, asked.starts_at, asked.wishes.safe)


def _book(call_back: CallBack, line: Line, starts_at: datetime, safe: Span | None) -> None:
    """Hold the first free place of a slot; the constraint decides between two who reach for the same one."""
    state = after(CallState(call_back.state), CallEvent.BOOK)
    slot = queries.free_slot(line, starts_at, timezone.now())
    if slot is None:
        raise SlotTaken
    if safe_time(slot.time, safe, zone_of(line)) is None:
        raise SlotUnsafe
    for place in slot.places:
        try:
            with transaction.atomic():
                CallBackPlace.objects.create(call_back=call_back, line=line, starts_at=starts_at, place=place)
        except IntegrityError:
            continue
        call_back.state, call_back.starts_at = state, starts_at
        call_back.save(update_fields=["state", "starts_at"])
        return
    raise SlotTaken


def _keep_number(call_back: CallBack, key: ThreadKey, asked: Asked) -> None:
    line_key = newest_line_key(call_back.thread.line)
    place = queries.number_place(call_back.thread, call_back.ordinal)
    inner = seal(key, Plain(asked.number.encode()), place=place)
    CallBackNumber.objects.create(
        call_back=call_back,
        line_key=line_key,
        sealed_number=seal_to(PublicKey(bytes(line_key.public_key)), inner),
        sealed_wishes=_sealed_wishes(call_back, key, asked.wishes),
    )


def _sealed_wishes(call_back: CallBack, key: ThreadKey, wishes: Wishes) -> bytes:
    place = queries.wishes_place(call_back.thread, call_back.ordinal)
    return seal(key, Plain(wishes.as_bytes()), place=place)


def _open_ones(thread_id: UUID) -> QuerySet[CallBack]:
    return CallBack.objects.select_for_update().filter(thread_id=thread_id).exclude(state__in=ENDED)


def _current(thread_id: UUID) -> CallBack:
    """The thread's open call-back, ours until the transaction ends."""
    call_back = _open_ones(thread_id).first()
    if call_back is None:
        raise CallGone
    return call_back


def _save(call_back: CallBack, act: Act, by: UUID) -> None:
    call_back.save(update_fields=["state", "attempts", "attempted_at", "attempted_by"])
    record(act=act, by=by, subject=call_back.thread_id)
    _tell(call_back.thread_id)


def _tell(thread_id: UUID) -> None:
    transaction.on_commit(partial(hub.publish, DESK))
    transaction.on_commit(partial(hub.publish, f"thread:{thread_id}"))
