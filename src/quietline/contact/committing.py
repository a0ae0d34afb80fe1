"""Keeping messages: those that arrive while another is being written share the next transaction.

`synchronous=FULL` makes every commit wait for the disk. Whoever comes first commits for all who came meanwhile
(leader and followers), in their own thread and connection: alone it costs nothing extra, under load one wait serves
many, and SQLite's one writer never has to be waited for. What was acknowledged was on disk before the acknowledgement.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from operator import attrgetter
from uuid import UUID

from django.db import DatabaseError, close_old_connections, transaction
from django.db.models import Model
from django.utils import timezone

from quietline.audit.actions import entry
from quietline.audit.models import Act
from quietline.contact.models import Message, Thread
from quietline.contact.rows import insert, select, update
from quietline.contact.states import NotPossible
from quietline.live.hub import hub
from quietline.vault import Sealed

# Enough for one disk wait to serve everybody; few enough that the last of them does not wait long.
MOST_IN_A_GROUP = 256
DESK = "desk"

# What of a thread moves when something is said in it.
_STANDING = (
    "state",
    "last_sequence",
    "last_author",
    "last_message_at",
    "waiting_since",
    "read_sequence",
    "claimed_by_id",
    "claimed_at",
    "claim_seen_at",
    "live_since",
)


_values = attrgetter(*_STANDING)


class Refusal(Exception):
    """Why a piece was not kept; each kind is told to its writer in words of its own."""


class NotKept(DatabaseError):
    """The writer of a group was stopped before it could tell how it ended. Sending it again keeps it once."""


class ThreadGone(Refusal):
    """The thread was erased, or is shut to its seeker."""


class HeldByAnother(Refusal):
    """Another practitioner holds the thread."""

    def __init__(self, holder: UUID) -> None:
        super().__init__("Another practitioner holds this thread.")
        self.holder = holder


class NewMessages(Refusal):
    """Something arrived in the thread that the writer has not seen."""


@dataclass(slots=True)
class Standing:
    """How a thread stands while a group is gathered: its key, and the columns of `_STANDING` in their order."""

    id: UUID
    state: str
    last_sequence: int
    last_author: str
    last_message_at: datetime
    waiting_since: datetime | None
    read_sequence: int
    claimed_by_id: UUID | None
    claimed_at: datetime | None
    claim_seen_at: datetime | None
    live_since: datetime | None
    _was: tuple[object, ...] = ()

    def __post_init__(self) -> None:
        self._was = _values(self)

    def moved(self) -> tuple[str, ...]:
        """The columns whose value is another than when this was read."""
        pairs = zip(_STANDING, _values(self), self._was, strict=True)
        return tuple(column for column, value, was in pairs if value != was)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A row of `Message` on its way in; an instance of the model would cost as much as sealing its text."""

    thread_id: UUID
    sequence: int
    author: str
    practitioner_id: UUID | None
    sealed: Sealed
    sent_at: datetime
    draft: str


@dataclass(slots=True)
class Group:
    """One transaction's worth of pieces, gathered before anything is written."""

    at: datetime
    threads: dict[UUID, Standing]
    drafts: dict[tuple[UUID, str], int]
    changed: set[UUID] = field(default_factory=set)
    _rows: defaultdict[type[Model], list[object]] = field(default_factory=lambda: defaultdict(list))

    def add(self, *rows: Model) -> None:
        for row in rows:
            self._rows[type(row)].append(row)

    def add_message(self, row: MessageRow) -> None:
        self._rows[Message].append(row)

    def record(self, act: Act, thread_id: UUID, practitioner: UUID) -> None:
        self.add(entry(at=self.at, act=act, by=practitioner, subject=thread_id))

    def write(self) -> None:
        for model, rows in self._rows.items():
            insert(model, rows)
        # Only what moved: each index on a column that is written, changed or not, is one more page on disk.
        moved: defaultdict[tuple[str, ...], list[Standing]] = defaultdict(list)
        for thread in self.threads.values():
            moved[thread.moved()].append(thread)
        for columns, threads in moved.items():
            if columns:
                update(Thread, columns, threads)


@dataclass(slots=True, kw_only=True)
class Piece:
    """Something to keep. `thread_id` and `draft` tell whether it was kept before."""

    thread_id: UUID
    draft: str
    outcome: int | Exception | None = None
    leads: bool = False  # the leader before said: you are next
    # Called when there is an outcome, or when it is this piece's writer's turn to lead.
    wake: Callable[[], object] = field(default=lambda: None)

    @classmethod
    def prepare(cls, pieces: list[Piece]) -> None:
        """Look up together what pieces of this kind need before they can join."""

    def join(self, group: Group) -> int:
        """Add what is to be written to the group; returns the sequence of the message.

        Raises:
            Refusal, NotPossible: and nothing of it is written.
        """
        raise NotImplementedError

    def result(self) -> int:
        if isinstance(self.outcome, int):
            return self.outcome
        raise self.outcome or NotKept


