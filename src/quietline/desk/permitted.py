"""What each page of the desk and of the register of campaigns asks for: one table by the name of its address.

A page that is not in it opens to nobody.

`config/middleware` asks it before any view runs; docs/permissions.md is drawn from it.
"""

from __future__ import annotations

from collections.abc import Mapping

from quietline.team.permissions import May

_WORK = (
    "list standing thread take hand-back close concern erase calls call-begin call-non-data call-claim call-take-back "
    "call-phrase call-said-back record thread-record thread-wrap-up note follow-ups follow-up-done follow-up-stop "
    "follow-up-move follow-up handover handover-read transfer pick-signpost pick-canned insert find wanted call-backs "
    "call-back call-back-number call-attempt call-reached call-missed call-done"
)
_SAFEGUARDING = (
    "case identity-enter identity-move identity disclosure-propose disclosure-alone disclosure-act disclosure-pack"
)
_DUTY = (
    "duty duty-begin duty-end duty-break duty-back duty-wrap-up duty-hard duty-talked-over duty-seen duty-here load"
)
_DIRECTORY = "signposts signpost-new signposts-export signpost signpost-checked signpost-retire signpost-back canned"
_REPLIES = "signposts-import canned-new canned-edit canned-retire canned-back"
_HOURS = (
    "hours-week-add hours-week-remove hours-day-add hours-day-remove hours-day-hours-add hours-day-hours-remove "
    "hours-clock"
)
_RETENTION = "retention retention-hold hold-agree hold-refuse hold-ask-to-lift hold-lift retention-certificate"
_TEAM = "team abilities skills skill-new skill-edit skill-retire skill-back roles"

_CAMPAIGNS = (
    "campaigns:list campaigns:new campaigns:areas campaigns:one campaigns:change campaigns:plan campaigns:call-off "
    "campaigns:history campaigns:history-undo campaigns:code campaigns:sheet evaluation:one "
    "evaluation:ahead evaluation:forecast"
)
_RELEASES = "releases:list releases:window releases:draw releases:make releases:one releases:correct releases:file"

_PARTNERS = (
    "partner-accounts:list partner-accounts:new partner-accounts:change partner-accounts:again partner-accounts:end"
)

# What it takes to see a page, and to send its form.
PAGES: Mapping[str, May] = {
    name: what
    for names, what in (
        (_WORK, May.WORK),
        (_SAFEGUARDING, May.WORK),
        ("release settle identity-open", May.LEAD),
        ("safeguarding", May.SEE_SAFEGUARDING),
        ("rules rules-write", May.WRITE_RULES),
        ("step-in", May.STEP_IN),
        (_DUTY, May.SEE_PLANS),
        ("rota hours", May.SEE_PLANS),
        ("rota-add rota-remove", May.CHANGE_ROTA),
        (_HOURS, May.CHANGE_HOURS),
        (_DIRECTORY, May.USE_DIRECTORY),
        (_REPLIES, May.KEEP_REPLIES),
        (_TEAM, May.KEEP_TEAM),
        ("member-keys", May.KEEP_TEAM),
        ("role-take permissions invitations invitation-withdraw same-person", May.GIVE_ROLES),
        ("second-factor-reset sign-in-reset sign-in-reset-withdraw", May.GIVE_ROLES),
        ("own-keys", May.SEE_OWN_KEYS),
        ("seal-on seal-anew", May.SEAL_ON),
        ("shut-out member-sessions-end", May.SHUT_OUT),
        ("leave", May.END_MEMBERSHIP),
        ("record-form call-number", May.SHAPE_RECORDS),
        (_RETENTION, May.SEE_RETENTION),
        ("retention-periods", May.CHANGE_RETENTION),
        (_CAMPAIGNS, May.KEEP_CAMPAIGNS),
        ("figures:board", May.SEE_FIGURES),
        (_PARTNERS, May.INVITE_PARTNERS),
        (_RELEASES, May.RELEASE_FIGURES),
        ("data-protection data-protection-html data-protection-pdf", May.DESCRIBE_PROCESSING),
    )
    for name in names.split()
}
# Where sending takes more than seeing.
FORMS: Mapping[str, May] = {"roles": May.GIVE_ROLES, "campaigns:areas": May.LOAD_AREAS}


def asked_for(name: str, method: str) -> May | None:
    """What the page of this name asks for; none where no row says it, and then nobody may."""
    if method not in {"GET", "HEAD", "OPTIONS"} and name in FORMS:
        return FORMS[name]
    return PAGES.get(name)
