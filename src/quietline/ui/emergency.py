"""Whom to call in an emergency: the editor's numbers where the site has them, else the United Kingdom's.

Pages of every part say them. The part that keeps them registers where they are read; a page never waits for it, or
fails by it: then these stand.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

# Each page of a conversation says them. What changes is forgotten at once; this is for a node that did not hear of it.
KEPT_SECONDS = 60


class Purpose(StrEnum):
    """When a number is called; the first two stand in short beside every box for a message as well."""

    DANGER = "danger"
    LIFE = "life"
    YOUNG = "young"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Call:
    """One number, with what stands above and below it. `who` answers, by name; empty where nobody needs one."""

    purpose: Purpose
    heading: Words
    number: str
    who: Words = ""
    before: Words = ""
    after: Sequence[Words] = ()

    @property
    def dialled(self) -> str:
        """The number as a telephone takes it."""
        return "".join(each for each in self.number if each.isdigit() or each == "+")


@dataclass(frozen=True, slots=True)
class Calls:
    """All numbers of a language in their order, and the two that are said everywhere."""

    all: Sequence[Call]
    danger: Call
    life: Call


Source = Callable[[str], Sequence[Call]]

DANGER = Call(
    purpose=Purpose.DANGER,
    heading=_("If a child, or anybody, is in danger right now"),
    before=_("Call the emergency number."),
    number="999",
    after=[_("If you can't speak, press 55 on your mobile when you are asked to.")],
)
LIFE = Call(
    purpose=Purpose.LIFE,
    heading=_("If you are thinking of ending your life, or can't go on"),
    who=_("Samaritans"),
    before=_("Samaritans listen, day and night, free of charge."),
    number="116 123",
    after=[
        _("If you have hurt yourself or are about to, call 999."),
        _("If you can't talk aloud, text SHOUT to 85258."),
    ],
)
BUILT_IN = (
    DANGER,
    LIFE,
    Call(
        purpose=Purpose.OTHER,
        heading=_("If you worry that a child is being harmed"),
        who="NSPCC",
        before=_("NSPCC helpline for adults."),
        number="0808 800 5000",
    ),
    Call(
        purpose=Purpose.YOUNG,
        heading=_("If you are under 18"),
        who="Childline",
        before=_("Childline is there for you, about anything, free and at any hour."),
        number="0800 1111",
    ),
    Call(
        purpose=Purpose.OTHER,
        heading=_("If you need medical or mental health help, not an ambulance"),
        number="111",
    ),
)


def arranged(said: Sequence[Call]) -> Calls | None:
    """These numbers as pages say them; None where one of the two is missing that are said everywhere."""
    first = {each.purpose: each for each in reversed(said)}
    if not {Purpose.DANGER, Purpose.LIFE} <= set(first):
        return None
    return Calls(all=said, danger=first[Purpose.DANGER], life=first[Purpose.LIFE])


class EmergencyNumbers:
    """The numbers by language, asked for once and kept until somebody changes them."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._source: Source = lambda language: ()
        self._kept: dict[str, tuple[float, Calls]] = {}

    def read_from(self, source: Source) -> None:
        self._source = source
        self.forget()

    def forget(self) -> None:
        self._kept.clear()

    def of(self, language: str) -> Calls:
        """What stands on pages of this language. Without a failure, whatever becomes of the source."""
        until, kept = self._kept.get(language, (0.0, None))
        if kept is not None and self._now() < until:
            return kept
        try:
            found = arranged(self._source(language))
        except DatabaseError:
            return kept or Calls(BUILT_IN, DANGER, LIFE)
        calls = found or Calls(BUILT_IN, DANGER, LIFE)
        self._kept[language] = (self._now() + KEPT_SECONDS, calls)
        return calls


numbers = EmergencyNumbers()
