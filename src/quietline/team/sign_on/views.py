"""Signing in by the organisation's own sign-in, as the first of two steps; connecting one's account with it."""

from __future__ import annotations

import time
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_POST, require_safe

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.edge.limits import limits
from quietline.edge.marks import visitor
from quietline.team.guards import reauthenticate
from quietline.team.keys import is_in
from quietline.team.models import Practitioner
from quietline.team.sign_in import trying
from quietline.team.sign_in.views import enter_signed_on, refused, wanted_path
from quietline.team.sign_on import actions, provider, queries
from quietline.team.sign_on.provider import Asked, NotThem, Unreachable

_PENDING = "sign_on"
_SIGN_IN, _CONNECT = "sign in", "connect"
LIFE_SECONDS = 10 * 60
AWAY = "Your organisation's sign-in does not answer. Use your password or a passkey, and tell whoever runs it."
NOT_THEM = "Your organisation's sign-in did not say who you are. Try once more; if it stays so, use your password."
NOBODY = (
    "No account here is connected with that sign-in. Sign in with your password or passkey and connect it under Your "
    "account; whoever has no account asks an administrator for an invitation."
)
STALE = "That took too long, or was begun in another window. Begin again."
SOMEBODY_ELSES = "Another account here is connected with that sign-in. Ask an administrator which one is yours."


@login_not_required
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Off to the organisation's sign-in."""
    _or_404()
    if not limits.allow("sign-in", visitor(request)):
        return refused(request, trying.TOO_MANY, status=429)
    try:
        return redirect(_address(request, _SIGN_IN, wanted_path(request)))
    except Unreachable:
        return refused(request, AWAY, status=503)


@login_not_required
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Back from there: on to the second step, or connected."""
    _or_404()
    pending = request.session.get(_PENDING)
    if pending is None and "again" not in request.GET:
        # Our cookies stay at home while another site leads here; from this page of our own they come along.
        return render(request, "team/coming_back.html", {"address": f"{request.get_full_path()}&again=1"})
    request.session.pop(_PENDING, None)
    if not limits.allow("sign-in", visitor(request)):
        return refused(request, trying.TOO_MANY, status=429)
    if pending is None or not _is_the_answer(request, pending):
        return refused(request, STALE, status=400)
    try:
        asked = Asked(**pending["asked"])
        subject = provider.subject(asked, code=request.GET.get("code", ""), back=_back(request))
    except NotThem:
        record(act=Act.SIGN_IN_REFUSED, by=None)
        return refused(request, NOT_THEM, status=400)
    except Unreachable:
        return refused(request, AWAY, status=503)
    if pending["for"] == _CONNECT:
        return _connected(request, subject)
    practitioner = queries.signed_on(subject)
    if practitioner is None:
        record(act=Act.SIGN_IN_REFUSED, by=None)
        return refused(request, NOBODY, status=400)
    return enter_signed_on(request, practitioner, str(pending["wanted"]))


@require_safe
@reauthenticate
def account(request: HttpRequest) -> HttpResponse:
    """Whether one's account is connected; the way to connect it."""
    _or_404()
    return _page(request)


@require_POST
@reauthenticate
def disconnect(request: HttpRequest) -> HttpResponse:
    """Take it off again."""
    person = cast(Practitioner, request.user)
    actions.disconnect(practitioner=person, by=person.pk)
    return redirect("team:account")


def _connected(request: HttpRequest, subject: str) -> HttpResponse:
    person = request.user
    if not isinstance(person, Practitioner) or not is_in(request, person):
        return refused(request, STALE, status=400)
    try:
        actions.connect(practitioner=person, subject=subject, by=person.pk)
    except actions.SomebodyElses:
        return _page(request, notice=SOMEBODY_ELSES, status=409)
    return redirect("team:sign-on")


def _page(request: HttpRequest, *, notice: str = "", status: int = 200) -> HttpResponse:
    person, where = cast(Practitioner, request.user), ""
    try:
        where = _address(request, _CONNECT, "")
    except Unreachable:
        notice, status = notice or AWAY, 503
    context = {"is_connected": queries.is_connected(person), "where": where, "notice": notice}
    return render(request, "team/sign_on.html", context, status=status)


def _address(request: HttpRequest, purpose: str, wanted: str) -> str:
    asked = Asked.anew()
    where = provider.address(asked, back=_back(request))
    kept: dict[str, Any] = {"state": asked.state, "nonce": asked.nonce, "verifier": asked.verifier}
    request.session[_PENDING] = {"asked": kept, "for": purpose, "wanted": wanted, "at": int(time.time())}
    return where


def _is_the_answer(request: HttpRequest, pending: dict[str, Any]) -> bool:
    in_time = 0 <= time.time() - pending["at"] <= LIFE_SECONDS
    return in_time and constant_time_compare(request.GET.get("state", ""), pending["asked"]["state"])


def _back(request: HttpRequest) -> str:
    return f"{settings.ORIGIN or request.build_absolute_uri('/').rstrip('/')}{reverse('team:sign-on-back')}"


def _or_404() -> None:
    if not provider.is_configured():
        raise Http404
