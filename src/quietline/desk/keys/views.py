"""One's own lines and keys, sealing them on to colleagues, sealing conversations anew. Plain forms, no script."""

from __future__ import annotations

import time
from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.desk.act_page import act_page, not_yours
from quietline.desk.keys.forms import WordsForm
from quietline.team.guards import reauthenticate, with_keys
from quietline.team.keys import LineKeys
from quietline.team.line_keys import actions, queries
from quietline.team.line_keys.actions import NoRoleThere, NotTheirWords
from quietline.team.line_keys.sealing import left_to_seal, seal_some_anew
from quietline.team.models import Line, Practitioner
from quietline.team.permissions import May, may, refused
from quietline.team.queries import lines_of
from quietline.team.roles.queries import held_by, told

NOT_THEIR_WORDS = (
    "These are not the words of {}'s key. Ask once more, word by word. If they still differ, somebody else may have "
    "signed in as {}: seal nothing, and tell your administrator."
)
NO_ROLE = "{} has no role on this line any more, or left. Ask an administrator."
DONE = {"sealed": "The keys are sealed on.", "anew": "Sealed anew."}
# For so long one press works; then the page says what is left.
SECONDS_A_PRESS = 5.0


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """What somebody is here, which lines' keys they hold, who can help them, and whom they can help."""
    person = cast(Practitioner, request.user)
    seals = may(person, May.SEAL_ON)
    context = {
        "done": DONE.get(request.GET.get("done", ""), ""),
        "words": queries.words_of(person),
        "roles": [(told(row), row) for row in held_by(person.pk)],
        "lines": [
            (each, left_to_seal(each.line) if seals and each.holds_newest else 0)
            for each in queries.standing_of(person)
        ],
    }
    return render(request, "desk/own_keys/own.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthenticate
@with_keys
def seal_on(
    request: HttpRequest, practitioner: Practitioner, keys: LineKeys, line_id: UUID, practitioner_id: UUID
) -> HttpResponse:
    """Seal a line's keys on to a colleague who reads four words out."""
    line = _own_line(practitioner, line_id)
    if not may(practitioner, May.SEAL_ON, line):
        return not_yours(request, refused(May.SEAL_ON))
    newcomer = next((each for each in queries.waiting_for(line) if each.pk == practitioner_id), None)
    if newcomer is None:
        raise Http404
    form = WordsForm(request.POST if request.method == "POST" else None)
    page = {"title": f"Seal the keys of {line.name} on to {newcomer.name}", "button": "Seal them on"}
    back = reverse("desk:own-keys")
    if not form.is_valid():
        return act_page(request, form, back=back, status=422 if form.is_bound else 200, **page)
    try:
        actions.seal_on(
            line=line, newcomer=newcomer, words=form.cleaned_data["words"], line_keys=keys, by=practitioner.pk
        )
    except NotTheirWords:
        form.add_error("words", NOT_THEIR_WORDS.format(newcomer.name, newcomer.name))
        return act_page(request, form, back=back, status=409, **page)
    except NoRoleThere:
        return act_page(request, form, back=back, notice=NO_ROLE.format(newcomer.name), status=409, **page)
    return redirect(f"{back}?done=sealed")


@require_POST
@reauthenticate
@with_keys
def seal_anew(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, line_id: UUID) -> HttpResponse:
    """Seal what is sealed to an earlier key of the line to its newest one, as much as a few seconds allow."""
    line = _own_line(practitioner, line_id)
    if not may(practitioner, May.SEAL_ON, line):
        return not_yours(request, refused(May.SEAL_ON))
    until = time.monotonic() + SECONDS_A_PRESS
    while seal_some_anew(line=line, line_keys=keys, by=practitioner.pk) and time.monotonic() < until:
        pass
    return redirect(f"{reverse('desk:own-keys')}?done=anew")


def _own_line(practitioner: Practitioner, line_id: UUID) -> Line:
    line = next((each for each in lines_of(practitioner) if each.pk == line_id), None)
    if line is None:
        raise Http404
    return line
