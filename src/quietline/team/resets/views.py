"""Where somebody who lost their password sets a new one: the link, the code that was told, then the password."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from quietline.edge.marks import visitor
from quietline.team.invitations.actions import WrongCode
from quietline.team.keys import unlocked
from quietline.team.resets import actions, queries
from quietline.team.resets.forms import NewPasswordForm
from quietline.team.resets.models import Reset
from quietline.team.resets.rules import Refusal
from quietline.team.sign_in import trying
from quietline.team.sign_in.views import enter
from quietline.vault import Busy

WRONG = "This is not the code. {left} left before the link is good for nothing."


@login_not_required
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, token: str) -> HttpResponse:
    """Set a new password; the second factor comes next, then a colleague seals the keys on."""
    reset = queries.reset_of(token)
    refusal = queries.why_not(reset)
    if reset is None or refusal:
        return _refused(request, refusal or Refusal.UNKNOWN)
    form = NewPasswordForm(request.POST if request.method == "POST" else None, practitioner=reset.practitioner)
    if not form.is_valid():
        return _page(request, reset, form, status=422 if form.is_bound else 200)
    if not trying.may_try(request, token):
        return _page(request, reset, form, notice=trying.TOO_MANY, status=429)
    try:
        with trying.gate.passed(visitor(request)):
            return _taken_up(request, reset, form)
    except WrongCode as wrong:
        tries = "One try is" if wrong.left == 1 else f"{wrong.left} tries are"
        return _page(request, reset, form, notice=WRONG.format(left=tries), status=400)
    except actions.NotGood as refused:
        return _refused(request, refused.refusal)
    except Busy:
        return _page(request, reset, form, notice=trying.BUSY, status=503)


def _taken_up(request: HttpRequest, reset: Reset, form: NewPasswordForm) -> HttpResponse:
    password = form.cleaned_data["password"]
    actions.try_code(reset=reset.pk, code=form.cleaned_data["code"])
    person = actions.take_up(reset=reset.pk, password=password)
    return enter(request, person, unlocked(person, password), reverse("desk:own-keys"))


def _page(
    request: HttpRequest, reset: Reset, form: NewPasswordForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "notice": notice, "reset": reset}
    return trying.page(request, "team/new_password.html", context, status=status)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    status = 404 if refusal is Refusal.UNKNOWN else 410
    context = {"title": "This link is not good", "why": refusal.value}
    return render(request, "team/not_invited.html", context, status=status)
