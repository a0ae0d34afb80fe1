from __future__ import annotations

from functools import partial
from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.committing import DESK
from quietline.contact.locked import locked_row
from quietline.contact.queries import OpenThread
from quietline.contact.wanted.models import WantedSkill
from quietline.contact.wanted.queries import wanted_place
from quietline.live.hub import hub
from quietline.vault import Plain, seal


def mark_wanted(*, opened: OpenThread, skill: UUID | None, by: UUID) -> None:
    """Say which skill a thread wants, or that it wants none, whatever its seeker's caller group asks for.

    Raises:
        ThreadGone: the thread was erased meanwhile.
    """
    with transaction.atomic():
        thread = locked_row(opened.thread.pk)
        plain = Plain(skill.bytes if skill else b"")
        sealed = seal(opened.key, plain, place=wanted_place(thread.pk))
        WantedSkill.objects.update_or_create(thread=thread, defaults={"sealed": sealed})
        record(act=Act.SKILL_WANTED, by=by, subject=thread.pk)
        transaction.on_commit(partial(hub.publish, DESK))
