"""The first step as a small graph of closed questions: whether everybody who begins it arrives at help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

# An end must offer one of these: they are open at any hour, or lead on to what is.
ALWAYS_OPEN = frozenset({"contact:write", "contact:start", "contact:statement", "content:help-now"})
MOST_OFFERS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    words: str
    leads_to: str


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class End:
    name: str
    offers: tuple[str, ...]


def problems(pieces: list[Question | End]) -> list[str]:
    """What keeps this graph from being used, each as a sentence that tells what to do; nothing where all is well."""
    if not pieces or not isinstance(pieces[0], Question):
        return ["Begin with a question: the first one is where everybody starts."]
    twice = [name for name, times in Counter(piece.name for piece in pieces).items() if times > 1]
    if twice:
        return [f"The name “{name}” is given twice. Give each question and each end its own." for name in twice]
    by_name = {piece.name: piece for piece in pieces}
    found = [problem for piece in pieces for problem in _of_piece(piece, by_name)]
    return found or _of_way(pieces, by_name)


def _of_piece(piece: Question | End, by_name: Mapping[str, Question | End]) -> list[str]:
    if isinstance(piece, End):
        if not ALWAYS_OPEN & set(piece.offers):
            return [f"The end “{piece.name}” has no help that is open at any hour: offer writing or emergency help."]
        return []
    if len(piece.answers) < 2:
        return [f"The question “{piece.name}” needs two answers or more."]
    gone = [answer for answer in piece.answers if answer.leads_to not in by_name]
    return [
        f"“{answer.words}” at “{piece.name}” leads to “{answer.leads_to}”, which is not there. Lead it elsewhere."
        for answer in gone
    ]


def _of_way(pieces: list[Question | End], by_name: Mapping[str, Question | End]) -> list[str]:
    reached: set[str] = set()
    loop = _loop(pieces[0].name, by_name, (), reached)
    if loop:
        return [f"These lead in a circle: {' → '.join(f'“{name}”' for name in loop)}. Lead one of them on to an end."]
    left = [piece.name for piece in pieces if piece.name not in reached]
    return [f"Nothing leads to “{name}”. Lead an answer there, or take it out." for name in left]


def _loop(
    name: str, by_name: Mapping[str, Question | End], way: tuple[str, ...], reached: set[str]
) -> tuple[str, ...]:
    """The names of a circle that can be walked from here; marks what is reached."""
    if name in way:
        return (*way[way.index(name) :], name)
    if name in reached:
        return ()
    piece = by_name[name]
    if isinstance(piece, Question):
        for answer in piece.answers:
            if found := _loop(answer.leads_to, by_name, (*way, name), reached):
                return found
    reached.add(name)
    return ()
