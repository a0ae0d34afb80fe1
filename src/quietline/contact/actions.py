"""Writing: opening a thread, coming back to it, answering, closing, erasing. Each act is one transaction."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.call_backs.ending import end_with_thread
from quietline.contact.chat.ending import end_chats
from quietline.contact.chat.waiting import note_taken
from quietline.contact.committing import DESK, NewMessages, ThreadGone, committer, topic_of
from quietline.contact.contacts.rules import Channel
from quietline.contact.erasing import overwrite_what_was_erased, owe_overwriting
from quietline.contact.follow_ups.actions import ENDED, stop_with_thread
from quietline.contact.keyring import Keyring
from quietline.contact.locked import held_by_nobody_else as _held_by_nobody_else
from quietline.contact.locked import locked_row as _row
from quietline.contact.making import OPENING_LIFE, Opened, new_thread, opening_under
from quietline.contact.models import (
    Opening,
    PhraseHold,
    Statement,
    StatementInForce,
    Thread,
)
from quietline.contact.outbox import wait_ended
from quietline.contact.pieces import FromPractitioner, FromSeeker
from quietline.contact.plans.models import Plan
from quietline.contact.queries import SAFEGUARDED, OpenThread, StatementText
from quietline.contact.rules import READING_LIFE, UNREAD_LIFE, Intake, sent_once
from quietline.contact.states import Event, State, after
from quietline.contact.tombstones.actions import put_up
from quietline.contact.tombstones.rules import Kind
from quietline.live.hub import hub
from quietline.team.models import Line
from quietline.vault import (
    PhraseKeys,
    ReturnPhrase,
    new_token,
    split_token,
)

# Renewed at the earliest after this long, so that reading costs no write a page.
OPENING_RENEWAL = timedelta(minutes=5)


def open_thread(
    *,
    line: Line,
    statement: StatementText,
    language: str,
    intake: Intake,
    text: str,
    draft: str,
    phrase: ReturnPhrase,
    keys: PhraseKeys,
    live: bool = False,
    urgent: bool = False,
    by: None = None,
) -> Opened:
    """Keep a first message in a new thread, sealed to the line and to the return phrase.

    `keys` were derived from `phrase` before, as that takes a while. The thread stands open in one browser afterwards,
    under the returned token; the phrase can be shown there again until two of its words were typed back.
    `live` begins a chat, whose seeker sits in front of it; `urgent` puts it at the head of the queue.
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
        live=live,
        urgent=urgent,
    )
    committer.submit(new.first)
    return new.opened


def come_back(*, opened: OpenThread, by: None = None) -> str:
    """Let a thread stand open in one more browser; returns the token for its cookie.

    Raises:
        ThreadGone: it was erased meanwhile.
    """
    with transaction.atomic():
        if _row(opened.thread.pk).state == State.WITHDRAWN:
            raise ThreadGone  # erased from another browser a moment ago
        if not opened.thread.phrase_confirmed:
            # Typing all of it proves more than typing two words of it.
            Thread.objects.filter(pk=opened.thread.pk).update(phrase_confirmed=True)
            Opening.objects.filter(thread=opened.thread).update(unconfirmed_phrase=None)
        token = new_token()
        opening = opening_under(opened.thread, Keyring(opened.key, opened.plan_key), token)
        opening.ends_at = timezone.now() + OPENING_LIFE
        opening.save(force_insert=True)
        return token


def confirm_phrase(*, opened: OpenThread, by: None = None) -> None:
    """Note that the seeker typed words of the phrase back, and wipe what could show it again."""
    with transaction.atomic():
        Thread.objects.filter(pk=opened.thread.pk).update(phrase_confirmed=True)
        Opening.objects.filter(thread=opened.thread).update(unconfirmed_phrase=None)
    owe_overwriting()


def stay_open(*, opened: OpenThread, by: None = None) -> None:
    """Renew the time that a thread stands open, at most every few minutes. A courtesy: it fails in silence."""
    ends_at = timezone.now() + OPENING_LIFE
    if opened.ends_at is None or opened.ends_at > ends_at - OPENING_RENEWAL:
        return
    with suppress(DatabaseError):
        Opening.objects.filter(lookup=split_token(opened.token).lookup).update(ends_at=ends_at)


def leave(*, token: str, by: None = None) -> None:
    """Shut the thread in the browser that bears this cookie. Nothing happens where it stands open no longer."""
    opening = Opening.objects.filter(lookup=split_token(token).lookup).first()
    if opening is None:
        return
    with transaction.atomic():
        opening.delete()
        owe_overwriting()
        if not Opening.objects.filter(thread=opening.thread_id).exists():
            # Nobody sits in front of it any more: what was a chat goes on as a message.
            end_chats(Thread.objects.filter(pk=opening.thread_id))
        transaction.on_commit(partial(hub.publish, topic_of(opening.thread_id)))
        transaction.on_commit(partial(hub.publish, DESK))


def send(*, opened: OpenThread, text: str, draft: str, by: None = None) -> int:
    """Keep a seeker's message; sent twice from one form it is kept once. Returns its sequence.

    Raises:
        ThreadGone: when the thread was erased meanwhile.
    """
    return committer.submit(
        FromSeeker(thread_id=opened.thread.pk, key=opened.key, text=text, draft=sent_once(draft, text))
    )


