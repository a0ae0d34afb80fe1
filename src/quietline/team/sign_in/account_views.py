"""One's own account: second factors, recovery codes, the password, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from allauth.mfa.adapter import get_adapter
from django.contrib.auth import logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.edge.marks import visitor
from quietline.edge.trying import may_try
from quietline.team.guards import reauthenticate
from quietline.team.keys import KeysLocked, own_private_key, set_key_cookie, take_key_cookie
from quietline.team.models import Practitioner
from quietline.team.sign_in import actions, confirming, passkeys, queries, trying
from quietline.team.sign_in.codes import counter_of, new_secret
from quietline.team.sign_in.forms import AppForm, NewPasskeyForm, PasswordForm
from quietline.team.sign_in.passing import has_second_factor, note_password, note_second_factor
from quietline.team.sign_in.pictures import picture_of
from quietline.team.sign_in.reach import before_second_factor
from quietline.team.sign_in.views import wanted_path
from quietline.team.sign_on import provider as sso
from quietline.vault import Busy, CannotOpen

P = ParamSpec("P")
# The secret of an app that is being set up, sealed like all of them, until its first code is typed.
_PENDING = "pending_app"
HAS_APP = "You have an authenticator app already. Take it off first, where you have a passkey as well."
LAST = "This is your only second factor. Add another one first, then take this one off."
WRONG_CODE = "The app shows another code by now, or its clock is wrong. Type the one that it shows this moment."
WRONG_PASSWORD = "Your password now is another one. Nothing was changed."  # noqa: S105  # nosec B105
NOT_MADE = "The passkey could not be added. Try again, or use an authenticator app."


def own(
    view: Callable[Concatenate[HttpRequest, Practitioner, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """For pages that set a second factor up: reached by whoever has none yet, or showed theirs."""

    @before_second_factor
    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        practitioner = cast(Practitioner, request.user)
        if not has_second_factor(request, practitioner) and queries.has_factor(practitioner):
            # Set up elsewhere since: whoever holds this session must show it.
            logout(request)
            return take_key_cookie(redirect("team:sign-in"))
        return view(request, practitioner, *args, **kwargs)

    return guarded


@require_safe
@own
def account(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    """The account's page; for whoever has no second factor yet, the way to one."""
    return _account(request, practitioner)


