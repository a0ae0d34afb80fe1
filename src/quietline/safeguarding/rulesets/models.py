from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from quietline.safeguarding.rulesets.rules import LABEL_CHARACTERS


class Ruleset(models.Model):
    """One version of what one version of a statement promises. Never edited: a change is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    statement_key = models.SlugField()
    statement_version = models.PositiveIntegerField()
    version = models.PositiveIntegerField()
    alone = models.BooleanField()
    published_at = models.DateTimeField()
    published_by = models.UUIDField(null=True)  # none: it came with Quietline

    open_fields: ClassVar = {
        "id",
        "statement_key",
        "statement_version",
        "version",
        "alone",
        "published_at",
        "published_by",
    }

    class Meta:
        ordering = ["statement_key", "-statement_version", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["statement_key", "statement_version", "version"], name="one_ruleset_a_version"
            )
        ]


class RuleKind(models.Model):
    """A kind of concern."""

    ruleset = models.ForeignKey(Ruleset, on_delete=models.CASCADE, related_name="kinds")
    code = models.SlugField()
    label = models.CharField(max_length=LABEL_CHARACTERS)
    hours = models.PositiveSmallIntegerField()  # within which it is decided
    immediate = models.BooleanField()

    open_fields: ClassVar = {"id", "ruleset", "code", "label", "hours", "immediate"}

    class Meta:
        ordering = ["id"]


class RuleKey(models.Model):
    """A threshold of the statement."""

    ruleset = models.ForeignKey(Ruleset, on_delete=models.CASCADE, related_name="keys")
    code = models.SlugField()
    label = models.CharField(max_length=LABEL_CHARACTERS)

    open_fields: ClassVar = {"id", "ruleset", "code", "label"}

    class Meta:
        ordering = ["id"]


class RuleFact(models.Model):
    """One thing that meets a key."""

    key = models.ForeignKey(RuleKey, on_delete=models.CASCADE, related_name="facts")
    code = models.SlugField()
    label = models.CharField(max_length=LABEL_CHARACTERS)

    open_fields: ClassVar = {"id", "key", "code", "label"}

    class Meta:
        ordering = ["id"]


class RuleAgency(models.Model):
    """Whom something can be passed on to."""

    ruleset = models.ForeignKey(Ruleset, on_delete=models.CASCADE, related_name="agencies")
    name = models.CharField(max_length=LABEL_CHARACTERS)

    open_fields: ClassVar = {"id", "ruleset", "name"}

    class Meta:
        ordering = ["id"]
