from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from quietline.safeguarding.disclosures.rules import Decision
from quietline.safeguarding.disclosures.states import BY_ONE, DisclosureState

_ONE = Q(state__in=sorted(BY_ONE))
_DECIDED = Q(decided_by__isnull=False, decided_person__isnull=False, decided_at__isnull=False)


class Disclosure(models.Model):
    """What was proposed to pass on, and what came of it. What it is about is sealed with the thread's key.

    `…_person` are the people behind the two accounts (`people/`): two accounts of one person are one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey("contact.Thread", on_delete=models.CASCADE, related_name="+", db_index=False)
    ordinal = models.PositiveSmallIntegerField()  # counts from 1 within its thread
    ruleset = models.ForeignKey("safeguarding.Ruleset", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=16, choices=[(state.value, state.value) for state in DisclosureState])
    decision = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Decision])
    proposed_by = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+", db_index=False)
    proposed_person = models.UUIDField()
    proposed_at = models.DateTimeField()
    decide_by = models.DateTimeField()  # of what one person did alone: when the second look is due
    alone = models.BooleanField(default=False)
    decided_by = models.ForeignKey(
        "team.Practitioner", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_person = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # Of the browser that each act came from; null where it was not known. Bound to the thread.
    proposed_device = models.BinaryField(max_length=32, null=True)
    decided_device = models.BinaryField(max_length=32, null=True)
    packs = models.PositiveSmallIntegerField(default=0)
    sealed = models.BinaryField()
    sealed_answer = models.BinaryField(null=True)
    sealed_end = models.BinaryField(null=True)

    open_fields: ClassVar = {
        "id",
        "thread",
        "ordinal",
        "ruleset",
        "state",
        "decision",
        "proposed_by",
        "proposed_person",
        "proposed_at",
        "decide_by",
        "alone",
        "decided_by",
        "decided_person",
        "decided_at",
        "ended_at",
        "proposed_device",
        "decided_device",
        "packs",
    }
    sealed_fields: ClassVar = {"sealed", "sealed_answer", "sealed_end"}

    class Meta:
        ordering = ["ordinal"]
        indexes = [models.Index(fields=["state", "decide_by"])]
        constraints = [
            models.UniqueConstraint(fields=["thread", "ordinal"], name="one_disclosure_an_ordinal"),
            models.UniqueConstraint(
                fields=["thread"], condition=Q(state=DisclosureState.PROPOSED), name="one_proposal_at_a_time"
            ),
            # Two people, whatever the program does.
            models.CheckConstraint(
                condition=~Q(decided_by=F("proposed_by")), name="a_disclosure_is_decided_by_another"
            ),
            models.CheckConstraint(
                condition=~Q(decided_person=F("proposed_person")), name="two_accounts_of_one_person_are_one"
            ),
            models.CheckConstraint(
                condition=(_ONE & Q(decided_by=None, decided_person=None, decided_at=None)) | (~_ONE & _DECIDED),
                name="whatever_was_decided_two_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DisclosureState.AGREED, DisclosureState.PASSED_ON, DisclosureState.CALLED_OFF])
                | Q(decision=Decision.DISCLOSE),
                name="only_what_is_to_be_passed_on_is",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[DisclosureState.PASSED_ALONE, DisclosureState.OBJECTED]) | Q(alone=True),
                name="only_broken_glass_is_looked_at_again",
            ),
        ]


class DisclosedIdentity(models.Model):
    """An identity that goes into the pack."""

    disclosure = models.ForeignKey(Disclosure, on_delete=models.CASCADE, related_name="identities", db_index=False)
    identity = models.ForeignKey("safeguarding.Identity", on_delete=models.CASCADE, related_name="+")

    open_fields: ClassVar = {"id", "disclosure", "identity"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["disclosure", "identity"], name="an_identity_goes_once")]
