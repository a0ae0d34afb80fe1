"""Keeping people to their places: the one function from which Wagtail learns what somebody may do on which page."""

from __future__ import annotations

from typing import Any


def keep_to_places() -> None:
    """Let what a role allows on the whole site hold at somebody's places only, where they are limited to some."""
    from wagtail.models import GroupPagePermission, Page
    from wagtail.permission_policies.pages import PagePermissionPolicy

    from quietline.content.places.queries import places_of

    of_the_roles = PagePermissionPolicy.get_all_permissions_for_user

    def of_the_places(self: PagePermissionPolicy, user: Any) -> Any:
        permissions = of_the_roles(self, user)
        paths = places_of(user.pk) if user.is_active and user.pk else frozenset()
        if not paths:
            return permissions
        pages = list(Page.objects.filter(url_path__in=paths))
        return [
            GroupPagePermission(group=given.group, permission=given.permission, page=page)
            for given in permissions
            for page in pages
            if page.path.startswith(given.page.path)
        ]

    PagePermissionPolicy.get_all_permissions_for_user = of_the_places
