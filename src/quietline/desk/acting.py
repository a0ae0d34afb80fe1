"""Who may do what to a thread as it stands, for the documents and the permission page.

Roles come from `team/permissions`. The states are the program's own, told once more where people look for them:
`tests/integration/test_permissions.py` tries every cell.
"""

from __future__ import annotations

from enum import Enum

from quietline.team.permissions import PERMISSIONS, May
from quietline.team.roles.rules import LINE_ROLES, Role


class Standing(Enum):
    """How a thread stands to somebody of its line who holds the key."""

    WAITING = "waits"
    OWN = "one holds it"
    COLLEAGUES = "a colleague holds it"
    CLOSED = "closed"
    UNREAD = "erased by its seeker, unread"
    READ = "erased by its seeker, read"
    KEPT = "erased under a concern"


_EVERY = frozenset(Standing)
_FREE = frozenset({Standing.WAITING, Standing.OWN, Standing.CLOSED})
# Each act: what it takes, and how the thread may stand.
ACTS: dict[str, tuple[May, frozenset[Standing]]] = {
    "open": (May.WORK, _EVERY),
    "take": (May.WORK, _FREE),
    "reply": (May.WORK, _FREE),
    "hand-back": (May.WORK, frozenset({Standing.OWN})),
    "close": (May.WORK, frozenset({Standing.WAITING, Standing.OWN})),
    "release": (May.LEAD, frozenset({Standing.OWN, Standing.COLLEAGUES})),
    "step-in": (May.STEP_IN, frozenset({Standing.OWN, Standing.COLLEAGUES})),
    "erase": (May.WORK, frozenset({Standing.READ})),
}


def who_may(act: str, standing: Standing) -> frozenset[Role]:
    """The roles on the thread's line that can do this to it, each by itself and with the line's key."""
    what, standings = ACTS[act]
    if standing not in standings:
        return frozenset()
    roles = PERMISSIONS[what].roles & LINE_ROLES
    return roles & PERMISSIONS[May.LEAD].roles if standing is Standing.KEPT else roles
