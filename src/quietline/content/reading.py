"""How hard a text reads: sentence length in any language, and for English a school grade."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape

# What somebody of eleven reads with ease (grade 5 to 6), as all public copy should be.
GRADE_WANTED = 6.0
WORDS_WANTED = 15.0
# A longer sentence is shown, to be split.
WORDS_TOO_MANY = 20
# Of fewer words a grade says nothing.
FEWEST_WORDS = 30
# Fewer are a title or an entry of a list: they make nothing easier to read.
WORDS_OF_A_SENTENCE = 4

_BLOCK_END = re.compile(r"</(?:p|li|h\d)>|<br\s*/?>")
_TAG = re.compile(r"<[^>]*>")
_SENTENCE_END = re.compile(r"(?<=[.!?؟…])[\s”»“\"']+|\n+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What was measured. `grade` is a year of school in the United States, and none but for English."""

    words: int
    words_a_sentence: float
    longest: str
    longest_words: int
    grade: float | None

    @property
    def is_hard(self) -> bool:
        return self.words_a_sentence > WORDS_WANTED or (self.grade or 0) > GRADE_WANTED

    @property
    def has_a_long_sentence(self) -> bool:
        return self.longest_words > WORDS_TOO_MANY


def measured(texts: Iterable[str], *, language: str) -> Reading | None:
    """Measure the texts of a page, rich text or plain; nothing where there are too few words to say anything.

    The grade is the Automated Readability Index: 4.71 × letters a word + 0.5 × words a sentence - 21.43 (E. A. Smith
    and R. J. Senter, AMRL-TR-66-220, 1967). It was drawn up on English alone: for other languages there is none here.
    """
    sentences = [sentence for text in texts for sentence in _sentences(text)]
    counted = [(len(_WORD.findall(sentence)), sentence) for sentence in sentences]
    counted = [(number, sentence) for number, sentence in counted if number >= WORDS_OF_A_SENTENCE]
    words = sum(number for number, _ in counted)
    if words < FEWEST_WORDS:
        return None
    letters = sum(len(word) for _, sentence in counted for word in _WORD.findall(sentence))
    a_sentence = words / len(counted)
    longest_words, longest = max(counted, key=lambda each: each[0])
    grade = 4.71 * letters / words + 0.5 * a_sentence - 21.43
    return Reading(
        words=words,
        words_a_sentence=round(a_sentence, 1),
        longest=longest,
        longest_words=longest_words,
        grade=max(0.0, round(grade, 1)) if language == "en" else None,
    )


def _sentences(text: str) -> list[str]:
    """A heading, an entry of a list and the end of a paragraph end a sentence as well."""
    plain = unescape(_TAG.sub("", _BLOCK_END.sub("\n", text)))
    return [sentence.strip() for sentence in _SENTENCE_END.split(plain) if sentence.strip()]
