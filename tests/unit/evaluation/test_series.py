"""Series, plans and naive ratios refuse what can't be judged, and say where."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest

from quietline.insights import Exposure, Plan, Refused, Series, evaluate, naive_ratio
from quietline.insights.evaluation.periods import Period
from tests.unit.evaluation.cases import invented, start_of

SERIES = Series.monthly("2024-01", [3, 4, 5])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"counts": (3, 4)}, "2 counts for 3 periods"),
        ({"counts": (3, -4, 5)}, "counts, 2024-02: -4 is not a count"),
        ({"counts": (3, 4.5, 5)}, "counts, 2024-02: 4.5 is not a count"),
        ({"counts": (3, True, 5)}, "2024-02: True"),
        ({"counts": (0, 0, 0)}, "every count is 0"),
        ({"starts": (date(2024, 1, 1), date(2024, 1, 1), date(2024, 2, 1))}, "missing, doubled or out of order"),
        ({"starts": (date(2024, 1, 1), date(2024, 3, 1), date(2024, 4, 1))}, "missing"),
        ({"starts": (date(2024, 1, 2), date(2024, 2, 2), date(2024, 3, 2))}, "not consecutive months"),
        ({"starts": SERIES.starts[:1], "counts": (3,)}, "2 to 2,000 periods"),
        ({"population": (1.0, 0.0, 2.0)}, "population, 2024-02"),
        ({"population": (1.0,)}, "1 numbers for 3"),
        ({"comparisons": {"Eastmark": (1, 2)}}, "Eastmark: 2 counts"),
        ({"comparisons": {"Eastmark": (0, 0, 0)}}, "Eastmark: every count is 0"),
        ({"areas": {"Eastmark": (1, 2, 3)}}, "do not add up"),
    ],
)
def test_a_series_refuses(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        replace(SERIES, **change)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"end": date(2023, 12, 31)}, "ends .* before it starts .* swapped"),
        ({"exposure": Exposure.RAMP}, "A ramp"),
        ({"ramp": 2}, "A ramp"),
        ({"exposure": Exposure.DOSE}, "Doses"),
        ({"exposure": Exposure.DOSE, "doses": (0.0, 0.0)}, "not all of them 0"),
        ({"exposure": Exposure.DOSE, "doses": (1.0, -1.0)}, "from 0"),
        ({"washout": -1}, "wash-out"),
    ],
)
def test_a_plan_refuses(said: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        Plan(start=date(2024, 1, 1), **said)


def test_a_column_of_numpy_is_as_good_and_a_wrong_month_is_refused() -> None:
    assert Series.monthly("2024-01", np.array([3, 4, 5])) == SERIES  # type: ignore[arg-type]
    assert replace(SERIES, comparisons={"Eastmark": np.array([1, 2, 3])}).comparisons == {"Eastmark": (1, 2, 3)}  # type: ignore[dict-item]
    with pytest.raises(Refused, match="'2024-13' is not a month"):
        Series.monthly("2024-13", [3, 4, 5])


@pytest.mark.parametrize("start", [date(2020, 12, 31), date(2025, 1, 1)])
def test_a_start_outside_the_series_is_refused(start: date) -> None:
    with pytest.raises(Refused, match="series runs from 2021-01-01 to 2024-12-31"):
        evaluate(invented(1), Plan(start=start))


def test_a_change_after_the_start_makes_it_exploratory() -> None:
    series = invented(1)
    found = evaluate(series, Plan(start=start_of(series), changed=("the window, on 3 May",)), sensitivity=False)
    assert found.exploratory
    assert "exploratory: after the start there was changed: the window, on 3 May." in found.sentence


def windows(*, before: tuple[date, date], after: tuple[date, date], counts: tuple[int, int] = (10, 20)) -> float:
    naive = naive_ratio(before=counts[0], after=counts[1], before_window=before, after_window=after, unit="contacts")
    return naive.ratio.middle


FIRST, SECOND = (date(2018, 1, 1), date(2018, 6, 30)), (date(2018, 7, 1), date(2018, 12, 31))


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"before": FIRST, "after": (SECOND[0], date(2018, 10, 31))}, r"unlike length \(181 and 123 days\)"),
        ({"before": SECOND, "after": FIRST}, "wrong order"),
        ({"before": FIRST, "after": FIRST}, "overlap"),
        ({"before": (FIRST[1], FIRST[0]), "after": SECOND}, "swapped"),
        ({"before": FIRST, "after": SECOND, "counts": (-1, 2)}, "below 0"),
    ],
)
def test_a_naive_ratio_refuses_unlike_windows(said: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        windows(**said)


def test_half_years_are_alike_and_a_zero_is_no_trap() -> None:
    assert windows(before=FIRST, after=SECOND) == pytest.approx(20.5 / 10.5)
    assert windows(before=FIRST, after=SECOND, counts=(0, 3)) == pytest.approx(7)


def test_periods_of_the_calendar() -> None:
    assert Period.MONTH.after(date(2024, 11, 1), 3) == date(2025, 2, 1)
    assert Period.MONTH.last_day(date(2024, 2, 1)) == date(2024, 2, 29)
    assert Period.WEEK.label(date(2024, 12, 30)) == "2025-W01"
    assert Period.WEEK.begins_on(date(2024, 3, 3)) == date(2024, 2, 26)
