from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from quietline.team.skills.rules import NAME_CHARACTERS


class Skill(models.Model):
    """Something that some practitioners can do and some threads want. Renamed, it keeps its id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=NAME_CHARACTERS, unique=True)
    # A thread whose seeker chose this caller group wants the skill, until a practitioner says otherwise.
    caller_group = models.SlugField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_retired = models.BooleanField(default=False)

    open_fields: ClassVar = {"id", "name", "caller_group", "position", "is_retired"}

    class Meta:
        ordering = ["position", "name"]


class PractitionerSkill(models.Model):
    """That somebody has a skill."""

    practitioner = models.ForeignKey("team.Practitioner", on_delete=models.CASCADE, related_name="+")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+", db_index=False)

    open_fields: ClassVar = {"id", "practitioner", "skill"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["skill", "practitioner"], name="one_skill_a_practitioner")]


class PractitionerLanguage(models.Model):
    """That somebody reads and writes a language. Who has none noted counts as reading every one."""

    practitioner = models.ForeignKey("team.Practitioner", on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=12)

    open_fields: ClassVar = {"id", "practitioner", "code"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["practitioner", "code"], name="one_language_a_practitioner")]
