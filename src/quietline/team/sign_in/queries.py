from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.utils import timezone
from fido2 import cbor

from quietline.team.keys import instants_of
from quietline.team.models import Practitioner
from quietline.team.sign_in.kept import row_of

_APP = Authenticator.Type.TOTP
_PASSKEY = Authenticator.Type.WEBAUTHN
_CODES = Authenticator.Type.RECOVERY_CODES


@dataclass(frozen=True, slots=True)
class Passkey:
    id: int
    name: str
    added_at: datetime
    last_used_at: datetime | None
    opens_keys: bool


@dataclass(frozen=True, slots=True)
class Factors:
    """What somebody has besides the password."""

    app: bool
    passkeys: list[Passkey]
    codes_left: int

    @property
    def count(self) -> int:
        return self.app + len(self.passkeys)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A place where somebody is signed in. `name` finds it again and is neither its row nor what its cookie holds."""

    name: str
    began_at: datetime
    seen_at: datetime
    is_here: bool


def factors_of(practitioner: Practitioner) -> Factors:
    rows = list(Authenticator.objects.filter(user=practitioner).order_by("pk"))
    holds = {bytes(hold.credential) for hold in practitioner.passkey_holds.all()}
    codes = next((row for row in rows if row.type == _CODES), None)
    return Factors(
        app=any(row.type == _APP for row in rows),
        passkeys=[_passkey(row, holds) for row in rows if row.type == _PASSKEY],
        codes_left=len(codes.wrap().get_unused_codes()) if codes else 0,
    )


def has_factor(practitioner: Practitioner) -> bool:
    return bool(Authenticator.objects.filter(user=practitioner, type__in=[_APP, _PASSKEY]).exists())


def names_without_factor() -> list[str]:
    """Whoever is active and has none yet: their account belongs to whoever knows the password first."""
    having = Authenticator.objects.filter(type__in=[_APP, _PASSKEY]).values("user")
    people = Practitioner.objects.filter(is_active=True).exclude(pk__in=having)
    return list(people.order_by("name").values_list("name", flat=True))


def _passkey(row: Authenticator, holds: set[bytes]) -> Passkey:
    return Passkey(row.pk, row.data["name"], row.created_at, row.last_used_at, credential_of(row) in holds)


def credential_of(row: Authenticator) -> bytes:
    """How a passkey names itself."""
    return bytes(row.wrap().authenticator_data.credential_data.credential_id)


def share_a_factor(one: Practitioner, other: Practitioner) -> bool:
    """Whether one passkey or one app is the second factor of both: it never is, unless somebody copied it."""
    return bool(_factor_marks(one) & _factor_marks(other))


def _factor_marks(practitioner: Practitioner) -> set[bytes]:
    marks = set()
    for row in Authenticator.objects.filter(user=practitioner, type__in=[_APP, _PASSKEY]):
        if row.type == _APP:
            marks.add(get_adapter().decrypt(row.data["secret"]).encode())
        else:
            known = row.wrap().authenticator_data.credential_data
            marks |= {bytes(known.credential_id), cbor.encode(dict(known.public_key))}
    return marks


def open_sessions(practitioner: Practitioner, *, here: str | None = None) -> list[OpenSession]:
    """Where somebody is signed in, the last seen first; `here` is what the cookie of whoever asks holds."""
    found = []
    for session, said in sessions_of(practitioner):
        began, seen = (datetime.fromtimestamp(at, UTC) for at in instants_of(said))
        found.append(OpenSession(name_of(session), began, seen, session.pk == row_of(here)))
    return sorted(found, key=lambda each: each.seen_at, reverse=True)


def sessions_of(practitioner: Practitioner) -> Iterator[tuple[Session, dict[str, object]]]:
    """The rows of somebody's sessions. Each is opened and looked at: there are as many as staff at work."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()):
        said = session.get_decoded()
        if said.get("_auth_user_id") == str(practitioner.pk):
            yield session, said


def name_of(session: Session) -> str:
    return hashlib.blake2b(session.session_key.encode(), digest_size=16).hexdigest()
