"""Where somebody who lost their password sets a new one: the link, the code that was told, then the password."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from quietline.team.keys import unlocked
from quietline.team.links.rules import Refusal
from quietline.team.links.views import answer, not_good
from quietline.team.resets import actions, queries
from quietline.team.resets.forms import NewPasswordForm
from quietline.team.sign_in.views import enter


@login_not_required
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def take_up(request: HttpRequest, token: str) -> HttpResponse:
    """Set a new password; the second factor comes next, then a colleague seals the keys on."""
    reset = queries.reset_of(token)
    refusal = queries.why_not(reset)
    if reset is None or refusal:
        return not_good(request, refusal or Refusal.UNKNOWN)

    def taken_up(given: dict[str, Any]) -> HttpResponse:
        actions.try_code(reset=reset.pk, code=given["code"])
        person = actions.take_up(reset=reset.pk, password=given["password"])
        return enter(request, person, unlocked(person, given["password"]), reverse("desk:own-keys"))

    form = NewPasswordForm(request.POST if request.method == "POST" else None, practitioner=reset.practitioner)
    return answer(request, form, taken_up, template="team/new_password.html", context={"reset": reset})
