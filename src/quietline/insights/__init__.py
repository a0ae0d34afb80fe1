"""What the figures say. This much of it works in a notebook, without a server or settings."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from quietline.insights.evaluation.crosschecks import naive_ratio
    from quietline.insights.evaluation.judging import evaluate
    from quietline.insights.evaluation.latent import NotFitted
    from quietline.insights.evaluation.power import Sight, power
    from quietline.insights.evaluation.results import Estimate, Evaluation, Naive, Verdict
    from quietline.insights.evaluation.series import Exposure, Plan, Refused, Series

__all__ = [
    "Estimate",
    "Evaluation",
    "Exposure",
    "Naive",
    "NotFitted",
    "Plan",
    "Refused",
    "Series",
    "Sight",
    "Verdict",
    "evaluate",
    "naive_ratio",
    "power",
]

_PLACES = {
    "crosschecks": ("naive_ratio",),
    "judging": ("evaluate",),
    "latent": ("NotFitted",),
    "power": ("Sight", "power"),
    "results": ("Estimate", "Evaluation", "Naive", "Verdict"),
    "series": ("Exposure", "Plan", "Refused", "Series"),
}


def __getattr__(name: str) -> object:
    """NumPy and SciPy take half a second and 20 MB: they come when somebody asks, not with every process."""
    for place, names in _PLACES.items():
        if name in names:
            return getattr(import_module(f"quietline.insights.evaluation.{place}"), name)
    raise AttributeError(name)
