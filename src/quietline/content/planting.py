"""The sample pages as rows: a whole language at a time, as Wagtail's own way costs a second for every thirty pages."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.core.exceptions import ValidationError
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.text import slugify
from modelsearch.backends import get_search_backends
from wagtail.models import Locale, Page, ReferenceIndex

from quietline.content.first_step.blocks import pieces
from quietline.content.first_step.rules import problems
from quietline.content.first_step.sample import FILE, read_first_step
from quietline.content.models import PAGE_KINDS, FirstStepPage, PublicPage
from quietline.content.rules import FIRST_STEP
from quietline.content.sample_files import SamplePage, SampleProblem, read_language
from quietline.content.sample_text import blocks_of
from quietline.team.signposts.queries import entries

# Looked up a moment ago, or unique by how they are made: asking the database for each page would double the time.
_NOT_ASKED_FOR = {field.name for field in Page._meta.concrete_fields if field.is_relation} | {"page_ptr"}


@dataclass(frozen=True, slots=True)
class Standing:
    """A page that is in the tree already: what others need to lead to it, or to be it in another language."""

    id: int
    translation_key: UUID


# The pages of a language, each with what it was read from; the first step has a file of its own.
Made = list[tuple[PublicPage, SamplePage | None]]


def plant_language(*, root: Page, locale: Locale, folder: Path, organisation: str) -> int:
    """Make the sample pages of a language below the root: live, and found by search. Within a transaction.

    Returns how many.

    Raises:
        SampleProblem: and the transaction must not be kept.
    """
    english = _standing_in_english()
    sample = read_language(locale.language_code, folder)
    first_step = read_first_step(folder)
    # The first page in Wagtail's own way: it may stand beside others.
    home = _row(sample, locale)
    _be_translation(home, english, f"/{home.slug}/")
    root.add_child(instance=home)
    made = _rows_below(home, sample, english)
    if first_step:
        page = FirstStepPage(title=first_step.title(home.language), slug=FIRST_STEP, locale=locale)
        _put_below(home, page, english)
        made.append((page, None))
    _keep_in_tree(made)
    made.insert(0, (home, sample))
    signposts = _signposts()
    for page, read in made:
        leads_to = _Links(made, page, english)
        if read:
            page.set_body(_body(read, organisation, leads_to, signposts))
        elif first_step:
            page.set_body(first_step.blocks(home.language, leads_to.page))
        _check(page, read.file if read else FILE)
        page.save_base(raw=True, force_insert=page is not home)
        if isinstance(page, FirstStepPage) and (wrong := problems(pieces(page.body))):
            raise SampleProblem(f"{FILE}: {wrong[0]}")
    # All of its columns: what was said below counted its pages.
    home.save()
    _find_by_search([page for page, _ in made])
    return len(made)


def _standing_in_english() -> dict[str, Standing]:
    rows = Page.objects.filter(url_path__startswith="/en/", depth__gt=1)
    return {path: Standing(pk, key) for path, pk, key in rows.values_list("url_path", "pk", "translation_key")}


def _row(sample: SamplePage, locale: Locale) -> PublicPage:
    extra = {"minutes": sample.minutes, "plan_part": sample.plan} if sample.kind == "module" else {}
    return PAGE_KINDS[sample.kind](
        title=sample.title, seo_title=sample.tab, slug=sample.slug, summary=sample.summary, locale=locale, **extra
    )


def _rows_below(parent: PublicPage, sample: SamplePage, english: Mapping[str, Standing]) -> Made:
    made: Made = []
    for below in sample.below:
        page = _row(below, parent.locale)
        _put_below(parent, page, english)
        made += [(page, below), *_rows_below(page, below, english)]
    return made


def _put_below(parent: Page, page: PublicPage, english: Mapping[str, Standing]) -> None:
    """Give a new page its place, after those that stand there."""
    parent.numchild += 1
    page.depth = parent.depth + 1
    # The tree counts in base 36: digits alone stand in the same order, and leave room between.
    page.path = f"{parent.path}{parent.numchild:0{Page.steplen}}"
    page.draft_title = page.title
    _be_translation(page, english, page.set_url_path(parent))


def _be_translation(page: PublicPage, english: Mapping[str, Standing], path: str) -> None:
    """A page of the same place in the English tree is the same page in another language."""
    if twin := english.get(re.sub(r"^/[^/]+/", "/en/", path)):
        page.translation_key = twin.translation_key


def _keep_in_tree(made: Made) -> None:
    """Write the part of the rows that all kinds have in common; each page has its number afterwards."""
    for path, times in Counter(page.url_path for page, _ in made).items():
        if times > 1:
            raise SampleProblem(f"{times} pages stand at '{path}'. Give each another slug.")
    columns = [field.attname for field in Page._meta.concrete_fields if not field.primary_key]
    rows = Page.objects.bulk_create(Page(**{name: getattr(page, name) for name in columns}) for page, _ in made)
    for (page, _), row in zip(made, rows, strict=True):
        page.id = page.page_ptr_id = row.pk


def _check(page: PublicPage, file: str) -> None:
    try:
        page.full_clean(exclude=_NOT_ASKED_FOR, validate_unique=False, validate_constraints=False)
    except ValidationError as error:
        raise SampleProblem(f"{file}: {' '.join(error.messages)}") from None


def _signposts() -> dict[str, str]:
    """The numbers of the directory's entries by name and by number."""
    named = {slugify(entry.name): str(entry.id) for entry in entries()}
    return named | {each: each for each in named.values()}


