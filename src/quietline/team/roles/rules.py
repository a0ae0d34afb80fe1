"""Which roles there are. Somebody may have several, or none; what each allows stands in `team/permissions`."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What somebody is here. A role opens no thread by itself: that takes the line's key, which a member seals on."""

    PRACTITIONER = "practitioner"
    SUPERVISOR = "supervisor"
    SAFEGUARDING_LEAD = "safeguarding_lead"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    EVALUATOR = "evaluator"
    PARTNER = "partner"
    ADMINISTRATOR = "administrator"

    @property
    def shown(self) -> str:
        """Its name in a sentence."""
        return self.value.replace("_", " ")


# Given for one line, or for all of them; every other role is the whole helpline's.
LINE_ROLES = frozenset({Role.PRACTITIONER, Role.SUPERVISOR, Role.SAFEGUARDING_LEAD})
# The editor of the public pages knows roles as groups of these names.
EDITING_GROUPS = {Role.EDITOR: "Editors", Role.REVIEWER: "Reviewers", Role.PUBLISHER: "Publishers"}
# Without one of these nobody could mend what the others did: the last one keeps the role.
NEVER_WITHOUT = frozenset({Role.ADMINISTRATOR, Role.SUPERVISOR, Role.SAFEGUARDING_LEAD})
