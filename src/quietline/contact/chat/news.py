"""What each side of a thread hears on the live wire. Read in a reader's thread, one call after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import UUID

from django.template.loader import render_to_string
from django.utils import translation

from quietline.contact.chat import queries
from quietline.contact.chat.presence import presence
from quietline.contact.chat.queries import ChatStanding
from quietline.contact.committing import topic_of
from quietline.contact.queries import MessageText
from quietline.live.stream import Event
from quietline.team.queries import colleague_names
from quietline.vault import CannotOpen, ThreadKey


def seeker_types(thread_id: UUID) -> str:
    """The topic for the bare signal that the seeker types; what is typed never travels."""
    return f"typing:{thread_id}:seeker"


def practitioner_types(thread_id: UUID) -> str:
    return f"typing:{thread_id}:practitioner"


@dataclass(slots=True)
class SeekerNews:
    """What the seeker's browser hears: messages as they are shown, how far was read, the place in the queue.

    Holds the thread's key for as long as the stream lasts. Ends when the thread is shut in this browser.
    """

    token: str
    thread_id: UUID
    key: ThreadKey
    language: str
    after: int
    _told: dict[str, str] = field(default_factory=dict)
    beats: bool = True

    @property
    def topics(self) -> tuple[str, ...]:
        return topic_of(self.thread_id), practitioner_types(self.thread_id)

    def news(self, woken: frozenset[str]) -> list[Event] | None:
        try:
            queries.open_by_token(self.token)
        except CannotOpen:
            return None
        standing = queries.standing_of(self.thread_id)
        if standing is None:
            return None
        with translation.override(self.language):
            events = [*self._messages(), *self._changes(standing)]
        typing = practitioner_types(self.thread_id) in woken
        return [*events, Event("typing")] if typing else events

    def _messages(self) -> Iterator[Event]:
        messages = queries.messages_after(self.thread_id, self.key, self.after, for_seeker=True)
        for message in messages:
            self.after = message.sequence
            yield Event("message", json.dumps(shown("contact/message.html", message)), id=message.sequence)
        if messages:
            presence.show(self.thread_id, self.after)

    def _changes(self, standing: ChatStanding) -> Iterator[Event]:
        self.beats = standing.waits_live
        state = render_to_string("contact/chat/standing.html", told_of(standing)).strip()
        yield from self._once(Event("standing", json.dumps(state)))
        yield from self._once(Event("read", str(standing.read_sequence)))

    def _once(self, event: Event) -> Iterator[Event]:
        """An event that tells how something stands, where it stands otherwise than it was told before."""
        if self._told.get(event.name) != event.data:
            self._told[event.name] = event.data
            yield event


@dataclass(slots=True)
class HolderNews:
    """What a practitioner's page of one thread hears."""

    thread_id: UUID
    key: ThreadKey
    practitioner: UUID
    after: int
    beats: bool = False
    _seen: int = -1
    _beside: list[UUID] = field(default_factory=list)

    @property
    def topics(self) -> tuple[str, ...]:
        return topic_of(self.thread_id), seeker_types(self.thread_id)

    def news(self, woken: frozenset[str]) -> list[Event] | None:
        standing = queries.standing_of(self.thread_id)
        if standing is None:
            return None
        events = list(self._messages())
        seen = max(standing.seeker_seen, presence.shown(self.thread_id))
        if seen != self._seen:
            self._seen = seen
            events.append(Event("read", str(self._seen)))
        beside = presence.beside(self.thread_id, self.practitioner)
        if beside != self._beside:
            self._beside = beside
            events.append(Event("looking", json.dumps(sorted(colleague_names(beside).values()))))
        if seeker_types(self.thread_id) in woken:
            events.append(Event("typing"))
        return events

    def _messages(self) -> Iterator[Event]:
        for message in queries.messages_after(self.thread_id, self.key, self.after, for_seeker=False):
            self.after = message.sequence
            yield Event("message", json.dumps(shown("desk/message.html", message)), id=message.sequence)


def shown(template: str, message: MessageText) -> str:
    """A message as its page shows it."""
    return render_to_string(template, {"message": message}).strip()


def told_of(standing: ChatStanding) -> dict[str, object]:
    """What the page says of how the thread stands."""
    return {"standing": standing, "queue": queries.queue_of(standing)}
