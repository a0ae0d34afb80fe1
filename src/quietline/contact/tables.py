"""States as a table: what leads from one to the next, what is refused, and the diagram that `docs/states.md` shows."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar, Generic, TypeVar

S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)


class StepRefused(Exception):
    """A state does not allow this; the message is for the person who tried. Each table has its own kind."""

    noun: ClassVar[str]

    def __init__(self, state: StrEnum, event: StrEnum) -> None:
        super().__init__(f"A {self.noun} that is {state.replace('_', ' ')} does not allow: {event}.")
        self.state = state
        self.event = event


@dataclass(frozen=True, slots=True)
class Table(Generic[S, E]):
    """What can happen to something. `begins` names how it comes into which states, `ends` where it is over.

    `unseen`: events whose steps are left out of the diagram where they change nothing.
    """

    steps: Mapping[tuple[S, E], S]
    refusal: type[StepRefused]
    begins: Mapping[str, S]
    ends: Set[S] = frozenset()
    unseen: Set[E] = field(default_factory=frozenset)

    def after(self, state: S, event: E) -> S:
        """The state that follows.

        Raises:
            StepRefused: the table's own kind, when it has no such step.
        """
        try:
            return self.steps[state, event]
        except KeyError:
            raise self.refusal(state, event) from None

    def possible(self, state: S) -> set[E]:
        """What can happen next."""
        return {event for was, event in self.steps if was == state}

    def diagram(self) -> str:
        """The table as a Mermaid state diagram."""
        shown = {
            (state, event): following
            for (state, event), following in self.steps.items()
            if state is not following or event not in self.unseen
        }
        names = dict.fromkeys(
            [*self.begins.values(), *(state for step in self.steps.items() for state in _ends(step))]
        )
        return "\n".join(
            [
                "stateDiagram-v2",
                *(f'    state "{state}" as {_name(state)}' for state in names if _name(state) != state),
                *(f"    [*] --> {_name(state)}: {how}" for how, state in self.begins.items()),
                *(f"    {_name(was)} --> {_name(state)}: {event}" for (was, event), state in shown.items()),
                *(f"    {_name(state)} --> [*]" for state in names if state in self.ends),
            ]
        )


def _ends(step: tuple[tuple[S, E], S]) -> tuple[S, S]:
    (was, _event), following = step
    return was, following


def _name(state: StrEnum) -> str:
    """A state as Mermaid can name it."""
    return state.replace(" ", "_").replace("-", "_")
