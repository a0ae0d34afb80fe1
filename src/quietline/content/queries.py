from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.db.models import F
from django.utils import timezone
from wagtail.models import Locale, Page, ReferenceIndex, TaskState

from quietline.content.models import CrisisPage, ModulePage, Picture, PublicPage, StepPage
from quietline.content.rules import HELP_NOW
from quietline.ui.emergency import Call, arranged

ENGLISH = "en"
MOST_FOUND = 20
_STANDS_ON = "“{title}” stands on {others}. Take it out there first, and publish those pages."
_LED_TO = "“{title}” is led to from {others}. Take these links out first, and publish those pages."


@dataclass(frozen=True, slots=True)
class Found:
    """A live page, and the page above it."""

    page: PublicPage
    parent: Page | None


@dataclass(frozen=True, slots=True)
class Review:
    """Who said that what stands on a page may stand there."""

    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Place:
    """Where a step stands in its module."""

    number: int
    many: int
    before: PublicPage | None
    after: PublicPage | None


def live_page(path: str) -> Found | None:
    """The page at a path (`/en/myself/`), when it and all pages above it are live."""
    names = path.strip("/").split("/")
    paths = [f"/{'/'.join(names[: end + 1])}/" for end in range(len(names))]
    way = list(Page.objects.filter(url_path__in=paths, depth__gt=1).order_by("depth").select_related("locale"))
    if [page.url_path for page in way] != paths or not all(page.live for page in way):
        return None
    page = way[-1].specific
    if not isinstance(page, PublicPage):
        return None
    return Found(page=page, parent=way[-2] if len(way) > 1 else None)


def translated(page: PublicPage, language: str) -> str | None:
    """Where this page is in another language, if it is live there."""
    others = Page.objects.filter(translation_key=page.translation_key, locale__language_code=language, live=True)
    path = others.values_list("url_path", flat=True).first()
    return path if path and live_page(path) else None


def english_twin(page: Page) -> Page | None:
    """The English page that this one is, or is a translation of."""
    return Page.objects.filter(translation_key=page.translation_key, locale__language_code=ENGLISH).first()


def emergency_numbers(language: str) -> list[Call]:
    """The numbers on the page of emergency help in a language, else on the English one; none where neither has any."""
    for code in dict.fromkeys((language, ENGLISH)):
        found = live_page(f"/{code}/{HELP_NOW}/")
        if found and isinstance(found.page, CrisisPage) and arranged(calls := found.page.calls()):
            return calls
    return []


def live_below(page: Page) -> list[PublicPage]:
    """The live pages straight below, in the editor's order; a module without a live step is left out."""
    below = [cast(PublicPage, each) for each in page.get_children().live().specific()]
    steps = Page.objects.live().filter(path__startswith=page.path, depth=page.depth + 2).values_list("path", flat=True)
    with_steps = {path[: -Page.steplen] for path in steps}
    return [each for each in below if not isinstance(each, ModulePage) or each.path in with_steps]


def search(words: str, language: str) -> list[PublicPage]:
    """The live pages of a language with these words, best first; where there is none, the English ones."""
    # The database's search would read punctuation as its own language.
    words = re.sub(r"[^\w\s]|_", " ", words).strip()
    if not words:
        return []
    locales = {locale.language_code: locale for locale in Locale.objects.all()}
    for locale in (locales[code] for code in dict.fromkeys((language, ENGLISH)) if code in locales):
        there = Page.objects.live().filter(locale=locale)
        found = [page.specific for page in there.search(words, operator="and")[:MOST_FOUND]]
        shown = [page for page in found if isinstance(page, PublicPage) and _is_reached(page)]
        if shown:
            return shown
    return []


def _is_reached(page: PublicPage) -> bool:
    return live_page(page.url_path) is not None and page.has_what_it_needs()


def review_of(page: PublicPage) -> Review | None:
    """The review of what is live now; a change that went live without one has none."""
    if not page.live_revision_id:
        return None
    approved = TaskState.objects.filter(revision_id=page.live_revision_id, status=TaskState.STATUS_APPROVED)
    # Nobody reviews what they handed in themselves.
    by_another = approved.exclude(workflow_state__requested_by=F("finished_by"))
    state = by_another.select_related("finished_by").order_by("-finished_at").first()
    if state is None or state.finished_by is None:
        return None
    return Review(by=state.finished_by.shown_as, on=timezone.localdate(state.finished_at))


def place_of(step: StepPage, module: Page) -> Place:
    steps = live_below(module)
    at = next((number for number, each in enumerate(steps) if each.pk == step.pk), 0)
    return Place(
        number=at + 1,
        many=max(len(steps), 1),
        before=steps[at - 1] if at else None,
        after=steps[at + 1] if at + 1 < len(steps) else None,
    )


def pages_leading_to(things: Sequence[Page | Picture]) -> list[Page]:
    """The other pages with a link to one of these pages, or with one of these pictures."""
    leading: set[int] = set()
    for thing in things:
        for reference in ReferenceIndex.get_references_to(thing).select_related("base_content_type"):
            if issubclass(reference.base_content_type.model_class() or object, Page):
                leading.add(int(reference.object_id))
    own = {thing.pk for thing in things if isinstance(thing, Page)}
    return list(Page.objects.filter(pk__in=leading - own).order_by("url_path"))


def why_it_must_stay(page: Page) -> str:
    """What keeps a page, with all below it, from being taken away, as a sentence; nothing where it may go."""
    below = [each.specific for each in (page, *page.get_descendants())]
    own = (each.why_it_must_stay() for each in below if isinstance(each, PublicPage))
    return next(filter(None, own), "") or _led_to(page.title, pages_leading_to(below))


def why_picture_must_stay(picture: Picture) -> str:
    """The same of a picture."""
    return _led_to(
        picture.title, pages_leading_to([picture]), "“{title}” stands on {others}. Take it out there first."
    )


def _led_to(title: str, others: list[Page], said: str = _LED_TO) -> str:
    named = ", ".join(f"“{other.title}” ({other.url_path})" for other in others)
    return said.format(title=title, others=named) if others else ""
