"""A release as files. What a format needs is loaded when it is written: nobody who reads a page waits for Parquet."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from quietline.insights.releases.canonical import written
from quietline.insights.releases.document import Document

CONTENT_TYPES = {
    ".signed": "text/plain; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8; header=present",
    ".csv-metadata.json": "application/csvm+json",
    ".parquet": "application/vnd.apache.parquet",
    ".jsonstat.json": "application/json",
    ".json": "application/json",
    ".zip": "application/zip",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}

FORMATS = ("signed", "html", "pdf", "xlsx", "csv", "parquet", "jsonstat", "json")


def files(document: Document, signed: bytes, formats: tuple[str, ...] = FORMATS) -> dict[str, bytes]:
    """The files of a release by name, in the order of the formats.

    Args:
        signed: the file that `signature.sign` made of the document.
        formats: of FORMATS; CSV and JSON-stat are several files each.

    Raises:
        KeyError: a format that is none of them.
    """
    found: dict[str, bytes] = {}
    for kind in formats:
        found |= _WRITERS[kind](document, signed, base(document))
    return found


def base(document: Document) -> str:
    """What the names of its files begin with."""
    return f"release-{document.number}"


def content_type(name: str) -> str:
    """By the longest ending of a file's name.

    Raises:
        KeyError: no file of a release ends so.
    """
    endings = [ending for ending in CONTENT_TYPES if name.endswith(ending)]
    if not endings:
        raise KeyError(name)
    return CONTENT_TYPES[max(endings, key=len)]


def _writer(kind: str) -> Callable[..., bytes]:
    found: Callable[..., bytes] = getattr(import_module(f"{__name__}.as_{kind}"), f"as_{kind}")
    return found


def _one(kind: str) -> Callable[[Document, bytes, str], dict[str, bytes]]:
    return lambda document, _, name: {f"{name}.{kind}": _writer(kind)(document)}


def _several(kind: str) -> Callable[[Document, bytes, str], dict[str, bytes]]:
    def write(document: Document, _: bytes, name: str) -> dict[str, bytes]:
        made: dict[str, bytes] = getattr(import_module(f"{__name__}.as_{kind}"), f"as_{kind}")(document, name)
        return made

    return write


_WRITERS: dict[str, Callable[[Document, bytes, str], dict[str, bytes]]] = {
    "signed": lambda _, signed, name: {f"{name}.signed": signed},
    "html": _one("html"),
    "pdf": _one("pdf"),
    "xlsx": _one("xlsx"),
    "csv": _several("csv"),
    "parquet": _one("parquet"),
    "jsonstat": _several("jsonstat"),
    "json": lambda document, _, name: {f"{name}.json": written(document)},
}
