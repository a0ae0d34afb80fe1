"""`make bench-evaluation`: how often the interval contains the truth and how often it cries wolf, on invented series.

Each cell: series with season, growth, overdispersion and a wandering course, 42 months before six of campaign.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from datetime import date
from itertools import product

import numpy as np
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from benchmarks.measuring import Row, console, show
from quietline.insights import Estimate, Plan, Series, evaluate
from quietline.insights.evaluation.periods import Period

MEANS = (5, 50, 600)  # a month
RATIOS = (1.0, 1.2, 2.0)
SERIES = 500  # a cell
BEFORE, CAMPAIGN = 42, 6
SPREAD, MEMORY, SEASON, GROWTH = 0.15, 0.5, 0.2, 0.08  # of logarithms; growth a year
SEED = 20261124
METHODS = ("ours", "quasi-Poisson AR(1)", "against the six months before", "against a year before")


def main() -> int:
    many = next((int(said) for said in sys.argv[1:] if said.isdigit()), SERIES)
    hits: dict[tuple[int, float, str], list[bool]] = defaultdict(list)
    alarms: dict[tuple[int, str], list[bool]] = defaultdict(list)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("series", total=many * len(MEANS) * len(RATIOS))
        for mean, ratio in product(MEANS, RATIOS):
            random = np.random.default_rng([SEED, mean, round(ratio * 10)])
            for _ in range(many):
                for method, found in judged(invented(random, mean, ratio)).items():
                    hits[mean, ratio, method].append(found.low <= ratio <= found.high)
                    if ratio == 1:
                        alarms[mean, method].append(not found.low <= 1 <= found.high)
                progress.advance(task)
    console.print(f"{many} series a cell, {len(MEANS) * len(RATIOS)} cells")
    return show([*coverage(hits), *false_alarms(alarms)])


def invented(random: np.random.Generator, mean: float, ratio: float) -> Series:
    """One series; it begins in any month."""
    first = Period.MONTH.after(date(2020, 1, 1), int(random.integers(12)))
    starts = tuple(Period.MONTH.after(first, step) for step in range(BEFORE + CAMPAIGN))
    course = np.empty(len(starts))
    course[0] = random.normal(0, SPREAD)
    for at in range(1, len(starts)):
        course[at] = MEMORY * course[at - 1] + random.normal(0, SPREAD * np.sqrt(1 - MEMORY**2))
    turn = 2 * np.pi * np.array([start.month for start in starts]) / 12
    logs = np.log(mean) + GROWTH * np.arange(len(starts)) / 12 + course
    logs += SEASON * np.cos(turn) + SEASON / 3 * np.sin(2 * turn)
    logs[BEFORE:] += np.log(ratio)
    return Series(starts=starts, counts=tuple(int(count) for count in random.poisson(np.exp(logs))))


def judged(series: Series) -> dict[str, Estimate]:
    told = evaluate(series, Plan(start=series.starts[BEFORE]), sensitivity=False)
    # At a mean of 5 a history below 60 counts can't come up here, nor a campaign without any.
    assert told.ratio
    assert told.diagnostics
    ratios = (told.ratio, told.diagnostics.quasi_poisson, *(naive.ratio for naive in told.naive))
    return dict(zip(METHODS, ratios, strict=True))


def coverage(hits: dict[tuple[int, float, str], list[bool]]) -> list[Row]:
    rows = []
    for mean, method in product(MEANS, METHODS):
        shares = [float(np.mean(hits[mean, ratio, method])) for ratio in RATIOS]
        told = " · ".join(f"{share:.3f}" for share in shares)
        holds = method != METHODS[0] or all(0.93 <= share <= 0.98 for share in shares)
        limit = "0.93–0.98" if method == METHODS[0] else "–"
        rows.append(Row(f"coverage, {mean} a month: {method}", told, "ratio 1 · 1.2 · 2", "", limit, holds))
    return rows


def false_alarms(alarms: dict[tuple[int, str], list[bool]]) -> list[Row]:
    rows = []
    for mean, method in product(MEANS, METHODS):
        share = float(np.mean(alarms[mean, method]))
        ours = method == METHODS[0]
        name = f"false alarms, {mean} a month: {method}"
        rows.append(Row(name, f"{share:.3f}", "", "", "≤ 0.06" if ours else "–", not ours or share <= 0.06))
    return rows


if __name__ == "__main__":
    sys.exit(main())
