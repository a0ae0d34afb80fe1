"""A ZIP archive that has the same bytes whenever it is made."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FILE_MODE = 0o644 << 16
_FIRST_YEAR = 1980  # of the format


def zipped(files: Mapping[str, bytes], on: date) -> bytes:
    """An archive in the order given. `on` stands as the day of every file."""
    archive = io.BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as zip_file:
        for name, content in files.items():
            entry = ZipInfo(name, (max(_FIRST_YEAR, on.year), on.month, on.day, 0, 0, 0))
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, _FILE_MODE
            zip_file.writestr(entry, content)
    return archive.getvalue()
