"""Which list a practitioner came from: its view, its page, what narrows it. It stands in the addresses of what they
open from there.

Nothing of it is kept on the server, so two tabs can walk two lists.
"""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from quietline.desk.queries import FIRST_VIEW, view_named


def place_in_list(request: HttpRequest) -> tuple[str, str]:
    """The view and the page that the address names; the first of each where it names none that there is."""
    number = request.GET.get("page", "")
    return view_named(request.GET.get("view", "")).name, number if number.isdecimal() and len(number) < 9 else "1"


def trail(request: HttpRequest, **more: str) -> str:
    """The same as a query, to be put behind an address; nothing for the first page of the first view."""
    name, number = place_in_list(request)
    given = {"view": name if name != FIRST_VIEW else "", "page": number if number != "1" else ""}
    given |= _narrowed(request) | more
    query = urlencode({each: value for each, value in given.items() if value})
    return f"?{query}" if query else ""


def list_address(request: HttpRequest, *, done: str = "") -> str:
    return reverse("desk:list") + trail(request, done=done)


def thread_address(request: HttpRequest, thread_id: UUID, part: str = "") -> str:
    """A thread's page beside the list it was opened from; `part` is where on the page to begin."""
    return reverse("desk:thread", kwargs={"thread_id": thread_id}) + trail(request) + (f"#{part}" if part else "")


def _narrowed(request: HttpRequest) -> dict[str, str]:
    language = request.GET.get("language", "")
    known = {"language": language if language in dict(settings.LANGUAGES) else ""}
    return known | {name: _as_id(request.GET.get(name, "")) for name in ("line", "skill")}


def _as_id(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        return ""
