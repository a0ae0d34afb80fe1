"""What docs/openapi.json says of programs' paths holds for whatever is sent there: right, odd or no JSON at all.

Requests are drawn from the document itself. Schemathesis does the same for any such document; for four paths, two of
them signed and one outside Django, these sixty lines on Hypothesis stand in for its ten packages.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as drawn
from hypothesis import strategies as st
from pytest_django import Settings

from quietline.campaigns.register.actions import register_campaign
from quietline.campaigns.register.rules import CampaignGiven
from quietline.contact.chat.live import say
from quietline.edge.hooks import sign
from quietline.edge.limits import limits
from tests.boundaries.test_threat_model import ROOT
from tests.factories.helpline import Helpline

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
DOCUMENT: dict[str, Any] = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
SECRET = "a secret between two machines"
Answered = tuple[int, str, bytes]

_PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40)
ANYTHING = st.recursive(
    _PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
)


def resolved(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    return DOCUMENT["components"]["schemas"][name] if name else schema


def values(schema: dict[str, Any]) -> st.SearchStrategy[Any]:
    """What the document calls right."""
    schema = resolved(schema)
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    if schema["type"] == "object":
        fields = {name: values(each) for name, each in schema["properties"].items()}
        needed = {name: fields.pop(name) for name in schema.get("required", ())}
        return st.fixed_dictionaries(needed, optional=fields)
    if schema["type"] == "integer":
        return st.integers(schema.get("minimum"), schema.get("maximum"))
    if schema.get("format") == "date":
        return st.dates().map(str) | st.just(str(timezone.localdate() - timedelta(days=1)))
    return st.uuids().map(str) if schema.get("format") == "uuid" else st.text(min_size=1, max_size=60)


@st.composite
def bodies(draw: st.DrawFn, schema: dict[str, Any]) -> Any:
    """A right value; one with something else in a field, or without it; or anything."""
    value = draw(values(schema) | ANYTHING)
    if isinstance(value, dict) and value and draw(st.booleans()):
        name = draw(st.sampled_from(sorted(value)))
        value = {each: given for each, given in value.items() if each != name}
        if draw(st.booleans()):
            value[name] = draw(ANYTHING)
    return value


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in DOCUMENT["paths"].items():
        yield path, methods["post"]


def posted(path: str, body: bytes, kind: str) -> Answered:
    timestamp = str(int(time.time()))
    headers = {"Quietline-Timestamp": timestamp, "Quietline-Signature": sign(SECRET, timestamp, body)}
    answer = Client().post(path, body, content_type=kind, headers=headers)
    return answer.status_code, answer.get("Content-Type", ""), answer.content


def said(_path: str, body: bytes, kind: str) -> Answered:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    headers = [(b"content-type", kind.encode()), (b"host", b"testserver")]
    scope = {"method": "POST", "path": "/en/contact/say/", "headers": headers, "query_string": b""}
    asyncio.run(say(scope | {"path_params": {"language": "en"}, "visitor": b"v"}, receive, send))
    kinds = dict(sent[0]["headers"]).get(b"content-type", b"").decode()
    return sent[0]["status"], kinds, sent[1]["body"]


def check(operation: dict[str, Any], answered: Answered) -> None:
    status, kind, content = answered
    assert str(status) in operation["responses"], (status, content)
    documented = operation["responses"][str(status)].get("content", {})
    assert not documented or kind.partition(";")[0] in documented, (status, kind)
    schema = resolved(documented.get("application/json", {}).get("schema", {}))
    if schema:
        assert set(schema.get("required", ())) <= set(json.loads(content)), content


@pytest.mark.parametrize(("path", "operation"), list(operations()))
def test_whatever_is_sent_is_answered_as_the_document_says(
    helpline: Helpline, settings: Settings, path: str, operation: dict[str, Any]
) -> None:
    settings.QUIETLINE_CALL_SECRET, settings.QUIETLINE_PARTNER_SECRETS = SECRET, {"videosite": SECRET}
    today = timezone.localdate()
    spring = CampaignGiven(name="Spring", code="k7m3b", begins_on=today - timedelta(days=90), ends_on=today)
    register_campaign(given=spring, by=None)
    ((kind, content),) = operation["requestBody"]["content"].items()
    ask: Callable[[str, bytes, str], Answered] = said if path.endswith("/say/") else posted
    statuses = set()

    @drawn(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(body=bodies(content["schema"]) | st.binary(max_size=200))
    def sent(body: Any) -> None:
        limits.forget()
        if kind.endswith("urlencoded") and isinstance(body, dict):
            raw = urlencode({name: str(value) for name, value in body.items()}, errors="replace").encode()
        else:
            raw = body if isinstance(body, bytes) else json.dumps(body).encode("utf-8", "replace")
        answered = ask(path, raw, kind)
        statuses.add(answered[0])
        check(operation, answered)

    sent()
    # Right ones got through, where no cookie is needed for that; odd ones did not.
    assert statuses & {200, 201, 204} or path.endswith("/say/"), statuses
    assert path.startswith("/sign-in/") or max(statuses) >= 400


def test_each_path_of_the_document_is_there() -> None:
    for path, _ in operations():
        assert resolve(path)


def test_an_answer_that_the_document_does_not_have_is_told() -> None:
    operation = DOCUMENT["paths"]["/hooks/campaign/"]["post"]
    for wrong in ((500, "text/plain", b""), (201, "text/html", b"{}"), (201, "application/json", b'{"on": "x"}')):
        with pytest.raises(AssertionError):
            check(operation, wrong)
