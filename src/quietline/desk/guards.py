"""Which threads a practitioner may see, and opening one of them."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from quietline.contact import queries as contact
from quietline.contact.queries import OpenThread, ThreadRow
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.queries import lines_of


class CannotOpenThread(Exception):
    """The thread does not exist for this practitioner."""


def visible(practitioner: Practitioner) -> QuerySet[ThreadRow]:
    return contact.visible_threads(lines_of(practitioner), safeguarding_lead=practitioner.is_safeguarding_lead)


def open_visible(practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> OpenThread:
    """The thread, if it is one of this practitioner's lines and theirs to see.

    Raises:
        CannotOpenThread
    """
    found = visible(practitioner).select_related("claimed_by", "line_hold").filter(pk=thread_id).first()
    if found is None:
        raise CannotOpenThread
    return contact.opened_by_line(found, keys)
