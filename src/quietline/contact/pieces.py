"""What can be kept in a conversation: a first message with all that opens a thread, and every message after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from quietline.audit.models import Act
from quietline.contact.chat.waiting import note_taken
from quietline.contact.committing import Group, HeldByAnother, MessageRow, NewMessages, Piece, Standing, ThreadGone
from quietline.contact.contacts.rules import Channel
from quietline.contact.keyring import Keyring
from quietline.contact.models import PRACTITIONER, SEEKER, LineHold, Opening, PhraseHold, Thread
from quietline.contact.outbox import addition, wait_ended
from quietline.contact.rows import select
from quietline.contact.states import Event, State, after
from quietline.tally.measures import Measure
from quietline.vault import Place, Plain, Purpose, Sealed, ThreadKey, TokenHalves, WrappingKey, seal, unwrap

# What a wrapped thread key is for, bound into it: one never opens where another was meant.
OPENING_USE = "opening"
_UNKNOWN, _NO_KEY = UUID(int=0), ThreadKey(b"")


def message_place(thread_id: UUID, sequence: int, practitioner: UUID | None) -> Place:
    """Where a message stands: it opens in this thread, at this place, as this author's, and nowhere else."""
    author = f"{PRACTITIONER}:{practitioner}" if practitioner else SEEKER
    return Place(purpose=Purpose.MESSAGE, thread_id=thread_id, sequence=sequence, author=author)


@dataclass(slots=True, kw_only=True)
class Utterance(Piece):
    """One message on its way into a thread that is there already."""

    key: ThreadKey
    text: str

    def join(self, group: Group) -> int:
        thread = group.threads.get(self.thread_id)
        if thread is None:
            raise ThreadGone
        self.move(thread, group)
        return self._place(thread, group)

    def move(self, thread: Standing, group: Group) -> None:
        """How the thread stands once this was said."""
        raise NotImplementedError

    @property
    def practitioner_id(self) -> UUID | None:
        return None

    def _place(self, thread: Standing, group: Group) -> int:
        sequence = thread.last_sequence + 1
        # A clock that was set back must not make a conversation read backwards.
        at = max(group.at, thread.last_message_at)
        author = PRACTITIONER if self.practitioner_id else SEEKER
        thread.last_sequence, thread.last_author, thread.last_message_at = sequence, author, at
        place = message_place(thread.id, sequence, self.practitioner_id)
        sealed = seal(self.key, Plain(self.text.encode()), place=place)
        group.add_message(MessageRow(thread.id, sequence, author, self.practitioner_id, sealed, at, self.draft))
        return sequence


@dataclass(slots=True, kw_only=True)
class FromSeeker(Utterance):
    """What a seeker says."""

    def move(self, thread: Standing, group: Group) -> None:
        if thread.state == State.WITHDRAWN:
            raise ThreadGone
        thread.state = after(State(thread.state), Event.SEEKER_WRITES)
        thread.waiting_since = thread.waiting_since or group.at


@dataclass(slots=True, kw_only=True)
class FromBrowser(FromSeeker):
    """The same from the live wire, which knows the browser's cookie only; looked up with the whole group's."""

    thread_id: UUID = _UNKNOWN
    key: ThreadKey = _NO_KEY
    token: TokenHalves

    @classmethod
    def prepare(cls, pieces: list[Piece]) -> None:
        mine = [piece for piece in pieces if isinstance(piece, cls)]
        found = openings_of([piece.token for piece in mine])
        for piece in mine:
            piece.thread_id, piece.key = found.get(piece.token.lookup, (piece.thread_id, piece.key))

    def join(self, group: Group) -> int:
        if not self.key:
            raise ThreadGone
        return FromSeeker.join(self, group)  # super() does not know a class with slots


def openings_of(tokens: list[TokenHalves]) -> dict[bytes, tuple[UUID, ThreadKey]]:
    """The threads that stand open under these tokens, with their keys, by the tokens' looking halves."""
    keys = {token.lookup: token.key for token in tokens}
    rows = select(Opening, ("lookup", "thread_id", "wrapped_key", "ends_at"), by="lookup", among=list(keys))
    now = timezone.now()
    return {
        bytes(lookup): (thread_id, _opened(keys[bytes(lookup)], bytes(wrapped), thread_id))
        for lookup, thread_id, wrapped, ends_at in rows
        if ends_at > now
    }


def _opened(key: WrappingKey, wrapped: bytes, thread_id: UUID) -> ThreadKey:
    return Keyring.from_bytes(unwrap(key, Sealed(wrapped), use=OPENING_USE, bound_to=thread_id.bytes)).thread


@dataclass(slots=True, kw_only=True)
class FromPractitioner(Utterance):
    """What a practitioner answers. `seen`: the last sequence its writer had before their eyes."""

    practitioner: UUID
    seen: int

    @property
    def practitioner_id(self) -> UUID | None:
        return self.practitioner

    def move(self, thread: Standing, group: Group) -> None:
        if thread.claimed_by_id not in {None, self.practitioner}:
            raise HeldByAnother(thread.claimed_by_id)
        if self.seen < thread.last_sequence:
            raise NewMessages
        if thread.state in {State.WAITING, State.CLOSED}:
            thread.state = after(State(thread.state), Event.TAKE)
            thread.claimed_by_id, thread.claimed_at, thread.claim_seen_at = self.practitioner, group.at, group.at
            waited = note_taken(live_since=thread.live_since, waiting_since=thread.waiting_since, at=group.at)
            if waited is not None:
                group.add(wait_ended(Channel.CHAT, waited, group.at))
            group.record(Act.THREAD_TAKEN, thread.id, self.practitioner)
        thread.state = after(State(thread.state), Event.REPLY)
        if thread.live_since is None and thread.waiting_since is not None:
            waited = max(group.at - thread.waiting_since, timedelta())
            group.add(wait_ended(Channel.MESSAGE, waited, group.at))
        thread.waiting_since = None
        thread.read_sequence = thread.last_sequence + 1
        group.record(Act.REPLY_SENT, thread.id, self.practitioner)


@dataclass(slots=True, kw_only=True)
class FirstMessage(Piece):
    """A first message, sealed already, with all that opens a thread around it.

    A practitioner's greets somebody on the phone: they hold the thread, and nobody waits for an answer.
    """

    thread: Thread
    message: Sealed
    line_hold: LineHold
    phrase_hold: PhraseHold
    opening: Opening
    opening_lasts: timedelta
    live: bool = False
    practitioner: UUID | None = None

    def join(self, group: Group) -> int:
        thread, at = self.thread, group.at
        thread.opened_at = thread.last_message_at = at
        if self.practitioner:
            thread.state = after(after(State.WAITING, Event.TAKE), Event.REPLY)
            thread.claimed_by_id, thread.claimed_at = self.practitioner, at
            thread.read_sequence, thread.last_author = 1, PRACTITIONER
            group.record(Act.THREAD_TAKEN, thread.id, self.practitioner)
        else:
            thread.waiting_since = at
        if self.live:
            thread.live_since = thread.live_seen_at = at
        self.opening.ends_at = at + self.opening_lasts
        group.add(thread, self.line_hold, self.phrase_hold, self.opening, addition(Measure.HELP_SEEKERS, at))
        author = PRACTITIONER if self.practitioner else SEEKER
        group.add_message(MessageRow(thread.id, 1, author, self.practitioner, self.message, at, self.draft))
        return 1
