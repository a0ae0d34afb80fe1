from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from quietline.content.models import PublicPage
from quietline.content.statement import queries


class StatementPage(PublicPage):
    """The confidentiality statement in force, with words around it.

    The statement is versioned data of another part: an editor can put a page around it, and change no word of it.
    """

    jurisdiction = models.SlugField(
        blank=True,
        help_text="Of which jurisdiction, as the statement says it (uk). Empty: that of the line the public reaches.",
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("jurisdiction"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    open_fields: ClassVar = {"page_ptr", "summary", "body", "jurisdiction"}

    def has_words(self) -> bool:
        # A copy that is carried away offline could say what does not hold any more.
        return False

    def has_what_it_needs(self) -> bool:
        return queries.in_force(self.language, self.jurisdiction) is not None

    def why_it_must_stay(self) -> str:
        if not (self.live and self.has_what_it_needs()):
            return ""
        return (
            f"“{self.title}” shows the statement in force: it stays for as long as that statement holds. "
            "You can change the words around it."
        )

    def problems_before_public(self, cleaned: dict[str, Any]) -> list[str]:
        wanted = cleaned.get("jurisdiction") or ""
        if queries.in_force(self.language, wanted):
            return []
        there = ", ".join(f"“{each}”" for each in queries.jurisdictions()) or "none"
        return [f"No line has a statement in force for “{wanted}”. In force are: {there}. Choose one of these."]
