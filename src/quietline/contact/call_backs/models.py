from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from quietline.contact.call_backs.rules import Way
from quietline.contact.call_backs.states import ENDED, CallState


class CallBack(models.Model):
    """A call that was asked for in a thread. Whom to ring stands apart (`CallBackNumber`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey("contact.Thread", on_delete=models.CASCADE, related_name="call_backs", db_index=False)
    ordinal = models.PositiveSmallIntegerField()  # counts from 1 within its thread
    way = models.CharField(max_length=12, choices=[(way.value, way.value) for way in Way])
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in CallState], default=CallState.ASKED)
    asked_at = models.DateTimeField()
    starts_at = models.DateTimeField(null=True)  # of the slot that was booked last
    attempts = models.PositiveSmallIntegerField(default=0)
    attempted_at = models.DateTimeField(null=True)
    attempted_by = models.ForeignKey("team.Practitioner", null=True, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    open_fields: ClassVar = {
        "id",
        "thread",
        "ordinal",
        "way",
        "state",
        "asked_at",
        "starts_at",
        "attempts",
        "attempted_at",
        "attempted_by",
        "ended_at",
    }

    class Meta:
        indexes = [models.Index(fields=["state", "starts_at"])]
        constraints = [
            models.UniqueConstraint(fields=["thread", "ordinal"], name="one_call_back_an_ordinal"),
            models.UniqueConstraint(
                fields=["thread"],
                condition=~Q(state__in=[state.value for state in sorted(ENDED)]),
                name="one_open_call_back_a_thread",
            ),
        ]


class CallBackPlace(models.Model):
    """A place in a slot, held by one call-back. The constraint is what makes a double booking impossible."""

    call_back = models.OneToOneField(CallBack, on_delete=models.CASCADE, related_name="place")
    line = models.ForeignKey("team.Line", on_delete=models.CASCADE, related_name="+", db_index=False)
    starts_at = models.DateTimeField()
    place = models.PositiveSmallIntegerField()  # counts from 0; one for each practitioner on shift

    open_fields: ClassVar = {"id", "call_back", "line", "starts_at", "place"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "starts_at", "place"], name="one_call_a_place")]


class CallBackNumber(models.Model):
    """Whom to ring and how; gone when the call-back ends, and after a week.

    The number is sealed with the thread's key and then to the line's key: the return phrase alone does not open it.
    """

    call_back = models.OneToOneField(CallBack, on_delete=models.CASCADE, related_name="number")
    line_key = models.ForeignKey("team.LineKey", on_delete=models.PROTECT, related_name="+")
    sealed_number = models.BinaryField()
    sealed_wishes = models.BinaryField()  # with the thread's key: its seeker can choose another safe time

    open_fields: ClassVar = {"id", "call_back", "line_key"}
    sealed_fields: ClassVar = {"sealed_number", "sealed_wishes"}
    sealed_to_line_key = "sealed_number"
