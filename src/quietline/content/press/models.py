from __future__ import annotations

from typing import ClassVar

from quietline.content.models import BodyField, PublicPage
from quietline.content.press.blocks import PressBody


class PressPage(PublicPage):
    """Figures for the press, each with everything that keeps it from being misquoted."""

    body = BodyField(PressBody, blank=True)

    parent_page_types: ClassVar = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    open_fields: ClassVar = {"page_ptr", "summary", "body"}

    def has_words(self) -> bool:
        # A number that was corrected since would live on in copies.
        return False