def reply(*, opened: OpenThread, text: str, draft: str, seen: int, by: UUID) -> int:
    """Keep a practitioner's reply; takes the thread where nobody holds it. Returns its sequence.

    Raises:
        HeldByAnother: another practitioner holds the thread.
        NewMessages: something arrived after the message numbered `seen`.
        NotPossible: the thread's state does not allow a reply.
        ThreadGone: the thread was erased.
    """
    return committer.submit(
        FromPractitioner(
            thread_id=opened.thread.pk,
            key=opened.key,
            text=text,
            draft=sent_once(draft, text),
            practitioner=by,
            seen=seen,
        )
    )


def take(*, thread_id: UUID, by: UUID) -> None:
    """Take a thread that nobody holds.

    Raises:
        HeldByAnother, NotPossible, ThreadGone
    """
    with transaction.atomic():
        thread = _held_by_nobody_else(thread_id, by)
        if thread.claimed_by_id == by:
            return
        thread.state = after(State(thread.state), Event.TAKE)
        now = timezone.now()
        waited = note_taken(live_since=thread.live_since, waiting_since=thread.waiting_since, at=now)
        if waited is not None:
            wait_ended(Channel.CHAT, waited, now).save(force_insert=True)
        thread.claimed_by_id, thread.claimed_at, thread.claim_seen_at = by, now, now
        _save(thread, Act.THREAD_TAKEN, by)


def hand_back(*, thread_id: UUID, by: UUID) -> None:
    """Give a thread one holds back to the queue."""
    _hand_back(thread_id, by, holder=by)


def release(*, thread_id: UUID, by: UUID) -> None:
    """Give back a thread that a colleague holds who is away; a lead's act, on record as theirs."""
    _hand_back(thread_id, by, holder=None)


def step_in(*, thread_id: UUID, by: UUID) -> None:
    """Take a thread over from the colleague who holds it; a supervisor's act, on record as theirs.

    Raises:
        NotPossible: nobody holds it.
        ThreadGone
    """
    with transaction.atomic():
        thread = _row(thread_id)
        if thread.claimed_by_id == by:
            return
        thread.state = after(State(thread.state), Event.STEP_IN)
        now = timezone.now()
        waited = note_taken(live_since=thread.live_since, waiting_since=thread.waiting_since, at=now)
        if waited is not None:
            wait_ended(Channel.CHAT, waited, now).save(force_insert=True)
        thread.claimed_by_id, thread.claimed_at, thread.claim_seen_at = by, now, now
        _save(thread, Act.THREAD_STEPPED_INTO, by)


def _hand_back(thread_id: UUID, by: UUID, *, holder: UUID | None) -> None:
    with transaction.atomic():
        thread = _held_by_nobody_else(thread_id, holder) if holder else _row(thread_id)
        thread.state = after(State(thread.state), Event.HAND_BACK)
        thread.claimed_by, thread.claimed_at = None, None
        thread.waiting_since = thread.waiting_since or timezone.now()
        _save(thread, Act.THREAD_HANDED_BACK, by)


def close(*, thread_id: UUID, by: UUID) -> None:
    """End a thread; its seeker can still come back to it.

    Raises:
        HeldByAnother, NotPossible, ThreadGone
        NewMessages: something in it was not read yet; closing would hide it.
    """
    with transaction.atomic():
        thread = _held_by_nobody_else(thread_id, by)
        if _is_unread(thread):
            raise NewMessages
        thread.state = after(State(thread.state), Event.CLOSE)
        thread.claimed_by, thread.claimed_at, thread.waiting_since = None, None, None
        _save(thread, Act.THREAD_CLOSED, by)


def note_reading(*, thread: Thread, by: UUID) -> None:
    """Put on record that a practitioner opened a thread, and how far it is read."""
    with transaction.atomic():
        row = Thread.objects.filter(pk=thread.pk)
        row.filter(read_sequence__lt=thread.last_sequence).update(read_sequence=thread.last_sequence)
        # Of a withdrawn thread it is its one reading, which lasts from when it began.
        row.exclude(state=State.WITHDRAWN, last_read_at__isnull=False).update(last_read_at=timezone.now())
        record(act=Act.THREAD_READ, by=by, subject=thread.pk)


def withdraw(*, opened: OpenThread, by: None = None) -> None:
    """A seeker's erase: the phrase and every browser lose the thread at once.

    What was read, and what no concern keeps, is gone with it. What nobody has read yet is shut, waits for its one
    reading (72 hours at most), and is erased then. What somebody read within the last hour goes when the hour is over.

    Raises:
        ThreadGone: it was erased already.
    """
    with transaction.atomic():
        thread = _row(opened.thread.pk)
        if thread.state == State.WITHDRAWN:
            raise ThreadGone
        end_chats(Thread.objects.filter(pk=thread.pk))
        thread.state = after(State(thread.state), Event.WITHDRAW)
        thread.withdrawn_at = timezone.now()
        thread.claimed_by, thread.claimed_at = None, None
        if _is_unread(thread):
            thread.last_read_at = None  # its one reading is still to come, and has its full time
        PhraseHold.objects.filter(thread=thread).delete()
        Opening.objects.filter(thread=thread).delete()
        end_with_thread(thread.pk)
        Plan.objects.filter(thread=thread).delete()  # nobody was told it, and nobody has its key any more
        _save(thread, Act.THREAD_WITHDRAWN, None)
        if _must_be_kept(thread):
            put_up(Kind.WITHDRAWN, thread.pk)
        else:
            _erase(thread, by=None)
    overwrite_what_was_erased()


