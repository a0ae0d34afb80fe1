from __future__ import annotations

from quietline.campaigns.models import Area


def areas() -> list[Area]:
    """The areas a seeker can choose from, in the order the helpline gave them."""
    return list(Area.objects.all())
