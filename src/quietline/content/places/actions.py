"""Saying on which pages somebody works."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.content.places import queries
from quietline.content.places.models import EditingPlace
from quietline.team.models import Practitioner


class OwnPlaces(Exception):
    """Nobody says where they work themselves: what one may do is another's decision."""


class NoSuchPlace(ValueError):
    """There is no language or section at this path."""


def limit_to(*, practitioner: UUID, paths: Collection[str], by: UUID) -> None:
    """Let somebody work at these paths and below, and nowhere else; none: everywhere.

    Raises:
        OwnPlaces
        NoSuchPlace
    """
    if practitioner == by:
        raise OwnPlaces
    if gone := set(paths) - {page.url_path for page in queries.places()}:
        raise NoSuchPlace(sorted(gone)[0])
    with transaction.atomic():
        # Ours until the end: of two who set them at once, the second's hold, whole.
        person = Practitioner.objects.select_for_update().get(pk=practitioner)
        EditingPlace.objects.filter(practitioner=person).delete()
        EditingPlace.objects.bulk_create(EditingPlace(practitioner=person, path=path) for path in sorted(set(paths)))
        record(act=Act.EDITING_PLACES_SET, by=by, subject=practitioner)
