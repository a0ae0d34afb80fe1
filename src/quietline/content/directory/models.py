from __future__ import annotations

from typing import ClassVar

from quietline.content.models import PublicPage


class DirectoryPage(PublicPage):
    """Other services, from the directory that the desk keeps: chosen by area and need, and nothing of it stored."""

    parent_page_types: ClassVar = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    open_fields: ClassVar = {"page_ptr", "summary", "body"}

    def has_words(self) -> bool:
        # Numbers change: a copy that is carried away offline could lead to somebody else.
        return False
