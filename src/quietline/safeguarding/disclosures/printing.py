"""The pack as PDF."""

from __future__ import annotations

from collections.abc import Iterable

from quietline.safeguarding.disclosures.pack import Pack
from quietline.ui.paper import Paper


def as_pdf(pack: Pack) -> bytes:
    """A4, every page marked with reference, version, page and number of pages."""
    with _Page(pack) as page:
        page.set_title(pack.name)
        page.set_lang("en")
        page.set_creation_date(pack.made_at)
        page.set_text_shaping(use_shaping_engine=True)
        page.set_margins(22, 20)
        page.set_auto_page_break(True, margin=25)
        page.add_page()
        page.head(f"{pack.organisation}: information passed on", size=16)
        page.sentence(f"To: {pack.agency}")
        page.sentence(f"From: {pack.organisation}, {pack.line}")
        page.sentence(
            f"Made on {pack.made_at:%d %B %Y, %H:%M} UTC. This is version {pack.version}; a later one replaces it."
        )
        page.part(
            "What shows who it is about", [f"{what}: {words}" for what, words in pack.identities] or ["Nothing."]
        )
        page.part("What we were told", [pack.words])
        page.part("Facts", pack.facts)
        page.part("Why it may be passed on", [f"{key}: met" for key in pack.keys_met])
        page.part(
            "By which rules",
            [f"Confidentiality statement shown before anything was said: {pack.statement}", f"Rules: {pack.rules}"],
        )
        page.part("Who decided", pack.decided)
        page.part("What the person was told", [pack.told, *([pack.told_words] if pack.told_words else [])])
        return page.finished()


class _Page(Paper):
    """One kind of page."""

    def __init__(self, pack: Pack) -> None:
        super().__init__()
        self._pack = pack

    def footer(self) -> None:
        self.set_y(-18)
        self.set_font("body", size=8)
        mark = f"{self._pack.reference}-{self._pack.number}, version {self._pack.version}"
        self.cell(0, 5, f"Confidential. {mark}. Page {self.page_no()} of {{nb}}", align="C")

    def head(self, text: str, *, size: int) -> None:
        self.set_font("body", size=size)
        self.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT")
        self.ln(2)

    def sentence(self, text: str) -> None:
        self.set_font("body", size=11)
        self.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")

    def part(self, title: str, lines: Iterable[str]) -> None:
        self.ln(4)
        self.head(title, size=13)
        for text in lines:
            self.sentence(text)
