"""Check-ins laid beside where one began: for the person alone, without a judgement and without a sum."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from quietline.contact.plans.rules import MOST, CheckInText, Part, Rating
from quietline.contact.plans.words import RATINGS, TITLES

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

# A table that a narrow page can bear; older ones are kept, and not shown.
MOST_SHOWN = 12
# Of the drawing: where 0 stands, and how far one number is from the next.
ZERO_X, STEP_X = 12, 20


@dataclass(frozen=True, slots=True)
class Scale:
    """One rating as it is drawn: where its two marks stand; None where nothing was said."""

    question: Words
    start: int | None
    last: int | None

    @property
    def start_x(self) -> int | None:
        return _x(self.start)

    @property
    def last_x(self) -> int | None:
        return _x(self.last)


@dataclass(frozen=True, slots=True)
class Row:
    """One day in the table; a number that was left out is None."""

    on: date
    numbers: list[int | None]


@dataclass(frozen=True, slots=True)
class Comparison:
    names: list[Words]
    start: Row
    later: list[Row]  # newest first
    scales: list[Scale]
    helped: list[Words]  # at the newest check-in
    end_x: int = ZERO_X + MOST * STEP_X


def compare(check_ins: list[CheckInText]) -> Comparison | None:
    """The newest check-ins beside the first; none where nothing was said yet."""
    if not check_ins:
        return None
    first, *later = check_ins
    last = later[-1] if later else None
    return Comparison(
        names=[RATINGS[each].short for each in Rating],
        start=_row(first),
        later=[_row(each) for each in reversed(later[-MOST_SHOWN:])],
        scales=[
            Scale(RATINGS[each].question, first.ratings.get(each), last.ratings.get(each) if last else None)
            for each in Rating
        ],
        helped=[TITLES[part] for part in Part if last and part in last.helped],
    )


def _row(check_in: CheckInText) -> Row:
    return Row(check_in.on, [check_in.ratings.get(each) for each in Rating])


def _x(number: int | None) -> int | None:
    return None if number is None else ZERO_X + number * STEP_X
