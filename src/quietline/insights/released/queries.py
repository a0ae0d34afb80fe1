"""Reading releases. Needs the figures' database only."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from quietline.insights.released.models import Release

if TYPE_CHECKING:
    from quietline.insights.releases.document import Document

_KEPT = 8  # documents never change, and are public


def releases() -> list[Release]:
    """Every release, the newest first, each with the one that took its place (`successor`)."""
    return list(_whole())


def release(number: str) -> Release | None:
    """The release of this number."""
    return _whole().filter(number=number).first()


def in_force() -> list[Release]:
    """Those that no other took the place of, the newest first."""
    return [row for row in releases() if row.successor is None]


def document_of(row: Release) -> Document:
    """What a release says, if every byte of it is as it was signed.

    Raises:
        NotGenuine: it was changed in the database.
    """
    return _read(row.signed, row.public_key)


@lru_cache(maxsize=_KEPT)
def _read(signed: str, key: str) -> Document:
    # Loaded when a document is read, not with every process: what draws noise comes with it.
    from quietline.insights.releases.signature import read_key, verify

    return verify(signed.encode(), key=read_key(key)).document


def _whole() -> QuerySet[Release]:
    return Release.objects.select_related("corrects", "corrected_by")
