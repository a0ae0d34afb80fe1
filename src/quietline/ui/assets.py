"""The few static files, read once at start and named by their content, so that they can be cached for ever."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.apps import apps
from django.conf import settings

# Hexadecimal digits of the content's hash in an asset's name: enough that no two versions ever share one.
NAME_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served: the address carries a hash of the content."""

    url: str
    content_type: str
    plain: bytes
    gzipped: bytes
    for_ever: bool = True


@cache
def assets() -> dict[str, Asset]:
    """Every file below a part's `static/` folder, by its name there (`ui/quietline.css`)."""
    folders = [
        Path(config.path) / "static" for config in apps.get_app_configs() if config.name.startswith("quietline.")
    ]
    files = [(folder, file) for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    return {file.relative_to(folder).as_posix(): _asset(file, file.relative_to(folder)) for folder, file in files}


def _asset(file: Path, name: Path) -> Asset:
    content = file.read_bytes()
    digits = hashlib.blake2b(content, digest_size=NAME_DIGITS // 2).hexdigest()
    content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return Asset(
        url=f"{settings.STATIC_URL}{name.with_suffix('')}.{digits}{name.suffix}",
        content_type=f"{content_type}; charset=utf-8" if content_type.startswith("text/") else content_type,
        plain=content,
        gzipped=gzip.compress(content, compresslevel=9, mtime=0),
    )
