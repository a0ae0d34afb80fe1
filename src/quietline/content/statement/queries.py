"""What a line promises, asked through a setting: the public site may show it, and not know the conversation."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol, cast

from django.conf import settings


class Statement(Protocol):
    @property
    def jurisdiction(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def version(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def html(self) -> str: ...


def in_force(language: str, jurisdiction: str = "") -> Statement | None:
    """The statement in force of a jurisdiction, or of the line that the public reaches; else in English, or none."""
    return cast("Statement | None", import_module(settings.QUIETLINE_STATEMENTS).in_force(language, jurisdiction))


def jurisdictions() -> list[str]:
    """Those for which a line has a statement in force."""
    return cast("list[str]", import_module(settings.QUIETLINE_STATEMENTS).jurisdictions())
