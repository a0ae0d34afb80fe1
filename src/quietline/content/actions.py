"""Making the site: what the editor needs to work at all, and the sample pages from their files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.text import slugify
from modelsearch.index import insert_or_update_object
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    ReferenceIndex,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail.signal_handlers import disable_reference_index_auto_update

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.content.first_step.blocks import pieces
from quietline.content.first_step.rules import problems
from quietline.content.first_step.sample import read_first_step
from quietline.content.models import PAGE_KINDS, FirstStepPage, PublicPage
from quietline.content.roles import PAGE_ACTS, PICTURE_ACTS
from quietline.content.rules import FIRST_STEP
from quietline.content.sample_files import SAMPLE, SamplePage, SampleProblem, languages, read_language
from quietline.content.sample_text import blocks_of
from quietline.team.roles.rules import EDITING_GROUPS, Role
from quietline.team.signposts.queries import entries


def prepare() -> Page:
    """Make what Wagtail expects to find: the root of its tree, its groups, its workflow. Safe to repeat.

    Wagtail's own migrations would write most of it; where tables are laid out at once (config: migrate) none runs.
    """
    english = Locale.objects.get_or_create(language_code="en")[0]
    root = Page.objects.filter(depth=1).first()
    if root is None:
        root = Page.add_root(title="Root", slug="root", locale=english)
    if not Collection.objects.exists():
        Collection.add_root(name="Root")
    for role in EDITING_GROUPS:
        _make_group(role, root)
    return root


def _make_group(role: Role, root: Page) -> None:
    group, _ = Group.objects.get_or_create(name=EDITING_GROUPS[role])
    admin, _ = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
    access, _ = Permission.objects.get_or_create(
        content_type=admin, codename="access_admin", defaults={"name": "Can access Wagtail admin"}
    )
    group.permissions.add(access)
    for act in PAGE_ACTS[role]:
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=_permission(Page, act))
    collection = Collection.get_first_root_node()
    # Wagtail asks for the permissions of its own kind of picture, whatever kind there is.
    for act in PICTURE_ACTS[role]:
        GroupCollectionPermission.objects.get_or_create(
            group=group, collection=collection, permission=_permission(Image, act)
        )


def _permission(model: type[Page | Image], act: str) -> Permission:
    kind = ContentType.objects.get_for_model(model)
    codename = f"{act}_{model._meta.model_name}"
    return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": f"Can {act}"})[0]


def publish_due(*, by: None = None) -> None:
    """Bring pages live, and take them down, whose time has come. Safe to run on several nodes."""
    call_command("publish_scheduled", verbosity=0)


def plant_sample(*, organisation: str, folder: Path = SAMPLE, by: UUID | None) -> int:
    """Make the sample site of every language that has none; returns how many pages.

    Raises:
        SampleProblem: and nothing was made.
    """
    planted = 0
    with transaction.atomic(), disable_reference_index_auto_update():
        root = prepare()
        for language in languages(folder):
            if language not in dict(settings.LANGUAGES):
                continue
            locale, _ = Locale.objects.get_or_create(language_code=language)
            if root.get_children().filter(locale=locale).exists():
                continue
            made = dict(_make(read_language(language, folder), root, locale))
            _fill(made, organisation, language)
            planted += _plant_first_step(made, folder, language)
            planted += len(made)
        _lead_to_review(root)
        record(act=Act.SITE_PLANTED, by=by)
    for page in Page.objects.filter(depth__gt=1).specific():
        ReferenceIndex.create_or_update_for_object(page)
        insert_or_update_object(page)
    return planted


def _make(sample: SamplePage, parent: Page, locale: Locale) -> Iterator[tuple[PublicPage, SamplePage]]:
    extra = {"minutes": sample.minutes} if sample.kind == "module" else {}
    page = PAGE_KINDS[sample.kind](
        title=sample.title,
        seo_title=sample.tab,
        slug=sample.slug,
        summary=sample.summary,
        locale=locale,
        **_twin(sample, parent),
        **extra,
    )
    parent.add_child(instance=page)
    yield page, sample
    for below in sample.below:
        yield from _make(below, page, locale)


def _twin(sample: SamplePage, parent: Page) -> dict[str, object]:
    """A page of the same place in the English tree is the same page in another language."""
    path = "/en/" if parent.depth == 1 else re.sub(r"^/[^/]+/", "/en/", f"{parent.url_path}{sample.slug}/")
    key = Page.objects.filter(url_path=path).values_list("translation_key", flat=True).first()
    return {"translation_key": key} if key else {}


def _fill(made: dict[PublicPage, SamplePage], organisation: str, language: str) -> None:
    signposts = {slugify(entry.name): str(entry.id) for entry in entries()}
    signposts |= {each: each for each in signposts.values()}
    for page, sample in made.items():
        leads_to = _Links(made, page, language)
        text = sample.body.replace("{organisation}", organisation)
        try:
            blocks = blocks_of(text, leads_to=leads_to, signpost=lambda named: signposts.get(named, ""))
        except SampleProblem as problem:
            raise SampleProblem(f"{sample.file}: {problem}") from None
        page.set_body([{"type": kind, "value": value} for kind, value in blocks])
        # Past the signals: each page is taken into the indexes once, when all are there.
        type(page).objects.filter(pk=page.pk).update(body=page.body)


def _plant_first_step(made: dict[PublicPage, SamplePage], folder: Path, language: str) -> int:
    sample = read_first_step(folder)
    if sample is None:
        return 0
    home = next(iter(made))
    twin = Page.objects.filter(url_path=f"/en/{FIRST_STEP}/").values_list("translation_key", flat=True).first()
    page = FirstStepPage(title=sample.title(language), slug=FIRST_STEP, locale=home.locale)
    if twin:
        page.translation_key = twin
    page.set_body(sample.blocks(language, _Links(made, home, language).page))
    home.refresh_from_db()
    home.add_child(instance=page)
    if wrong := problems(pieces(page.body)):
        raise SampleProblem(f"first-step.toml: {wrong[0]}")
    return 1


class _Links:
    """Where the links of one page lead."""

    def __init__(self, made: dict[PublicPage, SamplePage], page: PublicPage, language: str) -> None:
        self._made = made
        self._page = page
        self._language = language

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
        ids = [int(page.pk) for page in nearest] or list(
            Page.objects.filter(url_path__startswith="/en/", url_path__endswith=ending).values_list("pk", flat=True)
        )
        if len(ids) != 1:
            many = "there are several pages" if ids else "there is no page"
            raise SampleProblem(f"{many} '{named}' to lead to.")
        return ids[0]

    def _named(self, name: str) -> str:
        name, _, part = name.partition("#")
        try:
            with translation.override(self._language):
                return reverse(name) + (f"#{part}" if part else "")
        except NoReverseMatch:
            raise SampleProblem(f"there is no address named '{name}'.") from None


def _lead_to_review(root: Page) -> None:
    """Every page goes through one review before it goes live."""
    home = Page.objects.filter(depth=2, slug="en").first() or root
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": ""}
    )
    if Workflow.objects.exists():
        return
    workflow = Workflow.objects.create(name="Review by a practitioner")
    task = GroupApprovalTask.objects.create(name="Review")
    task.groups.add(Group.objects.get(name=EDITING_GROUPS[Role.REVIEWER]))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=root)
