"""What two half-year totals can tell, and what a monthly series can. `python examples/north-west-2018/run.py`"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from quietline.insights import Plan, Refused, Series, evaluate, naive_ratio
from quietline.insights.evaluation.reading import read_series

HERE = Path(__file__).parent
START = date(2018, 4, 1)  # assumed: the reports say "half a year", not which
BEFORE, AFTER = (date(2017, 10, 1), date(2018, 3, 31)), (START, date(2018, 9, 30))
UNIT = "contacts to helpline and website"


def two_totals() -> list[str]:
    """The published totals by themselves."""
    told = []
    for row in csv.DictReader((HERE / "published.csv").read_text(encoding="utf-8").splitlines()):
        if not row["before"]:
            told.append(f"{row['area']}: {row['change']} of an unknown number. No interval can be given.")
            continue
        naive = naive_ratio(
            before=int(row["before"]), after=int(row["after"]), before_window=BEFORE, after_window=AFTER, unit=UNIT
        )
        ratio = naive.ratio
        told.append(
            f"{row['area']}: {naive.after:,} against {naive.before:,}, ratio {ratio.middle:.2f}; {ratio.low:.2f} to "
            f"{ratio.high:.2f} if nothing but chance moved the counts, and other things always do."
        )
    return told


def refusal() -> str:
    """What the evaluation says to two totals."""
    try:
        Series(starts=(BEFORE[0], AFTER[0]), counts=(1747, 3549), unit=UNIT)
    except Refused as refused:
        return str(refused)
    raise AssertionError


def monthly(name: str) -> str:
    """The whole evaluation on an invented series that has the published totals as its last two half years."""
    series = read_series((HERE / f"invented-{name}.csv").read_bytes())
    return evaluate(series, Plan(start=START)).sentence


def main() -> None:
    print("TWO TOTALS", *two_totals(), "", sep="\n")
    print("ASKED TO JUDGE THEM", refusal(), "", sep="\n")
    for name in ("a", "b"):
        print(f"INVENTED MONTHS, {name.upper()}", monthly(name), "", sep="\n")


if __name__ == "__main__":
    main()
