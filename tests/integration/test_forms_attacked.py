"""Every form that a line's own people see, sent by somebody else, from elsewhere, or with fields it does not have.

The forms are read off the pages as their owner gets them, so that a new page is attacked from its first day on.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.db.models import Model
from django.http import HttpResponseBase
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve

from quietline.contact.call_backs.models import CallBack
from quietline.contact.contacts.models import Contact
from quietline.contact.follow_ups.models import FollowUp
from quietline.contact.models import Thread
from quietline.contact.retention.models import Hold
from quietline.desk.permitted import asked_for
from quietline.desk.safeguarding.disclosure_views import DEEDS
from quietline.edge.limits import limits
from quietline.safeguarding.models import Concern, Disclosure
from quietline.team import actions as team
from quietline.team.canned.models import CannedReply
from quietline.team.models import LineKey, LineKeyHold, Practitioner
from quietline.team.permissions import PERMISSIONS
from quietline.team.roles.models import HeldRole
from quietline.team.roles.rules import LINE_ROLES, Role
from tests.boundaries.test_public_paths import walk
from tests.factories.forms import Shown, forms_on
from tests.factories.helpline import Helpline, forget_roles, give, make_helpline, signed_in
from tests.factories.two_lines import THEIRS, SecondLine, second_line
from tests.integration.test_permissions import only

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
_WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
# Being refused is on record, and a browser's session is its own.
HARMLESS = {"audit_entry", "django_session"}
# What must not stand on a page that is not theirs to see.
SECRETS = (THEIRS, "07700 900999", "07700 900123")


def addresses(second: SecondLine) -> Iterator[str]:
    """Every address of the desk, the register and the account with the second line's ids, as far as there are any."""
    ids: dict[str, list[object]] = second.ids | {"name": list(DEEDS), "practitioner_id": [second.owner.row.pk]}
    for where, _ in walk(get_resolver()):
        if not where.startswith(("/desk/", "/campaigns/", "/account/")):
            continue
        names = re.findall(r"<(?:\w+:)?(\w+)>", where)
        if set(names) <= set(ids):
            for values in itertools.product(*(ids[name] for name in names)):
                yield re.sub(r"<[^>]+>", "{}", where).format(*values)


def as_browser(known: Client, **options: Any) -> Client:
    """A browser with the same cookies: what one request takes away, the next one has again."""
    client = Client(**options)
    for name, morsel in known.cookies.items():
        client.cookies[name] = morsel.value
    return client


@contextmanager
def writing() -> Iterator[set[str]]:
    """The tables that are written to meanwhile; afterwards nothing of it stands."""
    tables: set[str] = set()

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := _WRITES.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    limits.forget()
    with transaction.atomic(), transaction.atomic(using="figures"), connection.execute_wrapper(look):
        with connections["figures"].execute_wrapper(look):
            yield tables
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="figures")


def send(known: Client, form: Shown, more: dict[str, list[str]] | None = None, **options: Any) -> HttpResponseBase:
    return as_browser(known, **options).post(form.action, form.sent | (more or {}))


def get(known: Client, address: str) -> HttpResponseBase:
    return as_browser(known).get(address)


def forms_of(known: Client, second: SecondLine) -> list[Shown]:
    """Every form that their owner is shown, once."""
    found: dict[tuple[str, tuple[str, ...]], Shown] = {}
    for address in addresses(second):
        with writing():
            answer = as_browser(known).get(address, {"line": str(second.helpline.line.pk)})
            page = "" if answer.streaming else answer.content.decode("utf-8", "replace")
        for form in forms_on(page, address) if answer.status_code == 200 else ():
            found.setdefault((form.action, tuple(form.sent)), form)
    return [form for form in found.values() if not form.files]


def works(known: Client, forms: Iterable[Shown]) -> Iterator[Shown]:
    """Those that do something when their owner sends them."""
    for form in forms:
        with writing() as tables:
            send(known, form)
        if tables - HARMLESS:
            yield form


def name_of(form: Shown) -> str:
    try:
        return resolve(form.action.partition("?")[0]).view_name.removeprefix("desk:")
    except Resolver404:
        return ""


