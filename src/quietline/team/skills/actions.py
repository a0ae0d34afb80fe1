"""Keeping the list of skills, and who has which."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import IntegrityError, transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.models import Practitioner
from quietline.team.skills.models import PractitionerLanguage, PractitionerSkill, Skill
from quietline.team.skills.seed import SEED


class NameTaken(Exception):
    """Another skill has this name, in use or retired."""


def seed_skills(*, by: UUID | None) -> None:
    """Give a helpline that has no skills the ones to begin with."""
    if not Skill.objects.exists():
        Skill.objects.bulk_create(
            Skill(name=name, caller_group=group, position=place) for place, (name, group) in enumerate(SEED)
        )


def save_skill(*, skill_id: UUID, name: str, caller_group: str, position: int, by: UUID) -> None:
    """Keep a skill as it is given, new or changed; its id and who has it stay.

    Raises:
        NameTaken
    """
    if Skill.objects.filter(name__iexact=name).exclude(pk=skill_id).exists():
        raise NameTaken
    values = {"name": name, "caller_group": caller_group, "position": position}
    try:
        with transaction.atomic():
            Skill.objects.update_or_create(pk=skill_id, defaults=values)
            record(act=Act.SKILL_SAVED, by=by, subject=skill_id)
    except IntegrityError:  # a colleague kept the same name at the same moment
        raise NameTaken from None


def set_skill_retired(*, skill_id: UUID, retired: bool, by: UUID) -> None:
    """Take a skill out of use, or bring it back with everybody who has it. No thread wants one out of use."""
    with transaction.atomic():
        if Skill.objects.filter(pk=skill_id).update(is_retired=retired):
            record(act=Act.SKILL_RETIRED if retired else Act.SKILL_SAVED, by=by, subject=skill_id)


def set_abilities(*, practitioner: UUID, skills: Iterable[UUID], languages: Iterable[str], by: UUID) -> None:
    """Note which skills in use and which languages somebody has; skills out of use stay as they were."""
    with transaction.atomic():
        person = Practitioner.objects.select_for_update().get(pk=practitioner)
        PractitionerSkill.objects.filter(practitioner=person, skill__is_retired=False).delete()
        PractitionerLanguage.objects.filter(practitioner=person).delete()
        PractitionerSkill.objects.bulk_create(
            [PractitionerSkill(practitioner=person, skill_id=skill) for skill in set(skills)],
            ignore_conflicts=True,  # one that was taken out of use a moment ago stood already
        )
        PractitionerLanguage.objects.bulk_create(
            [PractitionerLanguage(practitioner=person, code=code) for code in set(languages)]
        )
        record(act=Act.ABILITIES_CHANGED, by=by, subject=person.pk)
