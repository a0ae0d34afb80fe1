from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.campaigns.queries import areas
from quietline.desk.act_page import act_page
from quietline.desk.signposts.forms import ImportForm, SearchForm, SignpostForm
from quietline.team.models import Practitioner
from quietline.team.permissions import May, may
from quietline.team.signposts import actions, hsds, queries
from quietline.team.signposts.rules import Entry


@require_safe
def signposts(request: HttpRequest) -> HttpResponse:
    """The directory: what other services there are, and which have to be checked again."""
    form = SearchForm(request.GET)
    show = request.GET.get("show", "")
    found = queries.search(
        today=timezone.localdate(), retired=show == "retired", stale=show == "stale", **form.wishes()
    )
    context = {
        "form": form,
        "found": found,
        "show": show,
        "areas": area_names(),
        "may_edit": may(_who(request), May.KEEP_REPLIES),
    }
    return render(request, "desk/signposts/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a signpost by hand."""
    form = SignpostForm(request.POST or None)
    return _edited(request, form, title="A new signpost")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, signpost_id: UUID) -> HttpResponse:
    """Mend a signpost."""
    before = _there(signpost_id)
    form = SignpostForm(request.POST or None, before=before)
    return _edited(request, form, title=before.name)


def _edited(request: HttpRequest, form: SignpostForm, *, title: str) -> HttpResponse:
    if not form.is_valid():
        back = reverse("desk:signposts")
        return act_page(request, form, title=title, button="Keep it", back=back, status=422 if form.is_bound else 200)
    actions.save_signpost(entry=form.entry(), by=_who(request).pk)
    return redirect("desk:signposts")


@require_POST
def checked(request: HttpRequest, signpost_id: UUID) -> HttpResponse:
    """Say that everything in a signpost is still right."""
    _there(signpost_id)
    actions.mark_checked(signpost_id=signpost_id, on=timezone.localdate(), by=_who(request).pk)
    return redirect("desk:signposts")


@require_POST
def retire(request: HttpRequest, signpost_id: UUID, *, retired: bool) -> HttpResponse:
    """Take a signpost out of the list, or bring it back."""
    _there(signpost_id)
    actions.set_retired(signpost_id=signpost_id, retired=retired, by=_who(request).pk)
    return redirect("desk:signposts")


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The whole directory as HSDS 3.0 JSON."""
    response = HttpResponse(hsds.as_json(queries.entries()), content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="signposts.json"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Import services: what would change is shown first; all of them are kept, or none."""
    form = ImportForm(request.POST or None)
    if not form.is_valid():
        return _import_page(request, form, status=422 if form.is_bound else 200)
    try:
        entries = hsds.parse(form.cleaned_data["message"])
    except hsds.NotAcceptable as refusal:
        return _import_page(request, form, problems=refusal.problems, status=422)
    if "sure" not in request.POST:
        return _import_page(request, form, preview=actions.difference(entries), elsewhere=_elsewhere(entries))
    actions.import_signposts(entries=entries, by=_who(request).pk)
    return redirect("desk:signposts")


def _import_page(request: HttpRequest, form: ImportForm, *, status: int = 200, **context: object) -> HttpResponse:
    return render(request, "desk/signposts/import.html", {"form": form} | context, status=status)


def _elsewhere(entries: list[Entry]) -> list[str]:
    """Areas that are not in our own register: nobody finds a service by them."""
    return sorted({code for entry in entries for code in entry.areas} - area_names().keys())


def _there(signpost_id: UUID) -> Entry:
    found = queries.signpost(signpost_id)
    if found is None:
        raise Http404
    return found


def area_names() -> dict[str, str]:
    return {area.code: area.name for area in areas()}


def _who(request: HttpRequest) -> Practitioner:
    return cast(Practitioner, request.user)
