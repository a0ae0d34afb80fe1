"""What is to be translated of a page: each piece of text by where it stands, and put back there."""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

# Of a block's value these hold no words: names, choices, other pages, pictures.
NO_WORDS = frozenset(
    {"id", "type", "anchor", "goal", "page", "name", "leads_to", "image", "decorative", "purpose", "number"}
)
NO_WORDS_BLOCKS = frozenset({"signpost", "numbers"})
_TAG = re.compile(r"<[^>]*>")
# Where a text stands: a field's name, or the places on the way down into the body.
Place = tuple[str | int, ...]


def texts(body: list[dict[str, Any]]) -> Iterator[tuple[Place, str]]:
    """Every text of a body, as the database keeps it, with its place; a block's place begins with its id."""
    for block in body:
        if block["type"] not in NO_WORDS_BLOCKS:
            yield from _texts(block["value"], (block["id"],))


def _texts(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, str):
        if value.strip():
            yield place, value
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield from _texts(each, (*place, number))
    elif isinstance(value, dict):
        for key, each in value.items():
            if key not in NO_WORDS:
                yield from _texts(each, (*place, key))


def with_texts(body: list[dict[str, Any]], translated: dict[Place, str]) -> list[dict[str, Any]]:
    """The same body with these texts in their places."""
    new = copy.deepcopy(body)
    by_id = {block["id"]: block for block in new}
    for (block_id, *way), text in translated.items():
        holder: Any = by_id[str(block_id)]
        for step in ["value", *way][:-1]:
            holder = holder[step]
        holder[["value", *way][-1]] = text
    return new


def same_marks(source: str, text: str) -> bool:
    """Whether a translation has the tags and links of its source, all of them and none besides."""
    return Counter(_TAG.findall(source)) == Counter(_TAG.findall(text)) and ("<" in source or "<" not in text)
