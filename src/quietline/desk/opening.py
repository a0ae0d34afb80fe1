"""Which threads a practitioner may open, and opening one."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from quietline.contact import queries as contact
from quietline.contact.queries import OpenThread, ThreadRow
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.queries import lines_of


def opened_for(practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> OpenThread:
    """The thread, if it is one of this practitioner's lines and theirs to see; else it does not exist for them.

    Raises:
        Http404
    """
    found = visible_to(practitioner).select_related("claimed_by", "line_hold", "line").filter(pk=thread_id).first()
    if found is None:
        raise Http404
    return contact.opened_by_line(found, keys)


def visible_to(practitioner: Practitioner) -> QuerySet[ThreadRow]:
    return contact.visible_threads(lines_of(practitioner), safeguarding_lead=practitioner.is_safeguarding_lead)
