"""What leaves of an evaluation: areas together, two digits, a sentence without a count."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from quietline.insights import Plan, Series, evaluate
from quietline.insights.evaluation.results import Estimate, Evaluation, Verdict
from quietline.insights.releases.publishing import evaluation_of, merged, rounded, spoken_window
from quietline.insights.releases.tables import LEAST_A_MONTH
from quietline.insights.releases.wording import NotPublishable

PARENTS = {"north": None, "east": None, "n1": "north", "n2": "north", "n3": "north", "e1": "east", "e2": "east"}


@pytest.mark.parametrize(
    ("a_month", "groups"),
    [
        ({"n1": 20, "n2": 40}, [("n1",), ("n2",)]),
        ({"n1": 19.9, "n2": 40, "n3": 25}, [("n1", "n3"), ("n2",)]),
        ({"n1": 12, "n2": 9, "n3": 25}, [("n1", "n2"), ("n3",)]),
        ({"n1": 3, "n2": 4, "e1": 30, "e2": 50}, [("e1", "n1", "n2"), ("e2",)]),
        ({"n1": 5, "e1": 5, "e2": 12}, [("e1", "e2", "n1")]),
        ({"n1": 5, "e1": 5, "e2": 25}, [("e1", "e2", "n1")]),
    ],
)
def test_small_areas_are_judged_with_their_neighbours(
    a_month: dict[str, float], groups: list[tuple[str, ...]]
) -> None:
    found = merged(a_month, PARENTS)
    assert found == groups
    assert sorted(area for group in found for area in group) == sorted(a_month)
    assert all(sum(a_month[area] for area in group) >= LEAST_A_MONTH for group in found)
    assert merged(dict(reversed(a_month.items())), PARENTS) == found


def test_too_few_in_all_are_not_published() -> None:
    with pytest.raises(NotPublishable, match="fewer than 20 a month"):
        merged({"n1": 9, "e1": 10}, PARENTS)


def test_a_ratio_is_rounded_as_it_is_printed() -> None:
    found = rounded(Estimate(low=1.004, middle=1.2351, high=5e7))
    assert (found.low, found.middle, found.high) == (Decimal("1.00"), Decimal("1.24"), Decimal("1000.00"))
    assert found.verdict is Verdict.NO_CLEAR_EVIDENCE


COUNTS = (51, 48, 55, 43, 50, 52, 47, 49, 53, 46, 54, 50) * 2


def told(*campaign: int, counts: tuple[int, ...] = COUNTS) -> Evaluation:
    series = Series.monthly("2024-01", (*counts, *campaign), unit="contacts answered", area="Northland")
    return evaluate(series, Plan(start=date(2026, 1, 1)), sensitivity=False)


def test_what_is_published_has_no_count() -> None:
    seen = told(151, 163, 158)
    found = evaluation_of(seen, campaign="spring", areas={"n": "Northland"}, campaign_name="“Spring”")
    assert found.verdict is Verdict.INCREASE
    assert re.match(
        "From January 2026 to March 2026 the number of contacts answered in Northland more than doubled",
        found.sentence,
    )
    assert "without “Spring”" in found.sentence
    numbers = set(re.findall(r"\d[\d,.]*\d|\d", found.sentence))
    ratio = found.ratio
    assert ratio
    assert numbers == {"2026", "95", str(ratio.low), str(ratio.middle), str(ratio.high)}


@pytest.mark.parametrize(
    ("low", "middle", "high", "says"),
    [
        (2.006, 2.4, 3.0, "more than doubled (2.40 times as many, 95% interval 2.01 to 3.00)"),
        (2.004, 2.4, 3.0, "doubled (2.40"),
        (1.504, 2.4, 3.0, "rose by 140% (95% interval 50% to 200%)"),
        (1.06, 1.1, 1.2, "rose by 10% (95% interval 6% to 20%)"),
        (0.5, 0.6, 0.75, "fell by 40% (95% interval 25% to 50%)"),
        (1.003, 1.1, 1.2, "fit anything from no change to a rise of 20%"),
        (0.95, 1.1, 1.2, "fit anything from a fall of 5% to a rise of 20%"),
    ],
)
def test_the_sentence_goes_by_the_printed_numbers(low: float, middle: float, high: float, says: str) -> None:
    seen = replace(told(60, 61, 62), ratio=Estimate(low=low, middle=middle, high=high))
    assert says in evaluation_of(seen, campaign="spring", areas={}).sentence


def test_a_doubtful_result_says_so() -> None:
    seen = told(151, 163, 158)
    plan = replace(seen.plan, changed=("the end, on 3 May",))
    sentence = evaluation_of(replace(seen, plan=plan), campaign="spring", areas={}).sentence
    assert "exploratory: after the start there was changed: the end, on 3 May" in sentence


def test_too_small_and_too_short() -> None:
    small = tuple(count // 5 for count in COUNTS)
    with pytest.raises(NotPublishable, match="fewer than 20 contacts answered a month"):
        evaluation_of(told(30, 31, 32, counts=small), campaign="spring", areas={})
    early = evaluation_of(told(30), campaign="spring", areas={"n": "Northland"})
    assert early.ratio is None
    assert early.verdict is Verdict.INSUFFICIENT_DATA
    assert "can't be told yet: it needs 2 months more of the campaign" in early.sentence


def test_windows_are_spoken() -> None:
    assert spoken_window(date(2026, 1, 1), date(2026, 1, 31)) == "in January 2026"
    assert spoken_window(date(2026, 1, 5), date(2026, 2, 1)) == "from 5 January 2026 to 1 February 2026"
