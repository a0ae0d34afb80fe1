"""Where Wagtail keeps the files of pictures: in the database (models.StoredFile)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.core.files.storage import Storage
from django.db.models import QuerySet
from django.urls import reverse

if TYPE_CHECKING:
    from quietline.content.models import StoredFile


def _files() -> QuerySet[StoredFile]:
    # Wagtail asks for the storage while the models are read.
    from quietline.content.models import StoredFile

    return StoredFile.objects.all()


class DatabaseStorage(Storage):
    def _open(self, name: str, mode: str = "rb") -> File[bytes]:
        row = _files().filter(name=name).first()
        if row is None:
            raise FileNotFoundError(name)
        return File(BytesIO(bytes(row.content)), name=name)

    def _save(self, name: str, content: File[bytes]) -> str:
        content.seek(0)
        _files().create(name=name, content=content.read())
        return name

    def delete(self, name: str) -> None:
        _files().filter(name=name).delete()

    def exists(self, name: str) -> bool:
        return _files().filter(name=name).exists()

    def size(self, name: str) -> int:
        return len(self._open(name).read())

    def url(self, name: str | None) -> str:
        return reverse("picture", kwargs={"name": name})
