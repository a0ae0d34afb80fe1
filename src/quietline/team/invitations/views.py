"""Where somebody who was invited comes in: the link, the code that was told, then a name and a password."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from quietline.edge.marks import visitor
from quietline.team.invitations import actions, queries
from quietline.team.invitations.forms import TakeUpForm
from quietline.team.invitations.models import Invitation
from quietline.team.invitations.rules import Refusal
from quietline.team.keys import unlocked
from quietline.team.sign_in import trying
from quietline.team.sign_in.views import enter
from quietline.vault import Busy

WRONG = "This is not the code. {left} left before the invitation is good for nothing."


@login_not_required
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation up; the second factor is set up next."""
    invitation = queries.invitation_of(token)
    refusal = queries.why_not(invitation)
    if invitation is None or refusal:
        return _refused(request, refusal or Refusal.UNKNOWN)
    form = TakeUpForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if not form.is_valid():
        return _page(request, invitation, form, status=422 if form.is_bound else 200)
    if not trying.may_try(request, token):
        return _page(request, invitation, form, notice=trying.TOO_MANY, status=429)
    try:
        with trying.gate.passed(visitor(request)):
            return _taken_up(request, invitation, form)
    except actions.WrongCode as wrong:
        tries = "One try is" if wrong.left == 1 else f"{wrong.left} tries are"
        return _page(request, invitation, form, notice=WRONG.format(left=tries), status=400)
    except actions.NotGood as refused:
        return _refused(request, refused.refusal)
    except Busy:
        return _page(request, invitation, form, notice=trying.BUSY, status=503)


def _taken_up(request: HttpRequest, invitation: Invitation, form: TakeUpForm) -> HttpResponse:
    given = form.cleaned_data
    actions.try_code(invitation=invitation.pk, code=given.pop("code"))
    newcomer = actions.take_up(invitation=invitation.pk, **given)
    return enter(request, newcomer, unlocked(newcomer, given["password"]), "/desk/")


def _page(
    request: HttpRequest, invitation: Invitation, form: TakeUpForm, *, notice: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, object] = {"form": form, "notice": notice, "email": invitation.email}
    return trying.page(request, "team/invited.html", context, status=status)


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    status = 404 if refusal is Refusal.UNKNOWN else 410
    return render(
        request, "team/not_invited.html", {"title": "This invitation is not good", "why": refusal.value}, status=status
    )
