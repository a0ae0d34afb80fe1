"""A release's files, each form as one download."""

from __future__ import annotations

from quietline.insights.released.models import Release
from quietline.insights.releases.document import Document
from quietline.insights.releases.formats import base, content_type, files
from quietline.insights.releases.formats.zipped import zipped
from quietline.insights.releases.press import press_pack

PRESS = "press"
# What each is called on the page, in its order.
DOWNLOADS = {
    "signed": "Signed file",
    "html": "Page",
    "pdf": "PDF",
    "xlsx": "Workbook",
    "csv": "CSV with its description",
    "jsonstat": "JSON-stat",
    "parquet": "Parquet",
    "json": "JSON",
    PRESS: "Press pack",
}


def download(row: Release, document: Document, kind: str) -> tuple[str, str, bytes]:
    """Name, content type and bytes of one of DOWNLOADS."""
    made = _press(document) if kind == PRESS else files(document, row.signed.encode(), (kind,))
    if len(made) == 1:
        ((name, content),) = made.items()
    else:
        name, content = f"{base(document)}-{kind}.zip", zipped(made, document.issued_on)
    return name, content_type(name), content


def _press(document: Document) -> dict[str, bytes]:
    """Of the tables and of each evaluation."""
    found = press_pack(document)
    for told in document.evaluations:
        found |= press_pack(document, told)
    return found
