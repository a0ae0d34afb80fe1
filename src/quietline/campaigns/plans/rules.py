"""What a planned evaluation says, and which of several counts. Said without a database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from quietline.campaigns.register.rules import Wrong
from quietline.tally.measures import Measure

# What people did because they were reached; an arrival on a page is none of it.
OUTCOMES = (Measure.HELP_SEEKERS, Measure.CONTACTS, Measure.MODULES_DONE)
# Two years tell the seasons from the course; with eighteen months and one wave the method still answers, and says so.
MONTHS_BEFORE_AT_LEAST = 18
MONTHS_AFTER_AT_LEAST = 3
MONTHS_AT_MOST = 240


class Exposure(TextChoices):
    """How the campaign is thought to come in force."""

    STEP = "step", "From the first day in full"
    RAMP = "ramp", "Growing evenly over the months named"


class Step(TextChoices):
    """What one point of the series is."""

    MONTH = "month", "A month"
    WEEK = "week", "A week"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """How a campaign is to be judged. Areas are codes; each stands for itself and all parts of it."""

    outcome: str
    areas: tuple[str, ...]
    comparison_areas: tuple[str, ...] = ()
    step: str = Step.MONTH
    months_before: int = 36
    months_after: int = 6
    exposure: str = Exposure.STEP
    ramp_months: int = 0
    wash_out_months: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenPlan:
    """A plan with the day it was written. `is_exploratory`: the campaign had begun, or it was changed after that."""

    planned: Planned
    number: int
    written_on: date
    reason: str
    is_exploratory: bool


def check(planned: Planned) -> None:
    """Whether a plan can be followed at all.

    Raises:
        Wrong
    """
    if planned.outcome not in OUTCOMES:
        raise Wrong(f"“{planned.outcome}” is nothing that a campaign is judged by")
    if not planned.areas:
        raise Wrong("Say where the campaign is judged: at least one area")
    if both := sorted(set(planned.areas) & set(planned.comparison_areas)):
        raise Wrong(f"{', '.join(both)} can't be compared with itself")
    if planned.months_before < MONTHS_BEFORE_AT_LEAST:
        raise Wrong(f"With fewer than {MONTHS_BEFORE_AT_LEAST} months before the start no seasons can be told apart")
    if planned.months_after < MONTHS_AFTER_AT_LEAST:
        raise Wrong(f"With fewer than {MONTHS_AFTER_AT_LEAST} months of campaign nothing can be said")
    if (planned.exposure == Exposure.RAMP) != (planned.ramp_months > 0):
        raise Wrong("A growing exposure needs its months, one that is there at once has none")
    if planned.ramp_months > planned.months_after:
        raise Wrong("It would still be growing when the window ends")


def in_force(plans: Sequence[WrittenPlan]) -> WrittenPlan | None:
    """The last that was written before the start; none, where all were written later."""
    return next((plan for plan in reversed(plans) if not plan.is_exploratory), None)
