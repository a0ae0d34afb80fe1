"""Making the site: what the editor needs to work at all, and the sample pages from their files."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import transaction
from wagtail.images.models import Image
from wagtail.models import (
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Locale,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.content.places.models import ReviewTask
from quietline.content.planting import plant_language
from quietline.content.roles import PAGE_ACTS, PICTURE_ACTS
from quietline.content.sample_files import SAMPLE, languages
from quietline.team.roles.rules import EDITING_GROUPS, Role


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
    with transaction.atomic():
        root = prepare()
        for language in languages(folder):
            if language not in dict(settings.LANGUAGES):
                continue
            locale, _ = Locale.objects.get_or_create(language_code=language)
            if root.get_children().filter(locale=locale).exists():
                continue
            planted += plant_language(root=root, locale=locale, folder=folder, organisation=organisation)
        _lead_to_review(root)
        record(act=Act.SITE_PLANTED, by=by)
    return planted


def _lead_to_review(root: Page) -> None:
    """Every page goes through one review before it goes live."""
    home = Page.objects.filter(depth=2, slug="en").first() or root
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": ""}
    )
    if Workflow.objects.exists():
        return
    workflow = Workflow.objects.create(name="Review by a practitioner")
    task = ReviewTask.objects.create(name="Review")
    task.groups.add(Group.objects.get(name=EDITING_GROUPS[Role.REVIEWER]))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=root)
