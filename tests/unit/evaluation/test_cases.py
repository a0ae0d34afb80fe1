"""The cases with published or independently computed answers, within their tolerance."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import minimize_scalar
from scipy.special import gammaln

from quietline.insights import Evaluation, evaluate
from quietline.insights.evaluation.crosschecks import regress
from quietline.insights.evaluation.latent import Counts, Floats, fit
from tests.unit.evaluation.cases import case, plan_of, series_of

ALL = ("S3", "S4", "S5a")
SICILY = Path("shared/evaluation-cases/sicily.csv")


@pytest.fixture(scope="module")
def told() -> dict[str, Evaluation]:
    return {name: evaluate(series_of(name), plan_of(name)) for name in (*ALL, "S5b")}


@pytest.mark.parametrize("name", ALL)
def test_ratio_interval_and_count_are_those_of_the_case(name: str, told: dict[str, Evaluation]) -> None:
    wanted, tolerance, found = case(name)["expected"], case(name)["tolerance"], told[name]
    assert found.ratio
    assert found.expected
    assert found.ratio_at_full_exposure
    assert found.diagnostics
    assert found.probability_of_no_increase is not None
    limits = {"rel": tolerance["ci_limit_rel"]}
    assert found.verdict == wanted["verdict"]
    assert found.observed == wanted["observed"]
    for ratio, suffix in ((found.ratio, ""), (found.ratio_at_full_exposure, "_full_exposure")):
        assert ratio.middle == pytest.approx(wanted[f"rate_ratio{suffix}"], rel=tolerance["rate_ratio_rel"])
        assert [ratio.low, ratio.high] == pytest.approx(wanted[f"rate_ratio{suffix}_95"], **limits)
    assert [found.expected.middle, found.expected.low, found.expected.high] == pytest.approx(
        wanted["expected_without_campaign"], **limits
    )
    assert found.diagnostics.latent_sd == pytest.approx(wanted["latent_sd"], abs=0.005)
    assert found.diagnostics.latent_correlation == pytest.approx(wanted["latent_corr"], abs=0.01)
    assert found.probability_of_no_increase == pytest.approx(wanted["prob_no_increase"], rel=0.15)


@pytest.mark.parametrize("name", ALL)
def test_the_cross_checks_are_those_of_the_case(name: str, told: dict[str, Evaluation]) -> None:
    wanted, found = case(name)["expected"]["cross_check"], told[name]
    assert found.diagnostics
    check, quasi = found.diagnostics.quasi_poisson, wanted["quasi_poisson_ar1"]
    assert [check.middle, check.low, check.high] == pytest.approx([quasi["rr"], *quasi["ci"]], abs=0.001)
    assert found.diagnostics.quasi_dispersion == pytest.approx(quasi["dispersion"], abs=0.001)
    assert found.diagnostics.quasi_correlation == pytest.approx(quasi["rho"], abs=0.001)
    for naive, key in zip(found.naive, ("naive_last_vs_previous", "naive_same_months_last_year"), strict=True):
        ratio = naive.ratio
        assert [ratio.middle, ratio.low, ratio.high] == pytest.approx(
            [wanted[key]["ratio"], *wanted[key]["ci"]], abs=0.0002
        )


@pytest.mark.parametrize("name", [*ALL, "S5b"])
def test_the_sentence_says_what_may_be_said(name: str, told: dict[str, Evaluation]) -> None:
    sentence, said = told[name].sentence, case(name)
    assert all(words in sentence for words in said["sentence_must_contain"])
    assert not any(words in sentence for words in said["sentence_must_not_contain"])
    assert "contacts" in sentence
    assert "Northland" in sentence
    assert "January 2025" in sentence or "October 2024" in sentence


def test_too_little_is_refused_with_reasons_and_without_a_number(told: dict[str, Evaluation]) -> None:
    wanted, found = case("S5b")["expected"], told["S5b"]
    assert found.verdict == wanted["verdict"]
    assert list(found.reasons) == wanted["reasons"]
    assert (found.before_months, found.before_events) == (wanted["pre_months"], wanted["pre_events"])
    assert found.ratio is found.additional is found.expected is None
    assert found.naive == found.course == ()
    assert "Can't tell yet: needs 12 more months" in found.sentence


# S1: 59 months of a smoking ban. The figures carry no licence: they are read from beside this repository.


@pytest.fixture(scope="module")
def sicily() -> list[dict[str, str]]:
    for folder in Path(__file__).resolve().parents:
        if (folder / SICILY).exists():
            return list(csv.DictReader((folder / SICILY).read_text().splitlines()))
    pytest.skip(f"{SICILY} is not beside this repository")


def seen_of(rows: list[dict[str, str]], *, seasonal: bool = True, slope: bool = False) -> Counts:
    number = {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}
    turn = 2 * np.pi * number["month"] / 12
    waves: list[Floats] = [wave(k * turn) for k in (1, 2) for wave in (np.sin, np.cos)] if seasonal else []
    slopes = [number["smokban"] * (number["time"] - 36)] if slope else []
    columns = [np.ones(len(rows)), number["time"] / 12, *waves, *slopes, number["smokban"]]
    return Counts(
        counts=number["aces"],
        trials=None,
        offset=np.log(number["stdpop"]),
        used=np.ones(len(rows)),
        columns=np.column_stack(columns),
    )


def test_sicily_reproduces_our_model(sicily: list[dict[str, str]]) -> None:
    said = case("S1")
    wanted, close = said["expected"]["recommended_pln_ar1"], said["tolerance"]["recommended_abs"]
    posterior = fit(seen_of(sicily))
    low, middle, high = np.exp(posterior.quantiles((0.025, 0.5, 0.975)))
    assert [middle, low, high] == pytest.approx([wanted["rr"], *wanted["ci"]], abs=close)
    assert [middle, low, high] == pytest.approx(
        [wanted["nuts_check"]["rr"], *wanted["nuts_check"]["ci"]], abs=2 * close
    )
    assert float(posterior.average(posterior.spread)) == pytest.approx(wanted["latent_sd"], abs=0.002)
    assert float(posterior.average(posterior.memory)) == pytest.approx(wanted["latent_corr"], abs=0.01)
    assert high < 1, said["expected"]["verdict"]


@pytest.mark.parametrize(
    ("name", "seasonal", "slope", "dispersed"),
    [
        ("poisson", False, False, False),
        ("quasi_poisson", False, False, True),
        ("quasi_poisson_seasonal", True, False, True),
        ("quasi_poisson_seasonal_slope", True, True, True),
    ],
)
def test_sicily_reproduces_the_regressions(
    sicily: list[dict[str, str]], name: str, seasonal: bool, slope: bool, dispersed: bool
) -> None:
    said = case("S1")
    wanted, close = said["expected"][name], said["tolerance"]["glm_abs"]
    found = regress(seen_of(sicily, seasonal=seasonal, slope=slope))
    dispersion = found.pearson / found.freedom
    wide = 1.96 * np.sqrt(found.covariance[-1, -1] * (dispersion if dispersed else 1))
    ratio = np.exp(found.effects[-1] + np.array([0, -wide, wide]))
    assert list(ratio) == pytest.approx([wanted["rr"], *wanted["ci"]], abs=close)
    if "dispersion" in wanted:
        assert dispersion == pytest.approx(wanted["dispersion"], abs=0.002)
    if "trend_per_year" in wanted:
        assert np.exp(found.effects[1]) == pytest.approx(wanted["trend_per_year"], abs=close)


def test_sicily_reproduces_the_newey_west_interval(sicily: list[dict[str, str]]) -> None:
    said = case("S1")
    wanted, seen = said["expected"]["newey_west_lag6_seasonal"], seen_of(sicily)
    found = regress(seen)
    scores = seen.columns * (seen.counts - np.exp(seen.offset + seen.columns @ found.effects))[:, None]
    middle = scores.T @ scores
    for lag in range(1, 7):
        beside = scores[lag:].T @ scores[:-lag]
        middle += (1 - lag / 7) * (beside + beside.T)
    wide = 1.96 * np.sqrt((found.covariance @ middle @ found.covariance)[-1, -1])
    ratio = np.exp(found.effects[-1] + np.array([0, -wide, wide]))
    assert list(ratio) == pytest.approx([wanted["rr"], *wanted["ci"]], abs=0.003)


def test_sicily_reproduces_the_negative_binomial_regression(sicily: list[dict[str, str]]) -> None:
    said = case("S1")
    wanted, seen = said["expected"]["negative_binomial_seasonal"], seen_of(sicily)
    poisson = regress(seen).effects

    def fitted(theta: float) -> tuple[Floats, Floats, float]:
        effects = poisson.copy()
        for _ in range(30):
            mean = np.exp(seen.offset + seen.columns @ effects)
            precision = seen.columns.T @ (seen.columns * (mean / (1 + mean / theta))[:, None])
            effects += np.linalg.solve(precision, seen.columns.T @ ((seen.counts - mean) / (1 + mean / theta)))
        chance = gammaln(seen.counts + theta) - gammaln(theta) + theta * np.log(theta)
        chance += seen.counts * np.log(mean) - (seen.counts + theta) * np.log(mean + theta)
        return effects, precision, float(chance.sum())

    theta = float(np.exp(minimize_scalar(lambda log: -fitted(np.exp(log))[2], bounds=(4, 9), method="bounded").x))
    effects, precision, _ = fitted(theta)
    wide = 1.96 * np.sqrt(np.linalg.inv(precision)[-1, -1])
    assert theta == pytest.approx(wanted["theta"], rel=0.01)
    assert list(np.exp(effects[-1] + np.array([0, -wide, wide]))) == pytest.approx(
        [wanted["rr"], *wanted["ci"]], abs=said["tolerance"]["glm_abs"]
    )
