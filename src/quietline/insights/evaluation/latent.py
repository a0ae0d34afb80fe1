"""The model: counts around a course that wanders, fitted at every point of a grid of its strength and memory.

    y_t ~ Poisson(mu_t)                      log mu_t = offset_t + X_t b + z_t
    y_t ~ Binomial(y_t + c_t, p_t)           logit p_t = X_t b + z_t          (with comparison areas)

z is a stationary AR(1) course with standard deviation s and correlation r. Deterministic: at each (s, r) a Laplace
approximation for (b, z) together, then a mixture over the grid. docs/evaluation.md gives the reasons.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.special import expit, ndtr, xlog1py

Floats = NDArray[np.float64]

SPREADS = np.array([0.005, 0.02, 0.04, 0.06, 0.09, 0.13, 0.18, 0.25, 0.35, 0.5, 0.8])  # s
MEMORIES = np.arange(0.05, 1.0, 0.1)  # r
SPREAD_RATE = 6.0  # s ~ Exponential(6): a mean of 0.17, little above what helplines show
EFFECT_PRECISION = 1 / 100.0**2  # every fixed effect ~ N(0, 100²)

_MOST_STEPS = 100
_LONGEST_STEP = 1.5  # of a linear predictor, in logs: a full Newton step can overshoot where a count is far off
_CLOSE = 1e-7


class NotFitted(ArithmeticError):
    """The model did not settle on these numbers; the text says so for the person who gave them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What the model sees of a series: n periods, p columns.

    `trials` is None for the Poisson model, else the counts of the series and its comparison areas together. A period
    with `used` 0 stands in the course but tells nothing (left out).
    """

    counts: Floats  # (n,)
    trials: Floats | None  # (n,)
    offset: Floats  # (n,), logs
    used: Floats  # (n,), 1 or 0
    columns: Floats  # (n, p); the last is the campaign's exposure

    def means(self, predictor: Floats) -> tuple[Floats, Floats]:
        """Expected counts and their information at linear predictors of any leading shape."""
        if self.trials is None:
            mean = np.exp(predictor)
            return mean, mean * self.used
        share = expit(predictor)
        return self.trials * share, self.trials * share * (1 - share) * self.used

    def log_likelihood(self, predictor: Floats) -> Floats:
        """Up to a constant of the data, summed over periods."""
        if self.trials is None:
            each = self.counts * predictor - np.exp(predictor)
        else:
            each = self.counts * predictor - xlog1py(self.trials, np.exp(predictor))
        return np.asarray((each * self.used).sum(axis=-1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The posterior as a mixture of G normals, one at each point of the grid; weights add to 1."""

    weights: Floats  # (G,)
    effect: Floats  # (G,) mean of the campaign's log ratio
    effect_sd: Floats  # (G,)
    spread: Floats  # (G,) s
    memory: Floats  # (G,) r
    predictor: Floats  # (G, n) linear predictor with campaign and latent course
    fixed: Floats  # (G, n) the same without the latent course
    without: Floats  # (G, n) with the latent course, without the campaign
    without_sd: Floats  # (G, n)

    def quantiles(self, at: tuple[float, ...]) -> list[float]:
        """Quantiles of the campaign's log ratio."""
        return [float(mixture_quantile(self.weights, self.effect, self.effect_sd, one)) for one in at]

    def below(self, log_ratio: float) -> float:
        """The probability that the log ratio is below this one."""
        return float(self.weights @ ndtr((log_ratio - self.effect) / self.effect_sd))

    def average(self, values: Floats) -> Floats:
        """The mean of something over the grid."""
        return np.asarray(self.weights @ values)


def _grid() -> tuple[Floats, Floats, Floats]:
    """Spreads, memories and their prior weights, (G,) each. Trapezoids; what lies below the smallest spread counts
    with it."""
    spread, memory = (each.ravel() for each in np.meshgrid(SPREADS, MEMORIES, indexing="ij"))
    edges = np.concatenate([[0.0], SPREADS, SPREADS[-1:]])
    prior = np.repeat(np.exp(-SPREAD_RATE * SPREADS) * (edges[2:] - edges[:-2]) / 2, len(MEMORIES))
    return spread, memory, prior


