"""CSV (RFC 4180, UTF-8) with its metadata (CSV on the Web): types, titles and meanings of every column."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from quietline.insights.releases.document import Document
from quietline.insights.releases.formats.columns import (
    CELLS,
    DECIMALS,
    EVALUATIONS,
    TOTALS,
    Column,
    Value,
    cells,
    evaluations,
    totals,
)
from quietline.insights.releases.formats.neutral import inert

_PARTS = {
    "cells": (CELLS, cells, "Every cell of every table"),
    "totals": (TOTALS, totals, "Totals of protected numbers, with their error"),
    "evaluations": (EVALUATIONS, evaluations, "What was found of campaigns"),
}


def as_csv(document: Document, base: str) -> dict[str, bytes]:
    """The files by name, with `base` before each: cells, and totals and evaluations where there are any; metadata."""
    files: dict[str, bytes] = {}
    described = []
    for part, (columns, rows, about) in _PARTS.items():
        found = list(rows(document))
        if found:
            name = f"{base}-{part}.csv"
            files[name] = _sheet(columns, found)
            described.append(_described(name, columns, about))
    metadata = _metadata(document, described)
    files[f"{base}.csv-metadata.json"] = (json.dumps(metadata, ensure_ascii=False, indent=1) + "\n").encode()
    return files


def _sheet(columns: tuple[Column, ...], rows: Iterable[tuple[Value, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(column.name for column in columns)
    writer.writerows([_written(value) for value in row] for row in rows)
    return text.getvalue().encode()


def _written(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, Fraction):
        return f"{float(value):.{DECIMALS}f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _described(name: str, columns: tuple[Column, ...], about: str) -> dict[str, Any]:
    return {
        "url": name,
        "dc:title": about,
        "tableSchema": {
            "columns": [
                {"name": column.name, "titles": column.name, "dc:title": column.title, "datatype": column.kind}
                | ({"dc:description": column.about} if column.about else {})
                for column in columns
            ]
        },
    }


def _metadata(document: Document, tables: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": document.title,
        "dc:publisher": document.publisher,
        "dc:identifier": document.number,
        "dc:issued": {"@value": document.issued_on.isoformat(), "@type": "xsd:date"},
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\r\n"]},
        "tables": tables,
    }
