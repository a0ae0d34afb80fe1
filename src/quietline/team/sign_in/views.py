"""Where staff come in: e-mail and password, then a second factor; or a passkey, which is both."""

from __future__ import annotations

from typing import cast

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.account.stages import LoginStageController
from django.contrib.auth import authenticate, logout
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.edge.limits import limits
from quietline.edge.marks import visitor
from quietline.edge.trying import may_try
from quietline.team import changes
from quietline.team.devices import know_again
from quietline.team.keys import are_kept, begin_shift, keep_for_shift, set_key_cookie, take_key_cookie, unlocked
from quietline.team.models import Practitioner
from quietline.team.rota.actions import go_off_duty
from quietline.team.sign_in import passkeys, trying
from quietline.team.sign_in.actions import use_code
from quietline.team.sign_in.adapters import SecondFactorStep
from quietline.team.sign_in.forms import CodeForm, PasskeyForm, SignInForm
from quietline.team.sign_in.passing import note_password, note_second_factor, note_sign_on
from quietline.team.sign_in.queries import factors_of
from quietline.team.sign_in.reach import before_second_factor
from quietline.team.sign_on import provider as sso
from quietline.vault import Busy, CannotOpen, PrivateKey

WRONG = "This e-mail and password don't go together. Check both, or ask your administrator to reset your sign-in."
WRONG_CODE = (
    "This code is not good, or was used before. Wait for the next one; a recovery code works once. "
    "If you lost your second factor, an administrator can reset it."
)
WRONG_PASSKEY = "This passkey was not taken. Try again, or sign in with your password."
NO_KEYS = "Your keys don't open with this password. A colleague can seal them to you anew."
AGAIN = "You were away for a while, so your keys were shut. Sign in again to go on."


@login_not_required
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The first step: the password opens the keys; the door opens with the second."""
    if request.method != "POST":
        notice = AGAIN if "again" in request.GET else ""
        return _page(request, SignInForm(), notice=notice)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    email, password = form.cleaned_data["email"].lower(), form.cleaned_data["password"]
    if not may_try(request, email):
        return _page(request, form, notice=trying.TOO_MANY, status=429)
    try:
        with trying.gate.passed(visitor(request)):
            return _check(request, form, email, password)
    except Busy:
        return _page(request, form, notice=trying.BUSY, status=503)


def _check(request: HttpRequest, form: SignInForm, email: str, password: str) -> HttpResponse:
    practitioner = authenticate(request, username=email, password=password)
    if not isinstance(practitioner, Practitioner):
        known = Practitioner.objects.filter(email=email).values_list("pk", flat=True).first()
        record(act=Act.SIGN_IN_REFUSED, by=None, subject=known)
        return _page(request, form, notice=WRONG, status=400)
    try:
        private = unlocked(practitioner, password)
    except CannotOpen:
        return _page(request, form, notice=NO_KEYS, status=400)
    return enter(request, practitioner, private, wanted_path(request))


def enter(request: HttpRequest, practitioner: Practitioner, private: PrivateKey, wanted: str) -> HttpResponse:
    """Whoever told the right password goes on to the second step, or to setting one up, then to `wanted`."""
    logout(request)  # nothing of a session that was planted, or was somebody else's, goes on
    note_password(request, practitioner)
    return _go_on(request, practitioner, private, wanted)


def enter_signed_on(request: HttpRequest, practitioner: Practitioner, wanted: str) -> HttpResponse:
    """The same for whom the organisation's own sign-in knows. Their keys stay shut: a passkey or the password opens
    them."""
    logout(request)
    note_sign_on(request, practitioner)
    return take_key_cookie(_go_on(request, practitioner, None, wanted))


def refused(request: HttpRequest, notice: str, *, status: int) -> HttpResponse:
    """The sign-in page, with why somebody did not come in."""
    return _page(request, SignInForm(), notice=notice, status=status)


def _go_on(request: HttpRequest, practitioner: Practitioner, private: PrivateKey | None, wanted: str) -> HttpResponse:
    """On to the second step, or in; the session holds the keys from now on, and opens none before it is passed."""
    begin_shift(request)
    token = keep_for_shift(request, practitioner, private) if private else None
    response = cast(HttpResponse, perform_login(request, Login(user=practitioner, redirect_url=wanted)))
    know_again(request, response)
    return set_key_cookie(response, token) if token else response


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The second step after the password: a code here, or a passkey."""
    step = _step(request)
    if step is None:
        return redirect("team:sign-in")
    practitioner = cast(Practitioner, step.login.user)
    if request.method != "POST":
        return _second_page(request, practitioner, CodeForm())
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _second_page(request, practitioner, form, status=422)
    if not trying.may_try_code(practitioner):
        return _second_page(request, practitioner, form, notice=trying.TOO_MANY_CODES, status=429)
    kind = use_code(practitioner=practitioner, code=form.cleaned_data["code"])
    if kind is None:
        return _second_page(request, practitioner, form, notice=WRONG_CODE, status=400)
    note_second_factor(request, practitioner, kind)
    begin_shift(request)
    return cast(HttpResponse, step.exit())


