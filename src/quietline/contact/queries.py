"""Reading: statements, threads by cookie, phrase or line key. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from markdown_it import MarkdownIt

from quietline.contact.keyring import Keyring
from quietline.contact.models import (
    SEEKER,
    LineHold,
    Message,
    Opening,
    PhraseHold,
    Statement,
    StatementInForce,
    Thread,
)
from quietline.contact.pieces import OPENING_USE, message_place
from quietline.contact.rules import Intake, sent_once
from quietline.contact.states import State
from quietline.team.models import Line
from quietline.vault import (
    CannotOpen,
    PhraseKeys,
    Place,
    PrivateKey,
    Purpose,
    Sealed,
    ThreadKey,
    open_sealed,
    open_with,
    split_token,
    unwrap,
)

# A thread as other parts may hold it: to read, never to query by.
ThreadRow = Thread
# What safeguarding keeps; of what its seeker erased it is all that only a lead may see (`Thread.is_safeguarded`).
SAFEGUARDED = Q(concern_open=True) | Q(disclosed_at__isnull=False)

# What a wrapped key is for, bound into it: one never opens where another was meant.
PHRASE_USE = "phrase-hold"
UNCONFIRMED_USE = "unconfirmed-phrase"

_markdown = MarkdownIt("commonmark", {"html": False})


@dataclass(frozen=True, slots=True)
class StatementText:
    """A statement as it is shown; `html` comes from our own Markdown with HTML switched off."""

    key: str
    version: int
    jurisdiction: str
    language: str
    title: str
    html: str

    @property
    def label(self) -> str:
        """How a form says which statement was agreed to."""
        return f"{self.key}/{self.version}"


@dataclass(frozen=True, slots=True)
class OpenThread:
    """A thread with its key, for the length of one request."""

    thread: Thread
    key: ThreadKey
    token: str = ""
    ends_at: datetime | None = None  # when it is shut in this browser
    unconfirmed_phrase: Sealed | None = None
    plan_key: ThreadKey | None = None  # where its seeker keeps a plan, and only for them

    @property
    def is_kept(self) -> bool:
        """Whether it is a plan that nobody was shown yet, and no conversation."""
        return self.thread.state == State.KEPT


@dataclass(frozen=True, slots=True)
class MessageText:
    """One opened message."""

    sequence: int
    mine: bool
    name: str
    text: str
    sent_at: datetime


def statement_in_force(line: Line, language: str) -> StatementText | None:
    """What this line promises now, in this language or else in English; none where nothing was put in force."""
    current = StatementInForce.objects.filter(line=line).first()
    return statement_text(current.key, current.version, language) if current else None


def statement_of(jurisdiction: str, language: str) -> StatementText | None:
    """What the first line of this jurisdiction promises now; none where no line has one of it in force."""
    for current in StatementInForce.objects.order_by("line__name"):
        text = statement_text(current.key, current.version, language)
        if text and text.jurisdiction == jurisdiction:
            return text
    return None


def jurisdictions_in_force() -> list[str]:
    """The jurisdictions whose statement some line has in force."""
    texts = (statement_text(current.key, current.version, "en") for current in StatementInForce.objects.all())
    return sorted({text.jurisdiction for text in texts if text})


def statement_text(key: str, version: int, language: str) -> StatementText | None:
    texts = {text.language: text for text in Statement.objects.filter(key=key, version=version)}
    text = texts.get(language) or texts.get("en")
    if text is None:
        return None
    return StatementText(
        key=key,
        version=version,
        jurisdiction=text.jurisdiction,
        language=text.language,
        title=text.title,
        html=_as_html(text.body),
    )


@lru_cache(maxsize=64)
def _as_html(body: str) -> str:
    """A public text that never changes, asked for with every first message."""
    return str(_markdown.render(body))


def opened_by_token(token: str) -> OpenThread:
    """The thread that stands open in the browser that bears this cookie.

    Raises:
        CannotOpen: when it does not, or no longer.
    """
    halves = split_token(token)
    opening = Opening.objects.select_related("thread").filter(lookup=halves.lookup, ends_at__gt=timezone.now()).first()
    if opening is None or opening.thread.state == State.WITHDRAWN:
        raise CannotOpen
    keys = unwrap(halves.key, Sealed(bytes(opening.wrapped_key)), use=OPENING_USE, bound_to=opening.thread_id.bytes)
    keyring = Keyring.from_bytes(keys)
    words = opening.unconfirmed_phrase
    return OpenThread(
        thread=opening.thread,
        key=keyring.thread,
        token=token,
        ends_at=opening.ends_at,
        unconfirmed_phrase=Sealed(bytes(words)) if words else None,
        plan_key=keyring.plan,
    )


def unconfirmed_phrase(opened: OpenThread) -> list[str]:
    """The words that wait to be typed back in this browser; empty once they were."""
    if opened.unconfirmed_phrase is None:
        return []
    key = split_token(opened.token).key
    words = unwrap(key, opened.unconfirmed_phrase, use=UNCONFIRMED_USE, bound_to=opened.thread.pk.bytes)
    return words.decode().split()


def opened_by_phrase(keys: PhraseKeys) -> OpenThread:
    """The thread that these keys hold.

    Raises:
        CannotOpen: when there is none; it costs one look-up either way, the derivation having been paid before.
    """
    hold = PhraseHold.objects.select_related("thread").filter(lookup=keys.lookup).first()
    if hold is None:
        raise CannotOpen
    held = unwrap(keys.unwrap, Sealed(bytes(hold.wrapped_key)), use=PHRASE_USE, bound_to=hold.thread_id.bytes)
    keyring = Keyring.from_bytes(held)
    return OpenThread(thread=hold.thread, key=keyring.thread, plan_key=keyring.plan)


def opened_by_line(thread: Thread, line_keys: Mapping[int, PrivateKey]) -> OpenThread:
    """The thread, opened with the line keys that a practitioner holds.

    Raises:
        CannotOpen: when they hold no key of its epoch.
    """
    hold = LineHold.objects.get(thread=thread)
    return OpenThread(thread=thread, key=thread_key(hold, line_keys))


def messages_of(opened: OpenThread, *, for_seeker: bool) -> list[MessageText]:
    """All messages, oldest first, opened; each side finds its own marked as `mine`."""
    rows = Message.objects.filter(thread=opened.thread).select_related("practitioner")
    return [_message_text(row, opened, for_seeker=for_seeker) for row in rows]


def was_said(thread: Thread, *, text: str, draft: str) -> bool:
    """Whether a form with this draft and text was kept before, in this thread."""
    return Message.objects.filter(thread=thread, draft=sent_once(draft, text)).exists()


def intake_of(opened: OpenThread) -> Intake:
    return _intake(opened.thread, opened.key)


def visible_threads(lines: list[Line], *, safeguarding_lead: bool) -> QuerySet[Thread]:
    """The threads of these lines that a practitioner may see at all; a plan that was not shown is nobody's but its
    seeker's."""
    threads = Thread.objects.filter(line__in=lines).exclude(state=State.KEPT)
    return threads if safeguarding_lead else threads.exclude(SAFEGUARDED, state=State.WITHDRAWN)


