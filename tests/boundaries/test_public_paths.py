"""Every path refuses by default. These are the ones that do not, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, path

PUBLIC = {
    "/": "chooses a language",
    "/sign-in/": "where staff come in",
    "/sign-in/second/": "the step after the password",
    "/sign-in/organisation/": "off to the organisation's own sign-in",
    "/sign-in/organisation/back/": "back from there, with a word that is good once",
    "/sign-in/passkey/": "the same with a passkey",
    "/sign-in/passkey/options/": "what its browser is to ask for",
    "/invited/<str:token>/": "the link of an invitation, good once",
    "/reset/<str:token>/": "the link that sets a new password, good once",
    "/en/": "public site",
    "/en/myself/": "public site",
    "/en/somebody-else/": "public site",
    "/en/professionals/": "public site",
    "/en/how-it-works/": "public site",
    "/en/help-now/": "public site",
    "/en/trust/": "public site",
    "/en/first-step/": "closed questions, nothing stored",
    "/en/search/": "public site",
    "/en/offline/": "public site",
    "/en/offline/reading.html": "public site, in one file",
    "/en/offline/reading.epub": "the same as a book",
    "/c/<slug:code>/": "where a campaign's posters lead",
    "/c/<slug:code>": "the same, as people type it",
    "/c/<slug:code>/embed/": "what a partner copies: links and frames, nothing of anybody",
    "/en/w/<slug:code>/": "a campaign's warning message: closed questions, nothing stored",
    "/en/w/<slug:code>/frame/": "the same for frames of listed sites",
    "/en/<path:path>": "public site: whatever page the editor put there",
    "/pictures/<path:name>": "pictures of the public site",
    "/en/contact/": "public site",
    "/en/contact/confidentiality/": "public site",
    "/en/contact/write/": "where a first message arrives",
    "/en/contact/write/<slug:key>/<int:version>/": "its form",
    "/en/return/": "a return phrase opens a thread",
    "/en/contact/phrase/": "needs the seeker's cookie",
    "/en/contact/phrase/confirm/": "needs the seeker's cookie",
    "/en/contact/thread/": "needs the seeker's cookie",
    "/en/contact/chat/": "where a chat begins",
    "/en/contact/chat/<slug:key>/<int:version>/": "its form",
    "/en/contact/chat/now/": "needs the seeker's cookie",
    "/en/contact/chat/danger/": "needs the seeker's cookie",
    "/en/contact/chat/room/": "needs the seeker's cookie",
    "/en/contact/live/": "answered by the live wire, which needs the seeker's cookie",
    "/en/contact/say/": "answered by the live wire, which needs the seeker's cookie",
    "/en/contact/typing/": "answered by the live wire, which needs the seeker's cookie",
    "/en/contact/erase/": "needs the seeker's cookie",
    "/en/contact/left/": "going away must always work",
    "/en/exit/": "going away must always work",
    "/hooks/calls/": "phone systems report calls, signed",
    "/hooks/campaign/": "partners report daily counts, signed",
    "/en/contact/call-back/": "where a call is asked for",
    "/en/contact/call-back/<slug:key>/<int:version>/<slug:way>/": "its form",
    "/en/contact/call/ask/<slug:way>/": "needs the seeker's cookie",
    "/en/contact/call/time/": "needs the seeker's cookie",
    "/en/contact/call/cancel/": "needs the seeker's cookie",
    "/en/plan/": "where a plan is kept",
    "/en/plan/<slug:key>/<int:version>/": "its form",
    "/en/plan/mine/": "needs the seeker's cookie",
    "/en/plan/mine/change/": "needs the seeker's cookie",
    "/en/plan/mine/check-in/": "needs the seeker's cookie",
    "/en/plan/mine/show/": "needs the seeker's cookie",
    "/en/plan/mine/show/there/": "needs the seeker's cookie",
}

PUBLIC_ON_THE_ISLAND = {
    "/": "leads to the partners' first page",
    "/partners/sign-in/": "where partners come in",
    "/partners/sign-in/second/": "the step after the password",
    "/partners/invited/<str:token>/": "the link of an invitation, good once",
    "/partners/cards/<str:number>/<slug:kind>/<str:code>/<slug:mark>.svg": "a picture that was shown to be embedded",
}


def walk(resolver: URLResolver, before: str = "/") -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        here = before + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from walk(entry, here)
        else:
            yield here, entry


# Below this the middleware asks for a sign-in whatever a view of the editor says of itself.
GUARDED = "/edit/"
SOME_ID = "00000000-0000-4000-8000-000000000000"


def public(resolver: URLResolver) -> set[str]:
    open_to_all = {
        where for where, entry in walk(resolver) if getattr(entry.callback, "login_required", True) is False
    }
    return {where for where in open_to_all if not where.startswith(GUARDED)}


def example(where: str) -> str:
    """An address of this form, as far as one can be made from a pattern."""
    where = re.sub(r"<uuid:\w+>", SOME_ID, where)
    where = re.sub(r"\(\?P<\w+>[^)]*\)|<[^>]+>", "1", where)
    return re.sub(r"\(\?:(\w+)[^)]*\)|\.\*", r"\1", where).replace("^", "").replace("$", "")


def test_the_public_paths_are_these() -> None:
    assert public(get_resolver()) == set(PUBLIC)


def test_the_public_paths_of_the_partners_island_are_these() -> None:
    assert public(get_resolver("quietline.config.island.urls")) == set(PUBLIC_ON_THE_ISLAND)


def test_a_planted_public_path_is_caught() -> None:
    def view(request: object) -> None:
        raise NotImplementedError

    view.login_required = False  # type: ignore[attr-defined]
    resolver = get_resolver()
    resolver.url_patterns.append(path("leak/", view))  # type: ignore[arg-type]
    try:
        assert public(resolver) - set(PUBLIC) == {"/leak/"}
    finally:
        resolver.url_patterns.pop()


@pytest.mark.django_db
def test_everything_else_asks_to_sign_in(client: Client) -> None:
    for where, _ in walk(get_resolver()):
        if where in PUBLIC:
            continue
        answer = client.get(example(where))
        assert answer.status_code in {302, 405}, where
        if answer.status_code == 302:
            assert answer["Location"].startswith("/sign-in/"), where
