"""The editor's own styles, scripts and icons, read from its package as they are asked for."""

from __future__ import annotations

import gzip
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from django.apps import apps
from django.conf import settings


@dataclass(frozen=True, slots=True)
class EditorFile:
    content_type: str
    plain: bytes
    gzipped: bytes
    for_ever: bool = False


class EditorFiles(Mapping[str, EditorFile]):
    """The files by their address. A helpline that is only read never loads one; each is read once."""

    def __init__(self) -> None:
        self._read: dict[str, EditorFile] = {}

    @cached_property
    def _there(self) -> dict[str, Path]:
        folders = [Path(config.path) / "static" for config in apps.get_app_configs() if "wagtail" in config.name]
        files = ((folder, file) for folder in folders for file in folder.rglob("*") if file.is_file())
        return {f"{settings.STATIC_URL}{file.relative_to(folder).as_posix()}": file for folder, file in files}

    def __getitem__(self, address: str) -> EditorFile:
        if address not in self._read:
            self._read[address] = _file(self._there[address])
        return self._read[address]

    def __contains__(self, address: object) -> bool:
        return isinstance(address, str) and address.startswith(settings.STATIC_URL) and address in self._there

    def __iter__(self) -> Iterator[str]:
        return iter(self._there)

    def __len__(self) -> int:
        return len(self._there)


def _file(file: Path) -> EditorFile:
    content = file.read_bytes()
    content_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    utf8 = content_type.startswith("text/")
    return EditorFile(
        content_type=f"{content_type}; charset=utf-8" if utf8 else content_type,
        plain=content,
        gzipped=gzip.compress(content, compresslevel=6, mtime=0),
    )