@login_not_required
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """What the browser is to ask a passkey for: of whoever gave their password, or of anybody."""
    if not limits.allow("sign-in", visitor(request)):
        return JsonResponse({"problem": trying.TOO_MANY}, status=429)
    step = _step(request)
    return JsonResponse(passkeys.asked_to_show(cast(Practitioner, step.login.user) if step else None))


@login_not_required
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """A passkey's answer: the second step where the password came before, or both in one."""
    step, wanted = _step(request), wanted_path(request)
    form = PasskeyForm(request.POST)
    known = cast(Practitioner, step.login.user) if step else None
    try:
        answer = form.cleaned_data["credential"] if form.is_valid() else {}
        owner, credential = passkeys.shown(answer, known)
    except passkeys.NotThisPasskey:
        record(act=Act.SECOND_FACTOR_REFUSED, by=None, subject=known.pk if known else None)
        if known:
            return _second_page(request, known, CodeForm(), notice=WRONG_PASSKEY, status=400)
        return _page(request, SignInForm(), notice=WRONG_PASSKEY, status=400)
    private = None if step and are_kept(request) else passkeys.opened(owner, credential, form.cleaned_data["prf"])
    if step:
        note_second_factor(request, owner, "webauthn")
        begin_shift(request)
        token = keep_for_shift(request, owner, private) if private else None
        response = cast(HttpResponse, step.exit())
        return set_key_cookie(response, token) if token else response
    logout(request)
    note_second_factor(request, owner, "webauthn", passwordless=True)
    return _go_on(request, owner, private, wanted)


@before_second_factor
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here; the keys go with it, and so does being on duty."""
    person = cast(Practitioner, request.user)
    with transaction.atomic():
        go_off_duty(by=person.pk)
        changes.tell()
        record(act=Act.SIGNED_OUT, by=person.pk, subject=person.pk)
        logout(request)
    return take_key_cookie(redirect("team:sign-in"))


def _step(request: HttpRequest) -> SecondFactorStep | None:
    """The second step that is due, of somebody whose password was told within ten minutes and who still works here."""
    step: SecondFactorStep | None = LoginStageController.enter(request, SecondFactorStep.key)
    return step if step and step.login.user and step.login.user.is_active else None


def wanted_path(request: HttpRequest) -> str:
    """Where somebody goes on to: a path of our own that they came from, else the desk."""
    address = request.POST.get("next") or request.GET.get("next", "")
    # Our own paths only: an address of elsewhere would make the sign-in page a lure.
    ours = address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if ours else "/desk/"


def _page(request: HttpRequest, form: SignInForm, *, notice: str = "", status: int = 200) -> HttpResponse:
    if form.is_bound:
        form.fields["email"].widget.attrs.pop("autofocus")
        form.fields["password"].widget.attrs["autofocus"] = True
    wanted = request.POST.get("next") or request.GET.get("next", "")
    context: dict[str, object] = {"form": form, "notice": notice, "next": wanted, "sso": sso.is_configured()}
    return trying.page(request, "team/sign_in.html", context, status=status)


def _second_page(
    request: HttpRequest, practitioner: Practitioner, form: CodeForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "notice": notice, "factors": factors_of(practitioner)}
    return trying.page(request, "team/second_factor.html", context, status=status)
