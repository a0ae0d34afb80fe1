"""The states of a thread, as a table."""

from __future__ import annotations

from enum import StrEnum

from quietline.contact.tables import StepRefused, Table


class State(StrEnum):
    KEPT = "kept"  # a plan: its seeker's alone, nobody at the helpline can open it
    WAITING = "waiting"  # nobody holds it; the seeker waits for an answer, or it was handed back
    TAKEN = "taken"  # one practitioner holds it
    CLOSED = "closed"  # the practitioner ended it; the seeker can still come back
    WITHDRAWN = "withdrawn"  # the seeker erased it: shut to the seeker, kept only as long as safeguarding needs
    ERASED = "erased"  # no row bears this state: the thread and its keys are gone


# To every practitioner by the usual ways: a plan that was not shown, and what its seeker erased.
SHUT_TO_THE_LINE = frozenset({State.KEPT, State.WITHDRAWN})


class Event(StrEnum):
    SEEKER_WRITES = "seeker writes"
    TAKE = "take"
    HAND_BACK = "hand back"
    VANISH = "holder vanishes"
    REPLY = "reply"
    CLOSE = "close"
    WITHDRAW = "withdraw"
    ERASE = "erase"
    ASSIGN = "assign"
    TRANSFER = "transfer"
    STEP_IN = "step in"
    PERIOD_ENDS = "period ends"
    SHOW = "show"


STEPS: dict[tuple[State, Event], State] = {
    (State.WAITING, Event.SEEKER_WRITES): State.WAITING,
    (State.WAITING, Event.TAKE): State.TAKEN,
    (State.WAITING, Event.ASSIGN): State.TAKEN,
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
    (State.WAITING, Event.PERIOD_ENDS): State.ERASED,
    (State.CLOSED, Event.PERIOD_ENDS): State.ERASED,
    (State.WITHDRAWN, Event.PERIOD_ENDS): State.ERASED,
    (State.KEPT, Event.SHOW): State.WAITING,
    (State.KEPT, Event.WITHDRAW): State.WITHDRAWN,
    (State.KEPT, Event.PERIOD_ENDS): State.ERASED,
}


class NotPossible(StepRefused):
    """The thread's state does not allow this."""

    noun = "thread"


TABLE = Table(
    steps=STEPS,
    refusal=NotPossible,
    begins={"first message": State.WAITING, "plan kept": State.KEPT},
    ends={State.ERASED},
)
after, possible = TABLE.after, TABLE.possible
