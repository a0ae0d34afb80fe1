"""What holds for every text, place, key and phrase."""

from __future__ import annotations

import unicodedata
from uuid import UUID

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from quietline.vault import (
    CannotOpen,
    PhraseProblem,
    Place,
    Plain,
    Purpose,
    Sealed,
    ThreadKey,
    WrappingKey,
    open_sealed,
    read_phrase,
    seal,
    unwrap,
    wrap,
)
from quietline.vault.phrase import WORDLISTS, _fold, _words, phrase_of
from quietline.vault.sealing import associated_data

keys = st.binary(min_size=32, max_size=32)
places = st.builds(
    Place,
    purpose=st.sampled_from(Purpose),
    thread_id=st.uuids(),
    sequence=st.integers(0, 2**32),
    author=st.one_of(st.just("seeker"), st.uuids().map(lambda who: f"practitioner:{who}"), st.text(max_size=20)),
)
bits = st.binary(min_size=10, max_size=10)


@given(key=keys, plain=st.binary(max_size=3_000), place=places)
def test_what_is_sealed_opens_at_its_place(key: bytes, plain: bytes, place: Place) -> None:
    sealed = seal(ThreadKey(key), Plain(plain), place=place)
    assert open_sealed(ThreadKey(key), sealed, place=place) == plain
    assert (len(sealed) - 1 - 24 - 16) % 256 == 0


@given(key=keys, plain=st.binary(max_size=600), place=places, data=st.data())
def test_any_flipped_byte_is_refused(key: bytes, plain: bytes, place: Place, data: st.DataObject) -> None:
    sealed = bytearray(seal(ThreadKey(key), Plain(plain), place=place))
    sealed[data.draw(st.integers(0, len(sealed) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        open_sealed(ThreadKey(key), Sealed(bytes(sealed)), place=place)


@given(key=keys, place=places, length=st.integers(0, 400), data=st.data())
def test_any_shortened_or_lengthened_value_is_refused(
    key: bytes, place: Place, length: int, data: st.DataObject
) -> None:
    sealed = seal(ThreadKey(key), Plain(bytes(length)), place=place)
    cut = data.draw(st.integers(0, len(sealed) - 1))
    for changed in (sealed[:cut], sealed + b"\0"):
        with pytest.raises(CannotOpen):
            open_sealed(ThreadKey(key), Sealed(changed), place=place)


@given(key=keys, one=places, other=places)
def test_it_opens_nowhere_else(key: bytes, one: Place, other: Place) -> None:
    assume(one != other)
    assert associated_data(one) != associated_data(other)
    sealed = seal(ThreadKey(key), Plain(b"A neutral sentence."), place=one)
    with pytest.raises(CannotOpen):
        open_sealed(ThreadKey(key), sealed, place=other)


@given(place=places, thread=st.uuids(), author=st.uuids())
def test_another_thread_place_author_or_purpose_each_refuse(place: Place, thread: UUID, author: UUID) -> None:
    key = ThreadKey(bytes(32))
    sealed = seal(key, Plain(b"A neutral sentence."), place=place)
    purpose = next(each for each in Purpose if each != place.purpose)
    for other in (
        Place(purpose, place.thread_id, place.sequence, place.author),
        Place(place.purpose, thread, place.sequence, place.author),
        Place(place.purpose, place.thread_id, place.sequence + 1, place.author),
        Place(place.purpose, place.thread_id, place.sequence, f"practitioner:{author}"),
    ):
        assume(other != place)
        with pytest.raises(CannotOpen):
            open_sealed(key, sealed, place=other)


@given(one=keys, other=keys, place=places)
def test_another_key_refuses(one: bytes, other: bytes, place: Place) -> None:
    assume(one != other)
    with pytest.raises(CannotOpen):
        open_sealed(ThreadKey(other), seal(ThreadKey(one), Plain(b""), place=place), place=place)


@given(one=st.binary(max_size=255), other=st.binary(max_size=255))
def test_lengths_up_to_255_look_alike(one: bytes, other: bytes) -> None:
    place = Place(Purpose.MESSAGE, UUID(int=1), 1, "seeker")
    key = ThreadKey(bytes(32))
    assert len(seal(key, Plain(one), place=place)) == len(seal(key, Plain(other), place=place))


@given(
    key=keys,
    plain=st.binary(max_size=200),
    use=st.text(max_size=10),
    row=st.binary(max_size=32),
    other=st.binary(max_size=32),
)
def test_a_wrapped_key_opens_for_its_use_and_row_only(
    key: bytes, plain: bytes, use: str, row: bytes, other: bytes
) -> None:
    wrapped = wrap(WrappingKey(key), plain, use=use, bound_to=row)
    assert unwrap(WrappingKey(key), wrapped, use=use, bound_to=row) == plain
    with pytest.raises(CannotOpen):
        unwrap(WrappingKey(key), wrapped, use=f"{use}x", bound_to=row)
    assume(row != other)
    with pytest.raises(CannotOpen):
        unwrap(WrappingKey(key), wrapped, use=use, bound_to=other)


def bare(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))


@pytest.mark.parametrize("wordlist", WORDLISTS)
@given(bits=bits)
@settings(max_examples=40)
def test_a_phrase_reads_back_in_every_list(wordlist: str, bits: bytes) -> None:
    words = phrase_of(bits, wordlist).words
    numbered = "\n".join(f"{place}) {word}" for place, word in enumerate(words, 1))
    for typed in (" ".join(words), ",".join(words).upper(), numbered, " ".join(map(bare, words)), "—".join(words)):
        assert read_phrase(typed, prefer=wordlist).bits == bits


@pytest.mark.parametrize("wordlist", WORDLISTS)
@given(bits=bits)
@settings(max_examples=20)
def test_four_letters_do_where_they_tell_words_apart(wordlist: str, bits: bytes) -> None:
    words = _words(wordlist)

    def short(word: str) -> str:
        start = _fold(word)[:4]
        return start if len([each for each in words.folded if each.startswith(start)]) == 1 else word

    assert read_phrase(" ".join(map(short, phrase_of(bits, wordlist).words)), prefer=wordlist).bits == bits


def outcome(text: str) -> bytes | str:
    """The bits that were read, or the kind of problem that was named."""
    try:
        return read_phrase(text, prefer="english").bits
    except PhraseProblem as problem:
        return problem.kind


@given(bits=bits, place=st.integers(0, 7), index=st.integers(0, 2_047))
@settings(max_examples=300)
def test_a_wrong_word_is_caught_or_leads_to_another_phrase_never_to_this_one(
    bits: bytes, place: int, index: int
) -> None:
    words = list(phrase_of(bits, "english").words)
    other = _words("english").words[index]
    assume(words[place] != other)
    words[place] = other
    assert outcome(" ".join(words)) not in {bits, "word", "count", "length", "empty"}


@given(text=st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_whatever_is_typed_is_a_phrase_or_a_named_problem(text: str) -> None:
    read = outcome(text)
    assert read in {"empty", "length", "count", "word", "check"} or len(read) == 10
