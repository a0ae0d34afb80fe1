"""Text as it is kept and searched in lists that practitioners keep: cleaned of tricks, folded for comparing."""

from __future__ import annotations

import re
import unicodedata

# Control characters, bidirectional overrides, halves of a character that no database takes.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\ufeff\ud800-\udfff]")


def several_lines(text: str) -> str:
    """A text with its line breaks made alike and invisible tricks taken out."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text)).strip()


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(several_lines(text).split())


def fold(text: str) -> str:
    """A text without capitals and accents, for comparing and never for showing."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character)).casefold()


def has_words(words: str, *texts: str) -> bool:
    """Whether each of these words stands somewhere in the texts, whatever its capitals and accents."""
    where = fold("\n".join(texts))
    return all(word in where for word in fold(words).split())
