"""Where an administrator shapes the record form: a draft is changed, looked at, published as a new version."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from quietline.contact.records import forming
from quietline.contact.records.forming import NotEditable, ensure_form
from quietline.contact.records.forms import RecordAnswers
from quietline.contact.records.queries import form_being_edited, form_text
from quietline.contact.records.rules import CHOICES, KIND_NAMES, Kind
from quietline.desk.choosing import chosen_line
from quietline.desk.record_form.forms import FieldForm, NewFieldForm, OptionForm
from quietline.team.guards import with_keys
from quietline.team.keys import LineKeys
from quietline.team.models import Line, Practitioner
from quietline.team.queries import lines_of

CHANGED = "This changed meanwhile: what you see below is how the form stands now."
DONE = {
    "publish": "The new version is in force. Records that were begun keep to theirs.",
    "discard": "The draft is gone. The form in force is as it was.",
}


class Problem(Exception):
    """What was typed can't be taken; the form says why."""

    def __init__(self, form: forms.Form) -> None:
        super().__init__("not valid")
        self.form = form


@require_http_methods(["GET", "HEAD", "POST"])
@with_keys
def record_form(request: HttpRequest, practitioner: Practitioner, keys: LineKeys) -> HttpResponse:
    """The record form of one line: in force, and as it is being edited."""
    line = _line(request, practitioner)
    if request.method != "POST":
        return _page(request, practitioner, line, notice=DONE.get(request.GET.get("done", ""), ""))
    act = request.POST.get("act", "")
    if act not in ACTS:
        return _page(request, practitioner, line, status=422, notice="Choose one of the buttons.")
    try:
        ACTS[act](request, line, practitioner.pk)
    except NotEditable:
        return _page(request, practitioner, line, status=409, notice=CHANGED, typed=_typed(request))
    except Problem as problem:
        notice = " ".join(str(error) for errors in problem.form.errors.values() for error in errors)
        return _page(request, practitioner, line, status=422, notice=notice, typed=_typed(request))
    said = {"line": str(line.pk), "open": request.POST.get("field", "")} | ({"done": act} if act in DONE else {})
    anchor = f"#field-{said['open']}" if said["open"] else ""
    return redirect(f"{reverse('desk:record-form')}?{urlencode(said)}{anchor}")


def _page(
    request: HttpRequest,
    practitioner: Practitioner,
    line: Line,
    *,
    status: int = 200,
    notice: str = "",
    typed: str = "",
) -> HttpResponse:
    in_force = form_text(ensure_form(line=line))
    draft = form_being_edited(line)
    preview = draft or in_force
    context = {
        "line": line,
        "lines": lines_of(practitioner),
        "in_force": in_force,
        "draft": draft,
        "new_field": NewFieldForm(),
        "preview": RecordAnswers(None, asks=preview, answers={}, revision=0),
        "with_options": {Kind.ONE, Kind.MANY},
        "choices": CHOICES,
        "kinds": KIND_NAMES,
        "open": request.GET.get("open", ""),
        "notice": notice,
        "typed": typed,
    }
    return render(request, "desk/record_form/page.html", context, status=status)


def _line(request: HttpRequest, practitioner: Practitioner) -> Line:
    lines = lines_of(practitioner)
    if not lines:
        raise PermissionDenied
    return chosen_line(request, lines)


def _typed(request: HttpRequest) -> str:
    return "\n".join(filter(None, (request.POST.get("label", ""), request.POST.get("help", ""))))


def _given(form: forms.Form) -> dict[str, str]:
    if not form.is_valid():
        raise Problem(form)
    return form.cleaned_data


def _edit(request: HttpRequest, line: Line, by: UUID) -> None:
    forming.edit(line=line, by=by)


def _publish(request: HttpRequest, line: Line, by: UUID) -> None:
    forming.publish(line=line, by=by)


def _discard(request: HttpRequest, line: Line, by: UUID) -> None:
    forming.discard(line=line, by=by)


def _add_field(request: HttpRequest, line: Line, by: UUID) -> None:
    given = _given(NewFieldForm(request.POST))
    forming.add_field(
        line=line,
        label=given["label"],
        kind=Kind(given["kind"]),
        help_text=given["help"],
        required=bool(given["required"]),
        by=by,
    )


def _change_field(request: HttpRequest, line: Line, by: UUID) -> None:
    given = _given(FieldForm(request.POST))
    forming.change_field(
        line=line,
        code=_field(request),
        label=given["label"],
        help_text=given["help"],
        required=bool(given["required"]),
        by=by,
    )


def _retire_field(request: HttpRequest, line: Line, by: UUID) -> None:
    forming.retire_field(line=line, code=_field(request), retired=_says(request, "retired"), by=by)


def _move_field(request: HttpRequest, line: Line, by: UUID) -> None:
    forming.move_field(line=line, code=_field(request), up=_says(request, "up"), by=by)


def _add_option(request: HttpRequest, line: Line, by: UUID) -> None:
    given = _given(OptionForm(request.POST))
    forming.add_option(line=line, field=_field(request), label=given["label"], by=by)


def _change_option(request: HttpRequest, line: Line, by: UUID) -> None:
    given = _given(OptionForm(request.POST))
    forming.change_option(line=line, field=_field(request), code=_option(request), label=given["label"], by=by)


def _retire_option(request: HttpRequest, line: Line, by: UUID) -> None:
    forming.retire_option(
        line=line, field=_field(request), code=_option(request), retired=_says(request, "retired"), by=by
    )


def _move_option(request: HttpRequest, line: Line, by: UUID) -> None:
    forming.move_option(line=line, field=_field(request), code=_option(request), up=_says(request, "up"), by=by)


def _field(request: HttpRequest) -> str:
    return request.POST.get("field", "")


def _option(request: HttpRequest) -> str:
    return request.POST.get("option", "")


def _says(request: HttpRequest, name: str) -> bool:
    return request.POST.get(name) == "1"


# What the buttons of the page do.
ACTS: dict[str, Callable[[HttpRequest, Line, UUID], None]] = {
    "edit": _edit,
    "publish": _publish,
    "discard": _discard,
    "add-field": _add_field,
    "change-field": _change_field,
    "retire-field": _retire_field,
    "move-field": _move_field,
    "add-option": _add_option,
    "change-option": _change_option,
    "retire-option": _retire_option,
    "move-option": _move_option,
}
