"""What can go wrong. No message quotes a key, a phrase or a plain text, save the words that somebody just typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


class VaultError(Exception):
    """Something the vault refused."""


class CannotOpen(VaultError):
    """It does not open: wrong key, wrong place, damaged or forged. Which of them is not told."""

    def __init__(self) -> None:
        super().__init__("This can't be opened.")


class Busy(VaultError):
    """Too many derivations wait already; try again in a moment."""

    def __init__(self) -> None:
        super().__init__("Too many people try this at the same moment.")


class RecoveryProblem(VaultError):
    """The recovery shares don't make a key; the text says what to do."""


@dataclass(frozen=True, slots=True)
class WordProblem:
    """A typed word that is in no list; `position` counts from 1."""

    position: int
    typed: str
    suggestions: tuple[str, ...]


class PhraseProblem(VaultError):
    """What was typed is no return phrase.

    `kind`: `empty`; `length` (far too long); `count` (`count` words instead of eight); `word` (those in `words` are in
    no list); `check` (every word exists, but together they are no phrase: one is wrong, or the order).
    """

    def __init__(
        self,
        kind: Literal["empty", "length", "count", "word", "check"],
        *,
        words: tuple[WordProblem, ...] = (),
        count: int = 0,
    ) -> None:
        super().__init__(f"Not a return phrase: {kind}.")
        self.kind = kind
        self.words = words
        self.count = count


class OtherKey(VaultError):
    """It was sealed to another key than the one that was given."""

    def __init__(self) -> None:
        super().__init__("This was sealed to another key.")


class KeyTextProblem(VaultError):
    """What was typed is no key: a digit is missing or wrong."""

    def __init__(self) -> None:
        super().__init__("This is no key: nine groups of eight digits from 0 to 9 and a to f. Check each of them.")


class PackKeyProblem(VaultError):
    """A pack can't be sealed with this; the text says what to change."""
