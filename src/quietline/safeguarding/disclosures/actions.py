"""Proposing, deciding, breaking the glass, looking again, passing on. Each act is one transaction with its record."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max, Min
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact import keeping
from quietline.contact.locked import locked_row
from quietline.contact.queries import OpenThread
from quietline.safeguarding.concerns.models import Concern
from quietline.safeguarding.concerns.queries import concerns_of, rules_of
from quietline.safeguarding.disclosures.models import DisclosedIdentity, Disclosure
from quietline.safeguarding.disclosures.queries import answer_place, case_place, end_place
from quietline.safeguarding.disclosures.rules import REVIEW_WITHIN, Case, Decision
from quietline.safeguarding.disclosures.states import DisclosureEvent, DisclosureState, after
from quietline.safeguarding.identities.actions import grant_opening
from quietline.safeguarding.identities.models import Identity
from quietline.safeguarding.people.queries import person_of, require_lead, require_two
from quietline.safeguarding.rulesets.queries import Published
from quietline.safeguarding.rulesets.rules import may_act_alone
from quietline.team.devices import mark_of
from quietline.vault import Place, Plain, PrivateKey, Sealed, seal

_AGREED = {
    Decision.DISCLOSE: (DisclosureEvent.AGREE, Act.DISCLOSURE_AGREED),
    Decision.NOT: (DisclosureEvent.DECIDE_AGAINST, Act.DISCLOSURE_DECIDED_AGAINST),
    Decision.CONSULT: (DisclosureEvent.CONSULT, Act.DISCLOSURE_CONSULTED),
}


class DisclosureRefused(Exception):
    """Why nothing was done; the text is for the person who tried."""


def propose(
    *,
    opened: OpenThread,
    decision: Decision,
    case: Case,
    identities: Collection[UUID],
    device: str = "",
    by: UUID,
) -> UUID:
    """Propose what to do about an open concern; another person decides. Returns the proposal's id.

    Raises:
        DisclosureRefused: no concern is open, a key of the statement is not met, or a proposal stands already.
        ThreadGone
    """
    with transaction.atomic():
        locked_row(opened.thread.pk)
        published = _rules(opened)
        _check(published, decision, case)
        row = _keep(
            opened,
            published,
            decision=decision,
            case=case,
            identities=identities,
            device=device,
            by=by,
            state=DisclosureState.PROPOSED,
            decide_by=_deadline(opened),
        )
        record(act=Act.DISCLOSURE_PROPOSED, by=by, subject=row.pk)
        return row.pk


def withdraw(*, opened: OpenThread, disclosure_id: UUID, reason: str, by: UUID) -> None:
    """Take back what one proposed; it is kept, with the reason.

    Raises:
        DisclosureRefused, NotPossible, ThreadGone
    """
    with transaction.atomic():
        row = _locked(opened, disclosure_id)
        if row.proposed_by_id != by:
            raise DisclosureRefused("Only whoever proposed it takes it back. A lead can refuse it.")
        _end(row, opened, DisclosureEvent.WITHDRAW, words=reason, act=Act.DISCLOSURE_WITHDRAWN, by=by)


def decide(*, opened: OpenThread, disclosure_id: UUID, agrees: bool, reason: str, device: str = "", by: UUID) -> None:
    """Agree to what somebody else proposed, or refuse it; for a safeguarding lead who is another person.

    From the browser that it was proposed from it is done as well, and flagged: two may share a desk.

    Raises:
        NotALead, OnePerson, NotPossible, DisclosureRefused, ThreadGone
    """
    with transaction.atomic():
        row = _locked(opened, disclosure_id)
        refuse = (DisclosureEvent.REFUSE, Act.DISCLOSURE_REFUSED)
        event, act = _AGREED[Decision(row.decision)] if agrees else refuse
        _second(row, opened, event, words=reason, act=act, device=device, by=by)
        if row.state == DisclosureState.AGREED:
            keeping.note_disclosed(thread_id=opened.thread.pk, by=by)


def break_glass(
    *,
    opened: OpenThread,
    case: Case,
    identities: Collection[UUID],
    line_keys: Mapping[int, PrivateKey],
    device: str = "",
    by: UUID,
) -> UUID:
    """Pass something on alone, now, as somebody is in danger this minute. The identities are open to who does it at
    once; a lead looks at it within a day. Returns the disclosure's id.

    Raises:
        DisclosureRefused: the statement does not let one act alone, or not here.
        ThreadGone
    """
    with transaction.atomic():
        locked_row(opened.thread.pk)
        published = _rules(opened)
        facts = set(case.facts)
        _check(published, Decision.DISCLOSE, case)
        kinds = [concern.kind for concern in concerns_of(opened) if concern.settled_at is None]
        if not any(may_act_alone(published.rules, kind, facts) for kind in kinds):
            raise DisclosureRefused(
                "One person may act alone only where a concern says that somebody may be in danger now, and the "
                "statement allows it. Propose it to a safeguarding lead, and ring them."
            )
        row = _keep(
            opened,
            published,
            decision=Decision.DISCLOSE,
            case=case,
            identities=identities,
            device=device,
            by=by,
            state=DisclosureState.PASSED_ALONE,
            decide_by=timezone.now() + REVIEW_WITHIN,
        )
        for identity in row.identities.all():
            grant_opening(
                thread_id=opened.thread.pk,
                identity_id=identity.identity_id,
                reason=case.words,
                line_keys=line_keys,
                by=by,
            )
        record(act=Act.GLASS_BROKEN, by=by, subject=row.pk)
        keeping.note_disclosed(thread_id=opened.thread.pk, by=by)
        return row.pk


def look_again(
    *, opened: OpenThread, disclosure_id: UUID, upholds: bool, reason: str, device: str = "", by: UUID
) -> None:
    """The second look at what one person did alone; for a safeguarding lead who is another person.

    Raises:
        NotALead, OnePerson, NotPossible, DisclosureRefused, ThreadGone
    """
    event, act = (
        (DisclosureEvent.UPHOLD, Act.GLASS_UPHELD) if upholds else (DisclosureEvent.OBJECT, Act.GLASS_OBJECTED)
    )
    with transaction.atomic():
        row = _locked(opened, disclosure_id)
        _second(row, opened, event, words=reason, act=act, device=device, by=by)
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])


def finish(*, opened: OpenThread, disclosure_id: UUID, event: DisclosureEvent, reason: str, by: UUID) -> None:
    """Say that what was agreed is done (and what the seeker was told), was called off, or that the advice came.

    Raises:
        NotALead, NotPossible, DisclosureRefused, ThreadGone
    """
    acts = {
        DisclosureEvent.DISCLOSE: Act.DISCLOSURE_PASSED_ON,
        DisclosureEvent.CALL_OFF: Act.DISCLOSURE_CALLED_OFF,
        DisclosureEvent.END_CONSULTING: Act.DISCLOSURE_ADVISED,
    }
    with transaction.atomic():
        row = _locked(opened, disclosure_id)
        if by != row.proposed_by_id or event != DisclosureEvent.DISCLOSE:
            require_lead(by, opened.thread.line_id)
        _end(row, opened, event, words=reason, act=acts[event], by=by)


def note_pack(*, opened: OpenThread, disclosure_id: UUID, by: UUID) -> int:
    """Put on record that somebody makes a pack; returns its version.

    Raises:
        NotALead: they are neither a lead nor one of the two.
        DisclosureRefused, ThreadGone
    """
    with transaction.atomic():
        row = _locked(opened, disclosure_id)
        if by not in {row.proposed_by_id, row.decided_by_id}:
            require_lead(by, opened.thread.line_id)
        row.packs += 1
        row.save(update_fields=["packs"])
        record(act=Act.PACK_MADE, by=by, subject=row.pk)
        return row.packs


def _rules(opened: OpenThread) -> Published:
    published = rules_of(opened.thread)
    if published is None:
        raise DisclosureRefused(
            "There are no rules for the statement that this seeker was shown: nothing can be passed on. "
            "A safeguarding lead publishes rules under Safeguarding."
        )
    return published


def _check(published: Published, decision: Decision, case: Case) -> None:
    known = published.rules.facts()
    if any(code not in known for code in case.facts):
        raise DisclosureRefused("The rules changed meanwhile: look at the facts again.")
    if decision != Decision.NOT and case.agency not in published.rules.agencies:
        raise DisclosureRefused("Choose the agency from the list.")
    missing = published.rules.missing(set(case.facts))
    if decision == Decision.DISCLOSE and missing:
        keys = "; ".join(key.label for key in missing)
        raise DisclosureRefused(f"The statement lets nothing be passed on here. Not met: {keys}.")


def _deadline(opened: OpenThread) -> datetime:
    rows = Concern.objects.filter(thread=opened.thread.pk, settled_at=None)
    deadline: datetime | None = rows.aggregate(first=Min("decide_by"))["first"]
    if deadline is None:
        raise DisclosureRefused("No concern is open on this thread. Mark one first.")
    return deadline


def _keep(
    opened: OpenThread,
    published: Published,
    *,
    decision: Decision,
    case: Case,
    identities: Collection[UUID],
    device: str,
    by: UUID,
    state: DisclosureState,
    decide_by: datetime,
) -> Disclosure:
    thread_id = opened.thread.pk
    last = Disclosure.objects.filter(thread=thread_id).aggregate(last=Max("ordinal"))["last"] or 0
    chosen = Identity.objects.filter(thread=thread_id, pk__in=identities)
    if chosen.count() != len(set(identities)):
        raise DisclosureRefused("One of the identities is not in this thread.")
    try:
        with transaction.atomic():
            row = Disclosure.objects.create(
                thread_id=thread_id,
                ordinal=last + 1,
                ruleset_id=published.id,
                state=state,
                decision=decision,
                proposed_by_id=by,
                proposed_person=person_of(by),
                proposed_device=mark_of(device, bound_to=thread_id.bytes),
                proposed_at=timezone.now(),
                decide_by=decide_by,
                alone=state == DisclosureState.PASSED_ALONE,
                sealed=seal(opened.key, Plain(case.as_bytes()), place=case_place(thread_id, last + 1, by)),
            )
    except IntegrityError:
        raise DisclosureRefused("A proposal stands already on this thread: decide it first.") from None
    DisclosedIdentity.objects.bulk_create(DisclosedIdentity(disclosure=row, identity=each) for each in chosen)
    return row


def _locked(opened: OpenThread, disclosure_id: UUID) -> Disclosure:
    locked_row(opened.thread.pk)
    row = Disclosure.objects.select_for_update().filter(thread=opened.thread.pk, pk=disclosure_id).first()
    if row is None:
        raise DisclosureRefused("There is no such disclosure in this thread.")
    return row


def _second(
    row: Disclosure, opened: OpenThread, event: DisclosureEvent, *, words: str, act: Act, device: str, by: UUID
) -> None:
    """What a second person says; nobody who is the first one, or no lead."""
    require_lead(by, opened.thread.line_id)
    require_two(row.proposed_by_id, by)
    row.state = after(DisclosureState(row.state), event)
    row.decided_by_id, row.decided_person, row.decided_at = by, person_of(by), timezone.now()
    row.sealed_answer = _sealed(opened, words, answer_place(row.thread_id, row.ordinal, by))
    row.decided_device = mark_of(device, bound_to=row.thread_id.bytes)
    row.save(update_fields=["state", "decided_by", "decided_person", "decided_at", "decided_device", "sealed_answer"])
    record(act=act, by=by, subject=row.pk)
    if row.decided_device and row.decided_device == bytes(row.proposed_device or b""):
        record(act=Act.ONE_DEVICE, by=by, subject=row.pk)


def _end(row: Disclosure, opened: OpenThread, event: DisclosureEvent, *, words: str, act: Act, by: UUID) -> None:
    row.state = after(DisclosureState(row.state), event)
    row.ended_at = timezone.now()
    row.sealed_end = _sealed(opened, words, end_place(row.thread_id, row.ordinal))
    row.save(update_fields=["state", "ended_at", "sealed_end"])
    record(act=act, by=by, subject=row.pk)


def _sealed(opened: OpenThread, words: str, place: Place) -> Sealed:
    return seal(opened.key, Plain(words.encode()), place=place)
