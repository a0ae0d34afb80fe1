"""Partners' accounts at the desk: an administrator's business (`desk/permitted`), confirmed by `config`."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.insights.partners.inviting import actions, queries
from quietline.insights.partners.inviting.forms import InvitePartnerForm, SeesForm
from quietline.insights.partners.models import Partner
from quietline.team.models import Practitioner

FORM_METHODS = ["GET", "HEAD", "POST"]
HERE = "Somebody with this e-mail has access already, or works here. Look through the list."


@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who may read released figures."""
    return render(request, "partners/desk/list.html", {"partners": queries.partners()})


@require_http_methods(FORM_METHODS)
def new(request: HttpRequest) -> HttpResponse:
    """Invite somebody."""
    return _invite(request) if request.method == "POST" else _form_page(request, InvitePartnerForm())


def _invite(request: HttpRequest) -> HttpResponse:
    form = InvitePartnerForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    email, name = form.cleaned_data["email"], form.cleaned_data["name"]
    try:
        token = actions.invite(email=email, name=name, sees=form.sees(), by=_person(request).pk)
    except actions.HereAlready:
        form.add_error("email", HERE)
        return _form_page(request, form, status=409)
    return _link_page(request, email, token)


@require_http_methods(FORM_METHODS)
def change(request: HttpRequest, partner: int) -> HttpResponse:
    """What somebody may see."""
    row = _there(partner)
    if request.method == "POST":
        return _change(request, row)
    return _form_page(request, SeesForm(before=queries.sees(row), name=row.name), row)


def _change(request: HttpRequest, row: Partner) -> HttpResponse:
    form = SeesForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, row, status=422)
    actions.change(partner=row.pk, name=form.cleaned_data["name"], sees=form.sees(), by=_person(request).pk)
    return redirect("partner-accounts:list")


@require_POST
def again(request: HttpRequest, partner: int) -> HttpResponse:
    """A new link; what opened before opens nothing any more."""
    row = _there(partner)
    return _link_page(request, row.email, actions.invite_anew(partner=row.pk, by=_person(request).pk))


@require_POST
def end(request: HttpRequest, partner: int) -> HttpResponse:
    """End somebody's access."""
    actions.end(partner=_there(partner).pk, by=_person(request).pk)
    return redirect("partner-accounts:list")


def _person(request: HttpRequest) -> Practitioner:
    return cast(Practitioner, request.user)  # LoginRequiredMiddleware let nobody else in


def _there(pk: int) -> Partner:
    # No database knows a larger number.
    row = queries.partner(pk) if pk < 2**63 else None
    if row is None:
        raise Http404
    return row


def _form_page(request: HttpRequest, form: SeesForm, row: Partner | None = None, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "partner": row, "standing": queries.standing(row) if row else ""}
    return render(request, "partners/desk/form.html", context, status=status)


def _link_page(request: HttpRequest, email: str, token: str) -> HttpResponse:
    # Only the path is the island's; where it is, its administrator said.
    link = f"{settings.QUIETLINE_PARTNERS_ORIGIN}/partners/invited/{token}/"
    context = {"email": email, "link": link, "has_origin": bool(settings.QUIETLINE_PARTNERS_ORIGIN)}
    return render(request, "partners/desk/link.html", context)
