from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from quietline.team.signposts.models import Provider, Signpost
from quietline.team.signposts.rules import Entry, Organisation, Phone, as_text, is_stale
from quietline.ui.words import has_words


@dataclass(frozen=True, slots=True)
class Listed:
    """A signpost in the list."""

    entry: Entry
    checked_by: str
    is_stale: bool


def search(
    *, today: date, words: str = "", area: str = "", need: str = "", retired: bool = False, stale: bool = False
) -> list[Listed]:
    """The signposts that fit, by name; a service without areas is offered in every one. Six queries, however many."""
    found = [_listed(row, today) for row in _rows().filter(is_retired=retired)]
    return [each for each in found if _fits(each.entry, words, area, need) and (each.is_stale or not stale)]


def signpost(signpost_id: UUID) -> Entry | None:
    row = _rows().filter(pk=signpost_id).first()
    return _entry(row) if row else None


def entries() -> list[Entry]:
    """Every signpost, retired ones too, as they are exported."""
    return [_entry(row) for row in _rows()]


def needs() -> list[str]:
    """The terms in use, by name."""
    return sorted({term for row in _rows() for term in (need.term for need in row.needs.all())}, key=str.casefold)


def reply_text(signpost_id: UUID) -> str:
    """What is put into a reply; empty where the signpost is gone."""
    found = signpost(signpost_id)
    return as_text(found) if found and not found.is_retired else ""


def _rows() -> QuerySet[Signpost]:
    related = ("phones", "areas", "languages", "needs")
    return Signpost.objects.select_related("provider", "checked_by").prefetch_related(*related)


def _fits(entry: Entry, words: str, area: str, need: str) -> bool:
    if (area and entry.areas and area not in entry.areas) or (need and need not in entry.needs):
        return False
    phones = (part for phone in entry.phones for part in (phone.number, phone.label))
    return has_words(words, entry.name, entry.organisation.name, entry.description, *entry.needs, *phones)


def _listed(row: Signpost, today: date) -> Listed:
    checked_by = row.checked_by.name if row.checked_by else ""
    return Listed(entry=_entry(row), checked_by=checked_by, is_stale=is_stale(row.checked_on, today=today))


def _entry(row: Signpost) -> Entry:
    provider = row.provider
    return Entry(
        id=row.pk,
        organisation=Organisation(provider.pk, provider.name, provider.description, provider.website),
        name=row.name,
        description=row.description,
        url=row.url,
        eligibility=row.eligibility,
        minimum_age=row.minimum_age,
        maximum_age=row.maximum_age,
        hours=row.hours,
        phones=tuple(Phone(phone.number, phone.label) for phone in row.phones.all()),
        areas=tuple(area.code for area in row.areas.all()),
        languages=tuple(language.code for language in row.languages.all()),
        needs=tuple(need.term for need in row.needs.all()),
        checked_on=row.checked_on,
        is_retired=row.is_retired,
    )


def organisation_named(name: str) -> Organisation | None:
    """The organisation of this name, so that two services of one are kept under one."""
    row = Provider.objects.filter(name=name).order_by("pk").first()
    return Organisation(row.pk, row.name, row.description, row.website) if row else None
