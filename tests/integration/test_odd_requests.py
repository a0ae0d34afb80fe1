"""Every address of the program, every method, odd bodies and queries: never an error of ours, never a traceback."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.boundaries.test_public_paths import walk
from tests.factories.helpline import Helpline, signed_in

METHODS = ("GET", "POST", "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW")
FIELDS = (
    "message",
    "draft",
    "seen",
    "line",
    "role",
    "words",
    "member",
    "phrase",
    "token",
    "text",
    "shift",
    "on",
    "next",
    "table",
    "sure",
)
# Wagtail's own pages take other bodies; they are not ours to answer for, and its sign-in guards them.
NOT_OURS = ("/edit/",)
# Streams, answered before Django is asked: without that server they say so with 503.
STREAMS = "/live/"
KINDS = {
    "uuid": st.just(str(uuid4())),
    "int": st.integers(0, 10**18).map(str),
    "slug": st.sampled_from(["a", "uk", "x-1"]),
}
ODD = ["\x00", "\ud83d", "\u202e", "%00", "../../etc", "' OR 1=1 --", "{{7*7}}", "9" * 400, "-1", "NaN", "2026-02-30"]
odd = st.one_of(st.text(max_size=60), st.sampled_from(ODD))


def addresses() -> list[str]:
    found = {where for where, _ in walk(get_resolver()) if not where.startswith(NOT_OURS)}
    return sorted(where for where in found if not where.endswith(STREAMS))


@st.composite
def requests(draw: Any) -> tuple[str, str, str, bytes, str]:
    where = draw(st.sampled_from(addresses()))
    while "<" in where:
        kind, _, rest = where.partition("<")[2].partition(":")
        name = where[where.index("<") : where.index(">") + 1]
        del rest
        value = draw(KINDS.get(kind, st.sampled_from(["x", "..", "é", "a b"])))
        where = where.replace(name, value, 1)
    method = draw(st.sampled_from(METHODS))
    fields = draw(st.dictionaries(st.sampled_from(FIELDS), odd, max_size=4))
    asked = draw(st.dictionaries(st.sampled_from(FIELDS), odd, max_size=2))
    query = "&".join(f"{name}={value}" for name, value in asked.items()).encode("utf-8", "replace").decode()
    body = "&".join(f"{name}={value}" for name, value in fields.items()).encode("utf-8", "surrogatepass")
    kind = draw(st.sampled_from(["application/x-www-form-urlencoded", "application/json", "text/plain", ""]))
    return (
        where,
        method,
        "&".join(f"{n}={v}" for n, v in query.items()).encode("utf-8", "replace").decode(),
        body,
        kind,
    )


@pytest.mark.django_db(databases=["default", "figures"])
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_nothing_odd_is_answered_with_an_error_of_ours(site: Helpline, data: st.DataObject) -> None:
    where, method, query, body, kind = data.draw(requests())
    client = data.draw(st.sampled_from([Client(), signed_in(site.lead)]))
    client.raise_request_exception = False
    with transaction.atomic():
        answer = client.generic(method, where, body, content_type=kind, QUERY_STRING=query)
        transaction.set_rollback(True)
    assert answer.status_code < 500, (method, where, query, body, kind)
    text = b"" if answer.streaming else answer.content
    assert b"Traceback" not in text
