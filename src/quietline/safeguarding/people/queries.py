from __future__ import annotations

from uuid import UUID

from quietline.safeguarding.people.models import SamePerson
from quietline.safeguarding.people.rules import Account, look_alike
from quietline.team.models import Line, Practitioner
from quietline.team.permissions import May, may
from quietline.team.sign_in.queries import share_a_factor


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
    rows = list(Practitioner.objects.filter(pk__in=[one, other]))
    if len(rows) != 2 or share_a_factor(*rows):
        raise OnePerson
    if SamePerson.objects.filter(practitioner__in=[one, other]).count() == 2:
        return  # somebody looked into it, and said that they are two
    if look_alike(*(Account(row.name, row.email) for row in rows)):
        raise OnePerson


def said_of_accounts() -> dict[UUID, UUID]:
    """What was said about accounts: who each one's person is."""
    return dict(SamePerson.objects.values_list("practitioner", "person"))


def accounts() -> list[Practitioner]:
    """Everybody who can sign in, by name."""
    return list(Practitioner.objects.filter(is_active=True).order_by("name", "email"))


def alike() -> list[tuple[Practitioner, Practitioner]]:
    """Pairs of active accounts that look like one person's and of which nothing was said."""
    people = accounts()
    said = said_of_accounts()
    return [
        (one, other)
        for place, one in enumerate(people)
        for other in people[place + 1 :]
        if not (one.pk in said and other.pk in said)
        and look_alike(Account(one.name, one.email), Account(other.name, other.email))
    ]


def one_person_groups() -> list[list[Practitioner]]:
    """Accounts that were said to be one person's, together."""
    groups: dict[UUID, list[Practitioner]] = {}
    for row in SamePerson.objects.select_related("practitioner").order_by("practitioner__name"):
        groups.setdefault(row.person, []).append(row.practitioner)
    return [group for group in groups.values() if len(group) > 1]
