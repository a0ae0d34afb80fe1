"""Which skill threads want, opened in memory for one request."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet

from quietline.contact.models import PRACTITIONER, Thread
from quietline.contact.queries import OpenThread, intake_of, intakes_of, thread_key
from quietline.contact.rules import Intake
from quietline.contact.wanted.models import WantedSkill
from quietline.team.skills.models import Skill
from quietline.vault import CannotOpen, Place, PrivateKey, Purpose, Sealed, ThreadKey, open_sealed

# So many threads of a view are opened to tell which skill they want, the most urgent first: more would hold a worker.
MOST_OPENED = 500


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one thread wants. `by_door`: nobody marked it, its seeker's own caller group asks for it."""

    skill: Skill | None = None
    by_door: bool = False


NOTHING = Wanted()


@dataclass(frozen=True, slots=True)
class Looked:
    """The first threads of a view in which nobody said that there is danger, each with what it wants."""

    threads: list[Thread]
    wanted: Mapping[UUID, Wanted]
    was_cut: bool  # there are more than were opened


def narrowed(rows: QuerySet[Thread], *, line: UUID | None, language: str) -> QuerySet[Thread]:
    """Those of one line and one language, where these are given; and every thread with danger, whatever was given."""
    wish = {name: value for name, value in {"line": line, "language": language}.items() if value}
    return rows.filter(Q(urgent=True) | Q(**wish)) if wish else rows


def looked_through(rows: QuerySet[Thread], line_keys: Mapping[int, PrivateKey], skills: Iterable[Skill]) -> Looked:
    """Open what the first of these threads want; those with danger are left out, as nothing ever hides them."""
    threads = list(rows.filter(urgent=False)[: MOST_OPENED + 1])
    was_cut = len(threads) > MOST_OPENED
    threads = threads[:MOST_OPENED]
    skills = list(skills)
    intakes = intakes_of(threads, line_keys) if skills else {}
    return Looked(threads, wanted_in(threads, line_keys, intakes, skills), was_cut)


def wanted_in(
    threads: Iterable[Thread],
    line_keys: Mapping[int, PrivateKey],
    intakes: Mapping[UUID, Intake],
    skills: Iterable[Skill],
) -> dict[UUID, Wanted]:
    """What each of these threads wants, of the skills in use; one query however many there are."""
    skills = list(skills)
    if not skills:
        return {}
    threads = list(threads)
    rows = {row.thread_id: row for row in WantedSkill.objects.filter(thread__in=threads)}
    wanted = {}
    for thread in threads:
        try:
            key = thread_key(thread.line_hold, line_keys) if thread.pk in rows else None
        except CannotOpen:
            continue
        wanted[thread.pk] = _wanted(rows.get(thread.pk), key, intakes.get(thread.pk), skills)
    return wanted


def wanted_of(opened: OpenThread, skills: Iterable[Skill]) -> Wanted:
    """What one thread wants, of the skills in use."""
    row = WantedSkill.objects.filter(thread=opened.thread).first()
    return _wanted(row, opened.key, intake_of(opened), list(skills))


def wanted_place(thread_id: UUID) -> Place:
    return Place(purpose=Purpose.WANTED_SKILL, thread_id=thread_id, sequence=0, author=PRACTITIONER)


def _wanted(row: WantedSkill | None, key: ThreadKey | None, intake: Intake | None, skills: list[Skill]) -> Wanted:
    if row is not None and key is not None:
        marked = open_sealed(key, Sealed(bytes(row.sealed)), place=wanted_place(row.thread_id))
        return Wanted(next((skill for skill in skills if skill.pk.bytes == marked), None))
    by_door = next((skill for skill in skills if intake and skill.caller_group == intake.group), None)
    return Wanted(by_door, by_door=True) if by_door else NOTHING
