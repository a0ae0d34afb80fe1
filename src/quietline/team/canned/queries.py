from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from quietline.team.canned.models import CannedReply
from quietline.team.models import Line


def canned_replies(lines: Iterable[Line], *, retired: bool = False) -> list[CannedReply]:
    """Those of these lines, in their order."""
    rows = CannedReply.objects.filter(line__in=list(lines), is_retired=retired).select_related("line")
    return list(rows.order_by("line__name", "language", "position", "title"))


def canned_for(line_id: UUID, language: str) -> list[CannedReply]:
    """Those for a thread of this line: first in its language, then in others."""
    rows = CannedReply.objects.filter(line=line_id, is_retired=False)
    return sorted(rows, key=lambda row: (row.language != language, row.language, row.position, row.title))


def canned_reply(reply_id: UUID, lines: Iterable[Line]) -> CannedReply | None:
    return CannedReply.objects.filter(pk=reply_id, line__in=list(lines)).select_related("line").first()
