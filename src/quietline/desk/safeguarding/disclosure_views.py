"""Proposing, deciding, acting alone, looking again, the pack."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from quietline.contact.committing import ThreadGone
from quietline.contact.queries import OpenThread
from quietline.desk.act_page import act_page, not_yours
from quietline.desk.opening import opened_for
from quietline.desk.safeguarding.case_views import case_page
from quietline.desk.safeguarding.forms import CaseForm, PackForm, ProposalForm, ReasonForm
from quietline.desk.safeguarding.identity_views import DAMAGED, case_address
from quietline.edge.marks import typed
from quietline.safeguarding.concerns.queries import rules_of
from quietline.safeguarding.disclosures import actions
from quietline.safeguarding.disclosures.actions import DisclosureRefused
from quietline.safeguarding.disclosures.pack import NotBorneOut, NothingToPassOn
from quietline.safeguarding.disclosures.passing import PackKeyProblem, make_pack
from quietline.safeguarding.disclosures.queries import disclosure_of
from quietline.safeguarding.disclosures.rules import Decision
from quietline.safeguarding.disclosures.states import DisclosureEvent, NotPossible
from quietline.safeguarding.identities.queries import CannotOpen, identities_of
from quietline.safeguarding.people.queries import NotALead, OnePerson
from quietline.team.devices import device_of
from quietline.team.guards import reauthenticate, with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner
from quietline.team.permissions import May, refused

NO_RULES = "There are no rules for the statement that this seeker was shown. A safeguarding lead publishes some first."
ONE_PERSON = (
    "It takes two people. This was begun by you, or by an account that is or looks like yours: ask another lead. "
    "If you are two people of one name, an administrator says so under Safeguarding."
)
CHANGED = "This changed meanwhile: see how it stands below."
FORGED = (
    "The record of acts knows of no such decision: somebody wrote it into the database. No pack is made. "
    "Tell your administrator, who runs `quietline audit verify`."
)


@dataclass(frozen=True, slots=True)
class Deed:
    """What a button of a disclosure does, and how its page asks for the reason."""

    title: str
    button: str
    label: str
    run: Callable[..., None]


_END = {
    event: partial(actions.finish, event=event)
    for event in (DisclosureEvent.DISCLOSE, DisclosureEvent.CALL_OFF, DisclosureEvent.END_CONSULTING)
}
_UPHOLD, _OBJECT = (partial(actions.look_again, upholds=upholds) for upholds in (True, False))
DEEDS = {
    "agree": Deed("Agree to what was proposed", "Agree", "Why do you agree?", partial(actions.decide, agrees=True)),
    "refuse": Deed("Refuse what was proposed", "Refuse", "Why not?", partial(actions.decide, agrees=False)),
    "withdraw": Deed("Take back your proposal", "Take it back", "Why?", actions.withdraw),
    "uphold": Deed("Second look: it was right", "Uphold it", "Why was it right?", _UPHOLD),
    "object": Deed("Second look: it was wrong", "Object to it", "Why was it wrong?", _OBJECT),
    "pass-on": Deed(
        "It was passed on",
        "It is done",
        "When, to whom by name, and what was the seeker told?",
        _END[DisclosureEvent.DISCLOSE],
    ),
    "call-off": Deed("Do not pass it on after all", "Call it off", "Why?", _END[DisclosureEvent.CALL_OFF]),
    "consulted": Deed("The advice is there", "Note it", "Who advised what?", _END[DisclosureEvent.END_CONSULTING]),
}


# What the second of two does.
OF_TWO = ("agree", "refuse", "uphold", "object")


@require_http_methods(["GET", "HEAD", "POST"])
@reauthenticate
@with_keys
def propose(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """Propose to pass something on, not to, or to ask for advice."""
    opened = opened_for(practitioner, keys, thread_id)

    def keep(form: CaseForm) -> None:
        decision = Decision(form.cleaned_data["decision"])
        actions.propose(
            opened=opened,
            decision=decision,
            case=form.case(),
            identities=form.identities(),
            device=device_of(request),
            by=practitioner.pk,
        )

    return _case(request, practitioner, opened, ProposalForm, keep, title="Propose a disclosure", button="Propose it")


@require_http_methods(["GET", "HEAD", "POST"])
@reauthenticate
@with_keys
def alone(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID) -> HttpResponse:
    """Pass something on alone, where somebody is in danger this minute."""
    opened = opened_for(practitioner, keys, thread_id)

    def keep(form: CaseForm) -> None:
        actions.break_glass(
            opened=opened,
            case=form.case(),
            identities=form.identities(),
            line_keys=keys,
            device=device_of(request),
            by=practitioner.pk,
        )

    title = "Immediate danger: pass it on now, alone"
    return _case(request, practitioner, opened, CaseForm, keep, title=title, button="Pass it on now")


def _case(
    request: HttpRequest,
    practitioner: Practitioner,
    opened: OpenThread,
    kind: type[CaseForm],
    keep: Callable[[CaseForm], None],
    *,
    title: str,
    button: str,
) -> HttpResponse:
    published = rules_of(opened.thread)
    if published is None:
        return case_page(request, practitioner, opened, notice=NO_RULES, status=409)
    form = kind(
        request.POST if request.method == "POST" else None,
        rules=published.rules,
        identities=identities_of(opened.thread.pk),
    )
    back = case_address(request, opened.thread.pk)
    page = partial(act_page, request, form, title=title, button=button, back=back)
    if not form.is_valid():
        return page(status=422 if form.is_bound else 200)
    try:
        keep(form)
    except DisclosureRefused as refusal:
        return page(notice=str(refusal), status=409)
    except CannotOpen:
        return page(notice=DAMAGED, status=409)
    except ThreadGone:
        return render(request, "desk/gone.html", {"text": typed(request)}, status=410)
    return redirect(back)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthenticate
@with_keys
def act(
    request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID, disclosure_id: UUID, name: str
) -> HttpResponse:
    """Agree, refuse, take back, look again, say that it is done; each with a reason."""
    opened = opened_for(practitioner, keys, thread_id)
    deed, row = DEEDS.get(name), disclosure_of(opened, disclosure_id)
    if deed is None or row is None:
        raise Http404
    form = ReasonForm(request.POST if request.method == "POST" else None)
    form.fields["message"].label = deed.label
    back = case_address(request, thread_id)
    page = partial(act_page, request, form, title=deed.title, button=deed.button, back=back)
    if not form.is_valid():
        return page(status=422 if form.is_bound else 200)
    words = form.cleaned_data["message"]
    try:
        second = {"device": device_of(request)} if name in OF_TWO else {}
        deed.run(opened=opened, disclosure_id=disclosure_id, by=practitioner.pk, reason=words, **second)
    except NotALead:
        return not_yours(request, refused(May.LEAD))
    except OnePerson:
        return page(notice=ONE_PERSON, status=403)
    except NotPossible:
        return page(notice=CHANGED, status=409)
    except DisclosureRefused as refusal:
        return page(notice=str(refusal), status=409)
    except ThreadGone:
        return render(request, "desk/gone.html", {"text": words}, status=410)
    return redirect(back)


@require_POST
@reauthenticate
@with_keys
def pack(
    request: HttpRequest, practitioner: Practitioner, keys: LineKeys, thread_id: UUID, disclosure_id: UUID
) -> HttpResponse:
    """The sealed pack, as a file."""
    opened = opened_for(practitioner, keys, thread_id)
    form = PackForm(request.POST)
    back = case_address(request, thread_id)
    page = partial(act_page, request, form, title="Make the pack", button="Make it", back=back)
    if not form.is_valid():
        return page()
    try:
        name, sealed = make_pack(
            opened=opened,
            disclosure_id=disclosure_id,
            line_keys=keys,
            recipient=form.recipient(),
            by=practitioner.pk,
        )
    except PackKeyProblem as problem:
        return page(notice=str(problem))
    except NotALead:
        return not_yours(request, refused(May.LEAD))
    except (NothingToPassOn, DisclosureRefused):
        return page(notice="It was not decided to pass this on: no pack is made.", status=409)
    except NotBorneOut:
        return page(notice=FORGED, status=409)
    except CannotOpen:
        return page(notice=DAMAGED, status=409)
    answer = HttpResponse(bytes(sealed), content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
