"""What is wrong with a file, row by row."""

from __future__ import annotations

from dataclasses import dataclass

from quietline.insights.evaluation.series import Refused

MOST_TOLD = 20


@dataclass(frozen=True, slots=True)
class Problem:
    """`row` is the line of the file, the heading being 1; 0: the file as a whole."""

    row: int
    reason: str

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}" if self.row else self.reason


class NotReadable(Refused):
    """Nothing was read. Every problem has its row, as far as it lies in one."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems)
        told = [str(problem) for problem in problems[:MOST_TOLD]]
        if len(problems) > MOST_TOLD:
            told.append(f"and {len(problems) - MOST_TOLD} more")
        super().__init__("\n".join(told))


def whole(reason: str) -> NotReadable:
    """A problem of the whole file."""
    return NotReadable([Problem(0, reason)])
