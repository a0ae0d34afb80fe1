"""A plan's pages: keep it, look at it, change it, check in, show it. Each works without script."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from quietline.contact import actions as contact
from quietline.contact import guards
from quietline.contact.beginnings import Beginning, begin, not_kept_because, try_later
from quietline.contact.coming_back import NotOpened, let_in, opened_by_words, told
from quietline.contact.committing import ThreadGone
from quietline.contact.forms import new_draft
from quietline.contact.plans import actions, queries
from quietline.contact.plans.actions import ChangedMeanwhile
from quietline.contact.plans.compared import compare
from quietline.contact.plans.forms import ChangeForm, CheckInForm, KeepForm, ShowForm, ShowThereForm
from quietline.contact.plans.queries import OpenPlan
from quietline.contact.plans.words import as_shown, titled
from quietline.contact.queries import OpenThread, StatementText, statement_in_force
from quietline.contact.retention.queries import periods_of
from quietline.contact.retention.rules import Kind
from quietline.contact.said import too_many
from quietline.edge.limits import limits
from quietline.edge.marks import public_page, visitor
from quietline.vault import PhraseProblem

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])
PlanView = Callable[[HttpRequest, OpenThread, OpenPlan], HttpResponse]
Respond = Callable[..., HttpResponse]


@login_not_required
@reads_and_writes
@public_page
def keep(request: HttpRequest) -> HttpResponse:
    """What keeping a plan means, and the statement; and where a new plan arrives."""
    if request.method == "POST":
        return begin(request, KeepForm(request.POST), _keep)
    context = {"statement": guards.in_force(), "open_here": guards.stands_open(request)}
    return render(request, "contact/plans/before.html", context)


@login_not_required
@require_safe
@public_page
def keep_form(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """The form for a plan, reached by agreeing to this very statement."""
    current = guards.in_force()
    if (key, version) != (current.key, current.version):
        return redirect("contact:plan")
    context = {"form": KeepForm.fresh(current.label), "statement": current, "open_here": guards.stands_open(request)}
    return render(request, "contact/plans/keep.html", context)


def _keep(form: KeepForm, beginning: Beginning) -> str:
    opened = actions.keep(
        line=beginning.line,
        statement=beginning.statement,
        language=beginning.language,
        text=form.text(),
        start=form.start(timezone.localdate()),
        phrase=beginning.phrase,
        keys=beginning.keys(),
    )
    return opened.token


def with_plan(view: PlanView) -> Callable[[HttpRequest], HttpResponse]:
    """Give the view the plan that stands open in this browser; without one, lead to the page for the words."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        opened = guards.opened_here(request)
        if opened is None:
            return _shut(request)
        if opened.plan_key is None:
            return redirect("contact:thread")
        contact.stay_open(opened=opened)
        actions.note_visit(opened=opened)
        try:
            return view(request, opened, queries.plan_of(opened))
        except ThreadGone:
            return _shut(request)

    return guarded


def _shut(request: HttpRequest) -> HttpResponse:
    return guards.time_ran_out(request) if request.method == "POST" else redirect("contact:return")


@login_not_required
@require_safe
@with_plan
def mine(request: HttpRequest, opened: OpenThread, plan: OpenPlan) -> HttpResponse:
    """The plan, to be read and printed, and how one is, laid beside how one was."""
    context = {
        "parts": titled(plan.text),
        "review_on": plan.text.review_on,
        "is_due": plan.text.is_due(timezone.localdate()),
        "compared": compare(plan.check_ins),
        "days_kept": periods_of(opened.thread.line).get(Kind.PLANS) if opened.is_kept else None,
    }
    return _page(request, opened, "mine", context)


