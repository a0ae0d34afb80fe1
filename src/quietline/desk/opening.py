"""Which threads a practitioner may open, and opening one."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from quietline.contact import queries as contact
from quietline.contact.contacts import queries as contacts
from quietline.contact.contacts.queries import ContactRow
from quietline.contact.queries import OpenThread, ThreadRow
from quietline.team.keys import LineKeys
from quietline.team.models import Line, Practitioner
from quietline.team.permissions import May, may
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


def visible_to(practitioner: Practitioner, lines: list[Line] | None = None) -> QuerySet[ThreadRow]:
    """What they may see of these lines, or of all of theirs: on a line where they lead, more than on another."""
    led, others = _led(practitioner, lines)
    as_lead = contact.visible_threads(led, safeguarding_lead=True)
    return as_lead | contact.visible_threads(others, safeguarding_lead=False) if others else as_lead


def visible_contacts_to(practitioner: Practitioner, lines: list[Line] | None = None) -> QuerySet[ContactRow]:
    """The same of contacts."""
    led, others = _led(practitioner, lines)
    as_lead = contacts.visible_contacts(led, safeguarding_lead=True)
    return as_lead | contacts.visible_contacts(others, safeguarding_lead=False) if others else as_lead


def _led(practitioner: Practitioner, lines: list[Line] | None) -> tuple[list[Line], list[Line]]:
    lines = lines_of(practitioner) if lines is None else lines
    led = [line for line in lines if may(practitioner, May.LEAD, line)]
    return led, [line for line in lines if line not in led]
