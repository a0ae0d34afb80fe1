"""Keys behind the pepper, as docs/sealed-format.md says how they are made."""

from __future__ import annotations

import hashlib

import pytest

from quietline.vault import CannotOpen, Pepper, installation_key, passkey_key, peppered_mark

PEPPER = Pepper(bytes(range(32)))
OTHER = Pepper(bytes(32))
OUTPUT = bytes(range(32, 64))


def test_each_is_made_as_the_format_says() -> None:
    use = hashlib.blake2b(b"second factor", key=PEPPER, digest_size=32, person=b"ql-installation").digest()
    computed = hashlib.blake2b(OUTPUT, key=PEPPER, digest_size=32, person=b"ql-passkey-prf").digest()
    assert installation_key("second factor", pepper=PEPPER) == use
    assert passkey_key(OUTPUT, pepper=PEPPER) == computed


def test_another_use_value_place_or_pepper_gives_another() -> None:
    assert installation_key("a", pepper=PEPPER) != installation_key("b", pepper=PEPPER)
    assert installation_key("a", pepper=PEPPER) != installation_key("a", pepper=OTHER)
    assert passkey_key(OUTPUT, pepper=PEPPER) != passkey_key(OUTPUT, pepper=OTHER)
    marks = {
        peppered_mark("12345678", bound_to=b"one", pepper=PEPPER),
        peppered_mark("12345678", bound_to=b"two", pepper=PEPPER),
        peppered_mark("12345679", bound_to=b"one", pepper=PEPPER),
        peppered_mark("12345678", bound_to=b"one", pepper=OTHER),
    }
    assert len(marks) == 4


@pytest.mark.parametrize("output", [b"", OUTPUT[:-1], OUTPUT + b"\0"])
def test_what_no_passkey_computes_is_refused(output: bytes) -> None:
    with pytest.raises(CannotOpen):
        passkey_key(output, pepper=PEPPER)
