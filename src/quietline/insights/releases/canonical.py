"""A release as bytes: one document has exactly one form, so that a signature can be made over it.

JSON in UTF-8, names sorted, no spaces, a line break at the end, and no number with a point (programs write those in
different ways): ratios and errors are texts, fractions "37/7". Beside what the document holds stands what follows
from it (how a number is shown, totals, chances), for programs that do not know our rules; `read` computes it again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, NoReturn, TypeVar

from quietline.insights.releases.display import shown
from quietline.insights.releases.document import (
    Campaign,
    Correction,
    Document,
    Named,
    PublishedEvaluation,
    PublishedTable,
    Ratio,
    Total,
)
from quietline.insights.releases.tables import BY_NAME
from quietline.insights.releases.windows import ReleaseRefused, Window
from quietline.insights.releases.wording import NotPublishable

SCHEMA = 1  # goes up when a name here changes its meaning or goes, or a number is shown in another way
MOST_BYTES = 64_000_000
# As texts, so that no "1e999999999" is computed.
_PARTS = re.compile(r"-?\d{1,20}/\d{1,9}", re.ASCII)

_T = TypeVar("_T")


class Malformed(ValueError):
    """Bytes that are no release of ours. The text says what is the matter."""


def written(document: Document) -> bytes:
    """The document's one form."""
    return _bytes(_plain(document))


def read(content: bytes) -> Document:
    """The document of which these are the bytes.

    Raises:
        Malformed: they are not exactly what `written` makes of any document.
    """
    try:
        if len(content) > MOST_BYTES:
            _refuse(f"more than {MOST_BYTES:,} bytes")
        plain = json.loads(content.decode("utf-8"), parse_float=_no_point, parse_constant=_no_point)
        schema = plain.get("schema") if isinstance(plain, dict) else None
        if schema != SCHEMA:
            _refuse(f"its schema is {schema!r}, this program reads {SCHEMA}; look for a newer one")
        document = _document(plain)
        if written(document) != content:
            _refuse("something in it does not follow from the rest, or it was written in another form")
    except RecursionError as why:
        raise Malformed("This is no release: it is nested too deeply.") from why
    except (ReleaseRefused, NotPublishable) as why:
        raise Malformed(f"This is no release: {why}") from why
    except Malformed:
        raise
    except (ValueError, TypeError, ArithmeticError) as why:  # of json, of UTF-8, of dates and numbers
        raise Malformed("This is no release: it is no JSON of the kind, or was cut off.") from why
    return document


def _bytes(plain: object) -> bytes:
    text = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return f"{text}\n".encode()


# ── to JSON ──


def _plain(document: Document) -> dict[str, Any]:
    return {
        "areas": [_named(one) for one in document.areas],
        "budget": str(document.budget),
        "caller_groups": [_named(one) for one in document.caller_groups],
        "campaigns": [_campaign(one) for one in document.campaigns],
        "channels": [_named(one) for one in document.channels],
        "chances": [str(chance) for chance in document.chances],
        "corrects": document.corrects and {"number": document.corrects.number, "reason": document.corrects.reason},
        "evaluations": [_evaluation(one) for one in document.evaluations],
        "issued_on": document.issued_on.isoformat(),
        "number": document.number,
        "publisher": document.publisher,
        "schema": SCHEMA,
        "tables": [_table(one) for one in document.tables],
        "title": document.title,
        "totals": [_total(document, one) for one in document.totals],
    }


def _named(one: Named) -> dict[str, Any]:
    return {"code": one.code, "name": one.name, "parent": one.parent}


def _campaign(one: Campaign) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "first_on": one.first_on.isoformat(),
        "last_on": one.last_on and one.last_on.isoformat(),
        "areas": list(one.areas),
    }


def _table(one: PublishedTable) -> dict[str, Any]:
    return {
        "table": one.name,
        "dimensions": list(one.dimensions),
        "epsilon": str(one.table.epsilon),
        "window": str(one.window),
        "unit": one.unit,
        "area_rule": one.area_rule,
        "channels": list(one.channels),
        "missing_days": one.missing_days,
        "cells": [
            {"at": list(cell), "value": _number(value), "shown": shown(value)} for cell, value in one.values.items()
        ],
    }


def _total(document: Document, one: Total) -> dict[str, Any]:
    found = document.sum_of(one)
    return {
        "name": one.name,
        "table": one.table,
        "windows": [str(window) for window in one.windows],
        "cells": [list(cell) for cell in one.cells],
        "value": _number(found.value),
        "shown": shown(found.value),
        "deviation": f"{found.deviation:.1f}",
        "within": ceil(found.within),
    }


def _evaluation(one: PublishedEvaluation) -> dict[str, Any]:
    ratio = one.ratio
    return {
        "campaign": one.campaign,
        "areas": list(one.areas),
        "unit": one.unit,
        "first_on": one.first_on.isoformat(),
        "last_on": one.last_on.isoformat(),
        "verdict": one.verdict.value,
        "ratio": ratio and [str(ratio.low), str(ratio.middle), str(ratio.high)],
        "sentence": one.sentence,
        "comparisons": list(one.comparisons),
        "fragile": one.fragile,
        "changed": list(one.changed),
    }


def _number(value: int | Fraction) -> int | str:
    return int(value) if value.denominator == 1 else str(value)


