from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import place_of
from quietline.contact.call_backs.models import CallBack
from quietline.contact.call_backs.states import ENDED as CALL_ENDED
from quietline.contact.contacts.models import Contact
from quietline.contact.contacts.states import ContactState
from quietline.contact.follow_ups.models import FollowUp
from quietline.contact.follow_ups.rules import Standing
from quietline.contact.models import Thread
from quietline.contact.plans.models import Plan
from quietline.contact.retention.models import Hold, Period, Run
from quietline.contact.retention.rules import FLAGGED_FOR, HOLD_WAITS, ErasedKey, Kind, seal_of
from quietline.contact.states import State
from quietline.team.models import Line

_UNMARKED = Q(concern_settled_at=None, disclosed_at=None)
_THREADS = {
    Kind.CLOSED: _UNMARKED & Q(state=State.CLOSED),
    Kind.UNANSWERED: _UNMARKED & Q(state=State.WAITING),
    Kind.WITH_CONCERN: Q(state__in=[State.CLOSED, State.WAITING], disclosed_at=None),
    Kind.PLANS: Q(state=State.KEPT),
    Kind.DISCLOSED: Q(state__in=[State.CLOSED, State.WAITING, State.WITHDRAWN]),
}
# From when a period counts, where not from the last message alone.
_COUNTED_FROM = {Kind.WITH_CONCERN: "concern_settled_at", Kind.DISCLOSED: "disclosed_at"}
_CONTACT_STATES = {
    Kind.CALLS: [ContactState.WRAPPED_UP.value, ContactState.MISSED.value, ContactState.NON_DATA.value],
    Kind.UNFINISHED: [ContactState.ENDED.value],
}
# A preview names so many; the number of all is told beside them.
MOST_NAMED = 20


def periods_of(line: Line) -> dict[Kind, int]:
    """For how many days this line keeps what; a kind that is missing is kept."""
    return {Kind(row.kind): row.days for row in Period.objects.filter(line=line)}


def threads_due(line: Line, kind: Kind, days: int, at: datetime) -> QuerySet[Thread]:
    """The threads of a kind whose period ends by then, oldest first.

    Never one under an open concern, under a hold, with something that nobody has read, with a promise to come back to
    it or a call ahead, with its seeker in front of it, or whose seeker came back to their plan within the period.
    Where a concern was settled, or something passed on, the period counts from that or the last message, whichever is
    later.
    """
    since = at - timedelta(days=days)
    counted = {f"{_COUNTED_FROM[kind]}__lte": since} if kind in _COUNTED_FROM else {}
    used = Plan.objects.filter(thread=OuterRef("pk"), used_on__gt=timezone.localdate(since))
    promises = FollowUp.objects.filter(thread=OuterRef("pk"), standing=Standing.OPEN)
    calls = CallBack.objects.filter(thread=OuterRef("pk")).exclude(state__in=CALL_ENDED)
    threads = Thread.objects.filter(
        _THREADS[kind], line=line, concern_open=False, live_since=None, last_message_at__lte=since, **counted
    )
    free = threads.exclude(
        Q(Exists(promises))
        | Q(Exists(calls))
        | Q(Exists(used))
        | Q(Exists(_holding(at).filter(thread=OuterRef("pk"))))
    )
    # What its seeker erased had its time to be read long before.
    read = Q(read_sequence__gte=F("last_sequence")) | Q(state=State.WITHDRAWN)
    return free.filter(read).order_by("last_message_at", "pk")


def contacts_due(line: Line, kind: Kind, days: int, at: datetime) -> QuerySet[Contact]:
    """The same for contacts without a thread; one that has a thread goes with it."""
    states = _CONTACT_STATES[kind]
    ended = Contact.objects.filter(line=line, thread=None, state__in=states, ended_at__lte=at - timedelta(days=days))
    return ended.order_by("ended_at", "pk")


def is_thread_kind(kind: Kind) -> bool:
    return kind in _THREADS


def _holding(at: datetime) -> QuerySet[Hold]:
    """Holds that stand, and those that wait for a second person and have not lapsed."""
    return Hold.objects.filter(lifted_at=None).filter(Q(agreed_at__isnull=False) | Q(asked_at__gt=at - HOLD_WAITS))


@dataclass(frozen=True, slots=True)
class Ahead:
    """What a night will erase of one kind."""

    kind: Kind
    count: int
    references: list[str]

    @property
    def more(self) -> int:
        return self.count - len(self.references)


def preview(line: Line, at: datetime) -> list[Ahead]:
    """What the run at that instant will erase, if nothing changes until then."""
    return [_ahead(line, kind, days, at) for kind, days in sorted(periods_of(line).items())]


