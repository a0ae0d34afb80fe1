"""Reading a return phrase: what is forgiven, what is named."""

from __future__ import annotations

import pytest

from quietline.vault import PhraseProblem, new_phrase, read_phrase, same_word, wordlist_for
from quietline.vault.phrase import WORDLISTS, _words, phrase_of

BITS = bytes.fromhex("00010203040506070809")
PHRASE = phrase_of(BITS, "english")
WORDS = list(PHRASE.words)


@pytest.mark.parametrize(
    "typed",
    [
        " ".join(WORDS),
        " ".join(WORDS).upper(),
        "\n".join(f"{number}. {word}" for number, word in enumerate(WORDS, 1)),
        ", ".join(WORDS) + ".",
        "-".join(word[:4] for word in WORDS),
        "\u00a0".join(WORDS),
        "\u3000".join(WORDS),
        "  \t" + "   ".join(WORDS) + "\r\n",
        " ".join(f"“{word}”" for word in WORDS),
        "_".join(word.title() for word in WORDS),
    ],
)
def test_it_forgives_how_words_are_written(typed: str) -> None:
    assert read_phrase(typed, prefer="english") == PHRASE


@pytest.mark.parametrize("slip", ["missing", "doubled", "wrong", "swapped"])
def test_it_forgives_one_slip_in_a_word(slip: str) -> None:
    word = max(WORDS, key=len)
    slipped = {
        "missing": word[:2] + word[3:],
        "doubled": word[:3] + word[2] + word[3:],
        "wrong": word[:2] + ("q" if word[2] != "q" else "z") + word[3:],
        "swapped": word[:2] + word[3] + word[2] + word[4:],
    }[slip]
    assert read_phrase(" ".join(WORDS).replace(word, slipped), prefer="english") == PHRASE


@pytest.mark.parametrize(
    ("typed", "kind"), [("", "empty"), ("1. 2. --", "empty"), ("apple", "count"), ("word " * 300, "length")]
)
def test_it_says_what_is_missing(typed: str, kind: str) -> None:
    with pytest.raises(PhraseProblem) as problem:
        read_phrase(typed, prefer="english")
    assert problem.value.kind == kind


def test_it_names_every_wrong_word_and_suggests_near_ones() -> None:
    typed = [*WORDS[:2], "xqzzz", *WORDS[3:6], "hxppx", WORDS[7]]
    with pytest.raises(PhraseProblem) as problem:
        read_phrase(" ".join(typed), prefer="english")
    assert problem.value.kind == "word"
    assert [(wrong.position, wrong.typed) for wrong in problem.value.words] == [(3, "xqzzz"), (7, "hxppx")]
    assert all(len(wrong.suggestions) <= 3 for wrong in problem.value.words)


def test_a_wrong_order_is_told_from_a_wrong_word() -> None:
    with pytest.raises(PhraseProblem) as problem:
        read_phrase(" ".join([WORDS[1], WORDS[0], *WORDS[2:]]), prefer="english")
    assert problem.value.kind == "check"


def test_no_message_quotes_the_phrase() -> None:
    with pytest.raises(PhraseProblem) as problem:
        read_phrase(" ".join([*WORDS[:7], "xqzzz"]), prefer="english")
    assert not any(word in str(problem.value) for word in [*WORDS, "xqzzz"])


@pytest.mark.parametrize(
    ("language", "wordlist"),
    [
        ("en", "english"),
        ("en-gb", "english"),
        ("ar", "english"),
        ("cy", "english"),
        ("pl", "english"),
        ("ru", "english"),  # one word of the package's Russian list is damaged
        ("fr", "french"),
        ("fr-CA", "french"),
        ("zh-hans", "chinese_simplified"),
        ("", "english"),
    ],
)
def test_each_language_has_a_list(language: str, wordlist: str) -> None:
    assert wordlist_for(language) == wordlist
    assert new_phrase(language).wordlist == wordlist


@pytest.mark.parametrize("wordlist", WORDLISTS)
def test_every_word_of_a_list_can_be_written_and_told_from_the_others(wordlist: str) -> None:
    words = _words(wordlist)
    assert len(set(words.words)) == len(set(words.folded)) == 2_048
    assert [word for word in words.words if not word.isalpha()] == []


def test_a_phrase_of_another_language_is_recognised() -> None:
    for name in ("french", "spanish", "czech", "japanese"):
        phrase = phrase_of(BITS, name)
        assert read_phrase(" ".join(phrase.words), prefer="english").bits == BITS


def test_one_word_typed_back() -> None:
    assert same_word("ABAN", "abandon", wordlist="english")
    assert same_word(" abandon. ", "abandon", wordlist="english")
    assert not same_word("ability", "abandon", wordlist="english")
    assert not same_word("abandon ability", "abandon", wordlist="english")
    assert not same_word("", "abandon", wordlist="english")
    assert not same_word("x" * 100_000, "abandon", wordlist="english")


def test_new_phrases_differ() -> None:
    assert len({new_phrase("en").bits for _ in range(100)}) == 100


def test_letters_that_unfold_to_thousands_of_words_are_looked_for_no_more_than_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_for = []
    words = _words("english")
    monkeypatch.setattr(type(words), "find", lambda _, typed: looked_for.append(typed))
    assert not same_word("\ufdfa" * 1_000, "abandon", wordlist="english")
    assert len(looked_for) <= 2
