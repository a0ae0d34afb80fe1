"""Where a partner is signed in: a row that can be taken away, and a signed cookie that says when it began."""

from __future__ import annotations

import hashlib
import secrets
import time
from dataclasses import dataclass, replace
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from quietline.insights.partners.models import Partner, Sitting

IDLE_SECONDS = 30 * 60
MOST_SECONDS = 10 * 60 * 60
# How often a busy cookie is renewed.
RENEWAL_SECONDS = 60
# From the password to the code.
STEP_SECONDS = 10 * 60
SITTING = "quietline.sitting"
_SALT, _STEP_SALT = "partners.sitting", "partners.step"
_TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Held:
    """What a browser's cookie says; nothing of it is believed unless it is signed."""

    token: str
    began: int
    seen: int

    def in_time(self, now: float) -> bool:
        # A clock set back counts as too long.
        return 0 <= now - self.seen <= IDLE_SECONDS and 0 <= now - self.began <= MOST_SECONDS


def sitting_cookie() -> str:
    return f"{_prefix()}quietline-partner"


def step_cookie() -> str:
    return f"{_prefix()}quietline-partner-step"


def begin(response: HttpResponse, partner: Partner) -> None:
    """From now on this browser is the partner's."""
    token, now = secrets.token_urlsafe(_TOKEN_BYTES), int(time.time())
    Sitting.objects.create(partner=partner, mark=_mark(token), began_on=timezone.localdate())
    _set(response, Held(token, now, now))
    response.delete_cookie(step_cookie(), samesite="Strict")


def held(request: HttpRequest) -> Held | None:
    """What the cookie says, where we signed it and it is in its time."""
    try:
        said = signing.loads(request.COOKIES.get(sitting_cookie(), ""), salt=_SALT)
        found = Held(str(said[0]), int(said[1]), int(said[2]))
    except (signing.BadSignature, LookupError, TypeError, ValueError):
        return None
    return found if found.in_time(time.time()) else None


def sitting_of(found: Held) -> Sitting | None:
    """Its row; none where it was ended, or the partner's access was."""
    rows = Sitting.objects.select_related("partner").filter(partner__ended_on=None).exclude(partner__password="")  # nosec B106
    return rows.filter(mark=_mark(found.token)).first()


def renew(response: HttpResponse, found: Held) -> None:
    """Let a busy sitting go on; not one that this very answer ended or began anew."""
    now = int(time.time())
    if now - found.seen > RENEWAL_SECONDS and sitting_cookie() not in response.cookies:
        _set(response, replace(found, seen=now))


def end_here(response: HttpResponse) -> None:
    response.delete_cookie(sitting_cookie(), samesite="Strict")


def hold_step(response: HttpResponse, partner: Partner) -> None:
    """The password was right: for ten minutes this browser may show the code. A changed password ends that."""
    said = signing.dumps([partner.pk, _mark(partner.password)], salt=_STEP_SALT)
    _cookie(response, step_cookie(), said)


def partner_at_step(request: HttpRequest) -> Partner | None:
    """Whose password this browser told within ten minutes."""
    try:
        said = signing.loads(request.COOKIES.get(step_cookie(), ""), salt=_STEP_SALT, max_age=STEP_SECONDS)
        partner = Partner.objects.filter(pk=said[0], ended_on=None).first()
    except (signing.BadSignature, LookupError, TypeError, ValueError):
        return None
    return partner if partner and partner.password and _mark(partner.password) == said[1] else None


def forget_old() -> None:
    """What the clock does: take the rows away of whoever can't be signed in any more."""
    Sitting.objects.filter(began_on__lt=timezone.localdate() - timedelta(days=1)).delete()


def _prefix() -> str:
    return "__Host-" if settings.SECURE else ""


def _mark(token: str) -> str:
    return hashlib.blake2b(token.encode(), digest_size=32, person=b"ql-partner-sit").hexdigest()


def _set(response: HttpResponse, said: Held) -> None:
    value = signing.dumps([said.token, said.began, said.seen], salt=_SALT)
    _cookie(response, sitting_cookie(), value)


def _cookie(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, secure=settings.SECURE, httponly=True, samesite="Strict", path="/")