def _ahead(line: Line, kind: Kind, days: int, at: datetime) -> Ahead:
    if not is_thread_kind(kind):
        return Ahead(kind, contacts_due(line, kind, days, at).count(), [])
    due = threads_due(line, kind, days, at)
    # Nobody at the desk has ever heard of a plan: its reference would tell that there is one.
    named = due.none() if kind is Kind.PLANS else due
    return Ahead(kind, due.count(), list(named.values_list("reference", flat=True)[:MOST_NAMED]))


@dataclass(frozen=True, slots=True)
class StandingHold:
    """A hold as its page shows it."""

    id: UUID
    reference: str
    asked_by: UUID
    asked_by_name: str
    asked_at: datetime
    agreed_by_name: str
    lift_asked_by: UUID | None
    lift_asked_by_name: str

    @property
    def lapses_at(self) -> datetime:
        return self.asked_at + HOLD_WAITS


def asked_by(hold_id: UUID) -> UUID | None:
    """Who asked for the hold, or for it to be lifted: whose asking waits for a second person."""
    hold = Hold.objects.filter(pk=hold_id, lifted_at=None).first()
    if hold is None:
        return None
    return hold.lift_asked_by_id if hold.agreed_at else hold.asked_by_id


def holds_of(line: Line) -> list[StandingHold]:
    """The holds that stand or wait for a second person on this line's threads."""
    rows = _holding(timezone.now()).filter(thread__line=line)
    return [
        StandingHold(
            id=row.pk,
            reference=row.thread.reference,
            asked_by=row.asked_by_id,
            asked_by_name=row.asked_by.name,
            asked_at=row.asked_at,
            agreed_by_name=row.agreed_by.name if row.agreed_by else "",
            lift_asked_by=row.lift_asked_by_id,
            lift_asked_by_name=row.lift_asked_by.name if row.lift_asked_by else "",
        )
        for row in rows.select_related("thread", "asked_by", "agreed_by", "lift_asked_by")
    ]


def on_one_device(line: Line, within: timedelta = FLAGGED_FOR) -> list[Hold]:
    """Holds on this line's threads that two accounts laid on, or lifted, from one browser, the newest first."""
    since = timezone.now() - within
    rows = Hold.objects.filter(thread__line=line).filter(
        Q(agreed_device=F("asked_device"), agreed_at__gte=since)
        | Q(lifted_device=F("lift_asked_device"), lifted_at__gte=since)
    )
    return list(
        rows.select_related("thread", "asked_by", "agreed_by", "lift_asked_by", "lifted_by").order_by("-asked_at")
    )


def line_of_hold(hold_id: UUID) -> UUID | None:
    """The line of a hold's thread; none where there is no such hold any more."""
    return Hold.objects.filter(pk=hold_id).values_list("thread__line", flat=True).first()


@dataclass(frozen=True, slots=True)
class Certificate:
    """What one night's run erased, and whether the record of acts bears it out."""

    on: date
    finished_at: datetime
    seal: UUID
    erased: list[ErasedKey]
    line_names: dict[UUID, str]
    place: int | None  # in the chain of the record of acts; none yet, or none at all

    @property
    def is_borne_out(self) -> bool:
        """The list is the one that was sealed, and the seal stands in the record of acts."""
        return self.place is not None and seal_of(self.on, self.erased) == self.seal

    @property
    def counts(self) -> list[tuple[str, Kind, int]]:
        counted = Counter((self.line_names[each.line], each.kind) for each in self.erased)
        return [(line, kind, number) for (line, kind), number in sorted(counted.items())]


def certificate(on: date) -> Certificate | None:
    """The certificate of a finished run."""
    run = Run.objects.filter(on=on, finished_at__isnull=False).first()
    if run is None or run.finished_at is None or run.certificate is None:
        return None
    rows = run.erased.values_list("line", "line__name", "kind", "key")
    return Certificate(
        on=run.on,
        finished_at=run.finished_at,
        seal=run.certificate,
        erased=sorted(ErasedKey(line, Kind(kind), key) for line, _, kind, key in rows),
        line_names={line: name for line, name, _, _ in rows},
        place=place_of(Act.RETENTION_RUN, run.certificate),
    )


def latest_runs(count: int) -> list[tuple[date, int]]:
    """The newest finished runs, each with how much it erased."""
    runs = Run.objects.filter(finished_at__isnull=False).prefetch_related("erased")[:count]
    return [(run.on, len(run.erased.all())) for run in runs]
