from __future__ import annotations

from collections.abc import Iterable

from django.utils.text import slugify

from quietline.campaigns.models import Area


def add_areas(*, names: Iterable[str]) -> list[Area]:
    """Add areas to the end of the list; one that is there already is left as it is."""
    start = Area.objects.count()
    areas = [
        Area(code=slugify(name), name=name.strip(), position=start + place)
        for place, name in enumerate(names)
        if slugify(name)
    ]
    return Area.objects.bulk_create(areas, ignore_conflicts=True)
