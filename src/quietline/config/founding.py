"""Founding a helpline: organisation, first administrator, first line, statement, areas."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from quietline.campaigns import actions as campaigns
from quietline.contact import actions as contact
from quietline.contact.queries import statement_text
from quietline.team import actions as team
from quietline.team.models import Practitioner


class FoundingProblem(Exception):
    """What was given can't found a helpline; the text says what to change."""


@dataclass(frozen=True, slots=True)
class Founding:
    """What the founder chose."""

    organisation: str
    neutral_name: str
    line: str
    statement: str
    areas: tuple[str, ...]
    email: str
    name: str
    shown_as: str
    password: str


def found(founding: Founding) -> tuple[str, str, str]:
    """Make everything a helpline needs to open; returns the recovery shares.

    Raises:
        FoundingProblem: and nothing was made.
    """
    _check(founding)
    with transaction.atomic():
        shares = team.make_organisation(name=founding.organisation, neutral_name=founding.neutral_name, by=None)
        founder = team.add_practitioner(
            email=founding.email,
            name=founding.name,
            shown_as=founding.shown_as,
            password=founding.password,
            administrator=True,
            safeguarding_lead=True,
            by=None,
        )
        contact.load_statements(by=founder.pk)
        text = statement_text(founding.statement, 1, "en")
        if text is None:
            raise FoundingProblem(
                f"There is no statement '{founding.statement}'. Known: uk-two-keys, imminent-danger-only."
            )
        line = team.make_line(name=founding.line, jurisdiction=text.jurisdiction, founder=founder, by=founder.pk)
        contact.put_statement_in_force(line=line, key=text.key, version=text.version, by=founder.pk)
        campaigns.add_areas(names=founding.areas)
    return shares


def _check(founding: Founding) -> None:
    someone = Practitioner(email=founding.email, name=founding.name)
    try:
        validate_email(founding.email)
        validate_password(founding.password, someone)
    except ValidationError as error:
        raise FoundingProblem(" ".join(error.messages)) from None
