"""The dashboard over ten years of dense daily tallies, and how fast counts are taken in: a database of their own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from statistics import median
from typing import Any

from benchmarks.fresh import fresh_helpline
from benchmarks.measuring import Row, at_most

YEARS, AREAS, GROUPS, CHANNELS = 10, 200, 7, 5
MOST_MILLISECONDS = 300
LEAST_A_SECOND = 5_000
PARCELS, A_PARCEL = 50, 1_000
VIEWS = 9


def rows() -> Iterator[Row]:
    """The limits: the whole page within 300 ms, and 5,000 increments a second."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.figures", "measure"], capture_output=True, text=True, check=True
    )
    milliseconds, tallies, rate, bare = (float(number) for number in done.stdout.split()[-4:])
    yield at_most(f"figures page over {tallies:,.0f} daily tallies", milliseconds, MOST_MILLISECONDS, " ms")
    yield Row(
        "counts taken in",
        f"{rate:,.0f}/s",
        f"{bare:,.0f}/s (bare loop of the same rows)",
        f"{rate / bare:.2f}",
        f"≥ {LEAST_A_SECOND:,}/s",
        rate >= LEAST_A_SECOND,
    )


def main() -> None:
    """Fill, measure, and tell: milliseconds a page, tallies there, counts taken in a second, those of a bare loop."""
    with fresh_helpline():
        from django.db import connections

        rate = _taken_in()
        bare = _bare(connections["figures"])
        tallies = _fill(connections["figures"])
        milliseconds = _page()
    print(milliseconds, tallies, rate, bare)


def _counts(parcel: int) -> list[Any]:
    from quietline.tally.measures import Count, Measure

    day = date(2001, 1, 1) + timedelta(days=parcel % 20)
    return [
        Count(
            measure=Measure.CONTACTS,
            on=day,
            channel=f"c{number % CHANNELS}",
            outcome="answered",
            area=f"a{number % AREAS}",
            caller_group=f"g{number % GROUPS}",
        )
        for number in range(parcel * 37, parcel * 37 + A_PARCEL)
    ]


def _taken_in() -> float:
    """Counts that come a thousand to a parcel: new places at first, then places that are there."""
    from quietline.tally.actions import take_in

    parcels = [_counts(parcel) for parcel in range(PARCELS)]
    begun = time.perf_counter()
    for number, counts in enumerate(parcels, start=1):
        take_in(parcel=number, counts=counts)
    return PARCELS * A_PARCEL / (time.perf_counter() - begun)


def _bare(connection: Any) -> float:
    """The same rows, each inserted or added to, a thousand to a transaction, and nothing else."""
    text = (
        "INSERT INTO bare VALUES (?, ?, ?, ?, ?, 1) ON CONFLICT (day, channel, outcome, area, caller_group)"
        " DO UPDATE SET count = count + 1"
    )
    parcels = [
        [(each.on.isoformat(), each.channel, each.outcome, each.area, each.caller_group) for each in _counts(parcel)]
        for parcel in range(PARCELS)
    ]
    raw = connection.connection
    raw.execute(
        "CREATE TABLE bare (day, channel, outcome, area, caller_group, count,"
        " UNIQUE (day, channel, outcome, area, caller_group))"
    )
    begun = time.perf_counter()
    for parcel in parcels:
        raw.execute("BEGIN")
        raw.executemany(text, parcel)
        raw.execute("COMMIT")
    seconds = time.perf_counter() - begun
    raw.execute("DROP TABLE bare")
    return PARCELS * A_PARCEL / seconds


def _fill(connection: Any) -> int:
    """One tally for each day, channel, area and group, up to yesterday; the sums of months as `take_in` keeps them."""
    from django.utils import timezone

    last = timezone.localdate() - timedelta(days=1)
    first = date(last.year - YEARS, last.month, 1)
    raw = connection.connection
    raw.execute("PRAGMA synchronous=OFF")
    raw.execute("DELETE FROM tally_tally")
    raw.execute("DELETE FROM tally_monthsum")
    numbers = "WITH RECURSIVE {0}(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM {0} WHERE n < {1})"
    for name, many in (("days", (last - first).days), ("c", CHANNELS - 1), ("a", AREAS - 1), ("g", GROUPS - 1)):
        raw.execute(f"CREATE TEMP TABLE {name} AS {numbers.format('s', many)} SELECT n FROM s")
    raw.execute("BEGIN")
    raw.execute(
        'INSERT INTO tally_tally (measure, "on", channel, outcome, area, caller_group, field, option, count)'
        " SELECT 'contacts', date(?, '+' || days.n || ' days'), 'c' || c.n,"
        " CASE (days.n + c.n) % 3 WHEN 0 THEN 'abandoned' ELSE 'answered' END, printf('a%03d', a.n), 'g' || g.n,"
        " '', '', 1 + (days.n + a.n + g.n) % 3 FROM days CROSS JOIN c CROSS JOIN a CROSS JOIN g",
        [first.isoformat()],
    )
    raw.execute(
        "CREATE TEMP TABLE whole AS SELECT substr(\"on\", 1, 8) || '01' AS month, channel, outcome, area,"
        " caller_group,"
        " sum(count) AS count FROM tally_tally GROUP BY 1, 2, 3, 4, 5"
    )
    for along, one, other in (
        ("way", "channel", "outcome"),
        ("area", "area", "''"),
        ("caller_group", "caller_group", "''"),
        ("answer", "''", "''"),
    ):
        raw.execute(
            "INSERT INTO tally_monthsum (measure, along, month, one, other, count)"
            f" SELECT 'contacts', '{along}', month, {one}, {other}, sum(count) FROM whole"
            f" GROUP BY month, {one}, {other}"
        )
    raw.execute("COMMIT")
    raw.execute("ANALYZE")
    return int(raw.execute("SELECT count(*) FROM tally_tally").fetchone()[0])


def _page() -> float:
    """Median milliseconds of the whole view, charts, tables and template included; its session and roles are not."""
    from django.test import RequestFactory
    from django.utils import timezone

    from quietline.insights.board.views import board
    from quietline.team.actions import make_organisation
    from quietline.team.models import Practitioner

    make_organisation(name="The Larkmere Trust", neutral_name="Larkmere", by=None)
    person = Practitioner.objects.create(email="x@larkmere.example", name="Mina", shown_as="Mina")
    today = timezone.localdate()
    request = RequestFactory().get(
        f"/figures/?span=between&since={today.year - YEARS}-{today.month:02}&until={today:%Y-%m}"
    )
    request.user = person
    taken = []
    for _ in range(VIEWS):
        begun = time.perf_counter()
        answer = board(request)
        taken.append(time.perf_counter() - begun)
        assert answer.status_code == 200
        assert answer.content.count(b"<svg") >= 5
    return 1000 * median(taken)


if __name__ == "__main__":
    main()
