"""Series with known answers, as tests/vectors/evaluation has them, and invented ones with a known truth."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from quietline.insights import Plan, Series
from quietline.insights.evaluation.periods import Period

VECTORS = Path(__file__).parents[2] / "vectors" / "evaluation"


def case(name: str) -> dict[str, Any]:
    return dict(json.loads((VECTORS / f"{name}.json").read_text()))


def series_of(name: str) -> Series:
    rows = list(csv.DictReader((VECTORS / f"{name}.csv").read_text().splitlines()))
    return Series.monthly(rows[0]["month"], [int(row["count"]) for row in rows], area="Northland")


def plan_of(name: str) -> Plan:
    said = case(name)["input"]
    start = date.fromisoformat(f"{said['campaign_start']}-01")
    end = Period.MONTH.last_day(date.fromisoformat(f"{said['campaign_end']}-01"))
    return Plan(start=start, end=end, washout=said.get("washout_months_after_end"))


def invented(
    seed: int,
    *,
    periods: int = 48,
    mean: float = 60,
    ratio: float = 1.0,
    campaign: int = 6,
    spread: float = 0.1,
    memory: float = 0.5,
    period: Period = Period.MONTH,
) -> Series:
    """Season, growth, a wandering course, and a campaign in the last periods."""
    random = np.random.default_rng(seed)
    first = date(2021, 1, 4) if period is Period.WEEK else date(2021, 1, 1)
    starts = tuple(period.after(first, step) for step in range(periods))
    course = np.zeros(periods)
    course[0] = random.normal(0, spread)
    for at in range(1, periods):
        course[at] = memory * course[at - 1] + random.normal(0, spread * np.sqrt(1 - memory**2))
    season = np.array([period.season(start) for start in starts])
    years = np.arange(periods) / (12 if period is Period.MONTH else 52)
    logs = np.log(mean) + 0.08 * years + 0.15 * np.sin(2 * np.pi * season / 12) + course
    logs[periods - campaign :] += np.log(ratio)
    return Series(starts=starts, counts=tuple(int(count) for count in random.poisson(np.exp(logs))))


def start_of(series: Series, campaign: int = 6) -> date:
    return series.starts[len(series.starts) - campaign]