def thread_row(thread_id: UUID) -> Thread | None:
    return Thread.objects.select_related("claimed_by", "line_hold", "line").filter(pk=thread_id).first()


def in_view(visible: QuerySet[Thread], view: str, practitioner: UUID) -> QuerySet[Thread]:
    """Those of the visible threads that belong to one view of the desk, most urgent first."""
    rows = visible.filter(_views(practitioner)[view]).select_related("claimed_by", "line_hold")
    # Danger first in every view; in the queue then who sits in front of it, then who has waited longest.
    waiting = (F("live_since").asc(nulls_last=True), "waiting_since")
    order = {"for-me": waiting, "waiting": waiting, "withdrawn": ("withdrawn_at",)}
    return rows.order_by("-urgent", *order.get(view, ("-last_message_at",)), "pk")


def counts_by_view(visible: QuerySet[Thread], practitioner: UUID) -> dict[str, int]:
    """How many threads each view holds, and in how many of those that wait somebody is in danger; in one query."""
    conditions = {**_views(practitioner), "danger": Q(state=State.WAITING, urgent=True)}
    counts = {name: Count("pk", filter=condition) for name, condition in conditions.items()}
    return visible.aggregate(**counts)


def _views(practitioner: UUID) -> dict[str, Q]:
    return {
        "for-me": Q(state=State.WAITING),  # the desk takes out what fits colleagues on duty better
        "waiting": Q(state=State.WAITING),
        "mine": Q(state=State.TAKEN, claimed_by=practitioner),
        "taken": Q(state=State.TAKEN),
        "closed": Q(state=State.CLOSED),
        "withdrawn": Q(state=State.WITHDRAWN),
    }


def intakes_of(threads: list[Thread], line_keys: Mapping[int, PrivateKey]) -> dict[UUID, Intake]:
    """What each of these threads is about, opened; a thread whose key is not held is left out."""
    opened = {}
    for thread in threads:
        try:
            opened[thread.pk] = _intake(thread, thread_key(thread.line_hold, line_keys))
        except CannotOpen:
            continue
    return opened


def thread_key(hold: LineHold, line_keys: Mapping[int, PrivateKey]) -> ThreadKey:
    """A thread's key, opened by one of these line keys.

    Raises:
        CannotOpen: when it was sealed to none of them.
    """
    private = line_keys.get(hold.line_key_id)
    if private is None:
        raise CannotOpen
    return ThreadKey(open_with(private, Sealed(bytes(hold.sealed_key))))


def _intake(thread: Thread, key: ThreadKey) -> Intake:
    return Intake.from_bytes(open_sealed(key, Sealed(bytes(thread.intake)), place=intake_place(thread.pk)))


def intake_place(thread_id: UUID) -> Place:
    return Place(purpose=Purpose.INTAKE, thread_id=thread_id, sequence=0, author=SEEKER)


def _message_text(row: Message, opened: OpenThread, *, for_seeker: bool) -> MessageText:
    by_seeker = row.author == SEEKER
    return MessageText(
        sequence=row.sequence,
        mine=by_seeker is for_seeker,
        name=row.practitioner.shown_as if row.practitioner else "",
        text=message_text(row, opened.key),
        sent_at=row.sent_at,
    )


def message_text(row: Message, key: ThreadKey) -> str:
    place = message_place(row.thread_id, row.sequence, row.practitioner_id)
    return open_sealed(key, Sealed(bytes(row.sealed)), place=place).decode()


def lines_without_statement() -> list[str]:
    """The names of lines on which nobody can write, as no statement is in force."""
    with_one = StatementInForce.objects.values("line")
    return list(Line.objects.exclude(pk__in=with_one).values_list("name", flat=True))
