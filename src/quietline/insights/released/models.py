"""Only the figures' database knows these tables; no module of another part is needed to read them."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class LedgerRow(models.Model):
    """A table of one window whose protected numbers were drawn: what that spent. Rows are added and never changed.

    `0002_append_only` has the database refuse changes.
    """

    table = models.CharField(max_length=10)
    first = models.DateField()
    last = models.DateField()
    epsilon = models.DecimalField(max_digits=4, decimal_places=3)
    drawn_on = models.DateField()

    open_fields: ClassVar = {"id", "table", "first", "last", "epsilon", "drawn_on"}

    class Meta:
        ordering = ["first", "table", "last"]
        constraints = [models.UniqueConstraint(fields=["table", "first", "last"], name="a_table_is_drawn_once")]


class LedgerCell(models.Model):
    """One protected number; it may be below 0. The codes are those of the table's dimensions, in their order."""

    row = models.ForeignKey(LedgerRow, on_delete=models.PROTECT, related_name="cells")
    code = models.CharField(max_length=50)
    second_code = models.CharField(max_length=50, blank=True, default="")
    value = models.BigIntegerField()

    open_fields: ClassVar = {"id", "row", "code", "second_code"}
    count_fields: ClassVar = {"value"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["row", "code", "second_code"], name="one_number_a_cell")]


class Release(models.Model):
    """A signed document as it left the house. Whatever is wrong in it is put right by a later one that says so."""

    number = models.CharField(max_length=12, unique=True)  # the year, and which one of it: 2026-3
    title = models.CharField(max_length=200)
    first = models.DateField()  # its window
    last = models.DateField()
    issued_on = models.DateField()
    signed = models.TextField()  # the file that readers get, to the byte (`releases.signature`)
    public_key = models.CharField(max_length=64)  # in hexadecimal
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )

    open_fields: ClassVar = {"id", "number", "title", "first", "last", "issued_on", "signed", "public_key", "corrects"}

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.number}: {self.title}"

    @property
    def successor(self) -> Release | None:
        """The release that took its place."""
        return getattr(self, "corrected_by", None)
