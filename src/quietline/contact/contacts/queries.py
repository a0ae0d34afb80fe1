"""Reading: the contacts a practitioner may see, and what their calls page shows. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from quietline.contact.call_backs.queries import of_thread as call_of_thread
from quietline.contact.call_backs.states import UNDER_WAY
from quietline.contact.contacts.models import Contact
from quietline.contact.contacts.rules import CHANNEL_NAMES, OUTCOME_NAMES, Channel, Outcome
from quietline.contact.contacts.states import ContactState
from quietline.contact.models import Thread
from quietline.contact.states import SHUT_TO_THE_LINE, State
from quietline.team.models import Line

# A contact as other parts may hold it: to read, never to query by.
ContactRow = Contact
RECENT = 20


@dataclass(frozen=True, slots=True)
class ContactText:
    """One contact as a page shows it."""

    row: ContactRow

    @property
    def channel(self) -> str:
        return CHANNEL_NAMES[Channel(self.row.channel)]

    @property
    def outcome(self) -> str:
        return OUTCOME_NAMES[Outcome(self.row.outcome)]

    @property
    def state(self) -> str:
        return self.row.state

    @property
    def is_open(self) -> bool:
        return self.row.state == ContactState.OPEN

    @property
    def has_record(self) -> bool:
        """Whether there is, or can be, something written down of it."""
        return self.row.state in {ContactState.OPEN, ContactState.ENDED, ContactState.WRAPPED_UP}

    @property
    def is_non_data(self) -> bool:
        return self.row.state == ContactState.NON_DATA

    @property
    def is_wrapped_up(self) -> bool:
        return self.row.state == ContactState.WRAPPED_UP

    @property
    def lasted(self) -> timedelta:
        return (self.row.ended_at or timezone.now()) - self.row.began_at

    @property
    def clock(self) -> str:
        """How long it has lasted, as 4:05 or 1:04:05."""
        seconds = max(0, int(self.lasted.total_seconds()))
        hours, minutes = divmod(seconds // 60, 60)
        return f"{hours}:{minutes:02}:{seconds % 60:02}" if hours else f"{minutes}:{seconds % 60:02}"

    @property
    def minutes(self) -> int:
        """Whole minutes begun, for the record; at least one."""
        return max(1, -(-int(self.lasted.total_seconds()) // 60))


@dataclass(frozen=True, slots=True)
class Calls:
    """What the calls page shows."""

    reported: list[ContactText]
    mine: list[ContactText]
    recent: list[ContactText]


def visible_contacts(lines: Sequence[Line], *, safeguarding_lead: bool) -> QuerySet[Contact]:
    """The contacts of these lines; those of an erased thread that safeguarding keeps are the leads' alone."""
    contacts = Contact.objects.filter(line__in=lines).select_related("line", "thread", "practitioner")
    if safeguarding_lead:
        return contacts
    kept = Q(thread__concern_open=True) | Q(thread__disclosed_at__isnull=False)
    return contacts.exclude(kept, thread__state=State.WITHDRAWN)


def calls(visible: QuerySet[Contact], practitioner: UUID) -> Calls:
    """Who rings, what one has to wrap up, and the newest of today's contacts."""
    nobodys = Q(state=ContactState.RINGING) | Q(state__in=[ContactState.OPEN, ContactState.ENDED], practitioner=None)
    mine = Q(practitioner=practitioner, state__in=[ContactState.OPEN, ContactState.ENDED])
    return Calls(
        reported=[ContactText(row) for row in visible.filter(nobodys).order_by("began_at")[:RECENT]],
        mine=[ContactText(row) for row in visible.filter(mine).order_by("began_at")],
        recent=[
            ContactText(row)
            for row in visible.filter(began_at__gte=_today())
            .exclude(nobodys)
            .exclude(mine)
            .order_by("-began_at")[:RECENT]
        ],
    )


def thread_by_reference(lines: Sequence[Line], reference: str) -> Thread | None:
    """The thread that colleagues call by this reference; capitals, spaces and dashes are forgiven."""
    wanted = "".join(reference.upper().split()).replace("-", "")
    wanted = f"{wanted[:4]}-{wanted[4:]}"
    threads = Thread.objects.filter(line__in=lines, reference=wanted).exclude(state__in=SHUT_TO_THE_LINE)
    return threads.first()


def contact_of(contact_id: UUID) -> Contact | None:
    """Whoever asks must have made sure that it may be seen."""
    return Contact.objects.select_related("line", "thread", "practitioner").filter(pk=contact_id).first()


def channel_of(thread: Thread) -> Channel:
    """By which channel one is in contact in a thread now: on the phone, in a chat, or else by messages."""
    call = call_of_thread(thread)
    if call is not None and call.state in UNDER_WAY:
        return Channel.CALL_BACK
    return Channel.CHAT if thread.live_since is not None else Channel.MESSAGE


def contacts_of_thread(thread_id: UUID) -> list[ContactText]:
    rows = (
        Contact.objects.filter(thread=thread_id).select_related("practitioner", "line", "thread").order_by("began_at")
    )
    return [ContactText(row) for row in rows]


def _today() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
