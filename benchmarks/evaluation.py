"""What an evaluation costs, beside its limits and beside tfcausalimpact on the same series in the same run.

`python -m benchmarks.evaluation` takes it alone. Our own times are CPU seconds, medians of several runs; the peer's
and ours beside it are by the clock. tfcausalimpact goes into a throw-away environment, 1.5 GB for the time of the run.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from benchmarks.measuring import Row, at_most, console, show
from quietline.insights import Plan, Series, evaluate
from quietline.insights.evaluation.periods import Period
from tests.unit.evaluation.cases import invented, start_of

PEER = "tfcausalimpact"
TIMES_FASTER = 20
CAMPAIGN = {Period.MONTH: 6, Period.WEEK: 26}


def rows() -> Iterator[Row]:
    months = invented(1, periods=120)
    weeks = invented(1, periods=521, mean=15, campaign=26, period=Period.WEEK)
    six = replace(months, comparisons={f"area {at}": invented(10 + at, periods=120).counts for at in range(6)})
    yield at_most("evaluation of 10 years of months", 1000 * cpu(once(months)), 150, " ms CPU")
    yield at_most("evaluation of 10 years of weeks", 1000 * cpu(once(weeks)), 500, " ms CPU")
    yield at_most("six comparison areas, all sensitivity", cpu(once(six, around=True), runs=3), 3, " s CPU")
    yield from beside_the_peer(months)


def once(series: Series, *, around: bool = False) -> Callable[[], object]:
    plan = Plan(start=start_of(series, CAMPAIGN[series.period]))
    return lambda: evaluate(series, plan, sensitivity=around)


def cpu(run: Callable[[], object], runs: int = 9) -> float:
    return timed(run, time.process_time, runs)


def timed(run: Callable[[], object], clock: Callable[[], float], runs: int) -> float:
    taken = []
    for _ in range(runs):
        began = clock()
        run()
        taken.append(clock() - began)
    return median(taken)


def beside_the_peer(series: Series) -> Iterator[Row]:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with console.status(f"installing {PEER} into a throw-away environment"):
            python = installed(place)
        if python is None:
            console.print(f"{PEER} can't be installed here: the comparison with it was left out.")
            return
        with console.status(f"{PEER} on the same series"):
            theirs = peer_seconds(python, place, series)
    ours = timed(once(series), time.perf_counter, 9)
    faster = theirs / ours
    limit = f"≥ {TIMES_FASTER}"
    name = f"the same months, {PEER}'s time to ours"
    yield Row(name, f"{1000 * ours:,.0f} ms", f"{theirs:,.1f} s", f"{faster:,.0f}", limit, faster >= TIMES_FASTER)


def installed(place: Path) -> Path | None:
    python = place / "venv" / "bin" / "python"
    subprocess.run([sys.executable, "-m", "venv", place / "venv"], check=True)
    done = subprocess.run(
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEER],
        capture_output=True,
        check=False,
    )
    return python if done.returncode == 0 else None


def peer_seconds(python: Path, place: Path, series: Series) -> float:
    file = place / "series.csv"
    file.write_text("\n".join(["y", *(f"{count}.0" for count in series.counts)]))
    first = len(series.starts) - CAMPAIGN[series.period]
    done = subprocess.run(
        [python, Path(__file__).with_name("peer_evaluation.py"), file, str(first)],
        env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3"},
        capture_output=True,
        text=True,
        check=True,
    )
    return float(done.stdout.split()[-1])


if __name__ == "__main__":
    sys.exit(show(rows()))
