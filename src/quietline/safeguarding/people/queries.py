from __future__ import annotations

from uuid import UUID

from quietline.safeguarding.people.models import SamePerson
from quietline.safeguarding.people.rules import Account, look_alike
from quietline.team.models import Line, Practitioner
from quietline.team.permissions import May, may


class NotALead(Exception):
    """Only a safeguarding lead of the line may do this."""


class OnePerson(Exception):
    """It takes two people, and these two accounts are, or look like, one person's."""


def is_lead(practitioner: Practitioner, line_id: UUID) -> bool:
    """Whether somebody is safeguarding lead for a line."""
    return may(practitioner, May.LEAD, Line(pk=line_id))


def require_lead(practitioner: UUID, line_id: UUID) -> Practitioner:
    """The practitioner, if they are a lead for this line.

    Raises:
        NotALead
    """
    row = Practitioner.objects.filter(pk=practitioner).first()
    if row is None or not is_lead(row, line_id):
        raise NotALead
    return row


def person_of(practitioner: UUID) -> UUID:
    """Who an account's owner is: those of one person give the same."""
    marked = SamePerson.objects.filter(practitioner=practitioner).values_list("person", flat=True).first()
    return marked or practitioner


def require_two(one: UUID, other: UUID) -> None:
    """Refuse one person who acts twice.

    Raises:
        OnePerson
    """
    if one == other or person_of(one) == person_of(other):
        raise OnePerson
    accounts = [Account(row.name, row.email) for row in Practitioner.objects.filter(pk__in=[one, other])]
    if len(accounts) != 2 or look_alike(*accounts):
        raise OnePerson
