"""Known answers: read step by step as docs/sealed-format.md says, with nothing of the vault's; then by the vault."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from mnemonic import Mnemonic
from nacl import bindings as secretstream
from nacl.bindings import crypto_aead_xchacha20poly1305_ietf_decrypt as open_aead
from nacl.public import PrivateKey as BoxKey
from nacl.public import SealedBox
from nacl.pwhash import argon2id

from quietline import vault
from quietline.contact.keyring import Keyring

KNOWN: dict[str, Any] = json.loads((Path(__file__).parents[2] / "vectors" / "sealed.json").read_text(encoding="utf-8"))
MIB = 1024 * 1024


def listed(*parts: bytes) -> bytes:
    return b"\x01" + b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def blake(key: str, person: str, size: int, message: bytes = b"") -> bytes:
    return hashlib.blake2b(message, key=bytes.fromhex(key), person=person.encode(), digest_size=size).digest()


def test_sealed() -> None:
    known = KNOWN["sealed"]
    value, thread = bytes.fromhex(known["sealed"]), UUID(known["thread"])
    place = [b"quietline sealed", known["purpose"].encode(), thread.bytes, known["sequence"].to_bytes(8, "big")]
    associated = listed(*place, known["author"].encode())
    assert value[0] == 1
    padded = open_aead(value[25:], associated, value[1:25], bytes.fromhex(known["key"]))
    text = known["text"].encode()
    assert padded == text + b"\x80" + bytes(256 - len(text) - 1)
    there = vault.Place(vault.Purpose.MESSAGE, thread, known["sequence"], known["author"])
    key = vault.ThreadKey(bytes.fromhex(known["key"]))
    assert vault.open_sealed(key, vault.Sealed(value), place=there) == text


def test_wrapped() -> None:
    known = KNOWN["wrapped"]
    value, bound_to = bytes.fromhex(known["wrapped"]), bytes.fromhex(known["bound_to"])
    associated = listed(b"quietline wrap", known["use"].encode(), bound_to)
    plain = open_aead(value[25:], associated, value[1:25], bytes.fromhex(known["key"]))
    assert plain.hex() == known["plain"]
    key = vault.WrappingKey(bytes.fromhex(known["key"]))
    assert vault.unwrap(key, vault.Sealed(value), use=known["use"], bound_to=bound_to) == plain


def test_plan() -> None:
    known = KNOWN["plan"]
    key, thread = bytes.fromhex(known["key"]), UUID(known["thread"])
    for purpose, number, text, name in (
        ("plan", known["version"], known["text"], "sealed"),
        ("check-in", known["number"], known["said"], "sealed_check_in"),
    ):
        value = bytes.fromhex(known[name])
        place = [purpose.encode(), thread.bytes, number.to_bytes(8, "big"), b"seeker"]
        padded = open_aead(value[25:], listed(b"quietline sealed", *place), value[1:25], key)
        assert padded.rstrip(b"\0") == text.encode() + b"\x80"
        there = vault.Place(vault.Purpose(purpose), thread, number, "seeker")
        assert vault.open_sealed(vault.ThreadKey(key), vault.Sealed(value), place=there) == text.encode()
    wrapped = bytes.fromhex(known["wrapped"])
    associated = listed(b"quietline wrap", b"opening", thread.bytes)
    both = open_aead(wrapped[25:], associated, wrapped[1:25], bytes.fromhex(known["holder"]))
    assert both.hex() == known["thread_key"] + known["key"]
    assert Keyring.from_bytes(both) == Keyring(vault.ThreadKey(both[:32]), plan=vault.ThreadKey(key))


def test_phrase() -> None:
    known = KNOWN["phrase"]
    bits = bytes.fromhex(known["bits"])
    check = hashlib.blake2b(bits, person=b"ql-phrase-check", digest_size=1).digest()
    binary = f"{int.from_bytes(bits + check, 'big'):088b}"
    for name, words in known["words"].items():
        listing = Mnemonic(name).wordlist
        assert words == " ".join(
            unicodedata.normalize("NFC", listing[int(binary[at : at + 11], 2)]) for at in range(0, 88, 11)
        )
        assert vault.read_phrase(words, prefer=name).bits == bits
    salt = blake(known["pepper"], "ql-phrase-salt", 16)
    root = argon2id.kdf(32, bits, salt, opslimit=2, memlimit=19 * MIB).hex()
    assert blake(root, "ql-phrase-look", 32).hex() == known["lookup"]
    assert blake(root, "ql-phrase-open", 32).hex() == known["unwrap"]
    keys = vault.derive(bits, pepper=vault.Pepper(bytes.fromhex(known["pepper"])))
    assert (keys.lookup.hex(), keys.unwrap.hex()) == (known["lookup"], known["unwrap"])


def test_token() -> None:
    known = KNOWN["token"]
    secret = base64.urlsafe_b64decode(known["token"] + "=").hex()
    assert blake(secret, "ql-token-lookup", 32).hex() == known["lookup"]
    assert blake(secret, "ql-token-key", 32).hex() == known["key"]
    form = base64.urlsafe_b64encode(blake(secret, "ql-token-mac", 16, b"form")).decode().rstrip("=")
    assert form == known["form"] == vault.token_mac(known["token"], "form")


def test_locked() -> None:
    known = KNOWN["locked"]
    value = bytes.fromhex(known["locked"])
    head, body = value[:24], value[24:]
    assert (int.from_bytes(head[:4], "big"), int.from_bytes(head[4:8], "big")) == (64, 3)
    root = argon2id.kdf(32, known["password"].encode(), head[8:], opslimit=3, memlimit=64 * MIB)
    pepper = bytes.fromhex(known["pepper"])
    key = blake(known["pepper"], "ql-lock-pepper", 32, root)
    private = open_aead(body[25:], listed(b"quietline wrap", b"password", head), body[1:25], key)
    assert private.hex() == known["private"]
    assert vault.unlock_private_key(vault.Sealed(value), known["password"], pepper=vault.Pepper(pepper)) == private


def test_box() -> None:
    known = KNOWN["box"]
    private, sealed = bytes.fromhex(known["private"]), bytes.fromhex(known["sealed"])
    assert SealedBox(BoxKey(private)).decrypt(sealed).hex() == known["plain"]
    assert vault.open_with(vault.PrivateKey(private), vault.Sealed(sealed)).hex() == known["plain"]


def test_chain() -> None:
    known = KNOWN["chain"]
    key = blake(known["pepper"], "ql-audit-key", 32).hex()
    microseconds = int((datetime.fromisoformat(known["at"]) - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() * 1e6)
    parts = (microseconds.to_bytes(8, "big"), known["act"].encode(), UUID(known["actor"]).bytes, b"")
    mark, before = bytes.fromhex(known["mark"]), bytes.fromhex(known["before"])
    assert blake(key, "ql-audit-mark", 16, listed(mark[:8], *parts)) == mark[8:]
    numbers = [known[name].to_bytes(8, "big") for name in ("place", "row")]
    assert blake(key, "ql-audit-seal", 32, listed(before, *numbers, mark)).hex() == known["seal"]
    sealer = vault.ChainSealer(vault.Pepper(bytes.fromhex(known["pepper"])))
    assert sealer.fits(mark, *parts)
    assert not sealer.fits(mark, *parts[:-1], b"\0")
    assert sealer.seal(before, place=known["place"], row=known["row"], mark=mark).hex() == known["seal"]


def test_stream() -> None:
    known = KNOWN["stream"]
    private, sealed = bytes.fromhex(known["private"]), base64.b64decode(known["sealed"])
    head, body = sealed[:153], sealed[153:]
    assert (head[:16], head[16], head[17:49]) == (b"quietline backup", 1, bytes(BoxKey(private).public_key))
    key = SealedBox(BoxKey(private)).decrypt(head[49:129])
    state = secretstream.crypto_secretstream_xchacha20poly1305_state()
    secretstream.crypto_secretstream_xchacha20poly1305_init_pull(state, head[129:], key)
    pull = secretstream.crypto_secretstream_xchacha20poly1305_pull
    first, last = (pull(state, chunk, head) for chunk in (body[:65_553], body[65_553:]))
    assert (first, last) == ((b"a" * 65_536, 0), (known["text"].encode(), 3))
    assert b"".join(vault.open_stream(vault.PrivateKey(private), io.BytesIO(sealed).read)) == first[0] + last[0]
    digits = "".join(known["printed"].split())
    check = hashlib.blake2b(private, digest_size=4, person=b"ql-backup-key").digest()
    assert digits == (private + check).hex()
    assert vault.key_from_text(known["printed"]) == private
