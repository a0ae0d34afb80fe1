"""Every address, every method, odd arguments and odd bodies: refused with words or answered, never broken."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from quietline.edge.limits import limits
from quietline.team.roles.rules import Role
from tests.boundaries.test_public_paths import GUARDED, walk
from tests.factories.helpline import Helpline, give, signed_in, write_to

ASKED_FOR = (
    "after",
    "before",
    "done",
    "language",
    "line",
    "member",
    "next",
    "open",
    "page",
    "show",
    "view",
    "week",
    "role",
    "q",
    "span",
    "since",
    "until",
    "minutes",
    "patience",
)
# Each address is asked by the first two and by one of the others, by lot: all of them at all would take a minute.
OFTEN, SELDOM = ("GET", "POST"), ("HEAD", "PUT", "DELETE", "OPTIONS")
# Addresses that may answer with 500 or above, each with its reason.
BREAK = {
    f"/en/contact/{name}/": "the live wire answers before Django; where it does not stand in front, Django says 503"
    for name in ("live", "say", "typing")
}
ODD = (
    "",
    "0",
    "-1",
    "1",
    "9" * 30,
    "1e999",
    "nan",
    "\x00",
    "a\x00b",
    "x" * 5_000,
    "\U0001f33b",
    "شكرا",
    "\u202eabc",
    "<script>",
    "'\"--",
    "../../etc/passwd",
    "//elsewhere.example/",
    "/\\elsewhere.example",
    "\r\nX-Planted: 1",
    "2026-02-30",
    "9999-12-31",
    "0001-01-01T00:00",
    "24:61",
    "true",
    "[]",
    "{}",
    "null",
    "uk-two-keys",
    "00000000-0000-4000-8000-000000000000",
)
BODIES = (
    ("application/json", b"["),
    ("application/json", b'{"a": NaN}'),
    ("application/json", b"[" * 5_000),
    ("multipart/form-data", b"no boundary"),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="csv"; filename="../x\x00"\r\n\r\nPK\x03\x04\r\n--x--\r\n',
    ),
    ("application/x-www-form-urlencoded", b"message=%ff%00&draft=%&=&a[]=1"),
    ("application/x-www-form-urlencoded; charset=nonsense", b"message=1"),
    ("text/plain", b"\xff\xfe\x00"),
)


def client_of(known: Client) -> Client:
    """A browser of its own with the same cookies: what one request takes away, the next one has again."""
    client = Client(raise_request_exception=False)
    for name, morsel in known.cookies.items():
        client.cookies[name] = morsel.value
    return client


def addresses(dice: random.Random, known: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Every pattern, with an address of it: ids that exist, and odd ones."""
    for where, _ in walk(get_resolver()):
        made = re.sub(r"<(?:(\w+):)?(\w+)>", lambda part: argument(dice, part[1] or "str", part[2], known), where)
        made = re.sub(r"\(\?P<\w+>[^)]*\)", lambda _: dice.choice(("1", "9" * 30, "0")), made)
        yield where, re.sub(r"\(\?:(\w+)[^)]*\)|\.\*", r"\1", made).replace("^", "").replace("$", "")


def argument(dice: random.Random, kind: str, name: str, known: dict[str, str]) -> str:
    if name in known and dice.random() < 0.7:
        return known[name]
    if kind == "int":
        return dice.choice(("0", "1", "9" * 18, "9" * 30))
    if kind == "slug":
        return dice.choice(("1", "uk-two-keys", "x" * 3_000, "-"))
    if kind == "uuid":
        return "00000000-0000-4000-8000-000000000000"
    return quote(dice.choice([each for each in ODD if each]).replace("/", "" if kind == "str" else "/"))


def field_names(page: str) -> set[str]:
    return set(re.findall(r'\bname="([^"]{1,60})"', page)) - {"viewport", "csrfmiddlewaretoken"}


def body(dice: random.Random, names: list[str]) -> tuple[str, bytes]:
    """A form with the fields that pages have and odd values in them; sometimes something that no browser sends."""
    if dice.random() < 0.25:
        return dice.choice(BODIES)
    form = [(name, dice.choice(ODD)) for name in names for _ in range(dice.choice((0, 1, 1, 2)))]
    return "application/x-www-form-urlencoded", urlencode(form).encode()


def query(dice: random.Random) -> str:
    return urlencode([(name, dice.choice(ODD)) for name in dice.sample(ASKED_FOR, 4)])


def broken(client: Client, dice: random.Random, known: dict[str, str], *, editor: bool) -> list[str]:
    """What was asked where something broke, as far as it helps to ask it again."""
    found = []
    for where, address in addresses(dice, known):
        if where.startswith(GUARDED) is not editor:
            continue
        names: list[str] = []
        for method in (*OFTEN, dice.choice(SELDOM)):
            limits.forget()
            kind, content = body(dice, names)
            asked = f"{address}?{query(dice)}" if dice.random() < 0.7 else address
            status, shown = answered(client, method, asked, content, kind)
            if method == "GET" and status == 200:
                names = sorted(field_names(shown.decode("utf-8", "replace")))
            if (status >= 500 and where not in BREAK) or b"Traceback" in shown:
                found.append(f"{status} {method} {asked!r} {kind} {content[:1_000]!r}")
    return found


def answered(client: Client, method: str, asked: str, content: bytes, kind: str) -> tuple[int, bytes]:
    """What comes back; nothing that was done stays."""
    with transaction.atomic(), transaction.atomic(using="figures"):
        answer = client_of(client).generic(method, asked, content if method != "GET" else b"", kind)
        transaction.set_rollback(True)
        transaction.set_rollback(True, using="figures")
    return answer.status_code, b"" if answer.streaming else answer.content


@pytest.mark.parametrize("who", ["a visitor", "somebody with every role", "the editor"])
@pytest.mark.django_db(databases=["default", "figures"])
def test_nothing_breaks_whatever_is_asked(helpline: Helpline, who: str) -> None:
    for role in Role:
        give(helpline.lead, role)
    known = {"thread_id": str(write_to(helpline).thread_id), "key": "uk-two-keys", "version": "1"}
    client = Client() if who == "a visitor" else signed_in(helpline.lead)
    assert broken(client, random.Random(20261124), known, editor=who == "the editor") == []
