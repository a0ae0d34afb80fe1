"""Keeping the directory. Whoever answers may mend it: a wrong number is mended by whoever finds it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.signposts.models import (
    Provider,
    Signpost,
    SignpostArea,
    SignpostLanguage,
    SignpostNeed,
    SignpostPhone,
)
from quietline.team.signposts.queries import entries as kept_entries
from quietline.team.signposts.rules import Entry


@dataclass(frozen=True, slots=True)
class Difference:
    """What an import would do, or did: the names of the services."""

    new: list[str]
    changed: list[str]
    same: list[str]


def save_signpost(*, entry: Entry, by: UUID | None) -> None:
    """Keep a signpost as it is given, new or changed; who checked it last stays as it is."""
    with transaction.atomic():
        _keep(entry)
        record(act=Act.SIGNPOST_SAVED, by=by, subject=entry.id)


def mark_checked(*, signpost_id: UUID, on: date, by: UUID) -> None:
    """Say that one has looked today and everything is still right."""
    with transaction.atomic():
        if Signpost.objects.filter(pk=signpost_id).update(checked_on=on, checked_by=by):
            record(act=Act.SIGNPOST_CHECKED, by=by, subject=signpost_id)


def set_retired(*, signpost_id: UUID, retired: bool, by: UUID) -> None:
    """Take a signpost out of the list, or bring it back."""
    with transaction.atomic():
        if Signpost.objects.filter(pk=signpost_id).update(is_retired=retired):
            record(act=Act.SIGNPOST_RETIRED if retired else Act.SIGNPOST_SAVED, by=by, subject=signpost_id)


def difference(entries: Iterable[Entry]) -> Difference:
    """What importing these would do. What is kept and not among them stays as it is."""
    kept = {entry.id: entry for entry in kept_entries()}
    result = Difference([], [], [])
    for entry in entries:
        before = kept.get(entry.id)
        into = result.new if before is None else result.same if before == entry else result.changed
        into.append(entry.name)
    return result


def import_signposts(*, entries: list[Entry], by: UUID | None) -> Difference:
    """Keep all of these or, if anything stops it, none."""
    with transaction.atomic():
        done = difference(entries)
        kept = set(kept_entries())
        for entry in entries:
            if entry not in kept:
                _keep(entry)
        record(act=Act.SIGNPOSTS_IMPORTED, by=by)
    return done


def _keep(entry: Entry) -> None:
    given = entry.organisation
    provider, _ = Provider.objects.update_or_create(
        pk=given.id, defaults={"name": given.name, "description": given.description, "website": given.website}
    )
    names = ("name", "description", "url", "eligibility", "minimum_age", "maximum_age", "hours", "checked_on")
    values = {name: getattr(entry, name) for name in (*names, "is_retired")}
    row, _ = Signpost.objects.update_or_create(pk=entry.id, defaults={**values, "provider": provider})
    for related in (row.phones, row.areas, row.languages, row.needs):
        related.all().delete()
    SignpostPhone.objects.bulk_create(
        SignpostPhone(signpost=row, number=p.number, label=p.label) for p in entry.phones
    )
    SignpostArea.objects.bulk_create(SignpostArea(signpost=row, code=code) for code in entry.areas)
    SignpostLanguage.objects.bulk_create(SignpostLanguage(signpost=row, code=code) for code in entry.languages)
    SignpostNeed.objects.bulk_create(SignpostNeed(signpost=row, term=term) for term in entry.needs)
