"""Asking once more who sits there, on the page itself: what was asked for, and typed, goes on afterwards."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.edge.marks import visitor
from quietline.edge.trying import may_try
from quietline.team.keys import are_kept, keep_for_shift, unlocked
from quietline.team.models import Practitioner
from quietline.team.sign_in import passkeys, trying
from quietline.team.sign_in.forms import ConfirmForm, PasskeyForm
from quietline.team.sign_in.passing import note_password, note_second_factor
from quietline.team.sign_in.queries import factors_of
from quietline.vault import Busy, CannotOpen

WRONG_PASSKEY = "This passkey was not taken. Try again, or tell your password."
WRONG = "This is not your password. Try again; whoever forgot it rings an administrator, who resets it under Team."
# Of the page that asks, and no business of the view behind it.
_ANSWERS = ("confirm_password", "confirm_credential", "confirm_prf")
_OWN = (*_ANSWERS, "csrfmiddlewaretoken")


class Asking(Exception):
    """The view can't run yet; `response` asks for the password."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def confirm(request: HttpRequest) -> str | None:
    """Take the password or the passkey that this request brings; returns what the key cookie must carry, where the
    keys were shut and are open now.

    Raises:
        Asking: it brings neither, or a wrong one. Nothing that was typed is lost.
    """
    if "confirm_credential" in request.POST:
        return _by_passkey(request, cast(Practitioner, request.user))
    if "confirm_password" not in request.POST:
        raise Asking(_page(request, ConfirmForm()))
    form, practitioner = ConfirmForm(request.POST), cast(Practitioner, request.user)
    if not form.is_valid():
        raise Asking(_page(request, form, status=422))
    if not may_try(request, practitioner.email):
        raise Asking(_page(request, form, notice=trying.TOO_MANY, status=429))
    try:
        with trying.gate.passed(visitor(request)):
            token = _checked(request, practitioner, form.cleaned_data["confirm_password"])
    except Busy:
        raise Asking(_page(request, form, notice=trying.BUSY, status=503)) from None
    except CannotOpen:
        record(act=Act.SIGN_IN_REFUSED, by=None, subject=practitioner.pk)
        raise Asking(_page(request, form, notice=WRONG, status=400)) from None
    note_password(request, practitioner)
    record(act=Act.CONFIRMED_AGAIN, by=practitioner.pk, subject=practitioner.pk)
    return token


def take_off(request: HttpRequest) -> None:
    """Take the password, or the passkey's answer, off the form, so that the view behind finds its own fields alone."""
    given = request.POST.copy()
    for name in _ANSWERS:
        given.pop(name, None)
    request.POST = given  # type: ignore[assignment]


def _by_passkey(request: HttpRequest, practitioner: Practitioner) -> str | None:
    """One of their own, with finger or PIN. It opens the keys as well where they are shut and it can compute them."""
    names = ("credential", "prf")
    form = PasskeyForm({name: request.POST.get(f"confirm_{name}", "") for name in names})
    try:
        answer = form.cleaned_data["credential"] if form.is_valid() else {}
        _, credential = passkeys.shown(answer, practitioner)
    except passkeys.NotThisPasskey:
        record(act=Act.SECOND_FACTOR_REFUSED, by=None, subject=practitioner.pk)
        raise Asking(_page(request, ConfirmForm(), notice=WRONG_PASSKEY, status=400)) from None
    note_second_factor(request, practitioner, "webauthn")
    record(act=Act.CONFIRMED_AGAIN, by=practitioner.pk, subject=practitioner.pk)
    private = None if are_kept(request) else passkeys.opened(practitioner, credential, form.cleaned_data["prf"])
    return keep_for_shift(request, practitioner, private) if private else None


def _checked(request: HttpRequest, practitioner: Practitioner, password: str) -> str | None:
    if not check_password(password, practitioner.password):
        raise CannotOpen
    return None if are_kept(request) else keep_for_shift(request, practitioner, unlocked(practitioner, password))


def _page(request: HttpRequest, form: ConfirmForm, *, notice: str = "", status: int = 401) -> HttpResponse:
    here, asking = request.get_full_path(), reverse("team:confirm")
    kept = [(name, value) for name in request.POST if name not in _OWN for value in request.POST.getlist(name)]
    if request.method != "POST":
        # A page that was asked for may take no form: ours goes to a place of its own, and back.
        here, kept = asking, [("next", here)]
    context = {
        "form": form,
        "notice": notice,
        "kept": kept,
        "action": here,
        "goes_on": here != asking,
        "passkeys": factors_of(cast(Practitioner, request.user)).passkeys,
    }
    return trying.page(request, "team/confirm.html", context, status=status)
