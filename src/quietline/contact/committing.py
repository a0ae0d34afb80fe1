"""Keeping messages: those that arrive while another is being written share the next transaction.

`synchronous=FULL` makes every commit wait for the disk. Whoever comes first commits for all who came meanwhile
(leader and followers), in their own thread and connection: alone it costs nothing extra, under load one wait serves
many. An acknowledged message was on disk before the acknowledgement.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from quietline.audit.models import Act, Entry
from quietline.contact.models import PRACTITIONER, SEEKER, Message, Thread
from quietline.contact.states import Event, NotPossible, State, after
from quietline.live.hub import hub
from quietline.vault import Place, Plain, Purpose, ThreadKey, seal

# Enough for one disk wait to serve everybody; few enough that the last of them does not wait long.
MOST_IN_A_GROUP = 256


class ThreadGone(Exception):
    """The thread was erased, or is shut to its seeker."""


class HeldByAnother(Exception):
    """Another practitioner holds the thread."""

    def __init__(self, holder: UUID) -> None:
        super().__init__("Another practitioner holds this thread.")
        self.holder = holder


class NewMessages(Exception):
    """Something arrived in the thread that the writer has not seen."""


@dataclass(slots=True)
class Utterance:
    """One message on its way in. `seen`: the last sequence its writer had before their eyes, where that matters."""

    thread_id: UUID
    key: ThreadKey
    text: str
    draft: str
    practitioner: UUID | None = None
    seen: int | None = None
    kept: Future[int] = field(default_factory=Future)

    @property
    def author(self) -> str:
        return PRACTITIONER if self.practitioner else SEEKER


class Committer:
    """Groups what is submitted by several threads at once into shared transactions."""

    def __init__(self) -> None:
        self._pending: list[Utterance] = []
        self._lock = threading.Lock()
        self._turn = threading.Lock()

    def submit(self, utterance: Utterance) -> int:
        """Keep one message; returns its sequence once it is on disk.

        Raises:
            ThreadGone, HeldByAnother, NewMessages, NotPossible: why it was not kept.
            DatabaseError: when the database could not take it.
        """
        with self._lock:
            self._pending.append(utterance)
        with self._turn:
            if not utterance.kept.done():
                self._commit(self._next_group())
        return utterance.kept.result()

    def _next_group(self) -> list[Utterance]:
        with self._lock:
            group, self._pending = self._pending[:MOST_IN_A_GROUP], self._pending[MOST_IN_A_GROUP:]
        return group

    @staticmethod
    def _commit(group: list[Utterance]) -> None:
        try:
            outcomes = commit_group(group)
        except Exception as error:  # whatever stopped the transaction stopped it for all of them
            outcomes = [error] * len(group)
        for utterance, outcome in zip(group, outcomes, strict=True):
            if isinstance(outcome, int):
                utterance.kept.set_result(outcome)
            else:
                utterance.kept.set_exception(outcome)


def commit_group(group: list[Utterance]) -> list[int | Exception]:
    """Seal and keep messages of any threads in one transaction; each gets its sequence or its own refusal."""
    with transaction.atomic():
        threads = _locked({utterance.thread_id for utterance in group})
        drafts = _drafts(group)
        writing = _Group(at=timezone.now(), threads=threads, drafts=drafts)
        outcomes = [writing.take(utterance) for utterance in group]
        writing.write()
        transaction.on_commit(partial(_tell, writing.changed))
    return outcomes


class _Group:
    """One transaction's worth of messages, gathered before anything is written."""

    def __init__(self, *, at: datetime, threads: dict[UUID, Thread], drafts: dict[tuple[UUID, str], int]) -> None:
        self.at = at
        self.threads = threads
        self.drafts = drafts
        self.messages: list[Message] = []
        self.entries: list[Entry] = []
        self.changed: set[UUID] = set()

    def take(self, utterance: Utterance) -> int | Exception:
        """Give a message its place, or say why it has none."""
        sent_before = self.drafts.get((utterance.thread_id, utterance.draft))
        if sent_before is not None:
            return sent_before
        thread = self.threads.get(utterance.thread_id)
        if thread is None:
            return ThreadGone()
        try:
            if utterance.practitioner:
                self._from_practitioner(thread, utterance, utterance.practitioner)
            else:
                self._from_seeker(thread)
        except (ThreadGone, HeldByAnother, NewMessages, NotPossible) as refusal:
            return refusal
        return self._place(thread, utterance)

    def _from_seeker(self, thread: Thread) -> None:
        if thread.state == State.WITHDRAWN:
            raise ThreadGone
        thread.state = after(State(thread.state), Event.SEEKER_WRITES)
        thread.waiting_since = thread.waiting_since or self.at

    def _from_practitioner(self, thread: Thread, utterance: Utterance, practitioner: UUID) -> None:
        if thread.claimed_by_id not in {None, practitioner}:
            raise HeldByAnother(thread.claimed_by_id)
        if utterance.seen is not None and utterance.seen < thread.last_sequence:
            raise NewMessages
        if thread.state in {State.WAITING, State.CLOSED}:
            thread.state = after(State(thread.state), Event.TAKE)
            thread.claimed_by_id, thread.claimed_at = practitioner, self.at
            self._record(Act.THREAD_TAKEN, thread, practitioner)
        thread.state = after(State(thread.state), Event.REPLY)
        thread.waiting_since = None
        thread.read_sequence = thread.last_sequence + 1
        self._record(Act.REPLY_SENT, thread, practitioner)

    def _place(self, thread: Thread, utterance: Utterance) -> int:
        sequence = thread.last_sequence + 1
        # A clock that was set back must not make a conversation read backwards.
        at = max(self.at, thread.last_message_at)
        thread.last_sequence, thread.last_author, thread.last_message_at = sequence, utterance.author, at
        place = message_place(thread.pk, sequence, utterance.practitioner)
        self.messages.append(
            Message(
                thread_id=thread.pk,
                sequence=sequence,
                author=utterance.author,
                practitioner_id=utterance.practitioner,
                sealed=seal(utterance.key, Plain(utterance.text.encode()), place=place),
                sent_at=at,
                draft=utterance.draft,
            )
        )
        self.drafts[thread.pk, utterance.draft] = sequence
        self.changed.add(thread.pk)
        return sequence

    def _record(self, act: Act, thread: Thread, practitioner: UUID) -> None:
        self.entries.append(Entry(at=self.at, act=act, actor=practitioner, subject=thread.pk))

    def write(self) -> None:
        Message.objects.bulk_create(self.messages)
        Entry.objects.bulk_create(self.entries)
        _update(self.threads[pk] for pk in self.changed)