@dataclass(frozen=True)
class Attacked:
    first: Helpline
    second: SecondLine
    owner: Client
    forms: list[Shown]
    working: list[Shown]

    @property
    def of_the_line(self) -> list[Shown]:
        """The working forms that name something of the second line."""
        sent = ((form, f"{form.action.partition('?')[0]} {form.sent}") for form in self.working)
        return [form for form, told in sent if any(mark in told for mark in self.second.marks)]


@pytest.fixture(scope="module")
def attacked(django_db_setup: None, django_db_blocker: Any) -> Iterator[Attacked]:
    """Two lines and every form of the second, made once: nothing that a test does stays."""
    with django_db_blocker.unblock(), transaction.atomic(), transaction.atomic(using="figures"):
        first = make_helpline()
        second = second_line(first)
        owner = signed_in(second.owner)
        forms = forms_of(owner, second)
        yield Attacked(first, second, owner, forms, list(works(owner, forms)))
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="figures")


@pytest.fixture(autouse=True)
def nothing_remembered_of_roles(attacked: Attacked) -> Iterator[None]:
    """What a test gave and took is rolled back in the database; the rows in hand read it anew."""
    yield
    for each in (attacked.first.lead, attacked.first.mina, attacked.first.tom, attacked.second.owner):
        forget_roles(each)


def test_the_forms_that_are_tried_do_something_for_whom_they_are(attacked: Attacked) -> None:
    """Else the other tests here would prove nothing."""
    assert len({name_of(form) for form in attacked.working}) > 45
    assert len(attacked.of_the_line) > 40
    shown = "".join(get(attacked.owner, address).content.decode() for address in own_pages(attacked.second))
    assert all(secret in shown for secret in SECRETS[:1])


def own_pages(second: SecondLine) -> list[str]:
    """The addresses that name something of the second line."""
    return [address for address in addresses(second) if any(mark in address for mark in second.marks)]


@pytest.mark.parametrize("role", [None, *Role])
def test_nobody_of_another_line_reads_or_changes_anything(attacked: Attacked, role: Role | None) -> None:
    thief = only(attacked.first.mina, None if role in LINE_ROLES else role)
    # With the roles of a line on their own line, all of them; an administrator's own work is of all lines.
    for each in LINE_ROLES if role in LINE_ROLES else ():
        give(attacked.first.mina, each, attacked.first.line)
    if role is None or role in LINE_ROLES:
        for address in own_pages(attacked.second):
            with writing() as tables:
                answer = get(thief, address)
            assert answer.status_code in {302, 403, 404, 405}, (address, answer.status_code)
            assert not any(secret in answer.content.decode("utf-8", "replace") for secret in SECRETS), address
            assert tables <= HARMLESS, (address, tables)
    for form in attacked.of_the_line:
        if role and role in roles_that_may(form) - LINE_ROLES:
            continue
        with writing() as tables:
            answer = send(thief, form)
        assert tables <= HARMLESS, (form.action, form.sent, tables)
        assert answer.status_code in {302, 403, 404, 422}, (form.action, answer.status_code)
        told = answer.content.decode("utf-8", "replace")
        # What was typed is shown once more to whoever may not.
        assert not any(secret in told and secret not in str(form.sent) for secret in SECRETS), form.action


def roles_that_may(form: Shown) -> frozenset[Role]:
    what = asked_for(name_of(form), "POST")
    return PERMISSIONS[what].roles if what else frozenset()


def test_a_lead_elsewhere_is_a_practitioner_here(attacked: Attacked) -> None:
    """Somebody with every role of a line on the first, who only answers on the second."""
    first, second = attacked.first, attacked.second.helpline
    answers = only(first.mina, None)
    for role in LINE_ROLES:
        give(first.mina, role, first.line)
    give(first.mina, Role.PRACTITIONER, second.line)
    team.join_line(
        line_key=LineKey.objects.get(line=second.line),
        member=second.lead.row,
        member_key=second.lead.private,
        newcomer=first.mina.row,
        by=second.lead.row.pk,
    )
    tried = [form for form in attacked.of_the_line if Role.PRACTITIONER not in roles_that_may(form)]
    assert {name_of(form) for form in tried} >= {"rota-remove", "canned-edit", "hold-agree", "hold-refuse"}
    for form in tried:
        with writing() as tables:
            answer = send(answers, form)
        assert tables <= HARMLESS, (form.action, form.sent, tables)
        assert answer.status_code in {403, 404, 409, 422}, (form.action, answer.status_code)


