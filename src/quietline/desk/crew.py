"""Who fits which thread, as the desk says it: for the list, and for choosing a colleague."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from quietline.contact.handover.queries import colleagues_for
from quietline.contact.queries import OpenThread, ThreadRow
from quietline.contact.rules import Intake
from quietline.contact.wanted.queries import NOTHING, Wanted, looked_through, wanted_in, wanted_of
from quietline.team.keys import LineKeys
from quietline.team.models import Line, Practitioner
from quietline.team.queries import lines_of
from quietline.team.skills.models import Skill
from quietline.team.skills.queries import crew, skills
from quietline.team.skills.rules import Abilities, Crew, Need

# Choices under headings: (heading, [(value, label), …]).
Grouped = list[tuple[str, list[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Fit:
    """What a thread wants, and who is there for it."""

    wanted: Wanted
    is_mine: bool  # whoever looks has the skill
    lacks_skill: bool  # nobody on duty has it
    lacks_language: bool  # nobody on duty reads it


@dataclass(frozen=True, slots=True)
class CrewOnDesk:
    """A practitioner's lines, the skills in use, and what everybody there can do."""

    practitioner: UUID
    lines: list[Line]
    skills: list[Skill]
    crew: Crew

    @property
    def own(self) -> Abilities:
        return self.crew.of(self.practitioner)

    @property
    def own_skills(self) -> list[Skill]:
        return [skill for skill in self.skills if skill.pk in self.own.skills]

    def for_others(self, queue: QuerySet[ThreadRow], line_keys: LineKeys) -> list[UUID]:
        """Those of the queue that fit a colleague on duty and not this practitioner; none with danger."""
        if not any(self.crew.there(line.pk) - {self.practitioner} for line in self.lines):
            return []  # nobody else is there to take them
        looked = looked_through(queue, line_keys, self.skills)
        needs = [_need(thread, looked.wanted.get(thread.pk, NOTHING)) for thread in looked.threads]
        return [
            thread.pk
            for thread, need in zip(looked.threads, needs, strict=True)
            if not self.crew.is_for(self.practitioner, need)
        ]

    def wanting(
        self, rows: QuerySet[ThreadRow], line_keys: LineKeys, skill: UUID | None
    ) -> tuple[QuerySet[ThreadRow], bool]:
        """Those that want a skill, and all with danger; and whether there were too many to look through."""
        if skill is None:
            return rows, False
        looked = looked_through(rows, line_keys, self.skills)
        wanting = [pk for pk, wanted in looked.wanted.items() if wanted.skill and wanted.skill.pk == skill]
        return rows.filter(Q(urgent=True) | Q(pk__in=wanting)), looked.was_cut

    def fits(
        self, threads: Iterable[ThreadRow], line_keys: LineKeys, intakes: Mapping[UUID, Intake]
    ) -> dict[UUID, Fit]:
        """Of each of these threads, who is there for it."""
        threads = list(threads)
        wanted = wanted_in(threads, line_keys, intakes, self.skills)
        return {thread.pk: self.fit(thread, wanted.get(thread.pk, NOTHING)) for thread in threads}

    def fit(self, thread: ThreadRow, wanted: Wanted) -> Fit:
        need = _need(thread, wanted)
        return Fit(
            wanted=wanted,
            is_mine=need.skill is not None and self.own.has(need.skill),
            lacks_skill=self.crew.lacks_skill(need),
            lacks_language=self.crew.lacks_language(need),
        )

    def colleagues(self, thread: ThreadRow, wanted: Wanted, colleagues: Iterable[Practitioner]) -> Grouped:
        """Colleagues to choose from, in groups that say who is on duty and who fits, those who are both first."""
        need, there = _need(thread, wanted), self.crew.there(thread.line_id)
        groups: dict[tuple[bool, bool], list[tuple[str, str]]] = {}
        for each in colleagues:
            group = each.pk in there, self.crew.fits(each.pk, need)
            groups.setdefault(group, []).append((str(each.pk), each.name))
        return [(GROUPS[group], groups[group]) for group in GROUPS if group in groups]


# Whether somebody is on duty, and whether they fit: the order in which they are offered.
GROUPS = {
    (True, True): "On duty, fits",
    (True, False): "On duty, does not fit",
    (False, True): "Not on duty, fits",
    (False, False): "Not on duty, does not fit",
}


def crew_for(practitioner: Practitioner) -> CrewOnDesk:
    lines = lines_of(practitioner)
    return CrewOnDesk(practitioner.pk, lines, skills(), crew(lines, timezone.now()))


def successors(practitioner: Practitioner, opened: OpenThread, crew: CrewOnDesk) -> Grouped:
    """The colleagues whom this thread can be given to, to choose from."""
    colleagues = colleagues_for(opened.thread, besides=practitioner.pk)
    return crew.colleagues(opened.thread, wanted_by(opened, crew), colleagues)


def wanted_by(opened: OpenThread, among: CrewOnDesk) -> Wanted:
    """What an open thread wants."""
    return wanted_of(opened, among.skills) if among.skills else NOTHING


def _need(thread: ThreadRow, wanted: Wanted) -> Need:
    return Need(line=thread.line_id, language=thread.language, skill=wanted.skill.pk if wanted.skill else None)
