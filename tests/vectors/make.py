"""Write known answers anew: `python -m tests.vectors.make > tests/vectors/sealed.json`. For a new version only."""

from __future__ import annotations

import base64
import json
import sys
from datetime import UTC, date, datetime
from uuid import UUID

from quietline.audit.rules import parts_of
from quietline.contact.keyring import Keyring
from quietline.contact.plans.rules import CheckInText, Part, PlanText, Rating
from quietline.vault import (
    ChainSealer,
    Pepper,
    Place,
    Plain,
    PrivateKey,
    Purpose,
    StreamSealer,
    ThreadKey,
    WrappingKey,
    derive,
    key_as_text,
    lock_private_key,
    new_key_pair,
    public_half,
    seal,
    seal_to,
    split_token,
    token_mac,
    wrap,
)
from quietline.vault.phrase import phrase_of

TEXT = "I would like to talk to somebody about my internet use."


def vectors() -> dict[str, object]:
    key, thread = bytes(range(32)), UUID("12345678-1234-4234-8234-123456789abc")
    place = Place(Purpose.MESSAGE, thread, 7, "seeker")
    bits, pepper = bytes(range(10)), bytes(range(100, 132))
    keys = derive(bits, pepper=Pepper(pepper))
    token = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8"
    halves = split_token(token)
    pair = new_key_pair()
    return {
        "sealed": {
            "key": key.hex(),
            "purpose": "message",
            "thread": str(thread),
            "sequence": 7,
            "author": "seeker",
            "text": TEXT,
            "sealed": seal(ThreadKey(key), Plain(TEXT.encode()), place=place).hex(),
        },
        "wrapped": {
            "key": key.hex(),
            "use": "phrase-hold",
            "bound_to": thread.bytes.hex(),
            "plain": pepper.hex(),
            "wrapped": wrap(WrappingKey(key), pepper, use="phrase-hold", bound_to=thread.bytes).hex(),
        },
        "plan": plan(thread),
        "phrase": {
            "bits": bits.hex(),
            "pepper": pepper.hex(),
            "words": {name: " ".join(phrase_of(bits, name).words) for name in ("english", "french", "japanese")},
            "lookup": keys.lookup.hex(),
            "unwrap": keys.unwrap.hex(),
        },
        "token": {
            "token": token,
            "lookup": halves.lookup.hex(),
            "key": halves.key.hex(),
            "form": token_mac(token, "form"),
        },
        "locked": {
            "password": "a walk by the slow river",
            "pepper": pepper.hex(),
            "private": key.hex(),
            "locked": lock_private_key(PrivateKey(key), "a walk by the slow river", pepper=Pepper(pepper)).hex(),
        },
        "chain": chain(pepper),
        "stream": stream(PrivateKey(key)),
        "box": {"private": pair.private.hex(), "plain": key.hex(), "sealed": seal_to(pair.public, key).hex()},
    }


def plan(thread: UUID) -> dict[str, object]:
    """A plan and a check-in under the plan key, and both keys of its thread as the seeker's cookie holds them."""
    key, holder = ThreadKey(bytes(range(32, 64))), bytes(range(64, 96))
    text = PlanText({Part.REASONS: TEXT}, date(2026, 12, 24)).as_bytes()
    said = CheckInText(date(2026, 12, 1), {Rating.SURE: 7}, (Part.REASONS,)).as_bytes()
    both = Keyring(ThreadKey(bytes(range(32))), plan=key).as_bytes()
    return {
        "key": key.hex(),
        "thread": str(thread),
        "version": 3,
        "text": text.decode(),
        "sealed": seal(key, Plain(text), place=Place(Purpose.PLAN, thread, 3, "seeker")).hex(),
        "number": 2,
        "said": said.decode(),
        "sealed_check_in": seal(key, Plain(said), place=Place(Purpose.CHECK_IN, thread, 2, "seeker")).hex(),
        "holder": holder.hex(),
        "thread_key": bytes(range(32)).hex(),
        "wrapped": wrap(WrappingKey(holder), both, use="opening", bound_to=thread.bytes).hex(),
    }


def chain(pepper: bytes) -> dict[str, object]:
    """One entry of the audit, its mark, and its seal as the first of a chain."""
    sealer, before = ChainSealer(Pepper(pepper)), bytes(32)
    at = datetime(2026, 11, 24, 9, 30, 0, 250_000, tzinfo=UTC)
    actor, subject = UUID(int=7), None
    mark = sealer.mark(*parts_of(at=at, act="thread_read", actor=actor, subject=subject))
    return {
        "pepper": pepper.hex(),
        "at": at.isoformat(),
        "act": "thread_read",
        "actor": str(actor),
        "subject": None,
        "mark": mark.hex(),
        "before": before.hex(),
        "place": 1,
        "row": 12,
        "seal": sealer.seal(before, place=1, row=12, mark=mark).hex(),
    }


def stream(private: PrivateKey) -> dict[str, object]:
    """A sealed stream of two chunks, and its key as it is printed."""
    sealed = bytearray()
    sealer = StreamSealer(public_half(private), sealed.extend)
    sealer.write(b"a" * 65_536)
    sealer.write(TEXT.encode())
    sealer.finish()
    return {
        "private": private.hex(),
        "printed": key_as_text(private),
        "plain": "65,536 times the letter a, then the text",
        "text": TEXT,
        "sealed": base64.b64encode(sealed).decode(),
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(vectors(), indent=1, ensure_ascii=False) + "\n")