@pytest.mark.parametrize("how", ["without its token", "from another site"])
def test_a_form_does_nothing(attacked: Attacked, how: str) -> None:
    for form in attacked.working:
        headers = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
        more = {"csrfmiddlewaretoken": form.fields["csrfmiddlewaretoken"]} if how == "from another site" else {}
        client = as_browser(attacked.owner, enforce_csrf_checks=True, headers=headers if more else {})
        if more:
            client.cookies[settings.CSRF_COOKIE_NAME] = more["csrfmiddlewaretoken"][0][:32]
        with writing() as tables:
            answer = client.post(form.action, form.sent | more)
        assert (answer.status_code, tables - HARMLESS) == (403, set()), form.action


# What somebody would like to set, besides what a form has.
WISHED = {
    "is_superuser": ["1"],
    "is_active": ["0"],
    "is_staff": ["1"],
    "role": ["administrator"],
    "roles": ["administrator"],
    "state": ["closed"],
    "standing": ["done"],
    "claimed_by": ["00000000-0000-4000-8000-000000000000"],
    "proposed_by": ["00000000-0000-4000-8000-000000000000"],
    "decided_by": ["00000000-0000-4000-8000-000000000000"],
    "by": ["00000000-0000-4000-8000-000000000000"],
    "user": ["00000000-0000-4000-8000-000000000000"],
    "thread": ["00000000-0000-4000-8000-000000000000"],
    "concern_open": ["0"],
    "agreed_at": ["2026-01-01"],
    "is_retired": ["1"],
    "urgent": ["1"],
    "id": ["1"],
    "pk": ["1"],
}
# Every value that decides who may do what, and how something stands.
WATCHED: dict[type[Model], tuple[str, ...]] = {
    Practitioner: ("pk", "email", "is_active", "is_superuser"),
    HeldRole: ("practitioner", "role", "line", "taken_by"),
    LineKeyHold: ("practitioner", "line_key__line"),
    Thread: ("line", "state", "claimed_by", "concern_open", "urgent"),
    Concern: ("thread", "settled_by"),
    Disclosure: ("thread", "state", "proposed_by", "decided_by"),
    Hold: ("thread", "asked_by", "agreed_by", "lift_asked_by", "lifted_by"),
    FollowUp: ("thread", "standing", "due_on"),
    CallBack: ("thread", "state"),
    Contact: ("line", "state", "outcome", "practitioner"),
    CannedReply: ("line", "is_retired", "title"),
}


def how_all_stands() -> list[list[tuple[object, ...]]]:
    return [sorted(model._default_manager.values_list(*fields), key=str) for model, fields in WATCHED.items()]


def test_fields_that_a_form_does_not_have_change_nothing(attacked: Attacked) -> None:
    for form in attacked.working:
        stood = []
        for more in ({}, {name: value for name, value in WISHED.items() if name not in form.sent}):
            with writing():
                answer = send(attacked.owner, form, more)
                stood.append((answer.status_code, how_all_stands()))
        assert stood[0] == stood[1], form.action


@pytest.mark.parametrize("lure", ["//elsewhere.example/", "/\\elsewhere.example", "https://elsewhere.example/"])
def test_no_form_and_no_page_leads_elsewhere(attacked: Attacked, lure: str) -> None:
    more = {name: [lure] for name in ("next", "back", "url", "return", "redirect", "line", "week")}
    for form in attacked.working:
        with writing():
            answer = send(attacked.owner, form, {k: v for k, v in more.items() if k not in form.sent or k == "next"})
        assert "elsewhere.example" not in urlsplit(answer.get("Location", "")).netloc, form.action
        assert not answer.get("Location", "").startswith(("//", "/\\")), form.action
    for address in ("/sign-in/", "/account/confirm/", "/en/exit/", "/"):
        answer = as_browser(attacked.owner).get(address, {"next": lure})
        assert "elsewhere" not in answer.get("Location", "").partition("?")[0]
