"""What the figures say. This much of it works in a notebook, without a server or settings."""

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
