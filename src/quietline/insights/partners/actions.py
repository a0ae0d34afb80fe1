"""What a partner does with their own account. Inviting is the helpline's act (`inviting/`)."""

from __future__ import annotations

import secrets
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from quietline.insights.partners import keys
from quietline.insights.partners.models import Partner, Sitting

FIGURES = "figures"


class NotGood(Exception):
    """The link was used or withdrawn meanwhile."""


class WrongPassword(Exception):
    """It is another one."""


def take_up(*, partner: int, link_mark: str, password: str, step: int) -> Partner:
    """Come in by an invitation, with a password of one's own and an app whose code was shown.

    Raises:
        NotGood
    """
    with transaction.atomic(using=FIGURES):
        row = Partner.objects.select_for_update().filter(pk=partner, link_mark=link_mark).first()
        if row is None or row.password or row.ended_on:
            raise NotGood
        row.password = hashed(password)
        row.last_code = keys.step_mark(row.pk, step)
        row.seen_on = timezone.localdate()
        row.save(update_fields=["password", "last_code", "seen_on"])
    return row


def use_code(*, partner: Partner, code: str) -> bool:
    """Take a code of the app, once."""
    with transaction.atomic(using=FIGURES):
        row = Partner.objects.select_for_update().get(pk=partner.pk)
        step = keys.step_of(row.link_mark, code)
        if step is None or keys.used_since(row.pk, step, row.last_code):
            return False
        row.last_code = keys.step_mark(row.pk, step)
        row.seen_on = timezone.localdate()
        row.save(update_fields=["last_code", "seen_on"])
    return True


def change_password(*, partner: Partner, old: str, new: str, here: Sitting) -> None:
    """Every other sitting ends with it.

    Raises:
        WrongPassword
    """
    with transaction.atomic(using=FIGURES):
        row = Partner.objects.select_for_update().get(pk=partner.pk)
        if not is_password(row, old):
            raise WrongPassword
        row.password = hashed(new)
        row.save(update_fields=["password"])
        row.sittings.exclude(pk=here.pk).delete()


def end_sittings(*, partner: Partner, only: int | None = None, but: Sitting | None = None) -> None:
    """End one of one's own sittings, or all but this one."""
    rows = partner.sittings.all()
    rows = rows if only is None else rows.filter(pk=only)
    (rows if but is None else rows.exclude(pk=but.pk)).delete()


def hashed(password: str) -> str:
    return make_password(keys.before_hashing(password))


def is_password(partner: Partner | None, password: str) -> bool:
    """Whether it is this partner's. For nobody, and for who has not come in yet, it takes as long to say no."""
    encoded = partner.password if partner and partner.password else _nobodys()
    right = check_password(keys.before_hashing(password), encoded)
    return right and partner is not None and encoded == partner.password and partner.ended_on is None


@cache
def _nobodys() -> str:
    """What nobody's password becomes, at the same cost as everybody's."""
    return make_password(secrets.token_urlsafe())
