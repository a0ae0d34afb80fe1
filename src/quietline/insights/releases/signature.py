"""Signed releases: a file that says by itself, without a server, whether it is what its publisher issued.

    quietline release 1
    key <64 hex digits>
    signature <128 hex digits>

    <the document, to the end of the file>

Signed is the first line with its line break, then the document: a signature made here says "this is a release" and
can't be passed off as one under anything else. Every part is written in one way only, so that no byte can be another.

Whoever changes a file can sign it anew with a key of their own. So a file is genuine only by the publisher's key,
which a reader has from the publisher and not from the file: `verify` takes it.

PyNaCl is used here and not through the vault. The vault is what opens conversations, and figures never come near it:
a partners' machine has neither its code nor its settings. Nothing here is secret but the signing key, and that opens
nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NewType

from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from quietline.insights.releases.canonical import Malformed, read, written
from quietline.insights.releases.document import Document

Secret = NewType("Secret", bytes)  # 32 bytes; whoever has them can publish in the publisher's name
PublicKey = NewType("PublicKey", str)  # 64 hex digits

FIRST_LINE = b"quietline release 1\n"
_FILE = re.compile(
    FIRST_LINE + rb"key (?P<key>[0-9a-f]{64})\nsignature (?P<signature>[0-9a-f]{128})\n\n(?P<document>.*)", re.DOTALL
)
_KEY = re.compile(r"[0-9a-f]{64}", re.ASCII)


class NotGenuine(ValueError):
    """Why a file must not be believed."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A file that holds. `key` is whose; unless it was compared, that says only that nothing was changed since."""

    document: Document
    key: PublicKey


def new_secret() -> Secret:
    return Secret(bytes(SigningKey.generate()))


def public_key(secret: Secret) -> PublicKey:
    """What readers compare with: to be printed where the publisher can be believed."""
    return PublicKey(SigningKey(secret).verify_key.encode().hex())


def read_key(text: str) -> PublicKey:
    """A key as somebody typed or pasted it, with or without spaces.

    Raises:
        NotGenuine: it is none.
    """
    found = "".join(text.split()).lower()
    if not _KEY.fullmatch(found):
        raise NotGenuine("A publisher's key has 64 digits, 0 to 9 and a to f. Copy it whole.")
    return PublicKey(found)


def sign(document: Document, secret: Secret) -> bytes:
    """The file. The same document and secret always make the same bytes."""
    content, key = written(document), SigningKey(secret)
    signature = key.sign(FIRST_LINE + content).signature
    head = f"key {key.verify_key.encode().hex()}\nsignature {signature.hex()}\n\n"
    return FIRST_LINE + head.encode() + content


def verify(signed: bytes, *, key: PublicKey | None) -> Signed:
    """Return what a file says, if every byte of it is as it was signed.

    Args:
        key: the publisher's, from elsewhere than the file. None: only whether the file holds together.

    Raises:
        NotGenuine: it is not a signed release, something in it was changed, or somebody else signed it.
    """
    found = _FILE.fullmatch(signed)
    if not found:
        raise NotGenuine("This is not a signed release, or it was cut off or saved in another form. Fetch it anew.")
    told, content = PublicKey(found["key"].decode()), found["document"]
    try:
        VerifyKey(bytes.fromhex(told)).verify(FIRST_LINE + content, bytes.fromhex(found["signature"].decode()))
    except (BadSignatureError, ValueError) as why:
        raise NotGenuine("This file was changed after it was signed. Do not use it; fetch it anew.") from why
    if key is not None and told != key:
        raise NotGenuine(f"This file was signed by somebody else: with {told}, not with {key}.")
    try:
        return Signed(read(content), told)
    except Malformed as why:
        raise NotGenuine(f"The signature holds, but what was signed can't be read. {why}") from why
