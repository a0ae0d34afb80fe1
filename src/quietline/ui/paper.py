"""What is printed as PDF begins here.

Loading the library takes a third of a second and brings NumPy along: import this where something is printed, and not
where every process of a server would load it.
"""

from __future__ import annotations

import logging
from typing import Self

from fpdf import FPDF

from quietline.ui.fonts import BODY

# It says at each page which glyphs it left out: of a text that nobody else may read.
logging.getLogger("fpdf").setLevel(logging.CRITICAL)
logging.getLogger("fontTools").setLevel(logging.CRITICAL)


class Paper(FPDF):
    """A document in the font that everything printed has; open it with `with`, as it holds the font's file open."""

    def __init__(self, size: str = "A4") -> None:
        super().__init__(format=size)
        self.add_font("body", fname=BODY)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.fonts["body"].close()  # type: ignore[union-attr]

    def finished(self) -> bytes:
        """The document; nothing can be added afterwards."""
        return bytes(self.output())