def message_place(thread_id: UUID, sequence: int, practitioner: UUID | None) -> Place:
    """Where a message stands: it opens in this thread, at this place, as this author's, and nowhere else."""
    author = f"{PRACTITIONER}:{practitioner}" if practitioner else SEEKER
    return Place(purpose=Purpose.MESSAGE, thread_id=thread_id, sequence=sequence, author=author)


def _locked(ids: set[UUID]) -> dict[UUID, Thread]:
    # In one order everywhere, so that two groups on two nodes can't wait for each other.
    threads = Thread.objects.select_for_update().filter(pk__in=ids).order_by("pk").defer("intake")
    return {thread.pk: thread for thread in threads}


def _drafts(group: list[Utterance]) -> dict[tuple[UUID, str], int]:
    kept = Message.objects.filter(
        thread__in={utterance.thread_id for utterance in group},
        draft__in={utterance.draft for utterance in group},
    )
    return {(thread, draft): sequence for thread, draft, sequence in kept.values_list("thread", "draft", "sequence")}


_MOVED = (
    "state",
    "last_sequence",
    "last_author",
    "last_message_at",
    "waiting_since",
    "read_sequence",
    "claimed_by_id",
    "claimed_at",
)


def _update(threads: Iterable[Thread]) -> None:
    # One prepared statement for all of them: `bulk_update` builds a CASE a field and costs ten times as much.
    table = connection.ops.quote_name(Thread._meta.db_table)
    columns = ", ".join(f"{column} = %s" for column in _MOVED)
    pk = Thread._meta.pk
    fields = [Thread._meta.get_field(name.removesuffix("_id")) for name in _MOVED]
    rows = [
        [
            *(f.get_db_prep_value(getattr(thread, f.attname), connection) for f in fields),  # type: ignore[union-attr]
            pk.get_db_prep_value(thread.pk, connection),
        ]
        for thread in threads
    ]
    if rows:
        with connection.cursor() as cursor:
            # Built from our own column names only; every value is bound.
            cursor.executemany(f"UPDATE {table} SET {columns} WHERE id = %s", rows)  # noqa: S608  # nosec B608


def _tell(threads: set[UUID]) -> None:
    for thread in threads:
        hub.publish(f"thread:{thread}")
    hub.publish(DESK)


DESK = "desk"
committer = Committer()