def _account(request: HttpRequest, practitioner: Practitioner, *, notice: str = "", status: int = 200) -> HttpResponse:
    context = {
        "notice": notice,
        "factors": queries.factors_of(practitioner),
        "sessions": queries.open_sessions(practitioner, here=request.session.session_key),
        "sso": sso.is_configured(),
        "is_in": has_second_factor(request, practitioner),
    }
    return render(request, "team/account.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def app(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    """Set an authenticator app up."""
    return _app(request, practitioner)


def _app(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    if queries.factors_of(practitioner).app:
        return _account(request, practitioner, notice=HAS_APP, status=409)
    secret = _pending_secret(request)
    if request.method != "POST":
        return _app_page(request, practitioner, AppForm(), secret)
    return _take_app(request, practitioner, secret)


@reauthenticate
def _take_app(request: HttpRequest, practitioner: Practitioner, secret: str) -> HttpResponse:
    form = AppForm(request.POST)
    if not form.is_valid():
        return _app_page(request, practitioner, form, secret, status=422)
    if not trying.may_try_code(practitioner):
        return _app_page(request, practitioner, form, secret, notice=trying.TOO_MANY, status=429)
    counter = counter_of(secret, form.cleaned_data["code"])
    if counter is None:
        return _app_page(request, practitioner, form, secret, notice=WRONG_CODE, status=400)
    try:
        actions.add_app(practitioner=practitioner, secret=secret, counter=counter, by=practitioner.pk)
    except actions.HasAppAlready:
        return _account(request, practitioner, notice=HAS_APP, status=409)
    request.session.pop(_PENDING, None)
    return _added(request, practitioner, "totp")


def _pending_secret(request: HttpRequest) -> str:
    if _PENDING not in request.session:
        request.session[_PENDING] = get_adapter().encrypt(new_secret())
    return str(get_adapter().decrypt(request.session[_PENDING]))


def _app_page(
    request: HttpRequest,
    practitioner: Practitioner,
    form: AppForm,
    secret: str,
    *,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    side, path = picture_of(get_adapter().build_totp_url(practitioner, secret))
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    context = {"form": form, "notice": notice, "side": side, "path": path, "secret": grouped}
    return render(request, "team/app.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@own
def new_passkey(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    """Add a passkey; it gets a hold on the keys where it can compute one."""
    return _new_passkey(request, practitioner)


@reauthenticate
def _new_passkey(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    form = NewPasskeyForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "team/passkey.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        credential = passkeys.made(form.cleaned_data["credential"])
        hold = passkeys.hold_for(practitioner, own_private_key(request, practitioner), form.cleaned_data["prf"])
    except (passkeys.NotThisPasskey, KeysLocked):
        return render(request, "team/passkey.html", {"form": form, "notice": NOT_MADE}, status=400)
    name = form.cleaned_data["name"]
    actions.add_passkey(
        practitioner=practitioner, name=name, credential=credential, sealed_key=hold, by=practitioner.pk
    )
    return _added(request, practitioner, "webauthn")


@require_POST
@own
def new_passkey_options(request: HttpRequest, practitioner: Practitioner) -> HttpResponse:
    """What the browser is to ask a new passkey for."""
    return JsonResponse(passkeys.asked_to_make(practitioner))


def _added(request: HttpRequest, practitioner: Practitioner, kind: str) -> HttpResponse:
    """It was shown as it was added, so this session passed; the first time, recovery codes come with it."""
    is_first = not has_second_factor(request, practitioner)
    note_second_factor(request, practitioner, kind)
    if not is_first:
        return redirect("team:account")
    request.session.cycle_key()  # what it reaches grew: whoever knew its name before knows it no more
    made = actions.make_recovery_codes(practitioner=practitioner, by=practitioner.pk)
    return render(request, "team/recovery_codes.html", {"codes": made})


@require_POST
@reauthenticate
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """Make new recovery codes, shown this once."""
    practitioner = cast(Practitioner, request.user)
    made = actions.make_recovery_codes(practitioner=practitioner, by=practitioner.pk)
    return render(request, "team/recovery_codes.html", {"codes": made})


@require_POST
@reauthenticate
def remove_factor(request: HttpRequest, factor: int | None = None) -> HttpResponse:
    """Take the app off, or a passkey."""
    practitioner = cast(Practitioner, request.user)
    try:
        actions.remove_factor(practitioner=practitioner, factor=factor, by=practitioner.pk)
    except actions.LastFactor:
        return _account(request, practitioner, notice=LAST, status=409)
    return redirect("team:account")


@sensitive_post_parameters("old", "new")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change the password, and with it the lock on the private key."""
    practitioner = cast(Practitioner, request.user)
    form = PasswordForm(request.POST if request.method == "POST" else None, practitioner=practitioner)
    if not form.is_valid():
        return _password_page(request, form, status=422 if form.is_bound else 200)
    if not may_try(request, practitioner.email):
        return _password_page(request, form, notice=trying.TOO_MANY, status=429)
    try:
        with trying.gate.passed(visitor(request)):
            _change(request, practitioner, form)
    except Busy:
        return _password_page(request, form, notice=trying.BUSY, status=503)
    except CannotOpen:
        return _password_page(request, form, notice=WRONG_PASSWORD, status=400)
    return redirect("team:account")


def _change(request: HttpRequest, practitioner: Practitioner, form: PasswordForm) -> None:
    here = request.session.session_key
    given = form.cleaned_data
    actions.change_password(practitioner=practitioner, here=here, by=practitioner.pk, **given)
    update_session_auth_hash(request, practitioner)
    note_password(request, practitioner)


def _password_page(request: HttpRequest, form: PasswordForm, *, notice: str = "", status: int = 200) -> HttpResponse:
    return trying.page(request, "team/password.html", {"form": form, "notice": notice}, status=status)


@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """The password, or a passkey, once more for a page that was asked for; then on to it."""
    try:
        token = confirming.confirm(request)
    except confirming.Asking as asking:
        return asking.response
    response = redirect(wanted_path(request))
    return set_key_cookie(response, token) if token else response


@require_POST
def confirm_options(request: HttpRequest) -> HttpResponse:
    """What the browser is to ask one's own passkey for, where a page asks who sits there."""
    return JsonResponse(passkeys.asked_to_show(cast(Practitioner, request.user)))


@require_POST
def end_sessions(request: HttpRequest, name: str | None = None) -> HttpResponse:
    """End one of one's own sessions, or all but this one."""
    practitioner = cast(Practitioner, request.user)
    but = None if name else request.session.session_key
    actions.end_sessions(practitioner=practitioner, only=name, but=but, by=practitioner.pk)
    return redirect("team:account")
