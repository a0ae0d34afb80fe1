from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from quietline.team.models import Line
from quietline.team.rota.queries import on_duty
from quietline.team.skills.models import PractitionerLanguage, PractitionerSkill, Skill
from quietline.team.skills.rules import Abilities, Crew


def skills(*, retired: bool = False) -> list[Skill]:
    """Those in use, or those that are not, in their order."""
    return list(Skill.objects.filter(is_retired=retired))


def skill(skill_id: UUID) -> Skill | None:
    return Skill.objects.filter(pk=skill_id).first()


def crew(lines: Iterable[Line], at: datetime) -> Crew:
    """What everybody can do, and who is at the desk for each of these lines."""
    return Crew(abilities=_abilities(), on_duty={line.pk: frozenset(on_duty(line, at)) for line in lines})


def _abilities() -> dict[UUID, Abilities]:
    having: defaultdict[UUID, set[UUID]] = defaultdict(set)
    reading: defaultdict[UUID, set[str]] = defaultdict(set)
    kept = PractitionerSkill.objects.filter(skill__is_retired=False)
    for person, each in kept.values_list("practitioner", "skill"):
        having[person].add(each)
    for person, code in PractitionerLanguage.objects.values_list("practitioner", "code"):
        reading[person].add(code)
    return {
        person: Abilities(frozenset(having[person]), frozenset(reading[person]))
        for person in having.keys() | reading.keys()
    }
