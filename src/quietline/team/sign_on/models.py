from __future__ import annotations

from typing import ClassVar

from django.db import models


class SignOn(models.Model):
    """That somebody signs in by the organisation's own sign-in. Of what that says about them nothing is kept: a mark
    of the one word it knows them by finds this row again."""

    practitioner = models.OneToOneField("team.Practitioner", on_delete=models.PROTECT, related_name="sign_on")
    subject_mark = models.BinaryField(max_length=32, unique=True)

    open_fields: ClassVar = {"id", "practitioner", "subject_mark"}
