"""The states of a call-back, as a table."""

from __future__ import annotations

from enum import StrEnum

from quietline.contact.tables import StepRefused, Table


class CallState(StrEnum):
    ASKED = "asked"  # wished for, without a time
    BOOKED = "booked"  # a place in a slot is held
    NEEDS_TIME = "needs_time"  # the place fell away with a shift: its seeker chooses another time
    ATTEMPTED = "attempted"  # a practitioner is on the phone, or dialling
    REACHED = "reached"  # they talked; what remains is to finish it
    NOT_REACHED = "not_reached"  # nobody answered, or nobody rang in
    DONE = "done"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class CallEvent(StrEnum):
    BOOK = "book a time"
    LOSE_TIME = "lose the time"
    ATTEMPT = "attempt"
    REACH = "reach"
    MISS = "miss"
    FINISH = "finish"
    CANCEL = "cancel"
    EXPIRE = "expire"


# The number is destroyed with these; nothing leads out of them.
ENDED = frozenset({CallState.DONE, CallState.CANCELLED, CallState.EXPIRED})
# A practitioner is on the phone with them, or was and has not finished it.
UNDER_WAY = frozenset({CallState.ATTEMPTED, CallState.REACHED})

STEPS: dict[tuple[CallState, CallEvent], CallState] = {
    (CallState.ASKED, CallEvent.BOOK): CallState.BOOKED,
    (CallState.ASKED, CallEvent.CANCEL): CallState.CANCELLED,
    (CallState.ASKED, CallEvent.EXPIRE): CallState.EXPIRED,
    (CallState.BOOKED, CallEvent.BOOK): CallState.BOOKED,
    (CallState.BOOKED, CallEvent.LOSE_TIME): CallState.NEEDS_TIME,
    (CallState.BOOKED, CallEvent.ATTEMPT): CallState.ATTEMPTED,
    (CallState.BOOKED, CallEvent.CANCEL): CallState.CANCELLED,
    (CallState.BOOKED, CallEvent.EXPIRE): CallState.EXPIRED,
    # Not to be attempted: whoever was told that nobody rings may not be alone at that time any more.
    (CallState.NEEDS_TIME, CallEvent.BOOK): CallState.BOOKED,
    (CallState.NEEDS_TIME, CallEvent.FINISH): CallState.DONE,
    (CallState.NEEDS_TIME, CallEvent.CANCEL): CallState.CANCELLED,
    (CallState.NEEDS_TIME, CallEvent.EXPIRE): CallState.EXPIRED,
    (CallState.ATTEMPTED, CallEvent.REACH): CallState.REACHED,
    (CallState.ATTEMPTED, CallEvent.MISS): CallState.NOT_REACHED,
    (CallState.ATTEMPTED, CallEvent.CANCEL): CallState.CANCELLED,
    (CallState.ATTEMPTED, CallEvent.EXPIRE): CallState.EXPIRED,
    (CallState.NOT_REACHED, CallEvent.ATTEMPT): CallState.ATTEMPTED,
    (CallState.NOT_REACHED, CallEvent.BOOK): CallState.BOOKED,
    (CallState.NOT_REACHED, CallEvent.FINISH): CallState.DONE,
    (CallState.NOT_REACHED, CallEvent.CANCEL): CallState.CANCELLED,
    (CallState.NOT_REACHED, CallEvent.EXPIRE): CallState.EXPIRED,
    (CallState.REACHED, CallEvent.FINISH): CallState.DONE,
    (CallState.REACHED, CallEvent.CANCEL): CallState.DONE,
    (CallState.REACHED, CallEvent.EXPIRE): CallState.DONE,
}


class CallNotPossible(StepRefused):
    """The call-back's state does not allow this."""

    noun = "call-back"


TABLE = Table(steps=STEPS, refusal=CallNotPossible, begins={"ask": CallState.ASKED}, ends=ENDED)
after, possible = TABLE.after, TABLE.possible
