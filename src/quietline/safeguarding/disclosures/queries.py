from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, QuerySet
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import is_on_record
from quietline.contact.queries import OpenThread, ThreadRow
from quietline.safeguarding.disclosures.models import Disclosure
from quietline.safeguarding.disclosures.rules import FLAGGED_FOR, Case, Decision, Owed
from quietline.safeguarding.disclosures.states import PASSABLE, UNDECIDED, DisclosureState
from quietline.safeguarding.rulesets.queries import Published, ruleset
from quietline.team.models import Line
from quietline.vault import Place, Purpose, Sealed, open_sealed

_LOOKED_AT = {DisclosureState.PASSED_ON: Act.GLASS_UPHELD, DisclosureState.OBJECTED: Act.GLASS_OBJECTED}


@dataclass(frozen=True, slots=True)
class DisclosureText:
    """A disclosure, opened."""

    id: UUID
    ordinal: int
    state: DisclosureState
    decision: Decision
    alone: bool
    published: Published
    case: Case
    proposed_by_id: UUID
    proposed_by: str
    proposed_at: datetime
    decide_by: datetime
    decided_by_id: UUID | None
    decided_by: str
    decided_at: datetime | None
    ended_at: datetime | None
    answer: str
    end: str
    on_one_device: bool
    packs: int
    identities: frozenset[UUID]

    @property
    def facts(self) -> list[str]:
        """What is so, in the words of the rules."""
        known = self.published.rules.facts()
        return [known.get(code, code) for code in self.case.facts]

    @property
    def keys_met(self) -> list[str]:
        missing = self.published.rules.missing(set(self.case.facts))
        return [key.label for key in self.published.rules.keys if key not in missing]

    @property
    def is_undecided(self) -> bool:
        return self.state in UNDECIDED

    @property
    def is_passable(self) -> bool:
        return self.state in PASSABLE

    @property
    def is_late(self) -> bool:
        """Whether its clock has run out with nothing decided."""
        return (
            self.state in {DisclosureState.PROPOSED, DisclosureState.PASSED_ALONE} and timezone.now() >= self.decide_by
        )


def acted_alone(thread_id: UUID, identity_id: UUID, *, by: UUID) -> bool:
    """Whether somebody passed this identity on alone, in immediate danger."""
    rows = Disclosure.objects.filter(thread=thread_id, proposed_by=by, alone=True)
    return rows.filter(identities__identity=identity_id).exists()


def case_place(thread_id: UUID, ordinal: int, practitioner: UUID) -> Place:
    return Place(Purpose.DISCLOSURE, thread_id, ordinal, f"proposed:{practitioner}")


def answer_place(thread_id: UUID, ordinal: int, practitioner: UUID) -> Place:
    return Place(Purpose.DISCLOSURE, thread_id, ordinal, f"decided:{practitioner}")


def end_place(thread_id: UUID, ordinal: int) -> Place:
    return Place(Purpose.DISCLOSURE, thread_id, ordinal, "ended")


def disclosures_of(opened: OpenThread) -> list[DisclosureText]:
    """All disclosures of a thread, oldest first, opened."""
    return [_opened(row, opened) for row in _rows().filter(thread=opened.thread.pk)]


def disclosure_of(opened: OpenThread, disclosure_id: UUID) -> DisclosureText | None:
    row = _rows().filter(thread=opened.thread.pk, pk=disclosure_id).first()
    return _opened(row, opened) if row else None


def undecided(thread_id: UUID) -> bool:
    """Whether something about this thread waits for a decision, for being done, or for a second look."""
    return Disclosure.objects.filter(thread=thread_id, state__in=sorted(UNDECIDED)).exists()


def waiting(threads: QuerySet[ThreadRow]) -> list[Disclosure]:
    """What is undecided on these threads, the most urgent first."""
    rows = Disclosure.objects.filter(thread__in=threads.values("pk"), state__in=sorted(UNDECIDED))
    return list(rows.select_related("proposed_by", "decided_by", "thread").order_by("decide_by", "pk"))


