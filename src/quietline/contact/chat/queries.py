"""Reading for the live wire: by prepared statements, as every message is read for each side that listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from quietline.contact.chat.rules import by_turn, place_in_queue
from quietline.contact.chat.waiting import queues, waits
from quietline.contact.models import SEEKER, Message, Thread
from quietline.contact.pieces import message_place, openings_of
from quietline.contact.queries import MessageText
from quietline.contact.rows import select
from quietline.contact.states import State
from quietline.team.queries import shown_names
from quietline.vault import CannotOpen, Sealed, ThreadKey, open_sealed, split_token

_STANDING = (
    "state",
    "line_id",
    "urgent",
    "waiting_since",
    "live_since",
    "claimed_by_id",
    "read_sequence",
    "seeker_seen",
    "last_sequence",
)


@dataclass(frozen=True, slots=True)
class ChatStanding:
    """How a thread stands for those who look at it live."""

    state: str
    line_id: UUID
    urgent: bool
    waiting_since: datetime | None
    live_since: datetime | None
    claimed_by_id: UUID | None
    read_sequence: int
    seeker_seen: int
    last_sequence: int

    @property
    def waits_live(self) -> bool:
        return self.state == State.WAITING and self.live_since is not None


@dataclass(frozen=True, slots=True)
class Queue:
    """What a waiting seeker is told: the place, and the minutes it takes, where enough is known to say so."""

    place: int
    minutes: int | None


def open_by_token(token: str) -> tuple[UUID, ThreadKey]:
    """The thread that stands open in the browser that bears this cookie.

    Raises:
        CannotOpen
    """
    halves = split_token(token)
    found = openings_of([halves]).get(halves.lookup)
    if found is None:
        raise CannotOpen
    return found


def standing_of(thread_id: UUID) -> ChatStanding | None:
    rows = select(Thread, _STANDING, by="id", among=[thread_id])
    return ChatStanding(*rows[0]) if rows else None


def messages_after(thread_id: UUID, key: ThreadKey, sequence: int, *, for_seeker: bool) -> list[MessageText]:
    """What was said after a message, oldest first, opened."""
    columns = ("sequence", "author", "practitioner_id", "sealed", "sent_at")
    rows = select(Message, columns, by="thread_id", among=[thread_id], above=("sequence", sequence))
    names = shown_names() if rows else {}
    return [
        MessageText(
            sequence=number,
            mine=(author == SEEKER) is for_seeker,
            name=names.get(practitioner, ""),
            text=open_sealed(
                key, Sealed(bytes(sealed)), place=message_place(thread_id, number, practitioner)
            ).decode(),
            sent_at=sent_at,
        )
        for number, author, practitioner, sealed, sent_at in rows
    ]


def queue_of(standing: ChatStanding) -> Queue | None:
    """A waiting chat's place and wait; none where it does not wait in a chat."""
    if not standing.waits_live or standing.waiting_since is None:
        return None
    mine = by_turn(urgent=standing.urgent, waiting_since=standing.waiting_since)
    place = place_in_queue(mine, queues.turns(standing.line_id))
    estimate = waits.estimate(timezone.now(), place=place)
    return Queue(place, max(1, round(estimate.total_seconds() / 60)) if estimate else None)
