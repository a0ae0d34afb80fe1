from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import Group
from wagtail.models import Page

from quietline.content.models import SectionPage
from quietline.content.places.models import EditingPlace
from quietline.team.models import Practitioner
from quietline.team.roles.rules import EDITING_GROUPS, Role


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works on the public pages, with their roles there; no places: everywhere."""

    practitioner: Practitioner
    roles: list[str]
    places: frozenset[str]


def places_of(practitioner: UUID) -> frozenset[str]:
    """The paths that somebody is limited to; none: nothing limits them."""
    return frozenset(EditingPlace.objects.filter(practitioner=practitioner).values_list("path", flat=True))


def places() -> list[Page]:
    """What somebody can be limited to: a language, or a section of one."""
    sections = Page.objects.filter(pk__in=SectionPage.objects.values("pk"))
    return list((Page.objects.filter(depth=2) | sections).order_by("path"))


def workers() -> list[Worker]:
    """Everybody who has a role in the editor, by name."""
    groups = Group.objects.filter(name__in=EDITING_GROUPS.values())
    people = Practitioner.objects.filter(is_active=True, groups__in=groups).distinct().order_by("name")
    found: dict[UUID, set[str]] = {}
    for place in EditingPlace.objects.all():
        found.setdefault(place.practitioner_id, set()).add(place.path)
    return [
        Worker(
            practitioner=person,
            roles=sorted(group.name for group in person.groups.all()),
            places=frozenset(found.get(person.pk, ())),
        )
        for person in people.prefetch_related("groups")
    ]


def may_limit(practitioner: Practitioner) -> bool:
    """Whether somebody says where others work: a publisher whom nothing limits."""
    is_publisher = practitioner.groups.filter(name=EDITING_GROUPS[Role.PUBLISHER]).exists()
    return is_publisher and not places_of(practitioner.pk)
