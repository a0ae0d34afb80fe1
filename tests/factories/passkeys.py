"""A passkey in memory: makes itself known and answers as a browser would send it."""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

NAME = "localhost"  # a passkey belongs to a name
HERE = {"HTTP_HOST": NAME}
_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40


@dataclass
class PasskeyInMemory:
    owner: bytes = b""
    verifies: bool = True  # whether it asks for a finger or a PIN
    origin: str = f"http://{NAME}"
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    prf: str = field(default_factory=lambda: websafe_encode(secrets.token_bytes(32)))

    def made(self, asked: dict[str, Any]) -> str:
        """The answer to being made."""
        self.owner = asked["user"]["id"].encode()
        public = ES256.from_cryptography_key(self.key.public_key())
        known = AttestedCredentialData.create(b"\0" * 16, self.id, public)
        said = self._said(_WITH_KEY, known)
        answer = {"attestationObject": bytes(AttestationObject.create("none", said, {}))}
        return self._answer("webauthn.create", asked, answer)

    def shown(self, asked: dict[str, Any], **changes: str) -> str:
        """The answer to being shown."""
        said = self._said()
        client = self._client("webauthn.get", asked)
        signature = self.key.sign(said + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        return self._answer("webauthn.get", asked, {"authenticatorData": bytes(said), "signature": signature}, changes)

    def _said(self, more: int = 0, known: AttestedCredentialData | None = None) -> AuthenticatorData:
        flags = AuthenticatorData.FLAG(_PRESENT | (_VERIFIED if self.verifies else 0) | more)
        return AuthenticatorData.create(hashlib.sha256(NAME.encode()).digest(), flags, 0, known or b"")

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return json.dumps({"type": kind, "challenge": asked["challenge"], "origin": self.origin}).encode()

    def _answer(
        self, kind: str, asked: dict[str, Any], parts: dict[str, bytes], changes: dict[str, str] | None = None
    ) -> str:
        response = {name: websafe_encode(part) for name, part in parts.items()}
        response |= {"clientDataJSON": websafe_encode(self._client(kind, asked)), "userHandle": self.owner.decode()}
        response |= changes or {}
        name = websafe_encode(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def add_to(client: Client, *, with_prf: bool = True, **wishes: Any) -> PasskeyInMemory:
    """Add one to whoever is signed in."""
    passkey = PasskeyInMemory(**wishes)
    asked = client.post("/account/passkeys/new/options/", **HERE).json()  # type: ignore[arg-type]
    given = {"name": "Key", "credential": passkey.made(asked), "prf": passkey.prf if with_prf else ""}
    answer = client.post("/account/passkeys/new/", given, **HERE)  # type: ignore[arg-type]
    assert answer.status_code in {200, 302}, answer.content
    return passkey


def asked_at_sign_in(client: Client) -> dict[str, Any]:
    asked: dict[str, Any] = client.post("/sign-in/passkey/options/", **HERE).json()  # type: ignore[arg-type]
    return asked
