"""What safeguarding keeps from every erase: a thread under an open concern, and one of which something is passed on.

Kinds, reasons and decisions are the part `safeguarding`; here stands only what no erase may outrun.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.actions import NotRead, Safeguarded, erase
from quietline.contact.committing import DESK, ThreadGone
from quietline.contact.locked import locked_row
from quietline.contact.states import NotPossible
from quietline.live.hub import hub


def raise_concern(*, thread_id: UUID, by: UUID) -> None:
    """Mark a thread for safeguarding: from now on no erase outruns it.

    Raises:
        ThreadGone
    """
    _set(thread_id, act=Act.CONCERN_RAISED, by=by, concern_open=True)


def settle_concern(*, thread_id: UUID, by: UUID) -> None:
    """Take the mark off; a thread that its seeker erased meanwhile is erased now, as `erase_what_waited` says.

    Raises:
        ThreadGone
    """
    note_settled(thread_id=thread_id, more=False, by=by)
    erase_what_waited(thread_id=thread_id, by=by)


def note_settled(*, thread_id: UUID, more: bool, by: UUID) -> None:
    """Note that a concern was settled; as long as there are `more`, the mark stays.

    Raises:
        ThreadGone
    """
    _set(thread_id, act=Act.CONCERN_SETTLED, by=by, concern_open=more, concern_settled_at=timezone.now())


def erase_what_waited(*, thread_id: UUID, by: UUID) -> None:
    """Erase a thread that its seeker erased while it was kept, if all of it was read and nothing of it passed on.

    What was passed on is kept until its period ends. Outside a transaction, so that nothing is left in the log.
    """
    # Its one reading may still be to come; somebody may have marked it anew, or it is no withdrawn thread at all.
    with suppress(NotRead, Safeguarded, NotPossible, ThreadGone):
        erase(thread_id=thread_id, by=by)


def note_disclosed(*, thread_id: UUID, by: UUID) -> None:
    """Keep a thread from now on until the period for what was passed on ends. Said again, the period begins anew.

    Raises:
        ThreadGone
    """
    _set(thread_id, act=Act.THREAD_DISCLOSED, by=by, disclosed_at=timezone.now())


def _set(thread_id: UUID, *, act: Act, by: UUID, **fields: object) -> None:
    with transaction.atomic():
        thread = locked_row(thread_id)
        for name, value in fields.items():
            setattr(thread, name, value)
        thread.save(update_fields=[*fields])
        record(act=act, by=by, subject=thread_id)
        transaction.on_commit(partial(hub.publish, DESK))
