"""Where somebody who was invited comes in: the link, the code that was told, then a name and a password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from quietline.team.invitations import actions, queries
from quietline.team.invitations.forms import TakeUpForm
from quietline.team.keys import unlocked
from quietline.team.links.queries import why_not
from quietline.team.links.rules import Refusal
from quietline.team.links.views import answer, not_good
from quietline.team.sign_in.views import enter


@login_not_required
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation up; the second factor is set up next."""
    invitation = queries.invitation_of(token)
    refusal = why_not(invitation)
    if invitation is None or refusal:
        return not_good(request, refusal or Refusal.UNKNOWN)

    def taken_up(given: dict[str, Any]) -> HttpResponse:
        actions.try_code(invitation=invitation.pk, code=given.pop("code"))
        newcomer = actions.take_up(invitation=invitation.pk, **given)
        return enter(request, newcomer, unlocked(newcomer, given["password"]), "/desk/")

    form = TakeUpForm(request.POST if request.method == "POST" else None, email=invitation.email)
    return answer(request, form, taken_up, template="team/invited.html", context={"email": invitation.email})
