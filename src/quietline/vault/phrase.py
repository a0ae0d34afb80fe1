"""Return phrases: eight words that carry 80 random bits and 8 check bits, written and read forgivingly."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from mnemonic import Mnemonic
from nacl.utils import random

from quietline.vault.errors import PhraseProblem, WordProblem
from quietline.vault.kinds import PublicKey
from quietline.vault.parameters import (
    KEY_WORDS,
    PHRASE_BITS,
    PHRASE_CHECK_BITS,
    PHRASE_MOST_CHARACTERS,
    PHRASE_WORDS,
    WORD_BITS,
    WORD_MOST_CHARACTERS,
)

# The package's lists by interface language. One without a list (Arabic, Welsh, Polish) gets English; so does Russian,
# as one word of its list in the package is damaged, and nobody could type it back.
_LISTS = {
    "cs": "czech",
    "en": "english",
    "es": "spanish",
    "fr": "french",
    "it": "italian",
    "ja": "japanese",
    "ko": "korean",
    "pt": "portuguese",
    "tr": "turkish",
    "zh-hans": "chinese_simplified",
    "zh-hant": "chinese_traditional",
}
WORDLISTS = tuple(_LISTS.values())

_CHECK = b"ql-phrase-check"
_KEY_WORDS = b"ql-key-words"
# So many letters tell a word from every other in most lists.
_ENOUGH_LETTERS = 4
_MOST_SUGGESTIONS = 3
_LIKELY_LISTS = 3
_SEPARATORS = re.compile(r"[^\w']+|_|\d+", re.UNICODE)
_CHINESE = re.compile(r"([\u4e00-\u9fff])")


@dataclass(frozen=True, slots=True)
class ReturnPhrase:
    """`bits`: the ten random bytes; `words`: how they read in `wordlist`."""

    bits: bytes
    wordlist: str
    words: tuple[str, ...]


def wordlist_for(language: str) -> str:
    """The list for an interface language, English where it has none."""
    code = language.lower()
    return _LISTS.get(code) or _LISTS.get(code.partition("-")[0]) or "english"


def new_phrase(language: str) -> ReturnPhrase:
    """Draw a phrase in this interface language's words."""
    return phrase_of(random(PHRASE_BITS // 8), wordlist_for(language))


def phrase_of(bits: bytes, wordlist: str) -> ReturnPhrase:
    """Write ten bytes as eight words: the bits, then the check bits, eleven to a word."""
    number = int.from_bytes(bits + _check(bits), "big")
    shifts = range((PHRASE_WORDS - 1) * WORD_BITS, -1, -WORD_BITS)
    words = _words(wordlist).words
    return ReturnPhrase(bits, wordlist, tuple(words[(number >> shift) & (2**WORD_BITS - 1)] for shift in shifts))


def read_phrase(text: str, *, prefer: str) -> ReturnPhrase:
    """Read what somebody typed. Case, accents, separators, numbering, small slips are forgiven; four letters do.

    The list in which all words are found wins: `prefer` first, then English, then the others.

    Raises:
        PhraseProblem: telling which words are wrong, before anything is derived.
    """
    typed = _typed_words(text)
    likely = _likely_lists(typed, prefer)
    read = [found for wordlist in likely if (found := _read_in(typed, wordlist)) is not None]
    for phrase in read:
        if phrase is not _WRONG_CHECK:
            return phrase
    if read:
        raise PhraseProblem("check")
    raise PhraseProblem("word", words=_wrong_words(typed, likely[0]))


def same_word(typed: str, word: str, *, wordlist: str) -> bool:
    """Whether what was typed is meant to be this word of the list."""
    words = _words(wordlist)
    # Two parts are one too many already; a few letters can unfold to thousands of words.
    given = [words.find(part) for part in _split(typed[:WORD_MOST_CHARACTERS])[:2]]
    return given == [words.words.index(word)]


# Every word was found, but together they are no phrase.
_WRONG_CHECK = ReturnPhrase(b"", "", ())


def _read_in(typed: list[str], wordlist: str) -> ReturnPhrase | None:
    indexes = [_words(wordlist).find(word) for word in typed]
    number = 0
    for index in indexes:
        if index is None:
            return None
        number = number << WORD_BITS | index
    carried = number.to_bytes((PHRASE_BITS + PHRASE_CHECK_BITS) // 8, "big")
    bits, check = carried[: PHRASE_BITS // 8], carried[PHRASE_BITS // 8 :]
    return phrase_of(bits, wordlist) if check == _check(bits) else _WRONG_CHECK


def _typed_words(text: str) -> list[str]:
    if len(text) > PHRASE_MOST_CHARACTERS:
        raise PhraseProblem("length")
    typed = _split(text)
    if not typed:
        raise PhraseProblem("empty")
    if len(typed) != PHRASE_WORDS:
        raise PhraseProblem("count", count=len(typed))
    return typed


def _split(text: str) -> list[str]:
    # Chinese words are one character each and typed without spaces.
    spaced = _CHINESE.sub(r" \1 ", unicodedata.normalize("NFKC", text))
    return [word for word in _SEPARATORS.split(spaced) if word]


def _wrong_words(typed: list[str], wordlist: str) -> tuple[WordProblem, ...]:
    words = _words(wordlist)
    wrong = [(place, word) for place, word in enumerate(typed, 1) if words.find(word) is None]
    return tuple(WordProblem(place, word, words.suggestions(word)) for place, word in wrong)


def _likely_lists(typed: list[str], prefer: str) -> list[str]:
    """The lists that most of the words are in; only in these are slips looked for."""
    by_preference = dict.fromkeys([prefer, "english", *WORDLISTS])
    found = {}
    for name in by_preference:
        found[name] = sum(_words(name).surely(word) is not None for word in typed)
        if found[name] == len(typed) and _read_in(typed, name) is not _WRONG_CHECK:
            return [name]  # the usual case: no other list needs to be read from the disk
    return sorted(found, key=lambda name: -found[name])[:_LIKELY_LISTS]


def _check(bits: bytes) -> bytes:
    return hashlib.blake2b(bits, digest_size=PHRASE_CHECK_BITS // 8, person=_CHECK).digest()


def _fold(word: str) -> str:
    """The word without case, accents and the Turkish dot, as people type it on any keyboard."""
    apart = unicodedata.normalize("NFKD", word)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    # Korean letters come apart as well, and stay apart on both sides of every comparison.
    return bare.casefold().replace("ı", "i").replace("'", "")


class _Words:
    """One list, with tables to find a word by its folded form or its beginning."""

    def __init__(self, wordlist: str) -> None:
        # The package keeps letters and accents apart; people write them as one.
        self.words = [unicodedata.normalize("NFC", word) for word in Mnemonic(wordlist).wordlist]
        self.folded = [_fold(word) for word in self.words]
        self.exact = {word: index for index, word in enumerate(self.folded)}
        self.starts: dict[str, list[int]] = {}
        for index, word in enumerate(self.folded):
            self.starts.setdefault(word[:_ENOUGH_LETTERS], []).append(index)

    def surely(self, typed: str) -> int | None:
        """The word that was typed in full, or by enough of its beginning."""
        word = _fold(typed)
        if word in self.exact:
            return self.exact[word]
        begun = self._beginning_with(word)
        return begun[0] if len(begun) == 1 else None

    def find(self, typed: str) -> int | None:
        """The same, or else the one word that is a single slip away."""
        index = self.surely(typed)
        if index is not None:
            return index
        near = self._one_slip_from(_fold(typed))
        return near[0] if len(near) == 1 else None

    def suggestions(self, typed: str) -> tuple[str, ...]:
        """A few words that it may have been, nearest first."""
        word = _fold(typed)
        begun = [index for index, known in enumerate(self.folded) if known.startswith(word[:3])]
        near = dict.fromkeys([*self._beginning_with(word), *self._one_slip_from(word), *begun])
        return tuple(self.words[index] for index in near)[:_MOST_SUGGESTIONS]

    def _beginning_with(self, start: str) -> list[int]:
        return [
            index for index in self.starts.get(start[:_ENOUGH_LETTERS], ()) if self.folded[index].startswith(start)
        ]

    def _one_slip_from(self, word: str) -> list[int]:
        # A word of one character has no room for a slip, and no list has one of more than twenty.
        if not 1 < len(word) <= 20:
            return []
        lengths = range(len(word) - 1, len(word) + 2)
        return [i for i, known in enumerate(self.folded) if len(known) in lengths and _one_slip_apart(word, known)]


@cache
def _words(wordlist: str) -> _Words:
    return _Words(wordlist)


def _one_slip_apart(one: str, other: str) -> bool:
    """One letter missing, too many or wrong, or two neighbours swapped."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    a, b = one[start:], other[start:]
    swapped = len(a) == len(b) > 1 and a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or swapped


def key_words(public: PublicKey) -> tuple[str, ...]:
    """Four English words that tell a public key from any other, short enough to be read out on the phone.

    44 bits: somebody who wants another key with the same words tries some 2^43 pairs, for one who is on the phone now.
    """
    told = hashlib.blake2b(public, digest_size=PHRASE_BITS // 8, person=_KEY_WORDS).digest()
    return phrase_of(told, "english").words[:KEY_WORDS]


def are_key_words(typed: str, public: PublicKey) -> bool:
    """Whether what was typed are this key's words; forgiving as for a return phrase."""
    parts = _split(typed[:PHRASE_MOST_CHARACTERS])
    words = key_words(public)
    return len(parts) == len(words) and all(
        same_word(part, word, wordlist="english") for part, word in zip(parts, words, strict=True)
    )
