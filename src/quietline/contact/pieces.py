"""What can be kept in a conversation: a first message with all that opens a thread, and every message after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from quietline.audit.models import Act
from quietline.contact.committing import Group, HeldByAnother, MessageRow, NewMessages, Piece, Standing, ThreadGone
from quietline.contact.models import PRACTITIONER, SEEKER, LineHold, Opening, PhraseHold, Thread
from quietline.contact.outbox import addition
from quietline.contact.states import Event, State, after
from quietline.tally.measures import Measure
from quietline.vault import Place, Plain, Purpose, Sealed, ThreadKey, seal


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
            thread.claimed_by_id, thread.claimed_at = self.practitioner, group.at
            group.record(Act.THREAD_TAKEN, thread.id, self.practitioner)
        thread.state = after(State(thread.state), Event.REPLY)
        thread.waiting_since = None
        thread.read_sequence = thread.last_sequence + 1
        group.record(Act.REPLY_SENT, thread.id, self.practitioner)


@dataclass(slots=True, kw_only=True)
class FirstMessage(Piece):
    """A first message, sealed already, with all that opens a thread around it."""

    thread: Thread
    message: Sealed
    line_hold: LineHold
    phrase_hold: PhraseHold
    opening: Opening
    opening_lasts: timedelta

    def join(self, group: Group) -> int:
        thread, at = self.thread, group.at
        thread.opened_at = thread.last_message_at = thread.waiting_since = at
        self.opening.ends_at = at + self.opening_lasts
        group.add(thread, self.line_hold, self.phrase_hold, self.opening, addition(Measure.HELP_SEEKERS, at))
        group.add_message(MessageRow(thread.id, 1, SEEKER, None, self.message, at, self.draft))
        return 1
