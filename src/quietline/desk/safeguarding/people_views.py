"""Which accounts are one person's: an administrator says so, as two must act where it takes two."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from quietline.desk.safeguarding.forms import AccountsForm
from quietline.safeguarding.people import actions, queries
from quietline.team.guards import reauthenticate
from quietline.team.models import Practitioner

OWN = "One of these accounts is yours. That they are two people's, another administrator says."


@require_http_methods(["GET", "HEAD", "POST"])
def same_person(request: HttpRequest) -> HttpResponse:
    """Say that two accounts are one person's, or two people's."""
    person = cast(Practitioner, request.user)
    if request.method != "POST":
        return _page(request, AccountsForm(people=queries.accounts()), status=200)
    return _say(request, person)


@reauthenticate
def _say(request: HttpRequest, person: Practitioner) -> HttpResponse:
    form = AccountsForm(request.POST, people=queries.accounts())
    if not form.is_valid():
        return _page(request, form, status=422)
    given = form.cleaned_data
    act = actions.mark_same_person if given["are"] == "one" else actions.mark_two_people
    try:
        act(one=UUID(given["one"]), other=UUID(given["other"]), by=person.pk)
    except actions.OwnAccount:
        form.add_error(None, OWN)
        return _page(request, form, status=403)
    return redirect("desk:same-person")


def _page(request: HttpRequest, form: AccountsForm, *, status: int) -> HttpResponse:
    context = {"form": form, "alike": queries.alike(), "groups": queries.one_person_groups()}
    return render(request, "desk/safeguarding/same_person.html", context, status=status)
