"""What links do that work once: made with a code, tried, used, forgotten. What a use brings is for their owners."""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.links.codes import is_told, mark_of, new_code
from quietline.team.links.models import Link
from quietline.team.links.queries import why_not
from quietline.team.links.rules import CODE_TRIES, KEPT, LIFE, Refusal
from quietline.team.models import Practitioner
from quietline.vault import new_token, split_token

L = TypeVar("L", bound=Link)


class NotGood(Exception):
    """The link can't be used; `refusal` says why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


class WrongCode(Exception):
    """The code was not the one that was told; `left` tries remain."""

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


def make_link(rows: QuerySet[L], *, by: Practitioner, **fields: Any) -> tuple[L, str, str]:
    """Make a row with these further fields; returns it with the token of its link, and the code to tell another way.

    Token and code exist in the answer alone.
    """
    token, code, now = new_token(), new_code(), timezone.now()
    lookup = split_token(token).lookup
    row = rows.create(
        lookup=lookup,
        code_mark=mark_of(code, bound_to=lookup),
        tries_left=CODE_TRIES,
        made_by=by,
        made_at=now,
        expires_at=now + LIFE,
        **fields,
    )
    return row, token, code


def withdraw_links(rows: QuerySet[L]) -> int:
    """Make them good for nothing; returns how many were. One that was taken up or withdrawn stays as it is."""
    return rows.filter(taken_up_at=None, withdrawn_at=None).update(withdrawn_at=timezone.now())


def locked(rows: QuerySet[L], link: UUID) -> L:
    """The row, held to the end of the transaction.

    Raises:
        NotGood
    """
    row = rows.select_for_update(of=("self",)).get(pk=link)
    refusal = why_not(row)
    if refusal:
        raise NotGood(refusal)
    return row


def try_told(rows: QuerySet[L], *, link: UUID, code: str, refused: Act, about: str) -> None:
    """Compare the code with the one that was told; each wrong one costs a try, and is recorded as `refused`.

    Args:
        about: the field with the key of what the record of acts names.

    Raises:
        NotGood, WrongCode
    """
    wrong = None
    with transaction.atomic():
        row = locked(rows, link)
        if not is_told(code, bound_to=bytes(row.lookup), mark=bytes(row.code_mark)):
            row.tries_left -= 1
            row.save(update_fields=["tries_left"])
            record(act=refused, by=None, subject=getattr(row, about))
            wrong = WrongCode(row.tries_left)
    if wrong:  # outside: the try must stay counted
        raise wrong


def take_up_link(row: Link) -> None:
    """Mark a row that is `locked` as used."""
    row.taken_up_at = timezone.now()
    row.save(update_fields=["taken_up_at"])


def forget_old_links(rows: QuerySet[L]) -> None:
    """Take away the rows of links that ran out a month ago; the acts stay on record."""
    rows.filter(expires_at__lt=timezone.now() - KEPT).delete()
