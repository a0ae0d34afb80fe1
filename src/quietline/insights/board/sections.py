"""What a section of the dashboard is made of."""

from __future__ import annotations

from dataclasses import dataclass, field

from quietline.tally.units import Figure
from quietline.ui.charts import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """A table without a picture. The first cell of each row is its heading."""

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One heading with its figures, each whole in its sentence, and pictures of them."""

    key: str
    heading: str
    figures: tuple[Figure, ...] = ()
    notes: tuple[str, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Rows, ...] = field(default=())


def spoken(code: str) -> str:
    """A code as words; what a record form called it stands with the conversations, where figures never look."""
    return code.replace("_", " ").replace("-", " ").strip().capitalize() or "Not said"


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"
