"""A million earlier figures brought in: time and memory, in a process and a database of their own."""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.fresh import fresh_helpline
from benchmarks.measuring import Row, at_most

ROWS = 1_000_000
FEW = 50_000
MOST_SECONDS = 60
# A list of a million points alone would be some 200 MB.
MOST_MORE_MEGABYTES = 40


def rows() -> Iterator[Row]:
    """The limits: a million rows within a minute, with no more memory than a twentieth of them takes."""
    _, few = _measured(FEW)
    seconds, many = _measured(ROWS)
    yield at_most("1,000,000 earlier figures imported", seconds, MOST_SECONDS, " s")
    yield at_most("memory for 20 times as many", many - few, MOST_MORE_MEGABYTES, " MB")


def _measured(count: int) -> tuple[float, float]:
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.history", str(count)], capture_output=True, text=True, check=True
    )
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def _table(file: Path, count: int) -> None:
    months = [f"{year}-{month:02}" for year in range(2014, 2024) for month in range(1, 13)]
    with file.open("w", encoding="utf-8") as opened:
        opened.write("month,channel,count\n")
        for number in range(count):
            channel, month = divmod(number, len(months))
            opened.write(f"{months[month]},c{channel},{number % 97}\n")


def main(count: int) -> None:
    """Import so many rows into a new database; tell seconds and the most memory held, in megabytes."""
    with fresh_helpline() as folder:
        table = folder / "table.csv"
        _table(table, count)
        from datetime import date

        from quietline.campaigns.history.actions import import_history
        from quietline.campaigns.history.reading import Mapped, guessed
        from quietline.campaigns.sheets.reading import rows_of
        from quietline.tally.history.rules import SourceGiven, Step
        from quietline.tally.units import AreaRule, Unit

        given = SourceGiven(
            name="x", unit=Unit.HELP_SEEKERS, step=Step.MONTH, area_rule=AreaRule.NONE, on=date(2026, 1, 1)
        )
        mapped = Mapped(columns=guessed(["month", "channel", "count"]), step=Step.MONTH, today=date(2026, 1, 1))
        begun = time.perf_counter()
        with table.open("rb") as opened:
            import_history(given=given, rows=rows_of(opened), mapped=mapped, by=None)
        seconds = time.perf_counter() - begun
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


if __name__ == "__main__":
    main(int(sys.argv[1]))
