"""Every word of the public pages is in every catalogue: none shows in English by oversight."""

from __future__ import annotations

import io
import re
from ast import literal_eval
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

import quietline

SOURCE = Path(quietline.__file__).parent
CATALOGUES = sorted(SOURCE.glob("locale/*/LC_MESSAGES/django.po"))
KEYWORDS = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2)}


_LITERAL = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_IN_TEMPLATE = re.compile(rf"gettext\({_LITERAL}(?:,\s*{_LITERAL})?")


def said() -> Iterator[str | tuple[str, ...]]:
    """What pages and views say through gettext; the desk and the sign-in speak English for now."""
    for file in sorted(SOURCE.rglob("*.py")):
        for _, message, _, _ in extract("python", io.BytesIO(file.read_bytes()), keywords=KEYWORDS):
            yield message
    for file in sorted(SOURCE.rglob("*.html")):
        for one, many in _IN_TEMPLATE.findall(templatize(file.read_text(encoding="utf-8"), origin=str(file))):
            yield (literal_eval(one), literal_eval(many)) if many else literal_eval(one)


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_every_word_is_translated_and_none_is_left_over(catalogue: Path) -> None:
    with catalogue.open("rb") as file:
        known = {message.id: message for message in read_po(file, locale=catalogue.parent.parent.name) if message.id}
    wanted = set(said())
    assert wanted - {key for key, message in known.items() if message.string and not message.fuzzy} == set()
    assert set(known) - wanted == set()


def places(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]|<[^>]+>", text))


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda file: file.parent.parent.name)
def test_what_is_filled_in_stands_in_both(catalogue: Path) -> None:
    with catalogue.open("rb") as file:
        for message in read_po(file, locale=catalogue.parent.parent.name):
            if isinstance(message.id, str) and message.id:
                assert places(str(message.string)) == places(message.id), message.id