def second_looks_owed(lines: Iterable[Line]) -> list[Owed]:
    """What one person did alone on these lines and nobody looked at yet, the most urgent first."""
    rows = Disclosure.objects.filter(thread__line__in=list(lines), state=DisclosureState.PASSED_ALONE)
    found = rows.order_by("decide_by").values_list(
        "thread", "pk", "thread__reference", "proposed_by__name", "decide_by"
    )
    return [Owed(*row) for row in found]


def any_second_look_owed() -> bool:
    """Whether any is owed, on whatever line: what every page of a supervisor asks first."""
    return Disclosure.objects.filter(state=DisclosureState.PASSED_ALONE).exists()


def on_one_device(lines: Iterable[Line], within: timedelta = FLAGGED_FOR) -> list[Disclosure]:
    """What two accounts decided from one browser on these lines, not longer ago than `within`; the newest first."""
    rows = Disclosure.objects.filter(thread__line__in=list(lines), decided_device=F("proposed_device"))
    rows = rows.filter(decided_at__gte=timezone.now() - within)
    return list(rows.select_related("proposed_by", "decided_by", "thread").order_by("-decided_at"))


def is_borne_out(row: DisclosureText) -> bool:
    """Whether the record of acts says the same: a state that somebody wrote into the database is none of ours."""
    if row.alone:
        if not is_on_record(Act.GLASS_BROKEN, by=row.proposed_by_id, subject=row.id):
            return False
        looked = _LOOKED_AT.get(row.state)
        return looked is None or _by_second(row, looked)
    return is_on_record(Act.DISCLOSURE_PROPOSED, by=row.proposed_by_id, subject=row.id) and _by_second(
        row, Act.DISCLOSURE_AGREED
    )


def _by_second(row: DisclosureText, act: Act) -> bool:
    return row.decided_by_id is not None and is_on_record(act, by=row.decided_by_id, subject=row.id)


def _rows() -> QuerySet[Disclosure]:
    return Disclosure.objects.select_related("proposed_by", "decided_by").prefetch_related("identities")


def _opened(row: Disclosure, opened: OpenThread) -> DisclosureText:
    published = ruleset(row.ruleset_id)
    if published is None:
        raise LookupError  # a foreign key keeps it
    return DisclosureText(
        id=row.pk,
        ordinal=row.ordinal,
        state=DisclosureState(row.state),
        decision=Decision(row.decision),
        alone=row.alone,
        published=published,
        case=Case.from_bytes(_text(opened, row.sealed, case_place(row.thread_id, row.ordinal, row.proposed_by_id))),
        proposed_by_id=row.proposed_by_id,
        proposed_by=row.proposed_by.name,
        proposed_at=row.proposed_at,
        decide_by=row.decide_by,
        decided_by_id=row.decided_by_id,
        decided_by=row.decided_by.name if row.decided_by else "",
        decided_at=row.decided_at,
        ended_at=row.ended_at,
        answer=_answer(row, opened),
        end=_text(opened, row.sealed_end, end_place(row.thread_id, row.ordinal)).decode(),
        on_one_device=bool(row.proposed_device)
        and bytes(row.proposed_device or b"") == bytes(row.decided_device or b""),
        packs=row.packs,
        identities=frozenset(each.identity_id for each in row.identities.all()),
    )


def _answer(row: Disclosure, opened: OpenThread) -> str:
    if row.decided_by_id is None:
        return ""
    return _text(opened, row.sealed_answer, answer_place(row.thread_id, row.ordinal, row.decided_by_id)).decode()


def _text(opened: OpenThread, sealed: bytes | memoryview | None, place: Place) -> bytes:
    return open_sealed(opened.key, Sealed(bytes(sealed)), place=place) if sealed else b""
