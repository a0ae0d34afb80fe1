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
from quietline.content.models import Picture
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
    return _refused(request, page, queries.why_it_must_stay(page))


@hooks.register("before_move_page")
def keep_in_its_place(request: HttpRequest, page: Page, target: Page) -> HttpResponse | None:
    return _refused(request, page, page.specific.why_it_must_stay() if is_fixed(page.url_path) else "")


@hooks.register("before_bulk_action")
def keep_them_all(request: HttpRequest, action_type: str, objects: list[Any], action: object) -> HttpResponse | None:
    if action_type not in {"delete", "unpublish", "move"}:
        return None
    for each in objects:
        why = _why_it_must_stay(each)
        if why:
            return _refused(request, each, why)
    return None


def _why_it_must_stay(thing: Any) -> str:
    if isinstance(thing, Page):
        return queries.why_it_must_stay(thing)
    return queries.why_picture_must_stay(thing) if isinstance(thing, Picture) else ""


# Before Wagtail's own of this address, which asks no hook.
@hooks.register("register_admin_urls", order=-1)
def keep_pictures_in_use() -> list[URLPattern]:
    return [path("images/<int:image_id>/delete/", _delete_picture)]


def _delete_picture(request: HttpRequest, image_id: int) -> HttpResponse:
    """Wagtail's page to delete a picture, save that one which stands on a page is kept."""
    from wagtail.images.views.images import DeleteView

    picture = Picture.objects.filter(pk=image_id).first()
    refused = _refused(request, picture, queries.why_picture_must_stay(picture)) if picture else None
    return refused or cast(HttpResponse, DeleteView.as_view()(request, image_id=image_id))


def _refused(request: HttpRequest, thing: Page | Picture, why: str) -> HttpResponse | None:
    if not why:
        return None
    messages.error(request, why)
    return redirect("wagtailadmin_pages:edit" if isinstance(thing, Page) else "wagtailimages:edit", thing.pk)
