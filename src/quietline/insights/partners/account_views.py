"""Where partners come in, go out, and keep their own account."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import segno
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.edge.trying import may_try
from quietline.insights.partners import actions, keys, queries, sittings, trying
from quietline.insights.partners.forms import CodeForm, PasswordForm, SignInForm, TakeUpForm
from quietline.insights.partners.guards import for_partners, here
from quietline.insights.partners.models import Partner

FORM_METHODS = ["GET", "HEAD", "POST"]
HOME = "partners:home"
WRONG = "This e-mail and password don't go together. Check both, or ask the helpline to invite you anew."
WRONG_CODE = (
    "This code is not good, or was used before. Wait for the next one. Who lost their phone asks the helpline to be "
    "invited anew."
)
NEW_CODE = "The app shows another code by now, or its clock is wrong. Type the one that it shows this moment."
NOT_GOOD = (
    "This link is not good. It works once, within three days; perhaps not all of it was copied. Ask the helpline to "
    "invite you anew, or sign in if you have a password already."
)
WRONG_PASSWORD = "Your password now is another one. Nothing was changed."  # noqa: S105  # nosec B105
AGAIN = "You were away for a while. Sign in again to go on."


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(FORM_METHODS)
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first step."""
    if request.method != "POST":
        return _sign_in_page(request, SignInForm(), notice=AGAIN if "again" in request.GET else "")
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _sign_in_page(request, form, status=422)
    email, password = form.cleaned_data["email"].lower(), form.cleaned_data["password"]
    if not may_try(request, email):
        return _sign_in_page(request, form, notice=trying.TOO_MANY, status=429)
    partner = queries.partner_by_email(email)
    try:
        with trying.one_of_few():
            right = actions.is_password(partner, password)
    except trying.Busy:
        return _sign_in_page(request, form, notice=trying.BUSY, status=503)
    if partner is None or not right:
        return _sign_in_page(request, form, notice=WRONG, status=400)
    response = redirect("partners:second")
    if wanted := _ours(request.POST.get("next", "")):
        response["Location"] += f"?next={quote(wanted)}"
    sittings.hold_step(response, partner)
    return response


