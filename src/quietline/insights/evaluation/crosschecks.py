"""What the model's answer is held against: a quasi-Poisson regression with AR(1) correction, and the naive ratios."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from scipy.special import betaincinv, stdtrit

from quietline.insights.evaluation.latent import Counts, Floats, starting_effects
from quietline.insights.evaluation.results import Estimate, Naive
from quietline.insights.evaluation.series import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Regression:
    """A generalised linear model of the same columns, without a latent course.

    Residuals of a fit are less connected and less spread than the errors. `memory` and `dispersion` are those whose
    fit would leave residuals as connected and as spread as these.
    """

    effects: Floats  # (p,), logs; the last is the campaign's
    covariance: Floats  # (p, p) for Poisson counts
    pearson: float  # the sum of squared Pearson residuals
    freedom: int  # periods less columns
    memory: float  # correlation of neighbouring errors, not below 0
    dispersion: float
    connected: Floats  # (p, p) covariance for errors with this memory and dispersion

    def ratio(self) -> Estimate:
        """The campaign's ratio with its 95% interval for overdispersed, connected counts."""
        wide = float(stdtrit(self.freedom, 0.975)) * np.sqrt(self.connected[-1, -1])
        low, middle, high = np.exp(np.clip(self.effects[-1] + np.array([-wide, 0.0, wide]), -700, 700))
        return Estimate(low=float(low), middle=float(middle), high=float(high))


def regress(seen: Counts) -> Regression:
    """Fit it; every period must be used."""
    effects = starting_effects(seen)
    mean, information = seen.means(seen.offset + seen.columns @ effects)
    root = np.sqrt(np.maximum(information, 1e-12))
    scaled = seen.columns * root[:, None]
    covariance: Floats = np.asarray(np.linalg.pinv(scaled.T @ scaled, hermitian=True), dtype=np.float64)
    residuals = (seen.counts - mean) / root
    pearson = float(residuals @ residuals)
    memory, spread = _memory(scaled, covariance, float(residuals[1:] @ residuals[:-1]) / max(pearson, 1e-12))
    apart = np.abs(np.subtract.outer(np.arange(len(residuals)), np.arange(len(residuals))))
    connected = covariance @ (scaled.T @ memory**apart @ scaled) @ covariance * pearson / spread
    return Regression(
        effects=effects,
        covariance=covariance,
        pearson=pearson,
        freedom=max(1, len(residuals) - seen.columns.shape[1]),
        memory=memory,
        dispersion=pearson / spread,
        connected=connected,
    )


def _memory(scaled: Floats, covariance: Floats, seen: float) -> tuple[float, float]:
    """The errors' correlation whose residuals would be correlated as seen, and their expected sum of squares at
    dispersion 1. By bisection over polynomials in it."""
    size = len(scaled)
    keeps = np.eye(size) - scaled @ covariance @ scaled.T
    neighbours = np.zeros_like(keeps)
    neighbours[1:] = keeps[:-1]
    neighbours = (neighbours - scaled @ (covariance @ (scaled.T @ neighbours))).T
    beside, along = _by_distance(neighbours), _by_distance(keeps)
    powers = np.arange(size)
    low, high = 0.0, 0.95
    for _ in range(40):
        middle = (low + high) / 2
        expected = (beside @ middle**powers) / (along @ middle**powers)
        low, high = (middle, high) if expected < seen else (low, middle)
    return low, float(along @ low**powers)


def _by_distance(matrix: Floats) -> Floats:
    """Sums along the diagonals, both sides of the main one together."""
    both = matrix + matrix.T
    sums = np.array([np.trace(both, offset) for offset in range(len(matrix))])
    sums[0] /= 2
    return sums


def correlation(residuals: Floats, lag: int) -> float:
    """The autocorrelation of residuals at a lag; 0 where it can't be said."""
    around = residuals - residuals.mean()
    total = float(around @ around)
    return float(around[lag:] @ around[:-lag]) / total if total > 0 and len(residuals) > lag else 0.0


def naive_ratio(
    *, before: int, after: int, before_window: tuple[date, date], after_window: tuple[date, date], unit: str
) -> Naive:
    """What the press does: one total over another. Both windows with their first and last day.

    The interval takes the totals for Poisson counts, which they are not: it is too narrow, and says nothing of season
    and growth. Half a count is added to each so that a zero does not make the ratio endless.

    Raises:
        Refused: the windows are of unlike length, overlap or are swapped; a total is below 0.
    """
    lengths = [(last - first).days + 1 for first, last in (before_window, after_window)]
    if min(lengths) < 1:
        raise Refused("A window ends before it starts. Are the dates swapped?")
    if before_window[1] >= after_window[0]:
        raise Refused("The windows overlap or are in the wrong order.")
    if abs(lengths[0] - lengths[1]) > 0.03 * max(lengths):
        raise Refused(
            f"The windows are of unlike length ({lengths[0]} and {lengths[1]} days): their totals can't be compared."
        )
    if before < 0 or after < 0:
        raise Refused("A total is below 0.")
    share_low = float(betaincinv(after, before + 1, 0.025)) if after else 0.0
    share_high = float(betaincinv(after + 1, before, 0.975)) if before else 1.0
    ratio = Estimate(
        low=share_low / (1 - share_low),
        middle=(after + 0.5) / (before + 0.5),
        high=share_high / (1 - share_high) if share_high < 1 else float("inf"),
    )
    return Naive(
        before=before, after=after, before_window=before_window, after_window=after_window, unit=unit, ratio=ratio
    )
