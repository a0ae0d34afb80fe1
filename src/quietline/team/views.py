from __future__ import annotations

import hashlib
from typing import cast

from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.edge.limits import limits
from quietline.edge.marks import visitor
from quietline.team.forms import SignInForm
from quietline.team.keys import keep_for_shift, set_key_cookie, take_key_cookie, unlocked
from quietline.team.models import Practitioner
from quietline.team.rota.actions import go_off_duty
from quietline.vault import Busy, CannotOpen, Gate

WRONG = "This e-mail and password don't go together. Check both, or ask your administrator to reset your sign-in."
TOO_MANY = "Too many tries from here. Wait a few minutes, then try again."
BUSY = "Many people sign in at this moment. Wait a moment, then try again."
AGAIN = "You were away for a while, so your keys were shut. Sign in again to go on."

# Each try costs some 0.3 s and 164 MiB, on purpose: a flood of them must neither fill the memory nor hold the threads
# that seekers need.
_gate = Gate(workers=2, waiting=4)


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Where staff come in: the password opens the door and the keys."""
    if request.method != "POST":
        notice = AGAIN if "again" in request.GET else ""
        return _page(request, SignInForm(), notice=notice)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    email, password = form.cleaned_data["email"].lower(), form.cleaned_data["password"]
    if not _may_try(visitor(request), email):
        return _page(request, form, notice=TOO_MANY, status=429)
    try:
        with _gate.passed(visitor(request)):
            return _check(request, form, email, password)
    except Busy:
        return _page(request, form, notice=BUSY, status=503)


def _check(request: HttpRequest, form: SignInForm, email: str, password: str) -> HttpResponse:
    practitioner = authenticate(request, username=email, password=password)
    if not isinstance(practitioner, Practitioner):
        _record_refusal(email)
        return _page(request, form, notice=WRONG, status=400)
    return _let_in(request, form, practitioner, password)


def _let_in(request: HttpRequest, form: SignInForm, practitioner: Practitioner, password: str) -> HttpResponse:
    try:
        private = unlocked(practitioner, password)
        with transaction.atomic():
            login(request, practitioner)
            token = keep_for_shift(request, practitioner, private)
            record(act=Act.SIGNED_IN, by=practitioner.pk, subject=practitioner.pk)
    except CannotOpen:
        return _page(
            request,
            form,
            notice="Your keys don't open with this password. A colleague can seal them to you anew.",
            status=400,
        )
    return set_key_cookie(redirect(_wanted(request)), token)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here; the keys go with it, and so does being on duty."""
    person = cast(Practitioner, request.user)
    with transaction.atomic():
        go_off_duty(by=person.pk)
        record(act=Act.SIGNED_OUT, by=person.pk, subject=person.pk)
        logout(request)
    return take_key_cookie(redirect("team:sign-in"))


def _may_try(blinded: bytes, email: str) -> bool:
    """By visitor, and by account *and* visitor: tries from elsewhere never lock a practitioner out."""
    account = hashlib.blake2b(email.encode(), key=blinded, digest_size=16).digest()
    return limits.allow("sign-in", blinded) and limits.allow("sign-in", account)


def _record_refusal(email: str) -> None:
    known = Practitioner.objects.filter(email=email).values_list("pk", flat=True).first()
    record(act=Act.SIGN_IN_REFUSED, by=None, subject=known)


def _wanted(request: HttpRequest) -> str:
    address = request.POST.get("next") or request.GET.get("next", "")
    # Our own paths only: an address of elsewhere would make the sign-in page a lure.
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else "/desk/"


def _page(request: HttpRequest, form: SignInForm, *, notice: str = "", status: int = 200) -> HttpResponse:
    if form.is_bound:
        form.fields["email"].widget.attrs.pop("autofocus")
        form.fields["password"].widget.attrs["autofocus"] = True
    context = {
        "form": form,
        "notice": notice,
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    response = render(request, "team/sign_in.html", context, status=status)
    if status in {429, 503}:
        response["Retry-After"] = "120" if status == 429 else "5"
    return response
