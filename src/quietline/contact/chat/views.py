from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from quietline.contact import guards, queries
from quietline.contact.chat import actions
from quietline.contact.chat.availability import availability
from quietline.contact.chat.news import told_of
from quietline.contact.chat.queries import standing_of
from quietline.contact.forms import ChatForm, ThreadForm, new_draft
from quietline.contact.queries import OpenThread
from quietline.contact.views import first_message
from quietline.team.queries import line_for_public

# Where the raw ASGI application of the room puts in what is said, for as long as the page stays open.
ROOM_MARK = "<!-- messages go on here -->"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def chat(request: HttpRequest) -> HttpResponse:
    """Whether somebody is there, and the statement; and where the first message of a chat arrives."""
    if request.method == "POST":
        return first_message(request, ChatForm)
    context = {
        "statement": guards.in_force(),
        "availability": availability(line_for_public()),
        "open_here": guards.stands_open(request),
    }
    return render(request, "contact/chat/before.html", context)


@login_not_required
@require_safe
def chat_form(request: HttpRequest, key: str, version: int) -> HttpResponse:
    """The closed question and the first message, reached by agreeing to this very statement."""
    current = guards.in_force()
    if (key, version) != (current.key, current.version):
        return redirect("contact:chat")
    open_here = guards.stands_open(request)
    form = ChatForm(initial={"statement": current.label, "draft": new_draft()})
    return render(request, "contact/chat/begin.html", {"form": form, "statement": current, "open_here": open_here})


@login_not_required
@require_safe
@guards.with_conversation
def danger(request: HttpRequest, opened: OpenThread) -> HttpResponse:
    """Where to get help at once, before the chat goes on."""
    return render(request, "contact/chat/danger.html")


@login_not_required
@require_POST
@guards.with_conversation
def go_live(request: HttpRequest, opened: OpenThread) -> HttpResponse:
    """Make a conversation a chat: its seeker stays in front of it."""
    if guards.from_our_own_page(request) and guards.bears_token(request, opened):
        actions.go_live(opened=opened)
    return redirect("contact:thread")


@login_not_required
@require_safe
@guards.with_conversation
def room(request: HttpRequest, opened: OpenThread) -> HttpResponse:
    """The chat for a browser without script: the page stays open, and what is said is added as it comes."""
    standing = standing_of(opened.thread.pk)
    context = {
        **(told_of(standing) if standing else {}),
        "form": ThreadForm.fresh(),
        "token": guards.form_token(opened),
        "mark": ROOM_MARK,
        "phrase_confirmed": opened.thread.phrase_confirmed,
        "nickname": queries.intake_of(opened).nickname,
    }
    return render(request, "contact/chat/room.html", context)


@login_not_required
def on_the_wire(request: HttpRequest) -> HttpResponse:
    """What the live wire answers in front of Django; whoever gets here asked a server without it."""
    return HttpResponse(status=503)