def mixture_quantile(weights: Floats, means: Floats, sds: Floats, at: float) -> Floats:
    """The quantile of a mixture of normals; means and sds (G,) or (G, n), the answer () or (n,). By bisection."""
    low, high = (means - 9 * sds).min(axis=0), (means + 9 * sds).max(axis=0)
    for _ in range(40):
        middle = (low + high) / 2
        under = np.tensordot(weights, ndtr((middle - means) / sds), axes=1) < at
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return np.asarray((low + high) / 2)


def fit(seen: Counts) -> Fit:
    """Fit the model.

    Raises:
        NotFitted: no mode was found; numbers so extreme are a mistake in the file more often than not.
    """
    spread, memory, prior = _grid()
    course = _Course.of(spread, memory, len(seen.counts))
    effects, latent = _mode(seen, course)
    fixed = seen.offset + effects @ seen.columns.T
    predictor = fixed + latent
    information = seen.means(predictor)[1]
    solved, factor = course.solve(information, seen.columns[None] * information[..., None])
    precision = _precision(seen.columns, information, solved)
    covariance = np.linalg.inv(precision)
    evidence = (
        seen.log_likelihood(predictor)
        + course.log_prior(latent)
        - 0.5 * EFFECT_PRECISION * (effects**2).sum(axis=1)
        - 0.5 * np.log(factor).sum(axis=1)
        - 0.5 * np.linalg.slogdet(precision)[1]
    )
    weights = np.exp(evidence - evidence.max()) * prior
    weights /= weights.sum()
    keep = weights > 1e-7  # the rest can't move a quantile's fourth digit
    weights = weights[keep] / weights[keep].sum()
    exposure = seen.columns[:, -1]
    bare = seen.columns.copy()
    bare[:, -1] = 0
    lean = bare[None] - solved[keep]
    spread_of_fixed = np.einsum("gnp,gpq,gnq->gn", lean, covariance[keep], lean, optimize=True)
    return Fit(
        weights=weights,
        effect=effects[keep, -1],
        effect_sd=np.sqrt(covariance[keep, -1, -1]),
        spread=course.spread[keep],
        memory=course.memory[keep],
        predictor=predictor[keep],
        fixed=fixed[keep],
        without=predictor[keep] - effects[keep, -1, None] * exposure,
        without_sd=np.sqrt(spread_of_fixed + course.variances(information)[keep]),
    )


def effect_sd_at(seen: Counts, predictor: Floats, spread: Floats, memory: Floats) -> Floats:
    """How exactly the campaign's log ratio would be known around a predictor (n,), for courses of such spread and
    memory (G,). Nothing of what was counted is looked at."""
    course = _Course.of(spread, memory, len(seen.counts))
    information = np.broadcast_to(seen.means(predictor)[1], course.along.shape)
    solved, _ = course.solve(information, seen.columns[None] * information[..., None])
    covariance = np.linalg.inv(_precision(seen.columns, information, solved))
    return np.asarray(np.sqrt(covariance[:, -1, -1]))


def _precision(columns: Floats, information: Floats, solved: Floats) -> Floats:
    """The fixed effects' precision with the latent course integrated out (a Schur complement), (G, p, p)."""
    weighted = columns[None] * information[..., None]
    precision = np.swapaxes(weighted, 1, 2) @ (columns[None] - solved)
    return np.asarray((precision + np.swapaxes(precision, 1, 2)) / 2 + EFFECT_PRECISION * np.eye(columns.shape[1]))


def _mode(seen: Counts, course: _Course) -> tuple[Floats, Floats]:
    """Newton's method for fixed effects (G, p) and course (G, n) together, at all points of the grid at once."""
    size = len(course.spread)
    effects, latent = np.tile(starting_effects(seen), (size, 1)), np.zeros((size, len(seen.counts)))
    for _ in range(_MOST_STEPS):
        predictor = seen.offset + effects @ seen.columns.T + latent
        mean, information = seen.means(predictor)
        surprise = (seen.counts - mean) * seen.used
        towards = surprise - course.times(latent)
        # One factorisation serves the columns and the gradient.
        right = np.concatenate([seen.columns[None] * information[..., None], towards[..., None]], axis=2)
        solved, _ = course.solve(information, right)
        solved, alone = solved[..., :-1], solved[..., -1]
        gradient = surprise @ seen.columns - EFFECT_PRECISION * effects
        gradient = gradient - (information * alone) @ seen.columns
        step = np.linalg.solve(_precision(seen.columns, information, solved), gradient[..., None])[..., 0]
        drift = alone - np.einsum("gnp,gp->gn", solved, step)
        longest = np.abs(step @ seen.columns.T + drift).max(axis=1)
        shorter = np.minimum(1.0, _LONGEST_STEP / np.maximum(longest, 1e-300))[:, None]
        effects, latent = effects + shorter * step, latent + shorter * drift
        if longest.max() < _CLOSE:
            return effects, latent
    raise NotFitted("The model does not settle on these numbers. Look for a mistyped number in the series.")


