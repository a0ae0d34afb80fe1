from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from quietline.content.rules import forbidden_links, is_fixed

# The buttons of the editor that bring a page before the public, or before its reviewer.
TOWARDS_PUBLIC = ("action-publish", "action-submit", "action-restart-workflow")


class PublicPageForm(WagtailAdminPageForm):
    """A draft may be anything; what goes to review or live must be whole. Everything typed stays in the form."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        page = self.instance
        if page.pk and is_fixed(page.url_path) and cleaned.get("slug", page.slug) != page.slug:
            self.add_error("slug", "The program leads to this page: its address stays as it is.")
        for address in forbidden_links(self.data.values()):
            self.add_error(
                None,
                f"The link to “{address[:60]}” can't stand on a page. A link leads to a page of the site, or to an "
                "address with https:, tel: or mailto:. Lead it there, or take it out.",
            )
        if cleaned.get("expire_at") and (why := _why_it_must_stay(page)):
            self.add_error("expire_at", why)
        if any(button in self.data for button in TOWARDS_PUBLIC):
            for problem in page.problems_before_public(cleaned):
                self.add_error(None, problem)
        return cleaned


def _why_it_must_stay(page: Any) -> str:
    # Models are declared with this form, and the query reads them.
    from quietline.content.queries import why_it_must_stay

    return why_it_must_stay(page) if page.pk else ""