def erase(*, thread_id: UUID, by: UUID | None) -> None:
    """End a withdrawn thread for ever: both holds on its key and every row of it. `by` is None for the clock.

    Raises:
        NotPossible: its seeker did not erase it.
        Safeguarded: an open concern keeps it, or a disclosure.
        NotRead: a practitioner has not read all of it yet.
        ThreadGone: it was erased already.
    """
    with transaction.atomic():
        thread = _row(thread_id)
        if thread.is_safeguarded:
            raise Safeguarded
        if by is not None and _is_unread(thread):
            raise NotRead
        _erase(thread, by=by)
    overwrite_what_was_erased()


class NotRead(Exception):
    """What a seeker erased is read once before it is gone."""


class Safeguarded(Exception):
    """The thread stands under an open concern or a disclosure: safeguarding keeps it."""


def sweep(*, by: None = None) -> int:
    """What the clock does every minute: shut what stood open too long, erase what is due. Returns threads erased."""
    now = timezone.now()
    if Opening.objects.filter(ends_at__lte=now).delete()[0]:
        owe_overwriting()
    withdrawn = Thread.objects.filter(state=State.WITHDRAWN).exclude(SAFEGUARDED)
    due = withdrawn.filter(withdrawn_at__lte=now - UNREAD_LIFE) | withdrawn.filter(
        last_read_at__lte=now - READING_LIFE
    )
    threads = list(due.values_list("pk", flat=True))
    for thread_id in threads:
        with suppress(ThreadGone, Safeguarded):  # somebody was faster
            erase(thread_id=thread_id, by=None)
    overwrite_what_was_erased(if_owed=True)
    return len(threads)


STATEMENTS = Path(__file__).parent / "statements"


def load_statements(*, folder: Path = STATEMENTS, by: UUID | None) -> int:
    """Add the statements that come with Quietline, `<key>/<version>/<language>.md`; returns how many were new.

    A text starts with `# Title` and `jurisdiction: code`. One that is there already is left alone: a statement is
    never edited, a change is a new version.
    """
    texts = [_statement(file) for file in sorted(folder.glob("*/*/*.md"))]
    before = Statement.objects.count()
    Statement.objects.bulk_create(texts, ignore_conflicts=True)
    return Statement.objects.count() - before


def put_statement_in_force(*, line: Line, key: str, version: int, by: UUID | None) -> None:
    """Make this statement the one that a line shows from now on.

    Raises:
        Statement.DoesNotExist: when there is no such statement.
    """
    if not Statement.objects.filter(key=key, version=version).exists():
        raise Statement.DoesNotExist
    StatementInForce.objects.update_or_create(line=line, defaults={"key": key, "version": version})


def _statement(file: Path) -> Statement:
    title, jurisdiction, body = file.read_text(encoding="utf-8").split("\n", 2)
    return Statement(
        key=file.parent.parent.name,
        version=int(file.parent.name),
        language=file.stem,
        jurisdiction=jurisdiction.removeprefix("jurisdiction:").strip(),
        title=title.removeprefix("#").strip(),
        body=body.strip(),
    )


def _save(thread: Thread, act: Act, by: UUID | None) -> None:
    moved = ["state", "claimed_by", "claimed_at", "claim_seen_at", "waiting_since", "withdrawn_at", "last_read_at"]
    thread.save(update_fields=moved)
    if thread.state in ENDED:
        stop_with_thread(thread_id=thread.pk, by=by)
    record(act=act, by=by, subject=thread.pk)
    transaction.on_commit(partial(hub.publish, topic_of(thread.pk)))
    transaction.on_commit(partial(hub.publish, DESK))


def _must_be_kept(thread: Thread) -> bool:
    return thread.is_safeguarded or _is_unread(thread) or _is_being_read(thread)


def _is_being_read(thread: Thread) -> bool:
    """Whether somebody may still have it before their eyes, and be about to mark a concern."""
    return thread.last_read_at is not None and timezone.now() - thread.last_read_at < READING_LIFE


def _is_unread(thread: Thread) -> bool:
    return thread.read_sequence < thread.last_sequence


def _erase(thread: Thread, *, by: UUID | None) -> None:
    after(State(thread.state), Event.ERASE)
    record(act=Act.THREAD_ERASED, by=by, subject=thread.pk)
    put_up(Kind.THREAD, thread.pk)
    transaction.on_commit(partial(hub.publish, topic_of(thread.pk)))
    thread.delete()
    transaction.on_commit(partial(hub.publish, DESK))
