"""Whole numbers as people write them. A mark that could be a decimal point is taken for one, and refused."""

from __future__ import annotations

import re

from quietline.insights.evaluation.reading.problems import Problem

_SPACES = "\u00a0\u202f\u2009 '’"
_PLAIN = re.compile(r"\d+(?:[.,]0{1,2})?")
_GROUPED = re.compile(r"[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*")
_SPACED = re.compile(rf"[1-9]\d{{0,2}}(?:[{_SPACES}]\d{{3}})+")
_DECIMAL = re.compile(r"\d*[.,]\d+|\d{1,3}(?:[.,]\d{3})+[.,]\d+")
_NEGATIVE = re.compile(r"[-−–]\s*\d.*|\(\s*\d.*\)")
# Nobody counted so far; and Python reads no number of thousands of digits.
_MOST_CHARACTERS = 30
_HIDDEN = re.compile(r"[<*]|\.\.|n/?a|nan|null|none|fewer|less|under|suppress|-+|–", re.IGNORECASE)


def whole_numbers(name: str, cells: list[tuple[int, str]]) -> tuple[list[int], list[Problem]]:
    """The numbers of a column, and what is wrong with it: then the numbers are void. Each cell has its row."""
    numbers, problems = [], []
    marks: dict[str, int] = {}  # mark → the first row that has it
    bare = 0  # the first row of a large number without a mark
    for row, cell in cells:
        if reason := _reason_against(cell):
            problems.append(Problem(row, f"{name}: {reason}"))
            continue
        if grouped := _GROUPED.fullmatch(cell):
            marks.setdefault(grouped[1], row)
            numbers.append(int(re.sub("[.,]", "", cell)))
            continue
        if len(cell) > 3 and cell.isdigit():
            bare = bare or row
        numbers.append(int(re.sub(rf"[{_SPACES}]|[.,]0{{1,2}}$", "", cell)))
    if not problems:
        problems = _doubts(name, marks, bare, [cell for _, cell in cells])
    return numbers, problems


def _reason_against(cell: str) -> str:
    for pattern, reason in (
        (re.compile(""), "there is no number. Write 0 where nothing was counted."),
        (re.compile(r"[=+@].*"), f"{cell!r} is a formula. Save the values only."),
        (_NEGATIVE, f"{cell} is negative. A count is not."),
    ):
        if pattern.fullmatch(cell):
            return reason
    if len(cell) > _MOST_CHARACTERS:
        return f"{cell[:_MOST_CHARACTERS]}… is too long for a count."
    if _PLAIN.fullmatch(cell) or _GROUPED.fullmatch(cell) or _SPACED.fullmatch(cell):
        return ""
    if _DECIMAL.fullmatch(cell):
        return f"{cell} is not a whole number. Is this a rate or a mean? Counts are needed."
    if _HIDDEN.match(cell):
        return f"{cell!r} hides a number. The true counts are needed; they stay on this machine."
    return f"{cell!r} is not a number."


def _doubts(name: str, marks: dict[str, int], bare: int, cells: list[str]) -> list[Problem]:
    if len(marks) > 1:
        return [Problem(max(marks.values()), f"{name}: both . and , stand between digits. Which is for thousands?")]
    if not marks:
        return []
    (mark, row) = next(iter(marks.items()))
    if bare:
        return [Problem(max(row, bare), f"{name}: some thousands are written with {mark!r} and some without.")]
    grouped = [cell for cell in cells if _GROUPED.fullmatch(cell)]
    if all(cell.endswith(f"{mark}000") for cell in grouped):
        return [Problem(row, f"{name}: {grouped[0]} may be {grouped[0].split(mark)[0]} or thousands of it.")]
    return []
