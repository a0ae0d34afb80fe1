"""Concerns, identities and disclosures as the desk makes them."""

from __future__ import annotations

from uuid import UUID

from quietline.contact.making import Opened
from quietline.safeguarding.concerns import actions as concerns
from quietline.safeguarding.disclosures import actions as disclosures
from quietline.safeguarding.disclosures.rules import Case, Decision, Told
from quietline.safeguarding.identities import actions as identities
from quietline.safeguarding.identities.rules import What
from quietline.team.roles.rules import Role
from tests.factories.helpline import Helpline, Person, as_practitioner, person

NUMBER = "07700 900461"  # reserved for drama
WHY = "Nobody at school knows about it."


def second_lead(helpline: Helpline) -> Person:
    """Another safeguarding lead, with the line's key."""
    from quietline.team.actions import join_line
    from quietline.team.models import LineKey

    noor = person("noor@larkmere.example", "Noor Haddad", (Role.PRACTITIONER, Role.SAFEGUARDING_LEAD))
    join_line(
        line_key=LineKey.objects.get(line=helpline.line),
        member=helpline.lead.row,
        member_key=helpline.lead.private,
        newcomer=noor.row,
        by=helpline.lead.row.pk,
    )
    return noor


def mark(helpline: Helpline, opened: Opened, kind: str = "named-child", words: str = "") -> UUID:
    on_desk = as_practitioner(helpline, opened)
    return concerns.raise_concern(opened=on_desk, kind=kind, words=words, by=helpline.mina.row.pk)


def settle(helpline: Helpline, opened: Opened, concern: UUID, reason: str = "Nobody is at risk.") -> None:
    on_desk = as_practitioner(helpline, opened)
    concerns.settle_concern(opened=on_desk, concern_id=concern, reason=reason, by=helpline.lead.row.pk)


def enter(helpline: Helpline, opened: Opened, words: str = NUMBER) -> UUID:
    on_desk = as_practitioner(helpline, opened)
    return identities.enter_identity(opened=on_desk, what=What.PHONE, words=words, by=helpline.mina.row.pk)


def case(*facts: str, agency: str = "Police") -> Case:
    return Case(
        facts=facts or ("phone", "child-at-risk"),
        words=WHY,
        agency=agency,
        told=Told.BEFORE,
        told_words="On the phone.",
    )


def propose(
    helpline: Helpline,
    opened: Opened,
    *,
    decision: Decision = Decision.DISCLOSE,
    by: Person | None = None,
    identities: tuple[UUID, ...] = (),
) -> UUID:
    """A concern, and a proposal about it."""
    mark(helpline, opened)
    return disclosures.propose(
        opened=as_practitioner(helpline, opened),
        decision=decision,
        case=case(),
        identities=identities,
        by=(by or helpline.mina).row.pk,
    )


def agree(helpline: Helpline, opened: Opened, disclosure: UUID, *, by: Person | None = None) -> None:
    disclosures.decide(
        opened=as_practitioner(helpline, opened),
        disclosure_id=disclosure,
        agrees=True,
        reason="So do I.",
        by=(by or helpline.lead).row.pk,
    )
