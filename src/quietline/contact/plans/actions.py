"""Keeping a plan, changing it, checking in, showing it to the line: its seeker's acts, of which no diary is kept."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from quietline.contact.committing import Refusal, ThreadGone, commit_within
from quietline.contact.erasing import owe_overwriting
from quietline.contact.keyring import Keyring
from quietline.contact.locked import locked_row
from quietline.contact.making import OPENING_LIFE, Opened, blank_thread, held_by_line, held_by_seeker, opening_under
from quietline.contact.outbox import addition
from quietline.contact.pieces import FromSeeker
from quietline.contact.plans.models import CheckIn, Plan
from quietline.contact.plans.queries import check_in_of, check_in_place, key_of, plan_place, text_of
from quietline.contact.plans.rules import MOST_CHECK_INS, CheckInText, PlanText
from quietline.contact.queries import OpenThread, StatementText
from quietline.contact.rules import Intake, sent_once
from quietline.contact.states import Event, State, after
from quietline.tally.measures import Measure
from quietline.team.models import Line
from quietline.vault import PhraseKeys, Plain, ReturnPhrase, ThreadKey, new_thread_key, new_token, seal


class ChangedMeanwhile(Refusal):
    """Another page saved this first; what its writer has before their eyes is older."""


def keep(
    *,
    line: Line,
    statement: StatementText,
    language: str,
    text: PlanText,
    start: CheckInText | None,
    phrase: ReturnPhrase,
    keys: PhraseKeys,
    by: None = None,
) -> Opened:
    """Keep a plan in a thread of its own, held by the return phrase alone: the line can't open it.

    It stands open in one browser afterwards, under the returned token. `start` is what later check-ins are laid
    beside; None: it was left out.
    """
    key, token, now = new_thread_key(), new_token(), timezone.now()
    keyring = Keyring(new_thread_key(), plan=key)
    thread = blank_thread(line=line, statement=statement, language=language, intake=Intake(), key=keyring.thread)
    # The day is all that is kept of the instant: nobody waits, so nobody needs it.
    thread.state, thread.opened_at, thread.last_message_at = State.KEPT, _day(now), _day(now)
    opening = opening_under(thread, keyring, token, phrase)
    opening.ends_at = now + OPENING_LIFE
    plan = Plan(thread=thread, used_on=timezone.localdate(now))
    plan.sealed = seal(key, Plain(text.as_bytes()), place=plan_place(thread.pk, plan.version))
    with transaction.atomic():
        for row in (thread, held_by_seeker(thread, keyring, keys), opening, plan, addition(Measure.PLANS_KEPT, now)):
            row.save(force_insert=True)
        if start is not None:
            _add_check_in(plan, key, start, 0)
    return Opened(thread_id=thread.pk, token=token, phrase=phrase)


def change(*, opened: OpenThread, text: PlanText, version: int, by: None = None) -> None:
    """Save a plan anew; the version before it is gone. `version`: the one its writer began from.

    Raises:
        ChangedMeanwhile: that is not the newest any more, and this is another text; nothing was saved.
        ThreadGone: it was erased meanwhile.
    """
    key = key_of(opened)
    with transaction.atomic():
        plan = _locked(opened)
        if plan.version != version:
            if text_of(plan, key) == text:
                return  # the same form, sent twice
            raise ChangedMeanwhile
        plan.version += 1
        plan.sealed = seal(key, Plain(text.as_bytes()), place=plan_place(plan.thread_id, plan.version))
        plan.save(update_fields=["version", "sealed"])
    owe_overwriting()


def check_in(*, opened: OpenThread, text: CheckInText, number: int, by: None = None) -> None:
    """Keep a check-in. `number`: the one that came next when its form was shown.

    Raises:
        ChangedMeanwhile: there is one of that number, and it is another one; nothing was saved.
        ThreadGone: it was erased meanwhile.
    """
    key = key_of(opened)
    with transaction.atomic():
        plan = _locked(opened)
        there = plan.check_ins.filter(number=number).first()
        if there is not None and check_in_of(there, key, plan.thread_id) == text:
            return  # the same form, sent twice
        newest = plan.check_ins.last()
        if number != (newest.number + 1 if newest else 0):
            raise ChangedMeanwhile
        _add_check_in(plan, key, text, number)
        plan.check_ins.filter(number__gt=0, number__lte=number - MOST_CHECK_INS).delete()


def show(
    *, opened: OpenThread, text: str, draft: str, version: int, statement: StatementText, by: None = None
) -> None:
    """Send the line what is shown of a plan; where nobody was shown anything yet, it becomes a conversation by it.

    From then on the line holds the thread's key: it opens this message and what is written after it, and not the plan,
    whose key stays with the phrase. `text` was made from the plan's `version`, and is exactly what its seeker saw.

    Raises:
        ChangedMeanwhile: the plan is another one by now; nothing was sent.
        ThreadGone: it was erased meanwhile.
    """
    with transaction.atomic():
        thread = locked_row(opened.thread.pk)
        if _locked(opened).version != version:
            raise ChangedMeanwhile
        if thread.state == State.KEPT:
            now = timezone.now()
            thread.state, thread.opened_at, thread.last_message_at = after(State.KEPT, Event.SHOW), now, now
            thread.statement_key, thread.statement_version = statement.key, statement.version
            thread.save()
            held_by_line(thread, opened.key).save(force_insert=True)
            addition(Measure.HELP_SEEKERS, now).save(force_insert=True)
        once = sent_once(draft, text)
        commit_within(FromSeeker(thread_id=thread.pk, key=opened.key, text=text, draft=once))


def show_in(
    *, opened: OpenThread, conversation: OpenThread, text: str, draft: str, version: int, by: None = None
) -> None:
    """Say what is shown of a plan in a conversation that its seeker has already, as any message of theirs.

    The plan stays what and where it was: nothing that is kept says that the two are one person's.

    Raises:
        ChangedMeanwhile: the plan is another one by now; nothing was sent.
        ThreadGone: one of the two was erased meanwhile.
    """
    with transaction.atomic():
        if _locked(opened).version != version:
            raise ChangedMeanwhile
        once = sent_once(draft, text)
        commit_within(FromSeeker(thread_id=conversation.thread.pk, key=conversation.key, text=text, draft=once))


def note_visit(*, opened: OpenThread, by: None = None) -> None:
    """Note the day: a plan that its seeker comes back to is not erased. A courtesy: it fails in silence."""
    today = timezone.localdate()
    with suppress(DatabaseError):
        Plan.objects.filter(thread=opened.thread, used_on__lt=today).update(used_on=today)


def _add_check_in(plan: Plan, key: ThreadKey, text: CheckInText, number: int) -> None:
    sealed = seal(key, Plain(text.as_bytes()), place=check_in_place(plan.thread_id, number))
    CheckIn.objects.create(plan=plan, number=number, sealed=sealed)


def _locked(opened: OpenThread) -> Plan:
    plan = Plan.objects.select_for_update().filter(thread=opened.thread).first()
    if plan is None:
        raise ThreadGone
    return plan


def _day(at: datetime) -> datetime:
    """When that day began, by the helpline's clock."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
