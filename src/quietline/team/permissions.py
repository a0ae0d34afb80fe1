"""Who may do what: one table. What is not in it, nobody may; docs/permissions.md is drawn from it.

A role lets somebody in. Opening a conversation takes the line's key besides, whatever the role.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from quietline.team.models import Line, Practitioner
from quietline.team.roles.rules import LINE_ROLES, Role


class May(Enum):
    """Something that can be allowed, as the permission page says it."""

    SEE_OWN_KEYS = "see one's own lines and keys"
    WORK = "open, answer and record the conversations of a line"
    STEP_IN = "take a thread over from whoever holds it"
    LEAD = "settle concerns, open identities, decide disclosures, give threads back, see what safeguarding keeps"
    SEE_SAFEGUARDING = "see that a second look is owed"
    WRITE_RULES = "try, write and publish the rules of a statement"
    SEE_PLANS = "see the rota and the hours; be on duty"
    CHANGE_ROTA = "plan shifts"
    CHANGE_HOURS = "change hours, special days and the time zone"
    USE_DIRECTORY = "look up and correct signposts, see canned replies"
    KEEP_REPLIES = "change canned replies, import signposts"
    KEEP_TEAM = "see the team, its languages, skills and keys"
    GIVE_ROLES = "invite, give and take roles, reset a lost password or second factor"
    SHAPE_RECORDS = "shape the record form, publish the number"
    SEE_RETENTION = "see what tonight erases, ask for and agree to legal holds"
    CHANGE_RETENTION = "change how long things are kept"
    KEEP_CAMPAIGNS = "keep the register of campaigns"
    RELEASE_FIGURES = "draw protected figures, sign and correct releases"
    SEE_FIGURES = "see the helpline's own figures"
    LOAD_AREAS = "load the areas"
    INVITE_PARTNERS = "invite partners, say which released figures they see, end their access"
    SEAL_ON = "seal the line's keys on to a colleague, seal conversations anew"
    SHUT_OUT = "end a member's sessions, shut out whose device is lost"
    END_MEMBERSHIP = "end somebody's membership"
    DESCRIBE_PROCESSING = "print the data-protection pack"
    WRITE_PAGES = "work in the editor of the public pages"


@dataclass(frozen=True, slots=True)
class Permission:
    """Which roles allow it, each by itself, and what everybody else is told: who can help."""

    roles: frozenset[Role]
    refused: str
    everybody: bool = False  # whoever is signed in, with or without a role


def _for(*roles: Role, refused: str) -> Permission:
    return Permission(frozenset(roles), refused)


_ADMINISTRATORS = "Only an administrator {}. Ask yours."
_PLANNERS = LINE_ROLES | {Role.ADMINISTRATOR}
_KEEPERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)

PERMISSIONS: Mapping[May, Permission] = {
    May.SEE_OWN_KEYS: Permission(frozenset(Role), "Sign in first.", everybody=True),
    May.WORK: _for(*LINE_ROLES, refused="Only those who answer on a line see this. Ask an administrator for a role."),
    May.STEP_IN: _for(
        Role.SUPERVISOR, refused="Only a supervisor can step in. Ask yours, or the colleague to hand it to you."
    ),
    May.LEAD: _for(
        Role.SAFEGUARDING_LEAD, refused="Only a safeguarding lead can do this. Ask yours to open this thread."
    ),
    May.SEE_SAFEGUARDING: _for(
        Role.SUPERVISOR,
        Role.SAFEGUARDING_LEAD,
        refused="Only a safeguarding lead or a supervisor sees what waits. A thread's own stands on its page.",
    ),
    May.WRITE_RULES: _for(
        Role.SAFEGUARDING_LEAD, refused="Only a safeguarding lead tries, writes and publishes rules. Ask yours."
    ),
    May.SEE_PLANS: _for(
        *_PLANNERS, refused="Only those who work on a line see this. Ask an administrator for a role."
    ),
    May.CHANGE_ROTA: _for(
        *_KEEPERS, refused="Only a supervisor or an administrator changes the rota. Ask one of them."
    ),
    May.CHANGE_HOURS: _for(Role.ADMINISTRATOR, refused=_ADMINISTRATORS.format("changes the hours")),
    May.USE_DIRECTORY: _for(
        *_PLANNERS, refused="Only those who work on a line see this. Ask an administrator for a role."
    ),
    May.KEEP_REPLIES: _for(
        Role.ADMINISTRATOR,
        Role.SAFEGUARDING_LEAD,
        refused="Only an administrator or a safeguarding lead changes canned replies or imports. Ask yours.",
    ),
    May.KEEP_TEAM: _for(
        *_KEEPERS, refused="Only a supervisor or an administrator keeps roles, languages and skills. Ask yours."
    ),
    May.GIVE_ROLES: _for(
        Role.ADMINISTRATOR,
        refused=_ADMINISTRATORS.format("gives and takes roles"),
    ),
    May.SHAPE_RECORDS: _for(
        Role.ADMINISTRATOR, refused=_ADMINISTRATORS.format("shapes the record form and publishes the number")
    ),
    May.SEE_RETENTION: _for(
        *_KEEPERS, refused="Only a supervisor or an administrator sees how long things are kept. Ask yours."
    ),
    May.CHANGE_RETENTION: _for(Role.ADMINISTRATOR, refused=_ADMINISTRATORS.format("changes how long things are kept")),
    May.KEEP_CAMPAIGNS: _for(
        Role.EVALUATOR, Role.ADMINISTRATOR, refused="Only an administrator or an evaluator keeps campaigns. Ask yours."
    ),
    May.RELEASE_FIGURES: _for(
        Role.EVALUATOR,
        Role.ADMINISTRATOR,
        refused="Only an administrator or an evaluator releases figures. Ask yours.",
    ),
    May.SEE_FIGURES: _for(
        Role.EVALUATOR,
        *_KEEPERS,
        refused="Only a supervisor, an administrator or an evaluator sees the figures. Ask one of them.",
    ),
    May.LOAD_AREAS: _for(Role.ADMINISTRATOR, refused=_ADMINISTRATORS.format("loads areas")),
    May.INVITE_PARTNERS: _for(Role.ADMINISTRATOR, refused=_ADMINISTRATORS.format("invites partners")),
    May.SEAL_ON: _for(*LINE_ROLES, refused="Only a member of the line seals its keys on. Ask one of them."),
    May.SHUT_OUT: _for(
        *_KEEPERS, refused="Only a supervisor or an administrator shuts somebody out. Ring one of them."
    ),
    May.END_MEMBERSHIP: _for(Role.ADMINISTRATOR, refused=_ADMINISTRATORS.format("ends a membership")),
    May.DESCRIBE_PROCESSING: _for(
        Role.ADMINISTRATOR, refused=_ADMINISTRATORS.format("prints the data-protection pack")
    ),
    May.WRITE_PAGES: _for(
        Role.EDITOR,
        Role.REVIEWER,
        Role.PUBLISHER,
        refused="Only editors, reviewers and publishers work here. Ask an administrator for the role.",
    ),
}


def may(practitioner: Practitioner, what: May, line: Line | None = None) -> bool:
    """Whether one of their roles allows it on this line; asked without one, on any. Who left may nothing."""
    permission = PERMISSIONS[what]
    if not practitioner.is_active:
        return False
    return permission.everybody or any(practitioner.has_role(role, line) for role in permission.roles)


def refused(what: May) -> str:
    """What somebody is told who may not: who can help."""
    return PERMISSIONS[what].refused
