"""An invented helpline for tests: one line, three practitioners with real keys, statements in force."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.test import Client, RequestFactory
from django.utils import timezone

from quietline.campaigns.actions import add_areas
from quietline.contact import actions, derivations, queries
from quietline.contact.forms import new_draft
from quietline.contact.making import Opened
from quietline.contact.queries import OpenThread
from quietline.contact.rules import Intake
from quietline.safeguarding.rulesets.actions import load_rules
from quietline.team import actions as team
from quietline.team.keys import LineKeys, begin_shift, keep_for_shift, lock, open_line_keys
from quietline.team.models import Line, LineKey, LineKeyHold, Practitioner
from quietline.team.roles.actions import give_role
from quietline.team.roles.rules import Role
from quietline.team.sign_in.adapters import Accounts
from quietline.team.sign_in.passing import note_password, note_second_factor
from quietline.vault import (
    KeyPair,
    PrivateKey,
    PublicKey,
    Sealed,
    new_key_pair,
    new_phrase,
    open_with,
    seal_to,
)

PASSWORD = "a walk by the slow river"
LEADS = (Role.PRACTITIONER, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR)
TEXT = "I would like to talk to somebody about my internet use."


@dataclass(frozen=True)
class Person:
    row: Practitioner
    private: PrivateKey

    def line_keys(self) -> LineKeys:
        return open_line_keys(self.row, self.private)


@dataclass(frozen=True)
class Helpline:
    line: Line
    lead: Person
    mina: Person
    tom: Person
    shares: tuple[str, str, str]


@cache
def _locked() -> tuple[KeyPair, bytes, str]:
    """One key pair at the real cost for the whole test run: Argon2id three times a test would be minutes."""
    keys = new_key_pair()
    return keys, lock(keys.private, PASSWORD), make_password(PASSWORD)


def person(email: str, name: str, roles: Iterable[Role] = (Role.PRACTITIONER,)) -> Person:
    keys, locked, password = _locked()
    row = Practitioner.objects.create(
        email=email,
        name=name,
        shown_as=name.split()[0],
        public_key=keys.public,
        locked_private_key=locked,
        password=password,
    )
    someone = Person(row, keys.private)
    for role in roles:
        give(someone, role)
    return someone


def give(who: Person, role: Role, line: Line | None = None) -> None:
    """A role, as if it had been theirs from the beginning."""
    give_role(practitioner=who.row.pk, role=role, line=line, by=None)
    forget_roles(who)


def forget_roles(who: Person) -> None:
    """Have the row read its roles anew: each request does."""
    who.row.__dict__.pop("roles", None)


def make_helpline() -> Helpline:
    shares = team.make_organisation(name="The Larkmere Trust", neutral_name="Larkmere", by=None)
    lead = person("rowan@larkmere.example", "Rowan Adeyemi", LEADS)
    mina = person("mina@larkmere.example", "Mina Kowalska")
    tom = person("tom@larkmere.example", "Tom Fairburn")
    line = team.make_line(name="Larkmere line", jurisdiction="uk", founder=lead.row, by=None)
    for newcomer in (mina, tom):
        team.join_line(
            line_key=LineKey.objects.get(line=line),
            member=lead.row,
            member_key=lead.private,
            newcomer=newcomer.row,
            by=lead.row.pk,
        )
    actions.load_statements(by=None)
    load_rules(by=None)
    actions.put_statement_in_force(line=line, key="uk-two-keys", version=1, by=None)
    add_areas(names=["North Larkmere", "Esk Vale"])
    return Helpline(line=line, lead=lead, mina=mina, tom=tom, shares=shares)


def write_to(helpline: Helpline, text: str = TEXT, *, intake: Intake | None = None, language: str = "en") -> Opened:
    """A first message, as the pages send it."""
    statement = queries.statement_in_force(helpline.line, language)
    assert statement is not None
    phrase = new_phrase(language)
    return actions.open_thread(
        line=helpline.line,
        statement=statement,
        language=language,
        intake=intake or Intake(),
        text=text,
        draft=new_draft(),
        phrase=phrase,
        keys=derivations.for_writing(phrase.bits),
    )


def many_threads(helpline: Helpline, count: int, messages: int) -> None:
    """Stored threads in number, each with its own keys and messages, without the cost of a phrase each."""
    from quietline.contact.models import LineHold, Message, Thread
    from tests.factories.rows import thread_rows

    line_key = LineKey.objects.get(line=helpline.line)
    threads, holds, rows = thread_rows(helpline.line, line_key, count=count, messages=messages)
    Thread.objects.bulk_create(threads)
    LineHold.objects.bulk_create(holds)
    Message.objects.bulk_create(rows, batch_size=2_000)


def as_practitioner(helpline: Helpline, opened: Opened, who: Person | None = None) -> OpenThread:
    """The thread as somebody at the desk has it open."""
    row = queries.thread_row(opened.thread_id)
    assert row is not None
    return queries.opened_by_line(row, (who or helpline.mina).line_keys())


def read_by(who: Person, opened: Opened, *, minutes_ago: int = 0) -> None:
    """A practitioner has had all of the thread before their eyes, so long ago."""
    row = queries.thread_row(opened.thread_id)
    assert row is not None
    actions.note_reading(thread=row, by=who.row.pk)
    if minutes_ago:
        type(row).objects.filter(pk=row.pk).update(last_read_at=timezone.now() - timedelta(minutes=minutes_ago))


def signed_in(who: Person) -> Client:
    """A browser in which this practitioner signed in, with the password and a second factor."""
    client = Client()
    request = RequestFactory().get("/")
    request.session = client.session
    Accounts().login(request, who.row)
    begin_shift(request)
    note_password(request, who.row)
    note_second_factor(request, who.row, "totp")
    token = keep_for_shift(request, who.row, who.private)
    request.session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key
    client.cookies[settings.QUIETLINE_KEY_COOKIE] = token
    return client


def line_private_key(helpline: Helpline) -> PrivateKey:
    hold = LineKeyHold.objects.get(practitioner=helpline.lead.row)
    return PrivateKey(open_with(helpline.lead.private, Sealed(bytes(hold.sealed_key))))


def sealed_to(key: PublicKey, plain: bytes) -> Sealed:
    return seal_to(key, plain)
