"""The first step's graph: everybody who begins it arrives at help, and nobody walks in a circle."""

from __future__ import annotations

import pytest

from quietline.content.first_step.rules import Answer, End, Question, problems
from quietline.content.first_step.sample import read_first_step
from quietline.content.sample_files import SAMPLE

HELP = End("help", ("content:help-now", "contact:chat"))


def question(name: str, *leads_to: str) -> Question:
    return Question(name, tuple(Answer(f"to {goal}", goal) for goal in leads_to))


def test_a_graph_that_ends_in_help_has_no_problem() -> None:
    assert problems([question("first", "second", "help"), question("second", "help", "help"), HELP]) == []


@pytest.mark.parametrize(
    ("pieces", "told"),
    [
        ([], "Begin with a question"),
        ([HELP, question("first", "help", "help")], "Begin with a question"),
        ([question("first", "help", "first"), HELP], "“first” → “first”"),
        ([question("a", "b", "help"), question("b", "a", "help"), HELP], "“a” → “b” → “a”"),
        ([question("a", "help", "nowhere"), HELP], "leads to “nowhere”, which is not there"),
        ([question("a", "help", "help"), question("b", "help", "help"), HELP], "Nothing leads to “b”"),
        ([question("a", "help"), HELP], "needs two answers"),
        ([question("a", "help", "help"), End("help", ("contact:chat",))], "no help that is open at any hour"),
        ([question("a", "help", "help"), End("help", ())], "no help that is open at any hour"),
        ([question("a", "a", "help"), question("a", "help", "help"), HELP], "“a” is given twice"),
    ],
)
def test_what_is_wrong_is_told(pieces: list[Question | End], told: str) -> None:
    assert told in problems(pieces)[0]


def test_a_long_way_is_walked_once() -> None:
    """A ladder of questions with two ways at each would be 2 to the 40th ways, walked one by one."""
    ladder: list[Question | End] = [question(f"q{number}", *[f"q{number + 1}"] * 2) for number in range(40)]
    assert problems([*ladder, question("q40", "help", "help"), HELP]) == []


def test_the_real_sample_can_be_read() -> None:
    sample = read_first_step(SAMPLE)
    assert sample
    assert sample.blocks("ar", lambda slug: 1)[0]["type"] == "question"
