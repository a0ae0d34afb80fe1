"""The case with known answers, and small tables."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from quietline.insights.releases.frozen import Frozen
from quietline.insights.releases.ledger import Spend
from quietline.insights.releases.tables import T1, T2
from quietline.insights.releases.windows import Window

S6: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "releases" / "S6.json").read_text())[
    "expected"
]
QUARTER = Window.of("2026Q1")
LATER = date(2027, 1, 10)  # everything of 2026 is closed


def stored_months(*counts: int, area: str = "Northland") -> list[Frozen]:
    return [Frozen(Spend(T1, month), {(area,): count}) for month, count in zip(QUARTER.months, counts, strict=True)]


def stored_quarter(*counts: int, area: str = "Northland") -> Frozen:
    return Frozen(Spend(T2, QUARTER), {(area, f"group {at}"): count for at, count in enumerate(counts)})
