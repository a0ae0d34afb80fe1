from __future__ import annotations

from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.campaigns.areas.queries import difference
from quietline.campaigns.areas.rules import AreaGiven, Difference
from quietline.campaigns.models import Area

_KEPT = ("name", "kind", "position", "is_offered")


def load_areas(*, given: list[AreaGiven], by: UUID | None) -> Difference:
    """Keep all of these areas or, if one is wrong, none. No code is ever changed or taken away.

    Raises:
        NotAreas
    """
    with transaction.atomic():
        done = difference(given)
        _keep(given)
        record(act=Act.AREAS_LOADED, by=by)
    return done


def _keep(given: list[AreaGiven]) -> None:
    kept = Area.objects.in_bulk([area.code for area in given], field_name="code")
    rows = [_row(area, kept.get(area.code), place) for place, area in enumerate(given)]
    Area.objects.bulk_create(rows, update_conflicts=True, unique_fields=["code"], update_fields=_KEPT)
    codes = {*(area.code for area in given), *(area.parent for area in given)}
    ids = dict(Area.objects.filter(code__in=codes).values_list("code", "pk"))
    parts = [Area(pk=ids[area.code], parent_id=ids.get(area.parent)) for area in given]
    Area.objects.bulk_update(parts, ["parent"], batch_size=500)


def _row(area: AreaGiven, kept: Area | None, place: int) -> Area:
    offered = area.is_offered
    if offered is None:
        offered = kept.is_offered if kept else not area.parent
    return Area(code=area.code, name=area.name, kind=area.kind, position=place, is_offered=offered)
