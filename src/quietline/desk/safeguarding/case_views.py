"""All that safeguarding knows of one thread, and the list of what waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from quietline.contact.queries import OpenThread, messages_of
from quietline.desk.opening import opened_for, visible_to
from quietline.desk.safeguarding.forms import ConcernForm, IdentityForm, MoveForm, PackForm
from quietline.desk.trail import thread_address
from quietline.safeguarding.concerns import queries as concerns
from quietline.safeguarding.concerns.actions import note_reading
from quietline.safeguarding.disclosures import queries as disclosures
from quietline.safeguarding.disclosures.queries import DisclosureText
from quietline.safeguarding.disclosures.states import DisclosureState
from quietline.safeguarding.identities import queries as identities
from quietline.safeguarding.identities.queries import ShutIdentity
from quietline.safeguarding.people.queries import is_lead
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.queries import lines_of

# What can be done with a disclosure in each state: by a lead who is not the first person, by any lead, by the first.
_BY_ANOTHER = {
    DisclosureState.PROPOSED: ("agree", "refuse"),
    DisclosureState.PASSED_ALONE: ("uphold", "object"),
}
_BY_A_LEAD = {
    DisclosureState.AGREED: ("pass-on", "call-off"),
    DisclosureState.CONSULTING: ("consulted",),
}
_BY_THE_FIRST = {DisclosureState.PROPOSED: ("withdraw",), DisclosureState.AGREED: ("pass-on",)}


@dataclass(frozen=True, slots=True)
class DisclosureOnDesk:
    """A disclosure with what this practitioner can do with it."""

    text: DisclosureText
    acts: list[str]
    pack: PackForm | None
    identities: list[ShutIdentity]


@require_safe
@with_keys
def case(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """A thread's concerns, identities and disclosures."""
    opened = opened_for(practitioner, keys, thread_id)
    page = case_page(request, practitioner, opened)
    if request.method == "GET":
        note_reading(opened=opened, by=practitioner.pk)
    return page


def case_page(
    request: HttpRequest, practitioner: Practitioner, opened: OpenThread, *, notice: str = "", status: int = 200
) -> HttpResponse:
    """The same, with a reason why something was not done."""
    thread = opened.thread
    found = identities.details_of([each for each in messages_of(opened, for_seeker=False) if not each.mine])
    shut = identities.identities_of(thread.pk)
    mine = {each.id for each in shut if identities.standing_opening(each.id, practitioner.pk)}
    published = concerns.rules_of(thread)
    told = concerns.concerns_of(opened)
    in_danger = any(each.kind.immediate and each.settled_at is None for each in told)
    leads = is_lead(practitioner, thread.line_id)
    context = {
        "thread": thread,
        "leads": leads,
        "notice": notice,
        "back": thread_address(request, thread.pk),
        "concerns": told,
        "concern_form": ConcernForm.fresh(concerns.kinds_for(thread)),
        "identities": shut,
        "open_to_me": mine,
        "identity_form": IdentityForm(auto_id="identity_%s"),
        "move_form": MoveForm(found=found, auto_id="move_%s") if found else None,
        "disclosures": [_on_desk(each, practitioner, shut, lead=leads) for each in disclosures.disclosures_of(opened)],
        "rules": published,
        "alone": published is not None and published.rules.alone and in_danger,
    }
    return render(request, "desk/safeguarding/case.html", context, status=status)


def acts_for(row: DisclosureText, practitioner: Practitioner, *, lead: bool) -> list[str]:
    """What this practitioner may try; whether two accounts are one person's is found when they do."""
    is_first = row.proposed_by_id == practitioner.pk
    acts = list(_BY_ANOTHER.get(row.state, ())) if lead and not is_first else []
    acts += _BY_A_LEAD.get(row.state, ()) if lead else ()
    acts += _BY_THE_FIRST.get(row.state, ()) if is_first else ()
    return list(dict.fromkeys(acts))


def _on_desk(
    row: DisclosureText, practitioner: Practitioner, shut: list[ShutIdentity], *, lead: bool
) -> DisclosureOnDesk:
    may = lead or practitioner.pk in {row.proposed_by_id, row.decided_by_id}
    return DisclosureOnDesk(
        text=row,
        acts=acts_for(row, practitioner, lead=lead),
        pack=PackForm.fresh(row.ordinal) if row.is_passable and may else None,
        identities=[each for each in shut if each.id in row.identities],
    )


@require_safe
@with_keys
def overview(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """What waits for a lead: open concerns, decisions, second looks. Supervisors see the second looks alone."""
    now: datetime = timezone.now()
    led = [line for line in lines_of(practitioner) if is_lead(practitioner, line.pk)]
    threads = visible_to(practitioner, led).select_related("line_hold", "line")
    context = {
        "owed": [(each, each.is_overdue(now)) for each in disclosures.second_looks_owed(lines_of(practitioner))],
        "one_device": disclosures.on_one_device(lines_of(practitioner)),
        "concerns": concerns.open_concerns(threads.filter(concern_open=True), keys),
        "waiting": disclosures.waiting(threads),
        "lead": bool(led),
        "now": now,
    }
    return render(request, "desk/safeguarding/overview.html", context)
