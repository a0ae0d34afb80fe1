"""Marking a concern on a thread, and settling it."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact import keeping
from quietline.contact.locked import locked_row
from quietline.contact.queries import OpenThread
from quietline.safeguarding.concerns.models import Concern
from quietline.safeguarding.concerns.queries import concern_place, reason_place, rules_of
from quietline.safeguarding.disclosures.queries import undecided
from quietline.safeguarding.people.queries import require_lead
from quietline.safeguarding.rulesets.queries import NO_RULES
from quietline.vault import Plain, seal


class Undecided(Exception):
    """A disclosure of this thread waits for its decision, its passing on or its second look."""


class SettledAlready(Exception):
    """Somebody else settled this concern."""


def raise_concern(*, opened: OpenThread, kind: str, words: str, by: UUID) -> UUID:
    """Mark a concern, of a kind that the thread's statement knows; from now on no erase outruns it. Returns its id.

    Raises:
        ThreadGone
    """
    with transaction.atomic():
        # First of all, as it takes the thread's row: an erase under way is over, or waits and finds it marked.
        keeping.raise_concern(thread_id=opened.thread.pk, by=by)
        published = rules_of(opened.thread)
        chosen = (published.rules if published else NO_RULES).kind(kind)
        ordinal = _last(opened) + 1
        said = json.dumps({"kind": chosen.code, "words": words}, ensure_ascii=False).encode()
        now = timezone.now()
        return Concern.objects.create(
            thread_id=opened.thread.pk,
            ordinal=ordinal,
            ruleset_id=published.id if published else None,
            raised_by_id=by,
            raised_at=now,
            decide_by=now + timedelta(hours=chosen.hours),
            sealed=seal(opened.key, Plain(said), place=concern_place(opened.thread.pk, ordinal, by)),
        ).pk


def note_reading(*, opened: OpenThread, by: UUID) -> None:
    """Put on record that somebody read what safeguarding knows of a thread."""
    record(act=Act.SAFEGUARDING_READ, by=by, subject=opened.thread.pk)


def settle_concern(*, opened: OpenThread, concern_id: UUID, reason: str, by: UUID) -> None:
    """Settle a concern with a reason; for a safeguarding lead. With the last one of a thread, what kept it is over.

    Raises:
        NotALead
        Undecided
        SettledAlready
        ThreadGone
    """
    require_lead(by, opened.thread.line_id)
    thread_id = opened.thread.pk
    with transaction.atomic():
        locked_row(thread_id)
        rows = Concern.objects.select_for_update().filter(thread=thread_id, settled_at=None).order_by("pk")
        left = {row.pk: row for row in rows}
        if concern_id not in left:
            raise SettledAlready
        row = left.pop(concern_id)
        if not left and undecided(thread_id):
            raise Undecided
        row.sealed_reason = seal(opened.key, Plain(reason.encode()), place=reason_place(thread_id, row.ordinal, by))
        row.settled_by_id, row.settled_at = by, timezone.now()
        row.save(update_fields=["sealed_reason", "settled_by", "settled_at"])
        keeping.note_settled(thread_id=thread_id, more=bool(left), by=by)
    if not left:
        keeping.erase_what_waited(thread_id=thread_id, by=by)


def _last(opened: OpenThread) -> int:
    return Concern.objects.filter(thread=opened.thread.pk).aggregate(last=Max("ordinal"))["last"] or 0