def starting_effects(seen: Counts) -> Floats:
    """Fixed effects without a latent course: where Newton's method begins."""
    effects = np.zeros(seen.columns.shape[1])
    effects[0] = np.log((seen.counts @ seen.used + 0.5) / ((_exposed(seen) @ seen.used) + 0.5))
    ridge = EFFECT_PRECISION * np.eye(len(effects))
    for _ in range(_MOST_STEPS):
        mean, information = seen.means(seen.offset + seen.columns @ effects)
        gradient = seen.columns.T @ ((seen.counts - mean) * seen.used) - EFFECT_PRECISION * effects
        step = np.linalg.solve(seen.columns.T @ (seen.columns * information[:, None]) + ridge, gradient)
        longest = np.abs(seen.columns @ step).max()
        effects = effects + step * min(1.0, _LONGEST_STEP / max(longest, 1e-300))
        if longest < 1e-9:
            break
    return effects


def _exposed(seen: Counts) -> Floats:
    """What the first guess of a rate is a rate of: the offset's periods or people, or the comparison areas' counts."""
    return np.exp(seen.offset) if seen.trials is None else seen.trials - seen.counts


@dataclass(frozen=True, slots=True)
class _Course:
    """AR(1) courses over n periods at G points of the grid: their tridiagonal precisions, and solving with them."""

    spread: Floats  # (G,)
    memory: Floats  # (G,)
    along: Floats  # (G, n) diagonal
    beside: Floats  # (G, n - 1) off the diagonal

    @classmethod
    def of(cls, spread: Floats, memory: Floats, periods: int) -> _Course:
        inner = 1 / (spread**2 * (1 - memory**2))
        along = np.repeat((inner * (1 + memory**2))[:, None], periods, axis=1)
        along[:, 0] = along[:, -1] = inner
        beside = np.repeat((-memory * inner)[:, None], periods - 1, axis=1)
        return cls(spread, memory, along, beside)

    def times(self, latent: Floats) -> Floats:
        """Precision times course, (G, n)."""
        product = self.along * latent
        product[:, 1:] += self.beside * latent[:, :-1]
        product[:, :-1] += self.beside * latent[:, 1:]
        return product

    def log_prior(self, latent: Floats) -> Floats:
        """Of a course, (G,), up to a constant."""
        periods = latent.shape[1]
        log_determinant = -2 * periods * np.log(self.spread) - (periods - 1) * np.log1p(-(self.memory**2))
        return np.asarray(0.5 * log_determinant - 0.5 * (latent * self.times(latent)).sum(axis=1))

    def factors(self, information: Floats) -> tuple[Floats, Floats]:
        """Exact Cholesky factors L D L' of precision + information: D (G, n), L beside the diagonal (G, n).

        All points of the grid stand in one long tridiagonal matrix, uncoupled: one call of LAPACK for all.
        """
        beside = np.concatenate([self.beside, np.zeros((len(self.beside), 1))], axis=1)
        diagonal, lower, failed = lapack.dpttrf((self.along + information).ravel(), beside.ravel()[:-1])
        if failed:
            raise NotFitted("The model can't be computed on these numbers. Look for a mistyped number in the series.")
        return diagonal.reshape(self.along.shape), np.append(lower, 0.0).reshape(self.along.shape)

    def solve(self, information: Floats, right: Floats) -> tuple[Floats, Floats]:
        """(precision + information)⁻¹ right for right (G, n, k), and the factors' D (G, n)."""
        diagonal, lower = self.factors(information)
        solved, _ = lapack.dpttrs(diagonal.ravel(), lower.ravel()[:-1], right.reshape(-1, right.shape[2]))
        return solved.reshape(right.shape), diagonal

    def variances(self, information: Floats) -> Floats:
        """The diagonal of (precision + information)⁻¹, (G, n)."""
        diagonal, lower = self.factors(information)
        found = 1 / diagonal
        for period in range(found.shape[1] - 2, -1, -1):
            found[:, period] += lower[:, period] ** 2 * found[:, period + 1]
        return found
