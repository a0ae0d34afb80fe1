"""The states of a thread as one table. `docs/states.md` is drawn from it; a test fails when the two drift apart."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    WAITING = "waiting"  # nobody holds it; the seeker waits for an answer, or it was handed back
    TAKEN = "taken"  # one practitioner holds it
    CLOSED = "closed"  # the practitioner ended it; the seeker can still come back
    WITHDRAWN = "withdrawn"  # the seeker erased it: shut to the seeker, kept only as long as safeguarding needs
    ERASED = "erased"  # no row bears this state: the thread and its keys are gone


class Event(StrEnum):
    SEEKER_WRITES = "seeker writes"
    TAKE = "take"
    HAND_BACK = "hand back"
    VANISH = "holder vanishes"
    REPLY = "reply"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    TRANSFER = "transfer"
    STEP_IN = "step in"


TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.WAITING, Event.SEEKER_WRITES): State.WAITING,
    (State.WAITING, Event.TAKE): State.TAKEN,
    (State.WAITING, Event.CLOSE): State.CLOSED,
    (State.WAITING, Event.WITHDRAW): State.WITHDRAWN,
    (State.TAKEN, Event.SEEKER_WRITES): State.TAKEN,
    (State.TAKEN, Event.REPLY): State.TAKEN,
    (State.TAKEN, Event.HAND_BACK): State.WAITING,
    (State.TAKEN, Event.VANISH): State.WAITING,
    (State.TAKEN, Event.CLOSE): State.CLOSED,
    (State.TAKEN, Event.WITHDRAW): State.WITHDRAWN,
    (State.CLOSED, Event.SEEKER_WRITES): State.WAITING,
    (State.CLOSED, Event.TAKE): State.TAKEN,
    (State.CLOSED, Event.WITHDRAW): State.WITHDRAWN,
    (State.WITHDRAWN, Event.ERASE): State.ERASED,
    (State.TAKEN, Event.TRANSFER): State.TAKEN,
    (State.TAKEN, Event.STEP_IN): State.TAKEN,
}


class NotPossible(Exception):
    """The thread's state does not allow this; the message is for the person who tried."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"A thread that is {state} does not allow: {event}.")
        self.state = state
        self.event = event


def after(state: State, event: Event) -> State:
    """The state that follows.

    Raises:
        NotPossible: when the table has no such step.
    """
    try:
        return TRANSITIONS[state, event]
    except KeyError:
        raise NotPossible(state, event) from None


def diagram() -> str:
    """The table as a Mermaid state diagram."""
    steps = [f"    {state} --> {following}: {event}" for (state, event), following in TRANSITIONS.items()]
    return "\n".join(
        [
            "stateDiagram-v2",
            f"    [*] --> {State.WAITING}: first message",
            *steps,
            f"    {State.ERASED} --> [*]",
        ]
    )
