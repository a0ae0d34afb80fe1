"""Founding a helpline: organisation, first administrator, first line, statement, areas."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from quietline.campaigns import actions as campaigns
from quietline.config.datadir import DataDirProblem
from quietline.contact import actions as contact
from quietline.contact.queries import statement_text
from quietline.contact.retention import actions as retention
from quietline.contact.retention.rules import FIRST_PERIODS
from quietline.content import actions as content
from quietline.content.sample_files import SAMPLE, SampleProblem
from quietline.safeguarding.rulesets.actions import load_rules
from quietline.team import actions as team
from quietline.team.keys import unlocked
from quietline.team.line_keys.actions import replace_key_pair
from quietline.team.line_keys.queries import standing_of, words_of
from quietline.team.models import Line, Organisation, Practitioner
from quietline.team.queries import organisation
from quietline.team.roles.rules import Role
from quietline.team.skills.actions import seed_skills
from quietline.vault import CannotOpen


class FoundingProblem(DataDirProblem):
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
    sample: Path = SAMPLE  # the public site to begin with


def found(founding: Founding) -> tuple[str, str, str]:
    """Make everything a helpline needs to open; returns the recovery shares.

    Raises:
        FoundingProblem: and nothing was made.
    """
    _check(founding)
    try:
        return _made(founding)
    except SampleProblem as problem:
        raise FoundingProblem(f"The sample site: {problem}") from None


def _made(founding: Founding) -> tuple[str, str, str]:
    with transaction.atomic():
        shares = team.make_organisation(name=founding.organisation, neutral_name=founding.neutral_name, by=None)
        founder = team.add_practitioner(
            email=founding.email,
            name=founding.name,
            shown_as=founding.shown_as,
            password=founding.password,
            roles=set(Role) - {Role.PARTNER},
            by=None,
        )
        contact.load_statements(by=founder.pk)
        text = statement_text(founding.statement, 1, "en")
        if text is None:
            raise FoundingProblem(
                f"There is no statement '{founding.statement}'. Known: uk-two-keys, imminent-danger-only."
            )
        line = team.make_line(name=founding.line, jurisdiction=text.jurisdiction, founder=founder, by=founder.pk)
        load_rules(by=founder.pk)
        contact.put_statement_in_force(line=line, key=text.key, version=text.version, by=founder.pk)
        retention.set_periods(line=line, periods=FIRST_PERIODS, by=founder.pk)
        campaigns.add_areas(names=founding.areas)
        content.plant_sample(organisation=founding.organisation, folder=founding.sample, by=founder.pk)
        seed_skills(by=founder.pk)
    return shares


def let_in(
    *,
    email: str,
    name: str,
    shown_as: str,
    password: str,
    member: str,
    member_password: str,
    roles: tuple[Role, ...] = (Role.PRACTITIONER,),
) -> list[str]:
    """Add a practitioner to every line of a member, whose key seals the lines' keys on; returns the lines' names.

    Raises:
        FoundingProblem: and nothing was made.
    """
    colleague = Practitioner.objects.filter(email=member.strip().lower(), is_active=True).first()
    if colleague is None:
        raise FoundingProblem(f"There is no practitioner {member}.")
    if set(roles) != {Role.PRACTITIONER} and not colleague.is_administrator:
        raise FoundingProblem(f"{member} is no administrator, and only one gives roles. Let one add {email}.")
    if Practitioner.objects.filter(email=email.strip().lower()).exists():
        raise FoundingProblem(f"{email} is a practitioner already.")
    _check_person(Practitioner(email=email, name=name, shown_as=shown_as), password)
    try:
        private = unlocked(colleague, member_password)
    except CannotOpen:
        raise FoundingProblem(f"This password does not open the keys of {member}.") from None
    with transaction.atomic():
        newcomer = team.add_practitioner(
            email=email, name=name, shown_as=shown_as, password=password, roles=roles, by=colleague.pk
        )
        holds = colleague.line_holds.select_related("line_key__line")
        for hold in holds:
            team.join_line(
                line_key=hold.line_key, member=colleague, member_key=private, newcomer=newcomer, by=colleague.pk
            )
    return sorted({hold.line_key.line.name for hold in holds})


def new_password(*, email: str, password: str) -> tuple[str, list[str]]:
    """A lost password is replaced, and the key pair with it; returns the words of the new key, and who can help.

    Raises:
        FoundingProblem: and nothing was changed.
    """
    person = Practitioner.objects.filter(email=email.strip().lower(), is_active=True).first()
    if person is None:
        raise FoundingProblem(f"There is no practitioner {email}.")
    _check_person(person, password)
    replace_key_pair(practitioner=person, password=password, by=None)
    helpers = {member.name for standing in standing_of(person) for member in standing.members}
    return words_of(person), sorted(helpers)


def founded() -> bool:
    """Whether the database holds a helpline already; one that was never made, or does not answer, holds none."""
    try:
        return Organisation._meta.db_table in connection.introspection.table_names() and organisation() is not None
    except DatabaseError:
        return False


def _check(founding: Founding) -> None:
    if founded():
        raise FoundingProblem("The database already holds a helpline. Restore its data directory, or give it another.")
    someone = Practitioner(email=founding.email, name=founding.name, shown_as=founding.shown_as)
    charity = Organisation(name=founding.organisation, neutral_name=founding.neutral_name)
    try:
        charity.clean_fields(exclude={"recovery_public_key"})
        Line(name=founding.line, jurisdiction="any").clean_fields()
    except ValidationError as error:
        raise FoundingProblem(_told(error)) from None
    _check_person(someone, founding.password)


def _check_person(someone: Practitioner, password: str) -> None:
    try:
        someone.clean_fields(exclude={"password", "public_key", "locked_private_key"})
        validate_password(password, someone)
    except ValidationError as error:
        raise FoundingProblem(_told(error)) from None


def _told(error: ValidationError) -> str:
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(f"{field.replace('_', ' ')}: {' '.join(texts)}" for field, texts in error.message_dict.items())