def _body(
    sample: SamplePage, organisation: str, leads_to: _Links, signposts: Mapping[str, str]
) -> list[dict[str, Any]]:
    text = sample.body.replace("{organisation}", organisation)
    try:
        blocks = blocks_of(text, leads_to=leads_to, signpost=lambda named: signposts.get(named, ""))
    except SampleProblem as problem:
        raise SampleProblem(f"{sample.file}: {problem}") from None
    return [{"type": kind, "value": value} for kind, value in blocks]


def _find_by_search(pages: list[PublicPage]) -> None:
    """Take pages into the indexes: of words, and of which page leads to which."""
    by_kind: defaultdict[type[PublicPage], list[PublicPage]] = defaultdict(list)
    for page in pages:
        by_kind[type(page)].append(page)
        ReferenceIndex.create_or_update_for_object(page)
    for index in get_search_backends(with_auto_update=True):
        for kind, of_kind in by_kind.items():
            index.add_bulk(kind, of_kind)


class _Links:
    """Where the links of one page lead."""

    def __init__(self, made: Made, page: PublicPage, english: Mapping[str, Standing]) -> None:
        self._made = [each for each, _ in made]
        self._page = page
        self._english = english

    def __call__(self, link: str) -> str:
        scheme, _, rest = link.partition(":")
        if scheme == "page":
            return f'linktype="page" id="{self.page(rest)}"'
        if scheme == "url":
            return f'href="{self._named(rest)}"'
        if urlsplit(link).scheme in {"https", "tel"}:
            return f'href="{link}"'
        raise SampleProblem(f"a link leads to 'page:slug', 'url:name', https or tel, not '{link}'.")

    def page(self, named: str) -> int:
        """The page of this language with this name, else the English one.

        Raises:
            SampleProblem: where there is none, or several.
        """
        ending = f"/{named.strip('/')}/"
        found = [page for page in self._made if page.url_path.endswith(ending)]
        nearest = [page for page in found if page.url_path == f"{self._page.get_parent().url_path}{named}/"] or found
        ids = [int(page.pk) for page in nearest]
        ids = ids or [there.id for path, there in self._english.items() if path.endswith(ending)]
        if len(ids) != 1:
            many = "there are several pages" if ids else "there is no page"
            raise SampleProblem(f"{many} '{named}' to lead to.")
        return ids[0]

    def _named(self, name: str) -> str:
        name, _, part = name.partition("#")
        try:
            with translation.override(self._page.language):
                return reverse(name) + (f"#{part}" if part else "")
        except NoReverseMatch:
            raise SampleProblem(f"there is no address named '{name}'.") from None
