"""Who may do what to a thread as it stands: roles from `team/permissions`, states from `contact/states`.

For the documents and for the permission page; `tests/integration/test_permissions.py` tries every cell of it.
"""

from __future__ import annotations

from enum import Enum

from quietline.contact.states import Event, State, possible
from quietline.team.permissions import PERMISSIONS, May
from quietline.team.roles.rules import LINE_ROLES, Role


class Standing(Enum):
    """How a thread stands to somebody of its line who holds the key."""

    WAITING = "waits"
    OWN = "they hold it"
    COLLEAGUES = "a colleague holds it"
    CLOSED = "closed"
    UNREAD = "erased by its seeker, unread"
    READ = "erased by its seeker, read"
    KEPT = "erased under a concern"


_STATES = {
    Standing.WAITING: State.WAITING,
    Standing.OWN: State.TAKEN,
    Standing.COLLEAGUES: State.TAKEN,
    Standing.CLOSED: State.CLOSED,
    Standing.UNREAD: State.WITHDRAWN,
    Standing.READ: State.WITHDRAWN,
    Standing.KEPT: State.WITHDRAWN,
}
# Each act: what it takes, and the step of the thread's states that it is, if it is one.
ACTS: dict[str, tuple[May, Event | None]] = {
    "open": (May.WORK, None),
    "take": (May.WORK, Event.TAKE),
    "reply": (May.WORK, Event.REPLY),
    "hand-back": (May.WORK, Event.HAND_BACK),
    "close": (May.WORK, Event.CLOSE),
    "release": (May.LEAD, Event.HAND_BACK),
    "step-in": (May.STEP_IN, Event.STEP_IN),
    "concern": (May.WORK, None),
    "settle": (May.LEAD, None),
    "erase": (May.WORK, Event.ERASE),
}
# Of a thread that a colleague holds these are not one's own to do.
_HOLDERS_OWN = {"take", "reply", "hand-back", "close"}


def who_may(act: str, standing: Standing) -> frozenset[Role]:
    """The roles on the thread's line that can do this to it, each by itself."""
    what, event = ACTS[act]
    roles = PERMISSIONS[what].roles & LINE_ROLES
    state = _STATES[standing]
    if standing is Standing.KEPT:
        roles &= PERMISSIONS[May.LEAD].roles
    return roles
