from __future__ import annotations

from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.canned.models import CannedReply
from quietline.team.canned.rules import check_text
from quietline.team.models import Line


def save_canned_reply(
    *, reply_id: UUID, line: Line, language: str, title: str, text: str, position: int, by: UUID | None
) -> None:
    """Keep a canned reply as it is given, new or changed.

    Raises:
        HasVariable
    """
    values = {"line": line, "language": language, "title": title, "text": check_text(text), "position": position}
    with transaction.atomic():
        CannedReply.objects.update_or_create(pk=reply_id, defaults=values)
        record(act=Act.CANNED_REPLY_SAVED, by=by, subject=reply_id)


def set_canned_retired(*, reply_id: UUID, retired: bool, by: UUID) -> None:
    """Take a canned reply out of use, or bring it back."""
    with transaction.atomic():
        if CannedReply.objects.filter(pk=reply_id).update(is_retired=retired):
            record(act=Act.CANNED_REPLY_RETIRED if retired else Act.CANNED_REPLY_SAVED, by=by, subject=reply_id)
