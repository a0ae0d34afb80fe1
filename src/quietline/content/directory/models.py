from __future__ import annotations

from typing import ClassVar

from quietline.content.blocks import DirectoryBody
from quietline.content.models import BodyField, PublicPage


class DirectoryPage(PublicPage):
    """Other services, from the directory that the desk keeps: chosen by area and need, and nothing of it stored."""

    body = BodyField(DirectoryBody, blank=True)

    parent_page_types: ClassVar = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    open_fields: ClassVar = {"page_ptr", "summary", "body"}

    def names_of_needs(self) -> dict[str, str]:
        """How needs are called on this page, by the desk's terms."""
        lists = (block.value for block in self.body if block.block_type == "needs")
        return {each["term"]: each["words"] for said in lists for each in said}

    def has_words(self) -> bool:
        # Numbers change: a copy that is carried away offline could lead to somebody else.
        return False
