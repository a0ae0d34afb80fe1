"""What a seeker types and what of it is kept: everything, but for invisible tricks."""

from __future__ import annotations

import unicodedata
from itertools import combinations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quietline.contact.rules import CallerGroup, Intake, clean_line, clean_text, places_to_confirm, sent_once

OVERRIDES = "\u202a\u202b\u202c\u202d\u202e"
# What people type that is more than letters: joiners of emoji and Persian, marks of right-to-left text.
PEOPLES_OWN = "\u200c\u200d\u200e\u200f\u00a0\ufe0f"
typed = st.text(st.one_of(st.characters(codec="utf-8"), st.sampled_from(f"\r\n\t\0\x1b\x85{OVERRIDES}{PEOPLES_OWN}")))
intakes = st.builds(Intake, group=st.sampled_from(CallerGroup), area=st.text(), nickname=st.text())


def is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\n\t"


@given(text=typed)
def test_no_control_character_and_no_override_is_kept(text: str) -> None:
    kept = clean_text(text)
    assert not [character for character in kept if is_control(character)]
    assert not set(kept) & set(f"\r\ufeff{OVERRIDES}")


@given(text=typed)
def test_cleaning_what_was_cleaned_changes_nothing(text: str) -> None:
    assert clean_text(clean_text(text)) == clean_text(text)
    assert clean_line(clean_line(text)) == clean_line(text)


@given(text=typed)
def test_nothing_else_is_changed(text: str) -> None:
    ordinary = unicodedata.normalize("NFC", "".join(each for each in text if not is_control(each)))
    assume(not set(ordinary) & set(f"\r\ufeff{OVERRIDES}"))
    assert clean_text(ordinary) == ordinary.strip()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("one\r\ntwo\rthree\nfour", "one\ntwo\nthree\nfour"),
        ("  a line\n\n\tand another  \n", "a line\n\n\tand another"),
        ("pa\u202eyl\u202cm", "paylm"),
        ("\ufeffa \x00walk\x1b[31m", "a walk[31m"),
        ("cafe\u0301", "café"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("\u2067مرحبا\u2069 hello", "مرحبا hello"),
        ("e" + "\u0301" * 40, "é" + "\u0301" * 8),
        ("👩\u200d🌾", "👩\u200d🌾"),
        (" \r\n \x00 ", ""),
    ],
)
def test_how_it_is_kept(text: str, kept: str) -> None:
    assert clean_text(text) == kept


@given(text=typed)
def test_a_name_stays_on_one_line(text: str) -> None:
    kept = clean_line(text)
    assert len(kept.splitlines()) <= 1
    assert "\t" not in kept
    assert "  " not in kept


def test_a_name_loses_no_word() -> None:
    assert clean_line("  grey\r\n heron\u2028by \t the\u00a0river ") == "grey heron by the river"


@given(draft=st.uuids().map(lambda draft: draft.hex), text=typed)
def test_the_same_form_sent_twice_is_known_as_one(draft: str, text: str) -> None:
    assert sent_once(draft, text) == sent_once(draft, text)
    assert len(sent_once(draft, text)) == 32


@given(drafts=st.tuples(st.uuids(), st.uuids()), texts=st.tuples(typed, typed))
def test_an_edited_message_and_another_persons_form_are_others(
    drafts: tuple[object, object], texts: tuple[str, str]
) -> None:
    one, other = (str(draft).replace("-", "") for draft in drafts)
    assume(one != other)
    assert sent_once(one, texts[0]) != sent_once(other, texts[0])
    assume(texts[0] != texts[1])
    assert sent_once(one, texts[0]) != sent_once(one, texts[1])


@given(seed=st.binary(min_size=2, max_size=32), words=st.integers(2, 24))
def test_two_different_words_of_the_phrase_are_asked_for_in_order_and_the_same_on_a_reload(
    seed: bytes, words: int
) -> None:
    low, high = places_to_confirm(seed, words)
    assert 1 <= low < high <= words
    assert places_to_confirm(seed, words) == (low, high)


def test_every_pair_of_the_eight_words_can_be_asked_for() -> None:
    asked = {places_to_confirm(bytes([one, other]), 8) for one in range(256) for other in range(256)}
    assert asked == set(combinations(range(1, 9), 2))


@given(intake=intakes)
def test_what_somebody_said_about_themselves_reads_back(intake: Intake) -> None:
    read = Intake.from_bytes(intake.as_bytes())
    assert read == intake
    assert isinstance(read.group, CallerGroup)


def test_whoever_says_nothing_has_said_nothing() -> None:
    assert Intake.from_bytes(Intake().as_bytes()) == Intake(group=CallerGroup.NOT_SAID, area="", nickname="")


def test_a_group_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not a valid CallerGroup"):
        Intake.from_bytes(b'{"group": "nobody", "area": "", "nickname": ""}')
