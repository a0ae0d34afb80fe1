"""How the editor is kept to what this site needs: fewer menus, and no act that would break a public page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from quietline.content import queries
from quietline.content.links import PageLink
from quietline.content.places.queries import may_limit
from quietline.content.places.views import places
from quietline.content.rules import is_fixed
from quietline.content.translation import views
from quietline.team.models import Practitioner


@hooks.register("register_rich_text_features", order=10)
def lead_by_path(features: Any) -> None:
    features.register_link_type(PageLink)


@hooks.register("register_admin_urls")
def our_urls() -> list[URLPattern]:
    return [
        path("places/", places, name="quietline-places"),
        path("translations/<int:page_id>/", views.translations, name="quietline-translations"),
        path("translations/<int:page_id>/<slug:language>/", views.download, name="quietline-translation"),
    ]


@hooks.register("register_page_header_buttons")
def lead_to_translations(page: Page, user: Practitioner, view_name: str, next_url: str = "") -> Iterator[Button]:
    english = queries.english_twin(page) if page.depth > 1 else None
    if english:
        address = reverse("quietline-translations", args=[english.pk])
        yield Button("Translations", address, icon_name="globe", priority=70)


HIDDEN = {"documents", "help", "settings"}


@hooks.register("construct_main_menu")
def fewer_menus(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN]


@hooks.register("register_admin_menu_item")
def lead_to_places() -> MenuItem:
    return PlacesMenuItem("Who works where", reverse("quietline-places"), icon_name="group", order=700)


class PlacesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_limit(cast(Practitioner, request.user))


@hooks.register("before_delete_page")
@hooks.register("before_unpublish_page")
def keep_what_is_needed(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A page that the program or another page leads to is not taken away."""
    return _refused(request, page, _why_it_must_stay(page))


@hooks.register("before_move_page")
def keep_in_its_place(request: HttpRequest, page: Page, target: Page) -> HttpResponse | None:
    return _refused(request, page, page.specific.why_it_must_stay() if is_fixed(page.url_path) else "")


@hooks.register("before_bulk_action")
def keep_them_all(request: HttpRequest, action_type: str, objects: list[Any], action: object) -> HttpResponse | None:
    if action_type not in {"delete", "unpublish", "move"}:
        return None
    for page in objects:
        why = _why_it_must_stay(page) if isinstance(page, Page) else ""
        if why:
            return _refused(request, page, why)
    return None


_LED_TO = "“{title}” is led to from {others}. Take these links out first, and publish those pages."


def _why_it_must_stay(page: Page) -> str:
    below = [page.specific, *page.get_descendants().specific()]
    for each in below:
        if why := each.why_it_must_stay():
            return str(why)
    if others := queries.pages_leading_to(below):
        return _LED_TO.format(
            title=page.title, others=", ".join(f"“{other.title}” ({other.url_path})" for other in others)
        )
    return ""


def _refused(request: HttpRequest, page: Page, why: str) -> HttpResponse | None:
    if not why:
        return None
    messages.error(request, why)
    return redirect("wagtailadmin_pages:edit", page.pk)
