"""Releases for those who make them (`desk/permitted`), confirmed by `config`. Plain forms, no script."""

from __future__ import annotations

from typing import cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.insights.released import queries
from quietline.insights.released.forms import CorrectionForm, ReleaseForm
from quietline.insights.released.models import Release
from quietline.insights.releases.windows import ReleaseRefused, Window
from quietline.team.models import Practitioner

FORM_METHODS = ["GET", "HEAD", "POST"]


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """What was released, and what could be now."""
    from quietline.insights.released.ready import ready
    from quietline.insights.released.signing import own_key

    context = {"releases": queries.releases(), "ready": ready(today=timezone.localdate()), "key": own_key()}
    return render(request, "released/list.html", context)


@require_safe
def window(request: HttpRequest, window: str) -> HttpResponse:
    """One month or quarter: what drawing it means or, once drawn, what its release would say."""
    from quietline.insights.released.ready import title_of

    asked = _window(window)
    return _window_page(request, asked, ReleaseForm(initial={"title": title_of(asked)}))


@require_POST
def draw(request: HttpRequest, window: str) -> HttpResponse:
    """Draw the protected numbers. Asked twice, the same numbers show."""
    from quietline.insights.released import actions

    asked = _window(window)
    try:
        actions.draw(window=asked, on=timezone.localdate(), by=_by(request))
    except ReleaseRefused as refusal:
        return _window_page(request, asked, ReleaseForm(), refusal=str(refusal), status=409)
    return redirect("releases:window", window)


@require_POST
def make(request: HttpRequest, window: str) -> HttpResponse:
    """Sign and keep it."""
    return _released(request, _window(window), ReleaseForm(request.POST))


@require_safe
def one(request: HttpRequest, number: str) -> HttpResponse:
    """One release with its tables and files."""
    from quietline.insights.released.downloads import DOWNLOADS
    from quietline.insights.released.showing import sheets

    row = _there(number)
    document = queries.document_of(row)
    context = {"release": row, "document": document, "sheets": sheets(document), "downloads": DOWNLOADS}
    return render(request, "released/one.html", context)


@require_safe
def file(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """One of the release's files; where a form is several of them, in an archive."""
    from quietline.insights.released.downloads import DOWNLOADS, download

    if kind not in DOWNLOADS:
        raise Http404
    row = _there(number)
    name, content_type, content = download(row, queries.document_of(row), kind)
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=content_type, headers=disposition)


@require_http_methods(FORM_METHODS)
def correct(request: HttpRequest, number: str) -> HttpResponse:
    """Put a successor in a release's place."""
    row = _there(number)
    if row.successor is not None:
        return redirect("releases:one", row.successor.number)
    if request.method == "POST":
        return _released(request, Window(row.first, row.last), CorrectionForm(request.POST), corrects=row)
    return _correction_page(request, row, CorrectionForm(initial={"title": row.title}))


def _released(
    request: HttpRequest, asked: Window, form: ReleaseForm, *, corrects: Release | None = None
) -> HttpResponse:
    from quietline.insights.released import actions
    from quietline.insights.releases.wording import NotPublishable

    refusal, status = "", 422
    if form.is_valid():
        try:
            number = actions.release(
                window=asked,
                title=form.cleaned_data["title"],
                on=timezone.localdate(),
                by=_by(request),
                corrects=corrects.number if corrects else "",
                reason=" ".join(form.cleaned_data.get("reason", "").split()),
            )
        except (ReleaseRefused, NotPublishable) as why:
            refusal, status = str(why), 409
        else:
            return redirect("releases:one", number)
    if corrects:
        return _correction_page(request, corrects, form, refusal=refusal, status=status)
    return _window_page(request, asked, form, refusal=refusal, status=status)


def _correction_page(
    request: HttpRequest, row: Release, form: ReleaseForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "title": f"Correct {row.number}",
        "button": "Sign and release",
        "back": reverse("releases:one", args=[row.number]),
        "notice": refusal,
    }
    return render(request, "desk/act.html", context, status=status)


def _window_page(
    request: HttpRequest, asked: Window, form: ReleaseForm, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    from quietline.insights.released.ready import standing
    from quietline.insights.released.showing import sheets

    today = timezone.localdate()
    found = standing(asked, today=today)
    context = {
        "window": asked,
        "standing": found,
        "sheets": sheets(found.draft) if found.draft else [],
        "form": form,
        "refusal": refusal or found.refusal,
    }
    return render(request, "released/window.html", context, status=status)


def _window(text: str) -> Window:
    try:
        return Window.of(text)
    except ReleaseRefused:
        raise Http404 from None


def _there(number: str) -> Release:
    row = queries.release(number)
    if row is None:
        raise Http404
    return row


def _by(request: HttpRequest) -> UUID:
    return cast(Practitioner, request.user).pk
