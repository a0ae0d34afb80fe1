"""The states of a contact as one table. `docs/states.md` is drawn from it; a test fails when the two drift apart."""

from __future__ import annotations

from enum import StrEnum


class ContactState(StrEnum):
    RINGING = "ringing"  # the phone system says that somebody calls
    OPEN = "open"  # it is going on
    ENDED = "ended"  # it is over; its record waits to be finished
    WRAPPED_UP = "wrapped up"  # its record is finished and counted
    MISSED = "missed"  # the phone system says that nobody answered; counted
    NON_DATA = "non-data"  # nothing to record: silent, hung up, wrong number, prank, inappropriate; counted


class ContactEvent(StrEnum):
    RING = "ring"
    ANSWER = "answer"
    MISS = "miss"
    END = "end"
    FINISH = "finish"
    CORRECT = "correct"
    NON_DATA = "mark as non-data"
    TAKE_BACK = "take back"


_S, _E = ContactState, ContactEvent

# A phone system's reports can come late, twice or in the wrong order. A report that is older than what is known
# changes nothing; that somebody answered outweighs that nobody did, whichever came first.
CONTACT_TRANSITIONS: dict[tuple[ContactState, ContactEvent], ContactState] = {
    (_S.RINGING, _E.RING): _S.RINGING,
    (_S.RINGING, _E.ANSWER): _S.OPEN,
    (_S.RINGING, _E.MISS): _S.MISSED,
    (_S.RINGING, _E.END): _S.MISSED,
    (_S.OPEN, _E.RING): _S.OPEN,
    (_S.OPEN, _E.ANSWER): _S.OPEN,
    (_S.OPEN, _E.MISS): _S.OPEN,
    (_S.OPEN, _E.END): _S.ENDED,
    (_S.OPEN, _E.NON_DATA): _S.NON_DATA,
    (_S.ENDED, _E.RING): _S.ENDED,
    (_S.ENDED, _E.ANSWER): _S.ENDED,
    (_S.ENDED, _E.MISS): _S.ENDED,
    (_S.ENDED, _E.END): _S.ENDED,
    (_S.ENDED, _E.FINISH): _S.WRAPPED_UP,
    (_S.ENDED, _E.NON_DATA): _S.NON_DATA,
    (_S.WRAPPED_UP, _E.RING): _S.WRAPPED_UP,
    (_S.WRAPPED_UP, _E.ANSWER): _S.WRAPPED_UP,
    (_S.WRAPPED_UP, _E.MISS): _S.WRAPPED_UP,
    (_S.WRAPPED_UP, _E.END): _S.WRAPPED_UP,
    (_S.WRAPPED_UP, _E.CORRECT): _S.WRAPPED_UP,
    (_S.MISSED, _E.RING): _S.MISSED,
    (_S.MISSED, _E.ANSWER): _S.OPEN,
    (_S.MISSED, _E.MISS): _S.MISSED,
    (_S.MISSED, _E.END): _S.MISSED,
    (_S.NON_DATA, _E.RING): _S.NON_DATA,
    (_S.NON_DATA, _E.ANSWER): _S.NON_DATA,
    (_S.NON_DATA, _E.MISS): _S.NON_DATA,
    (_S.NON_DATA, _E.END): _S.NON_DATA,
    (_S.NON_DATA, _E.TAKE_BACK): _S.ENDED,
}
# What a contact can begin with: a practitioner opens it, or the phone system's first report that arrives.
BEGINNINGS: dict[ContactEvent, ContactState] = {
    _E.RING: _S.RINGING,
    _E.ANSWER: _S.OPEN,
    _E.MISS: _S.MISSED,
    _E.NON_DATA: _S.NON_DATA,
}
# In these a contact stands in the figures.
COUNTED = frozenset({_S.WRAPPED_UP, _S.MISSED, _S.NON_DATA})


class ContactNotPossible(Exception):
    """The contact's state does not allow this; the message is for the person who tried."""

    def __init__(self, state: ContactState, event: ContactEvent) -> None:
        super().__init__(f"A contact that is {state} does not allow: {event}.")
        self.state = state
        self.event = event


def contact_after(state: ContactState, event: ContactEvent) -> ContactState:
    """The state that follows.

    Raises:
        ContactNotPossible: when the table has no such step.
    """
    try:
        return CONTACT_TRANSITIONS[state, event]
    except KeyError:
        raise ContactNotPossible(state, event) from None


def contact_diagram() -> str:
    """The table as a Mermaid state diagram; steps that change nothing are left out."""

    def name(state: ContactState) -> str:
        return state.replace(" ", "_").replace("-", "_")

    states = [f'    state "{state}" as {name(state)}' for state in ContactState if name(state) != state]
    begins = [f"    [*] --> {name(state)}: {event}" for event, state in BEGINNINGS.items()]
    steps = [
        f"    {name(state)} --> {name(following)}: {event}"
        for (state, event), following in CONTACT_TRANSITIONS.items()
        if state is not following or event is ContactEvent.CORRECT
    ]
    return "\n".join(["stateDiagram-v2", *states, *begins, *steps])
