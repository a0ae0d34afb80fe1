from __future__ import annotations

from typing import ClassVar

from django.db import models


class WantedSkill(models.Model):
    """The skill that practitioners say a thread wants, or that it wants none. Sealed: it tells what the thread is
    about. Its seeker never sees it.
    """

    thread = models.OneToOneField(
        "contact.Thread", primary_key=True, on_delete=models.CASCADE, related_name="wanted_skill"
    )
    sealed = models.BinaryField()

    open_fields: ClassVar = {"thread"}
    sealed_fields: ClassVar = {"sealed"}