@login_not_required
@reads_and_writes
@with_plan
def change(request: HttpRequest, opened: OpenThread, plan: OpenPlan) -> HttpResponse:
    """The plan as a form. Where another page saved it meanwhile, both stand on this one."""
    if request.method != "POST":
        return _page(request, opened, "change", {"form": ChangeForm.of(plan)})
    form = ChangeForm(request.POST)

    def again(status: int, notice: str = "") -> HttpResponse:
        return _page(request, opened, "change", {"form": form, "notice": notice}, status)

    def save() -> None:
        actions.change(opened=opened, text=form.text(), version=form.cleaned_data["version"])

    try:
        return _refused(request, opened, form, again) or _done(save, again) or redirect("contact:my-plan")
    except ChangedMeanwhile:
        return _changed_elsewhere(request, opened, form)


def _changed_elsewhere(request: HttpRequest, opened: OpenThread, form: ChangeForm) -> HttpResponse:
    """What is kept now above what was typed: nothing is lost, and who saves next has seen both."""
    plan = queries.plan_of(opened)
    context = {"form": _with(form, version=plan.version), "kept": titled(plan.text), "changed": True}
    return _page(request, opened, "change", context, 409)


@login_not_required
@reads_and_writes
@with_plan
def check_in(request: HttpRequest, opened: OpenThread, plan: OpenPlan) -> HttpResponse:
    """The ratings once more, for oneself."""
    parts = list(plan.text.parts)
    if request.method != "POST":
        form = CheckInForm(initial={"check_in": plan.next_number}, parts=parts)
        return _page(request, opened, "check_in", {"form": form})
    form = CheckInForm(request.POST, parts=parts)

    def again(status: int, notice: str = "") -> HttpResponse:
        return _page(request, opened, "check_in", {"form": form, "notice": notice}, status)

    def save() -> None:
        text = form.text(timezone.localdate())
        actions.check_in(opened=opened, text=text, number=form.cleaned_data["check_in"])

    try:
        saved = _refused(request, opened, form, again) or _done(save, again)
        return saved or redirect(f"{reverse('contact:my-plan')}#check-ins")
    except ChangedMeanwhile:
        form = _with(form, check_in=queries.plan_of(opened).next_number, parts=parts)
        return again(409, _("You checked in on another page meanwhile. Press once more to keep this as well."))


@login_not_required
@reads_and_writes
@with_plan
def show(request: HttpRequest, opened: OpenThread, plan: OpenPlan) -> HttpResponse:
    """Exactly what a practitioner will see, and the act of showing it."""
    current = statement_in_force(opened.thread.line, get_language() or "en")
    if current is None:
        notice = _("Nobody can write to us just now. Please try again later.")
        return _page(request, opened, "show", {"notice": notice}, 503)
    if request.method != "POST":
        return _show_page(request, opened, plan, current)
    form = ShowForm(request.POST)

    def again(status: int, notice: str = "") -> HttpResponse:
        return _show_page(request, opened, queries.plan_of(opened), current, status, notice)

    refused = _refused(request, opened, form, again)
    if refused:
        return refused
    if opened.is_kept and form.cleaned_data["statement"] != current.label:
        return again(409, _("Our confidentiality statement has changed meanwhile. Please read it once more."))
    text = as_shown(plan.text)

    def send() -> None:
        given = form.cleaned_data
        actions.show(opened=opened, text=text, draft=given["draft"], version=given["version"], statement=current)

    try:
        return _done(send, again) or redirect(f"{reverse('contact:thread')}#latest")
    except ChangedMeanwhile:
        return again(409, _("Your plan was changed on another page meanwhile. Nothing was shown yet: look once more."))


def _show_page(
    request: HttpRequest,
    opened: OpenThread,
    plan: OpenPlan,
    current: StatementText,
    status: int = 200,
    notice: str = "",
) -> HttpResponse:
    form = ShowForm(initial={"version": plan.version, "statement": current.label, "draft": new_draft()})
    context = {"form": form, "shown": as_shown(plan.text), "statement": current, "notice": notice}
    return _page(request, opened, "show", context, status)


