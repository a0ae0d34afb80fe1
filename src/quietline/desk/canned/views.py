from __future__ import annotations

from typing import cast
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.desk.act_page import act_page
from quietline.desk.canned.forms import CannedForm
from quietline.team.canned import actions, queries
from quietline.team.canned.models import CannedReply
from quietline.team.models import Line, Practitioner
from quietline.team.permissions import May, may
from quietline.team.queries import lines_of


@require_safe
def canned(request: HttpRequest) -> HttpResponse:
    """The canned replies of one's lines."""
    retired = request.GET.get("show") == "retired"
    replies = queries.canned_replies(lines_of(_who(request)), retired=retired)
    context = {"replies": replies, "retired": retired, "may_edit": may(_who(request), May.KEEP_REPLIES)}
    return render(request, "desk/canned/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a canned reply."""
    return _edited(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, reply_id: UUID) -> HttpResponse:
    """Change a canned reply."""
    return _edited(request, _there(request, reply_id))


def _edited(request: HttpRequest, before: CannedReply | None) -> HttpResponse:
    lines = _kept(request)
    form = CannedForm(request.POST or None, lines=lines, before=before)
    if not form.is_valid():
        title = before.title if before else "A new canned reply"
        status = 422 if form.is_bound else 200
        return act_page(request, form, title=title, button="Keep it", back=reverse("desk:canned"), status=status)
    given = form.cleaned_data
    actions.save_canned_reply(
        reply_id=before.pk if before else uuid4(),
        line=next(line for line in lines if str(line.pk) == given["line"]),
        language=given["language"],
        title=given["title"],
        text=given["message"],
        position=given["position"],
        by=_who(request).pk,
    )
    return redirect("desk:canned")


@require_POST
def retire(request: HttpRequest, reply_id: UUID, *, retired: bool) -> HttpResponse:
    """Take a canned reply out of use, or bring it back."""
    actions.set_canned_retired(reply_id=_there(request, reply_id).pk, retired=retired, by=_who(request).pk)
    return redirect("desk:canned")


def _there(request: HttpRequest, reply_id: UUID) -> CannedReply:
    found = queries.canned_reply(reply_id, _kept(request))
    if found is None:
        raise Http404
    return found


def _kept(request: HttpRequest) -> list[Line]:
    """Those of one's lines whose replies one keeps."""
    return [line for line in lines_of(_who(request)) if may(_who(request), May.KEEP_REPLIES, line)]


def _who(request: HttpRequest) -> Practitioner:
    return cast(Practitioner, request.user)
