"""Which links may stand on a page."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.content.rules import forbidden_links


def field_with(*addresses: str) -> str:
    entities = {str(number): {"type": "LINK", "data": {"url": each}} for number, each in enumerate(addresses)}
    return json.dumps({"blocks": [], "entityMap": entities | {"p": {"type": "LINK", "data": {"id": 3}}}})


@pytest.mark.parametrize(
    "address",
    [
        "https://www.nspcc.org.uk/",
        "http://x.example",
        "tel:116 123",
        "mailto:a@b.example",
        "/en/trust/#history",
        "#top",
    ],
)
def test_these_may_stand(address: str) -> None:
    assert forbidden_links([field_with(address)]) == []


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "blob:x",
        "https://[",
    ],
)
def test_these_may_not(address: str) -> None:
    assert forbidden_links(["a title", field_with("https://x.example", address)]) == [address]


@given(st.text() | st.text().map(lambda text: f'{{"entityMap": {text}'))
def test_whatever_is_sent_gets_an_answer(text: str) -> None:
    assert isinstance(forbidden_links([text]), list)
