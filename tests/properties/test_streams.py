"""A sealed stream gives back what went in, whatever its pieces; a byte changed, cut or added opens nothing."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.vault import (
    CannotOpen,
    KeyTextProblem,
    OtherKey,
    PrivateKey,
    StreamSealer,
    key_as_text,
    key_from_text,
    new_key_pair,
    open_stream,
)
from quietline.vault.parameters import STREAM_CHUNK_BYTES

PAIR = new_key_pair()


def sealed(*pieces: bytes) -> bytes:
    written = bytearray()
    sealer = StreamSealer(PAIR.public, written.extend)
    for piece in pieces:
        sealer.write(piece)
    sealer.finish()
    return bytes(written)


def opened(stream: bytes) -> bytes:
    return b"".join(open_stream(PAIR.private, io.BytesIO(stream).read))


WHOLE = sealed(b"I would like to talk to somebody." * 4_000)


@given(st.lists(st.binary(max_size=200), max_size=10), st.integers(-2, 2))
def test_whatever_went_in_comes_out(pieces: list[bytes], around: int) -> None:
    filling = bytes(max(0, STREAM_CHUNK_BYTES - len(b"".join(pieces)) + around))
    for given_pieces in (pieces, [*pieces, filling], [*pieces, filling, *pieces]):
        assert opened(sealed(*given_pieces)) == b"".join(given_pieces)


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_one_wrong_byte_opens_nothing_to_its_end(at: int, change: int) -> None:
    with pytest.raises((CannotOpen, OtherKey)):
        opened(WHOLE[:at] + bytes([WHOLE[at] ^ change]) + WHOLE[at + 1 :])


@given(st.integers(0, len(WHOLE) - 1))
def test_what_was_cut_is_refused(at: int) -> None:
    with pytest.raises(CannotOpen):
        opened(WHOLE[:at])


@given(st.binary(min_size=1, max_size=100))
def test_what_was_written_on_is_refused(more: bytes) -> None:
    with pytest.raises(CannotOpen):
        opened(WHOLE + more)


def test_chunks_of_two_streams_do_not_mix() -> None:
    other = sealed(b"I would like to talk to somebody." * 4_000)
    with pytest.raises(CannotOpen):
        opened(WHOLE[:153] + other[153:])


def test_another_key_is_told() -> None:
    with pytest.raises(OtherKey):
        list(open_stream(new_key_pair().private, io.BytesIO(WHOLE).read))


@given(st.binary(min_size=32, max_size=32), st.integers(0, 71), st.sampled_from("0123456789abcdef"))
def test_a_printed_key_is_read_back_and_a_wrong_digit_is_told(key: bytes, at: int, digit: str) -> None:
    printed = key_as_text(PrivateKey(key))
    assert key_from_text(f" {printed.upper()}\n") == key
    digits = printed.replace(" ", "")
    if digits[at] != digit:
        with pytest.raises(KeyTextProblem):
            key_from_text(digits[:at] + digit + digits[at + 1 :])


@pytest.mark.parametrize("text", ["", "zebra", "00", "00" * 35, "00" * 37])
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(KeyTextProblem):
        key_from_text(text)