@login_not_required
@require_http_methods(FORM_METHODS)
def second(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the app."""
    partner = sittings.partner_at_step(request)
    if partner is None:
        return redirect("partners:sign-in")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _second_page(request, form, status=422 if form.is_bound else 200)
    if not trying.may_try_code(partner):
        return _second_page(request, form, notice=trying.TOO_MANY_CODES, status=429)
    if not actions.use_code(partner=partner, code=form.cleaned_data["code"]):
        return _second_page(request, form, notice=WRONG_CODE, status=400)
    response = redirect(HOME)
    if wanted := _ours(request.POST.get("next", "")):
        response["Location"] = wanted
    sittings.begin(response, partner)
    return response


@login_not_required
@sensitive_post_parameters("password", "code")
@require_http_methods(FORM_METHODS)
def take_up(request: HttpRequest, token: str) -> HttpResponse:
    """Come in by an invitation: a password and an app, both in this step."""
    partner = queries.invited(token)
    if partner is None:
        return _not_good(request)
    form = TakeUpForm(request.POST if request.method == "POST" else None, partner=partner)
    if not form.is_valid():
        return _take_up_page(request, form, partner, status=422 if form.is_bound else 200)
    if not may_try(request, partner.email) or not trying.may_try_code(partner):
        return _take_up_page(request, form, partner, notice=trying.TOO_MANY, status=429)
    step = keys.step_of(partner.link_mark, form.cleaned_data["code"])
    if step is None:
        return _take_up_page(request, form, partner, notice=NEW_CODE, status=400)
    try:
        with trying.one_of_few():
            password = form.cleaned_data["password"]
            partner = actions.take_up(partner=partner.pk, link_mark=partner.link_mark, password=password, step=step)
    except trying.Busy:
        return _take_up_page(request, form, partner, notice=trying.BUSY, status=503)
    except actions.NotGood:
        return _not_good(request)
    response = redirect(HOME)
    sittings.begin(response, partner)
    return response


@require_POST
@for_partners
def sign_out(request: HttpRequest, partner: Partner) -> HttpResponse:
    """End it here."""
    actions.end_sittings(partner=partner, only=here(request).pk)
    response = redirect("partners:sign-in")
    sittings.end_here(response)
    return response


@require_safe
@for_partners
def account(request: HttpRequest, partner: Partner) -> HttpResponse:
    """What one may see, and where one is signed in."""
    rows = queries.sittings(partner)
    context = {"partner": partner, "sittings": rows, "here": here(request)}
    return render(request, "partners/account.html", context)


@sensitive_post_parameters("old", "new")
@require_http_methods(FORM_METHODS)
@for_partners
def password(request: HttpRequest, partner: Partner) -> HttpResponse:
    """Change the password."""
    form = PasswordForm(request.POST if request.method == "POST" else None, partner=partner)
    if not form.is_valid():
        return _password_page(request, form, status=422 if form.is_bound else 200)
    if not may_try(request, partner.email):
        return _password_page(request, form, notice=trying.TOO_MANY, status=429)
    try:
        with trying.one_of_few():
            actions.change_password(partner=partner, here=here(request), **form.cleaned_data)
    except trying.Busy:
        return _password_page(request, form, notice=trying.BUSY, status=503)
    except actions.WrongPassword:
        return _password_page(request, form, notice=WRONG_PASSWORD, status=400)
    return redirect("partners:account")


@require_POST
@for_partners
def end_sitting(request: HttpRequest, partner: Partner, sitting: int) -> HttpResponse:
    """End one of one's own sittings elsewhere."""
    actions.end_sittings(partner=partner, only=sitting, but=here(request))
    return redirect("partners:account")


@require_POST
@for_partners
def end_others(request: HttpRequest, partner: Partner) -> HttpResponse:
    """End all of one's own sittings but this one."""
    actions.end_sittings(partner=partner, but=here(request))
    return redirect("partners:account")


def _ours(address: str) -> str:
    """A path of our own: an address of elsewhere would make the sign-in a lure."""
    ours = address.startswith("/partners/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else ""


def _sign_in_page(request: HttpRequest, form: SignInForm, *, notice: str = "", status: int = 200) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "notice": notice, "next": _ours(wanted)}
    return _page(request, "partners/sign_in.html", context, status=status)


def _second_page(request: HttpRequest, form: CodeForm, *, notice: str = "", status: int = 200) -> HttpResponse:
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context = {"form": form, "notice": notice, "next": _ours(wanted)}
    return _page(request, "partners/second.html", context, status=status)


def _take_up_page(
    request: HttpRequest, form: TakeUpForm, partner: Partner, *, notice: str = "", status: int = 200
) -> HttpResponse:
    key = keys.app_key(partner.link_mark)
    side, path = _picture(f"otpauth://totp/{quote(f'Figures:{partner.email}')}?secret={key}&issuer=Figures")
    grouped = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
    context = {"form": form, "notice": notice, "partner": partner, "side": side, "path": path, "key": grouped}
    return _page(request, "partners/invited.html", context, status=status)


def _password_page(request: HttpRequest, form: PasswordForm, *, notice: str = "", status: int = 200) -> HttpResponse:
    return _page(request, "partners/password.html", {"form": form, "notice": notice}, status=status)


def _not_good(request: HttpRequest) -> HttpResponse:
    context = {"heading": "This invitation is not good", "what_to_do": NOT_GOOD}
    return render(request, "partners/refused.html", context, status=404)


def _page(request: HttpRequest, template: str, context: dict[str, Any], *, status: int) -> HttpResponse:
    """A page that somebody tries on; where it was too often, or too many at once, it says when to come back."""
    response = render(request, template, context, status=status)
    if status in {429, 503}:
        response["Retry-After"] = "120" if status == 429 else "5"
    return response


def _picture(text: str) -> tuple[int, str]:
    """A text as a picture that a phone reads: squares a side, and the path of the dark ones."""
    rows = segno.make(text, error="m", micro=False).matrix
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return len(rows), "".join(dark)
