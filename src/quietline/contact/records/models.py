from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models

from quietline.contact.records.rules import Kind

__all__ = ["FormField", "FormOption", "Record", "RecordForm"]


class RecordForm(models.Model):
    """One version of a line's record form. Once published it never changes: a change is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    line = models.ForeignKey("team.Line", on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    published_at = models.DateTimeField(null=True)  # none: it is being edited

    open_fields: ClassVar = {"id", "line", "version", "published_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "version"], name="one_form_a_version"),
            models.UniqueConstraint(
                fields=["line"], condition=models.Q(published_at=None), name="one_form_being_edited"
            ),
        ]


class FormField(models.Model):
    """One question of a record form. Its code is permanent: renamed or not, it is the same series in the figures."""

    form = models.ForeignKey(RecordForm, on_delete=models.CASCADE, related_name="fields")
    code = models.CharField(max_length=50)
    label = models.CharField(max_length=100)
    help = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=8, choices=[(k.value, k.value) for k in Kind])
    required = models.BooleanField(default=False)
    retired = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    open_fields: ClassVar = {"id", "form", "code", "label", "help", "kind", "required", "retired", "position"}

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["form", "code"], name="one_field_a_code")]


class FormOption(models.Model):
    """One answer to choose. Its code is permanent as well; a retired one is kept for the records that have it."""

    field = models.ForeignKey(FormField, on_delete=models.CASCADE, related_name="options")
    code = models.CharField(max_length=50)
    label = models.CharField(max_length=100)
    retired = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    open_fields: ClassVar = {"id", "field", "code", "label", "retired", "position"}

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["field", "code"], name="one_option_a_code")]


class Record(models.Model):
    """What a practitioner wrote down of a contact: sealed with the thread's key, or with one sealed to the line."""

    contact = models.OneToOneField(
        "contact.Contact", primary_key=True, on_delete=models.CASCADE, related_name="record"
    )
    form = models.ForeignKey(RecordForm, on_delete=models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    author = models.ForeignKey("team.Practitioner", on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    finished_revision = models.PositiveIntegerField(null=True)  # the one that stands in the figures
    sealed = models.BinaryField()  # the answers, and what they put into the figures
    line_key = models.ForeignKey("team.LineKey", null=True, on_delete=models.PROTECT, related_name="+")
    sealed_key = models.BinaryField(null=True)  # where there was no thread: the record's own key, sealed to the line

    open_fields: ClassVar = {
        "contact",
        "form",
        "revision",
        "author",
        "saved_at",
        "finished_revision",
        "line_key",
    }
    sealed_fields: ClassVar = {"sealed", "sealed_key"}
    sealed_to_line_key = "sealed_key"
