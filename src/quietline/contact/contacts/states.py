"""The states of a contact, as a table."""

from __future__ import annotations

from enum import StrEnum

from quietline.contact.tables import StepRefused, Table


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
STEPS: dict[tuple[ContactState, ContactEvent], ContactState] = {
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


class ContactNotPossible(StepRefused):
    """The contact's state does not allow this."""

    noun = "contact"


TABLE = Table(
    steps=STEPS,
    refusal=ContactNotPossible,
    begins={str(event): state for event, state in BEGINNINGS.items()},
    unseen={_E.RING, _E.ANSWER, _E.MISS, _E.END},
)
after, possible = TABLE.after, TABLE.possible
