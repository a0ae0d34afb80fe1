"""The organisation's own sign-in, by OpenID Connect: the code flow with PKCE, and one signed word of who it was.

No token is kept, and nothing but the subject is looked at; no profile is asked for.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import requests
from django.conf import settings
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

# Signed by the provider's private key: a secret that both sides know proves less, and no signature proves nothing.
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA", "Ed25519"]
WAIT_SECONDS = 5
CLOCKS_DIFFER_SECONDS = 60
KNOWN_SECONDS = 600.0
MOST_SUBJECT = 255


class Unreachable(Exception):
    """The provider does not answer as one does; nobody can sign in there at this moment."""


class NotThem(Exception):
    """What the provider said proves nobody."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser is sent to the provider with, kept in its session until it comes back."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def anew(cls) -> Asked:
        return cls(*(secrets.token_urlsafe(48) for _ in range(3)))


@dataclass(slots=True)
class _Known:
    read_at: float
    issuer: str
    document: dict[str, Any]
    keys: KeySet


_known: list[_Known] = []


def is_configured() -> bool:
    return bool(settings.QUIETLINE_SSO_ISSUER and settings.QUIETLINE_SSO_CLIENT and settings.QUIETLINE_SSO_SECRET)


def address(asked: Asked, *, back: str) -> str:
    """Where the browser goes to sign in there.

    Raises:
        Unreachable
    """
    digest = hashlib.sha256(asked.verifier.encode()).digest()
    query = {
        "response_type": "code",
        "scope": "openid",
        "client_id": settings.QUIETLINE_SSO_CLIENT,
        "redirect_uri": back,
        "state": asked.state,
        "nonce": asked.nonce,
        "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
        "code_challenge_method": "S256",
    }
    where = str(_provider().document["authorization_endpoint"])
    return f"{where}{'&' if '?' in where else '?'}{urlencode(query)}"


def subject(asked: Asked, *, code: str, back: str) -> str:
    """Who signed in there, as the provider names them.

    Raises:
        NotThem, Unreachable
    """
    provider = _provider()
    given = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": back,
        "code_verifier": asked.verifier,
        "client_id": settings.QUIETLINE_SSO_CLIENT,
    }
    methods = provider.document.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    named: tuple[str, str] | None = (settings.QUIETLINE_SSO_CLIENT, settings.QUIETLINE_SSO_SECRET)
    if "client_secret_basic" not in methods:
        given["client_secret"], named = settings.QUIETLINE_SSO_SECRET, None
    answer = _asked("POST", str(provider.document["token_endpoint"]), data=given, auth=named)
    return _subject_of(str(answer.get("id_token", "")), provider, asked.nonce)


def forget() -> None:
    """Ask the provider anew who it is."""
    _known.clear()


def _subject_of(token: str, provider: _Known, nonce: str) -> str:
    try:
        claims = jwt.decode(token, provider.keys, algorithms=ALGORITHMS).claims
        wanted = jwt.JWTClaimsRegistry(
            leeway=CLOCKS_DIFFER_SECONDS,
            iss={"essential": True, "value": provider.issuer},
            aud={"essential": True, "value": settings.QUIETLINE_SSO_CLIENT},
            nonce={"essential": True, "value": nonce},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
        )
        wanted.validate(claims)
    except (JoseError, ValueError, TypeError):
        forget()  # perhaps its keys changed: the next one asks
        raise NotThem from None
    found = claims["sub"]
    if claims.get("azp", settings.QUIETLINE_SSO_CLIENT) != settings.QUIETLINE_SSO_CLIENT:
        raise NotThem
    if not isinstance(found, str) or not 0 < len(found) <= MOST_SUBJECT:
        raise NotThem
    return found


def _provider() -> _Known:
    issuer = settings.QUIETLINE_SSO_ISSUER
    known = next((each for each in _known if each.issuer == issuer), None)
    if known is None or time.monotonic() - known.read_at > KNOWN_SECONDS:
        known = _read(issuer)
        _known[:] = [known]
    return known


def _read(issuer: str) -> _Known:
    document = _asked("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if document.get("issuer") != issuer or not all(_is_safe(str(document.get(name, ""))) for name in needed):
        raise Unreachable
    try:
        keys = KeySet.import_key_set(_asked("GET", str(document["jwks_uri"])))  # type: ignore[arg-type]
    except (JoseError, ValueError, TypeError, KeyError):
        raise Unreachable from None
    return _Known(time.monotonic(), issuer, document, keys)


def _is_safe(where: str) -> bool:
    parts = urlsplit(where)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1"})


def _asked(method: str, where: str, **more: Any) -> dict[str, Any]:
    if not _is_safe(where):
        raise Unreachable
    try:
        # No redirect: the client's secret goes to nobody but the provider.
        answer = requests.request(method, where, timeout=WAIT_SECONDS, allow_redirects=False, **more)
        said = answer.json()
    except (requests.RequestException, ValueError):
        raise Unreachable from None
    if answer.status_code in {400, 401} and method == "POST":
        raise NotThem
    if answer.status_code != 200 or not isinstance(said, dict):
        raise Unreachable
    return said