class Committer:
    """Groups what is submitted at once into shared transactions, from threads and from the event loop."""

    def __init__(self) -> None:
        self._pending: list[Piece] = []
        self._lock = threading.Lock()
        self._led = False
        # Leads for those who wait on the event loop: one at a time is all that a database's one writer takes.
        self._leader = ThreadPoolExecutor(1, thread_name_prefix="committer")

    def submit(self, piece: Piece) -> int:
        """Keep one piece in the caller's thread; returns its sequence once it is on disk.

        Raises:
            Refusal, NotPossible: why it was not kept.
            DatabaseError: when the database could not take it.
        """
        woken = threading.Event()
        piece.wake = woken.set
        leads = self._queue(piece)
        if not leads:
            woken.wait()
        if leads or piece.leads:
            self._lead()
        return piece.result()

    async def submit_soon(self, piece: Piece) -> int:
        """The same for a caller on the event loop, who takes no thread meanwhile."""
        loop = asyncio.get_running_loop()
        kept: asyncio.Future[None] = loop.create_future()

        def lead() -> None:
            self._leader.submit(self._lead_anew)

        def wake() -> None:
            # By way of the loop: whoever else it has heard by then joins the group.
            loop.call_soon_threadsafe(lead if piece.leads else partial(_done, kept))
            piece.leads = False

        piece.wake = wake
        if self._queue(piece):
            loop.call_soon(lead)
        await kept
        return piece.result()

    def _queue(self, piece: Piece) -> bool:
        """Put a piece in the queue; whether its writer has to lead, as nobody does."""
        with self._lock:
            self._pending.append(piece)
            leads, self._led = not self._led, True
        return leads

    def _lead_anew(self) -> None:
        # This thread serves no request, at whose start Django would look after its connection.
        close_old_connections()
        self._lead()

    def _lead(self) -> None:
        """Commit one group, one's own piece first in it; then whoever came meanwhile leads the next."""
        group: list[Piece] = []
        try:
            with self._lock:
                group, self._pending = self._pending[:MOST_IN_A_GROUP], self._pending[MOST_IN_A_GROUP:]
            _settle(group)
        finally:
            # Whatever happened, even to this thread itself: nobody waits for ever, and somebody leads on.
            with self._lock:
                following = self._pending[0] if self._pending else None
                self._led = following is not None
            for piece in group:
                piece.outcome = NotKept() if piece.outcome is None else piece.outcome
                piece.wake()
            if following:
                following.leads = True
                following.wake()


def _done(kept: asyncio.Future[None]) -> None:
    if not kept.done():  # its writer may have gone
        kept.set_result(None)


def commit_group(pieces: list[Piece]) -> list[int | Exception]:
    """Keep pieces of any threads in one transaction; each gets its sequence or its own refusal."""
    for kind in {type(piece) for piece in pieces}:
        kind.prepare([piece for piece in pieces if type(piece) is kind])
    with transaction.atomic():
        group = Group(at=timezone.now(), threads=_locked(pieces), drafts=_kept_before(pieces))
        outcomes = [_joined(piece, group) for piece in pieces]
        group.write()
        transaction.on_commit(partial(_tell, group.changed))
    return outcomes


def commit_within(piece: Piece) -> int:
    """Keep one piece inside the caller's transaction, which decides over it and more; returns its sequence.

    Not through the committer: strangers' messages must not fail with this transaction, nor it wait for their leader.

    Raises:
        Refusal, NotPossible: why it was not kept.
    """
    (piece.outcome,) = commit_group([piece])
    return piece.result()


def _settle(group: list[Piece]) -> None:
    outcomes: list[int | Exception]
    try:
        outcomes = commit_group(group)
    except Exception as error:  # whatever stopped the transaction stopped it for all of them
        outcomes = [error] * len(group)
    for piece, outcome in zip(group, outcomes, strict=True):
        piece.outcome = outcome


def _joined(piece: Piece, group: Group) -> int | Exception:
    sent_before = group.drafts.get((piece.thread_id, piece.draft))
    if sent_before is not None:
        return sent_before
    try:
        sequence = piece.join(group)
    except (Refusal, NotPossible) as refusal:
        return refusal
    group.drafts[piece.thread_id, piece.draft] = sequence
    group.changed.add(piece.thread_id)
    return sequence


def _locked(pieces: list[Piece]) -> dict[UUID, Standing]:
    # In one order everywhere, so that two groups on two nodes can't wait for each other.
    ids = sorted({piece.thread_id for piece in pieces})
    rows = select(Thread, ("id", *_STANDING), by="id", among=ids, lock=True)
    return {row[0]: Standing(*row) for row in rows}


def _kept_before(pieces: list[Piece]) -> dict[tuple[UUID, str], int]:
    drafts = [piece.draft for piece in pieces]
    rows = select(Message, ("thread_id", "draft", "sequence"), by="draft", among=drafts)
    return {(thread_id, draft): sequence for thread_id, draft, sequence in rows}


def topic_of(thread_id: UUID) -> str:
    """Where news of a thread is told."""
    return f"thread:{thread_id}"


def _tell(threads: set[UUID]) -> None:
    for thread in threads:
        hub.publish(topic_of(thread))
    hub.publish(DESK)


committer = Committer()
