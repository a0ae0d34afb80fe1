"""A signed release shows by itself that it is what was issued."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from quietline.insights.releases.canonical import written
from quietline.insights.releases.signature import (
    NotGenuine,
    Secret,
    new_secret,
    public_key,
    read_key,
    sign,
    verify,
)
from tests.unit.releases.published import a_document

SECRET = Secret(bytes(range(32)))
SIGNED = sign(a_document(), SECRET)


def test_it_is_verified_and_read() -> None:
    found = verify(SIGNED, key=public_key(SECRET))
    assert found.document == a_document()
    assert found.key == public_key(SECRET)
    assert sign(a_document(), SECRET) == SIGNED


def test_somebody_elses_signature_is_told_from_the_publishers() -> None:
    other = new_secret()
    forged = sign(a_document(), other)
    assert verify(forged, key=None).key == public_key(other)
    with pytest.raises(NotGenuine, match="signed by somebody else"):
        verify(forged, key=public_key(SECRET))


def test_a_signature_over_anything_else_is_none_of_a_release() -> None:
    from nacl.signing import SigningKey

    content = written(a_document())
    bare = SigningKey(SECRET).sign(content).signature.hex()
    head, _, _ = SIGNED.partition(b"signature ")
    with pytest.raises(NotGenuine, match="changed after it was signed"):
        verify(head + f"signature {bare}\n\n".encode() + content, key=None)


def test_something_else_that_was_rightly_signed_is_no_release() -> None:
    from nacl.signing import SigningKey

    key = SigningKey(SECRET)
    content = b'{"schema":1}\n'
    signature = key.sign(b"quietline release 1\n" + content).signature.hex()
    file = f"quietline release 1\nkey {public_key(SECRET)}\nsignature {signature}\n\n".encode() + content
    with pytest.raises(NotGenuine, match="signature holds, but"):
        verify(file, key=None)


@pytest.mark.parametrize(
    "changed",
    [
        SIGNED[:-1],
        SIGNED + b"\n",
        b"\xef\xbb\xbf" + SIGNED,
        SIGNED.replace(b"\n", b"\r\n"),
        SIGNED.replace(b"quietline release 1", b"quietline release 2"),
        SIGNED.replace(b"key ", b"key  ", 1),
        SIGNED.replace(public_key(SECRET).encode(), public_key(SECRET).upper().encode()),
        SIGNED.replace(b"Northland", b"Southland"),
        b"",
    ],
)  # fmt: skip
def test_what_is_not_byte_for_byte_the_same_is_refused(changed: bytes) -> None:
    with pytest.raises(NotGenuine):
        verify(changed, key=public_key(SECRET))


def test_a_key_is_read_as_people_copy_it() -> None:
    key = public_key(SECRET)
    assert read_key(f" {key[:32].upper()} {key[32:]}\n") == key
    with pytest.raises(NotGenuine, match="64 digits"):
        read_key(key[:-1])


def test_openssl_verifies_it_as_the_guide_says(tmp_path: Path) -> None:
    """The commands of the guide, without a line of ours."""
    _, key, signature, _, _ = SIGNED.split(b"\n", 4)
    der = bytes.fromhex("302a300506032b6570032100") + bytes.fromhex(key.decode().removeprefix("key "))
    (tmp_path / "key").write_bytes(der)
    (tmp_path / "signature").write_bytes(bytes.fromhex(signature.decode().removeprefix("signature ")))
    command = ["openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", "key", "-rawin", "-sigfile",
               "signature", "-in", "content"]  # fmt: skip
    content = b"quietline release 1\n" + written(a_document())
    for change, holds in ((b"", True), (b" ", False)):
        (tmp_path / "content").write_bytes(content + change)
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
        assert (done.returncode == 0) is holds, done.stderr


def test_verifying_loads_neither_django_nor_the_vault_nor_opendp() -> None:
    """A partners' machine has none of them."""
    code = (
        "import sys; sys.modules['django'] = sys.modules['opendp'] = sys.modules['quietline.vault'] = None\n"
        "from quietline.insights.releases import canonical, document, signature\n"
        "assert not [name for name in sys.modules if name.startswith(('numpy', 'scipy', 'quietline.config'))]\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
