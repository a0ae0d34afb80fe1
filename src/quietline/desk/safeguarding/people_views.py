"""Which accounts are one person's: an administrator says so, as two must act where it takes two."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from quietline.desk.safeguarding.forms import AccountsForm
from quietline.safeguarding.people import actions, queries
from quietline.team.models import Practitioner


@require_http_methods(["GET", "HEAD", "POST"])
def same_person(request: HttpRequest) -> HttpResponse:
    """Say that two accounts are one person's, or two people's."""
    person = cast(Practitioner, request.user)
    form = AccountsForm(request.POST if request.method == "POST" else None, people=queries.accounts())
    if not form.is_valid():
        context = {"form": form, "alike": queries.alike(), "groups": queries.one_person_groups()}
        status = 422 if form.is_bound else 200
        return render(request, "desk/safeguarding/same_person.html", context, status=status)
    given = form.cleaned_data
    act = actions.mark_same_person if given["are"] == "one" else actions.mark_two_people
    act(one=UUID(given["one"]), other=UUID(given["other"]), by=person.pk)
    return redirect("desk:same-person")
