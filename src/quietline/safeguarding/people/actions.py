from __future__ import annotations

from uuid import UUID, uuid4

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.safeguarding.people.models import SamePerson
from quietline.safeguarding.people.queries import person_of


class OwnAccount(Exception):
    """Nobody says of their own account that another one is somebody else's: they could propose and then agree."""


def mark_same_person(*, one: UUID, other: UUID, by: UUID) -> None:
    """Say that two accounts are one person's; all accounts that were marked with either before are theirs as well."""
    with transaction.atomic():
        persons = {person_of(one), person_of(other)}
        person = uuid4()
        SamePerson.objects.filter(person__in=persons).update(person=person)
        for account in (one, other):
            SamePerson.objects.update_or_create(practitioner_id=account, defaults={"person": person})
            record(act=Act.SAME_PERSON_MARKED, by=by, subject=account)


def mark_two_people(*, one: UUID, other: UUID, by: UUID) -> None:
    """Say that two accounts that look alike, or were marked as one person's by mistake, are two people's.

    Raises:
        OwnAccount: one of them is, or was said to be, that of whoever says so.
    """
    if person_of(by) in {person_of(one), person_of(other)}:
        raise OwnAccount
    with transaction.atomic():
        for account in (one, other):
            SamePerson.objects.update_or_create(practitioner_id=account, defaults={"person": uuid4()})
            record(act=Act.SAME_PERSON_UNMARKED, by=by, subject=account)
