"""The team as its page shows it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from quietline.team.models import Practitioner
from quietline.team.queries import all_lines, members_of
from quietline.team.roles.queries import standing_roles, told
from quietline.team.skills.queries import crew, skills


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody active, with all that the page says of them."""

    person: Practitioner
    roles: list[str]
    lines: list[str]
    languages: list[str]
    skills: list[str]
    on_duty: bool


def members() -> list[Member]:
    """Everybody active, by name; the queries do not grow with them."""
    lines = all_lines()
    of_line = {line: {each.pk for each in members_of(line)} for line in lines}
    named, there = skills(), crew(lines, timezone.now())
    languages = dict(settings.LANGUAGES)
    roles: defaultdict[UUID, list[str]] = defaultdict(list)
    for held in standing_roles():
        roles[held.practitioner_id].append(told(held))
    found = []
    for person in Practitioner.objects.filter(is_active=True).order_by("name", "pk"):
        able = there.of(person.pk)
        found.append(
            Member(
                person=person,
                roles=roles[person.pk],
                lines=[line.name for line in lines if person.pk in of_line[line]],
                languages=[str(languages.get(code, code)) for code in sorted(able.languages)],
                skills=[skill.name for skill in named if skill.pk in able.skills],
                on_duty=any(person.pk in each for each in there.on_duty.values()),
            )
        )
    return found