# ── from JSON: what follows from the rest is named here, so that it must be there, and compared as a whole ──


def _document(plain: object) -> Document:
    part = _Part(
        plain,
        "areas budget caller_groups campaigns channels chances corrects evaluations issued_on number publisher schema "
        "tables title totals",
    )
    return Document(
        number=part.text("number"),
        title=part.text("title"),
        issued_on=part.day("issued_on"),
        publisher=part.text("publisher"),
        tables=part.some("tables", _read_table),
        areas=part.some("areas", _read_named),
        caller_groups=part.some("caller_groups", _read_named),
        channels=part.some("channels", _read_named),
        campaigns=part.some("campaigns", _read_campaign),
        totals=part.some("totals", _read_total),
        evaluations=part.some("evaluations", _read_evaluation),
        corrects=None if part["corrects"] is None else _read_correction(part["corrects"]),
    )


def _read_named(plain: object) -> Named:
    part = _Part(plain, "code name parent")
    return Named(
        code=part.text("code"),
        name=part.text("name"),
        parent=None if part["parent"] is None else part.text("parent"),
    )


def _read_campaign(plain: object) -> Campaign:
    part = _Part(plain, "code name first_on last_on areas")
    return Campaign(
        code=part.text("code"),
        name=part.text("name"),
        first_on=part.day("first_on"),
        last_on=None if part["last_on"] is None else part.day("last_on"),
        areas=part.some("areas", _text),
    )


def _read_correction(plain: object) -> Correction:
    part = _Part(plain, "number reason")
    return Correction(number=part.text("number"), reason=part.text("reason"))


def _read_table(plain: object) -> PublishedTable:
    part = _Part(plain, "table dimensions epsilon window unit area_rule channels missing_days cells")
    if part.text("table") not in BY_NAME:
        _refuse(f"there is no table {part.text('table')!r}")
    return PublishedTable(
        table=BY_NAME[part.text("table")],
        window=Window.of(part.text("window")),
        unit=part.text("unit"),
        area_rule=part.text("area_rule"),
        channels=part.some("channels", _text),
        missing_days=_integer(part["missing_days"]),
        values=dict(part.some("cells", _read_cell)),
    )


def _read_cell(plain: object) -> tuple[tuple[str, ...], int | Fraction]:
    part = _Part(plain, "at value shown")
    return part.some("at", _text), _read_number(part["value"])


def _read_number(plain: object) -> int | Fraction:
    if not isinstance(plain, str):
        return _integer(plain)
    if not _PARTS.fullmatch(plain):
        _refuse(f"{plain!r} is no number with parts")
    return Fraction(plain)


def _read_total(plain: object) -> Total:
    part = _Part(plain, "name table windows cells value shown deviation within")
    return Total(
        name=part.text("name"),
        table=part.text("table"),
        windows=tuple(Window.of(window) for window in part.some("windows", _text)),
        cells=part.some("cells", _texts),
    )


def _read_evaluation(plain: object) -> PublishedEvaluation:
    part = _Part(plain, "campaign areas unit first_on last_on verdict ratio sentence comparisons fragile changed")
    if not isinstance(part["fragile"], bool):
        _refuse("whether an evaluation is fragile is true or false")
    ratio = None if part["ratio"] is None else [Decimal(number) for number in part.some("ratio", _text)]
    if ratio is not None and len(ratio) != 3:
        _refuse("a ratio has a lower limit, a middle and an upper limit")
    return PublishedEvaluation(
        campaign=part.text("campaign"),
        areas=part.some("areas", _text),
        unit=part.text("unit"),
        first_on=part.day("first_on"),
        last_on=part.day("last_on"),
        ratio=None if ratio is None else Ratio(low=ratio[0], middle=ratio[1], high=ratio[2]),
        sentence=part.text("sentence"),
        comparisons=part.some("comparisons", _text),
        fragile=part["fragile"],
        changed=part.some("changed", _text),
    )


class _Part:
    """An object with exactly these names."""

    def __init__(self, plain: object, names: str) -> None:
        if not isinstance(plain, dict) or plain.keys() != set(names.split()):
            _refuse(f"somewhere there should stand exactly {names.replace(' ', ', ')}")
        self._plain: dict[str, Any] = plain

    def __getitem__(self, name: str) -> Any:
        return self._plain[name]

    def text(self, name: str) -> str:
        return _text(self[name])

    def day(self, name: str) -> date:
        return date.fromisoformat(self.text(name))

    def some(self, name: str, one: Callable[[object], _T]) -> tuple[_T, ...]:
        found = self[name]
        if not isinstance(found, list):
            _refuse(f"{name} is no list")
        return tuple(one(each) for each in found)


def _text(plain: object) -> str:
    if not isinstance(plain, str):
        _refuse(f"{plain!r} should be a text")
    return plain


def _texts(plain: object) -> tuple[str, ...]:
    if not isinstance(plain, list):
        _refuse(f"{plain!r} should be a list")
    return tuple(_text(each) for each in plain)


def _integer(plain: object) -> int:
    if type(plain) is not int:
        _refuse(f"{plain!r} should be a whole number")
    return plain


def _no_point(text: str) -> NoReturn:
    _refuse(f"{text} is a number that releases do not have")


def _refuse(why: str) -> NoReturn:
    raise Malformed(f"This is no release: {why}.")