@login_not_required
@reads_and_writes
@with_plan
def show_there(request: HttpRequest, opened: OpenThread, plan: OpenPlan) -> HttpResponse:
    """The same for somebody who has a conversation already: its words say into which one it goes."""
    if request.method != "POST":
        return _show_there_page(request, opened, plan)
    form = ShowThereForm(request.POST)

    def again(status: int, notice: str = "") -> HttpResponse:
        return _show_there_page(request, opened, queries.plan_of(opened), form, status, notice)

    text = as_shown(plan.text)
    if not text:
        return _show_there_page(request, opened, plan)
    refused = _refused(request, opened, form, again)
    if refused:
        return refused
    given = form.cleaned_data
    try:
        there = opened_by_words(request, given["phrase"])
        if there.is_kept:
            return again(422, _("These words open a plan. Please type the words of your conversation."))
        with told():
            actions.show_in(
                opened=opened, conversation=there, text=text, draft=given["draft"], version=given["version"]
            )
        token = let_in(there)
    except NotOpened as why:
        return _show_there_page(request, opened, plan, form, why.status, why.notice, why.problem)
    except ChangedMeanwhile:
        return again(409, _("Your plan was changed on another page meanwhile. Nothing was shown yet: look once more."))
    return guards.set_cookie(redirect(f"{reverse('contact:thread')}#latest"), token)


def _show_there_page(
    request: HttpRequest,
    opened: OpenThread,
    plan: OpenPlan,
    form: ShowThereForm | None = None,
    status: int = 200,
    notice: str = "",
    problem: PhraseProblem | None = None,
) -> HttpResponse:
    fresh = {"version": plan.version, "draft": new_draft()}
    form = _with(form, version=plan.version) if form else ShowThereForm(initial=fresh)
    if problem:
        form.mark_wrong()
    context = {"form": form, "shown": as_shown(plan.text), "notice": notice, "problem": problem}
    return _page(request, opened, "show_there", context, status)


def go_on(request: HttpRequest, opened: OpenThread) -> HttpResponse:
    """After the words: what was typed into a form of the plan before it was shut, with nothing saved yet."""
    notice = _("What you typed is here again. It is not saved yet.")
    if opened.plan_key is None:
        notice = _("These words open another conversation. What you typed is below; copy it before you go on.")
        return guards.lost_its_place(request, notice)
    plan = queries.plan_of(opened)
    if "check_in" in request.POST:
        form = CheckInForm(request.POST, parts=list(plan.text.parts))
        return _page(request, opened, "check_in", {"form": form, "notice": notice})
    if request.POST.get("version") != str(plan.version):
        return _changed_elsewhere(request, opened, ChangeForm(request.POST))
    return _page(request, opened, "change", {"form": ChangeForm(request.POST), "notice": notice})


def _refused(request: HttpRequest, opened: OpenThread, form: forms.Form, again: Respond) -> HttpResponse | None:
    """Why nothing is done with a form, if so."""
    if not (guards.from_our_own_page(request) and guards.bears_token(request, opened)):
        return again(403, _("For your safety, please press the button once more."))
    if not form.is_valid():
        return again(422)
    if not limits.allow("sending", visitor(request)):
        return again(429, too_many())
    return None


def _done(save: Callable[[], None], again: Respond) -> HttpResponse | None:
    try:
        save()
    except DatabaseError as error:
        return again(503, not_kept_because(error))
    return None


def _with(form: Any, parts: list[Any] | None = None, **values: int) -> Any:
    """The same form with everything that was typed, and these hidden values made new."""
    given = form.data.copy()
    for name, value in values.items():
        given[name] = str(value)
    return type(form)(given) if parts is None else type(form)(given, parts=parts)


def _page(
    request: HttpRequest, opened: OpenThread, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    common = {
        "token": guards.form_token(opened),
        "is_kept": opened.is_kept,
        "phrase_confirmed": opened.thread.phrase_confirmed,
    }
    return try_later(render(request, f"contact/plans/{name}.html", common | context, status=status))
