from __future__ import annotations

from typing import ClassVar

from django.db import models


class Note(models.Model):
    """What practitioners tell each other inside a thread; its seeker never sees it. `sequence` counts from 1."""

    thread = models.ForeignKey("contact.Thread", on_delete=models.CASCADE, related_name="notes", db_index=False)
    sequence = models.PositiveIntegerField()
    after_message = models.PositiveIntegerField()  # the sequence of the message that it was written under
    practitioner = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+", db_index=False)
    # Of the note that came with a transfer: whom the thread was handed to.
    handed_to = models.ForeignKey(
        "team.Practitioner", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sealed = models.BinaryField()
    written_at = models.DateTimeField()
    draft = models.CharField(max_length=32)  # rules.sent_once: sent twice from one form, it is kept once

    open_fields: ClassVar = {
        "id",
        "thread",
        "sequence",
        "after_message",
        "practitioner",
        "handed_to",
        "written_at",
        "draft",
    }
    sealed_fields: ClassVar = {"sealed"}

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "sequence"], name="one_note_a_place"),
            models.UniqueConstraint(fields=["draft", "thread"], name="one_note_a_draft"),
        ]
