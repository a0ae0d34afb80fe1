"""What may be printed: every sentence carries unit and interval, and none says more than the interval holds."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quietline.insights import Estimate, Evaluation, Plan, evaluate
from quietline.insights.evaluation.sentences import change, naive_sentence, sentence
from tests.unit.evaluation.cases import invented, plan_of, series_of, start_of


@pytest.fixture(scope="module")
def told() -> Evaluation:
    return evaluate(series_of("S3"), plan_of("S3"), sensitivity=False)


@pytest.mark.parametrize(
    ("ratio", "says"),
    [
        ((2.01, 2.5, 3.0), "more than doubled"),
        ((1.6, 2.1, 2.9), "number doubled"),
        ((1.4, 2.1, 2.9), "rose by 110%"),
        ((1.6, 1.8, 1.95), "rose by 80%"),
        ((1.01, 1.5, 2.5), "rose by 50%"),
        ((0.5, 0.7, 0.9), "fell by 30% (95% interval 10% to 50%)"),
    ],
)
def test_doubled_is_said_only_where_the_interval_allows_it(
    told: Evaluation, ratio: tuple[float, float, float], says: str
) -> None:
    low, middle, high = ratio
    estimate = Estimate(low=low, middle=middle, high=high)
    words = sentence(replace(told, ratio=estimate, verdict=estimate.verdict))
    assert says in words
    assert ("doubled" in words) == ("doubled" in says)
    assert "95%" in words


def test_a_fall_is_told_as_fewer(told: Evaluation) -> None:
    series = invented(3, mean=300, ratio=0.4)
    words = evaluate(series, Plan(start=start_of(series)), sensitivity=False).sentence
    assert "fell by" in words
    assert "fewer contacts" in words
    assert "-" not in words


def test_it_says_what_it_cannot_show_and_when_it_is_fragile(told: Evaluation) -> None:
    assert told.sentence.endswith(
        "It counts contacts; it can't show who was helped, or whether an offence was prevented."
    )
    assert told.diagnostics
    assert "fragile" not in told.sentence
    other = replace(told.diagnostics, quasi_poisson=Estimate(low=0.9, middle=1.1, high=1.3))
    assert "This is fragile" in sentence(replace(told, diagnostics=other))


def test_changes_in_words() -> None:
    assert [change(ratio) for ratio in (0.84, 1.412, 1.001, 250.0)] == [
        "a fall of 16%",
        "a rise of 41%",
        "no change",
        "a rise to more than 100 times",
    ]


def test_the_naive_ratio_names_its_windows(told: Evaluation) -> None:
    assert naive_sentence(told.naive[0]) == (
        "1,082 contacts from 1 January 2025 to 30 June 2025 against 340 from 1 July 2024 to 31 December 2024: "
        "3.2 times as many."
    )
