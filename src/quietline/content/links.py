"""A link from one page's text to another page: by its row, so that it follows where the page moves."""

from __future__ import annotations

from django.utils.html import escape
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler


class PageLink(PageLinkHandler):
    """Leads to the page's path, with one question to the database a text; a page that is not live is not led to."""

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return cls.expand_db_attributes_many([attrs])[0]

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        ids = {int(attrs["id"]) for attrs in attrs_list if attrs.get("id", "").isdecimal()}
        paths = dict(Page.objects.live().filter(pk__in=ids).values_list("pk", "url_path")) if ids else {}
        found = (paths.get(int(attrs["id"])) if attrs.get("id", "").isdecimal() else None for attrs in attrs_list)
        return [f'<a href="{escape(path)}">' if path else "<a>" for path in found]
