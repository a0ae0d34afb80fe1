"""What a statement promises, as data, and what follows from it; without a database."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Set
from dataclasses import dataclass
from typing import Any

from django.utils.text import slugify

LABEL_CHARACTERS = 120
# A decision that takes longer than a week is none.
MOST_HOURS = 168
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class NotUsable(ValueError):
    """The text is no set of rules; the message says what to mend."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of concern: within how many hours it is decided, and whether somebody may be in danger now."""

    code: str
    label: str
    hours: int
    immediate: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that may be so."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class Key:
    """A threshold of the statement, met when one of its facts is so. Only all keys together let anything pass on."""

    code: str
    label: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Rules:
    """One version of what a statement promises. `alone`: it says that one person may decide where minutes count."""

    alone: bool
    kinds: tuple[Kind, ...]
    keys: tuple[Key, ...]
    agencies: tuple[str, ...]

    def kind(self, code: str) -> Kind:
        """The kind of this code; of one that there is not (any more), the strictest deadline that there is."""
        found = next((kind for kind in self.kinds if kind.code == code), None)
        return found or Kind(code, code.replace("-", " "), min((kind.hours for kind in self.kinds), default=1))

    def missing(self, facts: Set[str]) -> tuple[Key, ...]:
        """The keys that none of these facts meets."""
        return tuple(key for key in self.keys if not any(fact.code in facts for fact in key.facts))

    def facts(self) -> dict[str, str]:
        """Every fact's label by its code."""
        return {fact.code: fact.label for key in self.keys for fact in key.facts}


@dataclass(frozen=True, slots=True)
class Situation:
    """An invented situation to try rules on."""

    told: str
    kind: str
    facts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What rules say about a situation."""

    may_pass_on: bool
    missing: tuple[str, ...]
    hours: int
    alone: bool

    def __str__(self) -> str:
        passing = "may be passed on" if self.may_pass_on else f"not: {', '.join(self.missing)}"
        return f"{passing}; {self.hours} h; {'one may act' if self.alone else 'two decide'}"


@dataclass(frozen=True, slots=True)
class Difference:
    """One situation under two versions."""

    situation: Situation
    before: Outcome
    after: Outcome

    @property
    def changed(self) -> bool:
        return self.before != self.after


def outcome(rules: Rules, situation: Situation) -> Outcome:
    missing = rules.missing(situation.facts)
    kind = rules.kind(situation.kind)
    return Outcome(
        may_pass_on=not missing,
        missing=tuple(key.label for key in missing),
        hours=kind.hours,
        alone=may_act_alone(rules, kind, situation.facts),
    )


def may_act_alone(rules: Rules, kind: Kind, facts: Set[str]) -> bool:
    """Whether one person may pass something on and be looked at afterwards."""
    return rules.alone and kind.immediate and not rules.missing(facts)


def tried(before: Rules, after: Rules, situations: Iterable[Situation]) -> list[Difference]:
    """Each situation under both; what changed first."""
    rows = [Difference(each, outcome(before, each), outcome(after, each)) for each in situations]
    return sorted(rows, key=lambda row: not row.changed)


def from_text(text: str) -> Rules:
    """Read rules as they stand in a file.

    Raises:
        NotUsable
    """
    given = _table(text)
    try:
        kinds = tuple(
            Kind(code=each["code"], label=each["label"], hours=each["hours"], immediate=each.get("immediate", False))
            for each in given["kinds"]
        )
        keys = tuple(
            Key(each["code"], each["label"], tuple(Fact(code, label) for code, label in each["facts"].items()))
            for each in given["keys"]
        )
        rules = Rules(alone=given["alone"], kinds=kinds, keys=keys, agencies=tuple(given["agencies"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise NotUsable(f"Something is missing or has the wrong form: {error}.") from None
    return checked(rules)


def situations_from_text(text: str) -> list[Situation]:
    """Read invented situations.

    Raises:
        NotUsable
    """
    try:
        return [Situation(each["told"], each["kind"], frozenset(each["facts"])) for each in _table(text)["situations"]]
    except (KeyError, TypeError) as error:
        raise NotUsable(f"Something is missing or has the wrong form: {error}.") from None


def checked(rules: Rules) -> Rules:
    """The same rules, if a helpline can work by them.

    Raises:
        NotUsable
    """
    if not rules.kinds or not rules.keys or not rules.agencies:
        raise NotUsable("It takes at least one kind of concern, one key and one agency.")
    for key in rules.keys:
        if not key.facts:
            raise NotUsable(f"The key “{key.label}” needs a fact that meets it.")
    for kind in rules.kinds:
        if not (isinstance(kind.hours, int) and 1 <= kind.hours <= MOST_HOURS):
            raise NotUsable(f"“{kind.label}” is decided within 1 to {MOST_HOURS} hours.")
    _check_codes([kind.code for kind in rules.kinds], "kinds of concern")
    _check_codes([key.code for key in rules.keys], "keys")
    _check_codes([fact.code for key in rules.keys for fact in key.facts], "facts")
    labels = [*rules.agencies, *rules.facts().values()]
    labels += [kind.label for kind in rules.kinds] + [key.label for key in rules.keys]
    if any(not isinstance(label, str) or not 0 < len(label) <= LABEL_CHARACTERS for label in labels):
        raise NotUsable(f"Every name has 1 to {LABEL_CHARACTERS} characters.")
    return rules


def code_for(label: str, taken: Iterable[str]) -> str:
    """A code that no other of its kind has."""
    code, known = slugify(label)[:40].strip("-") or "other", set(taken)
    return next(each for each in (code, *(f"{code}-{number}" for number in range(2, 1_000))) if each not in known)


def _check_codes(codes: list[str], what: str) -> None:
    if len(set(codes)) < len(codes):
        raise NotUsable(f"Two of the {what} are the same.")
    if not all(isinstance(code, str) and _CODE.fullmatch(code) and len(code) <= 50 for code in codes):
        raise NotUsable(f"Codes of the {what} are small letters, digits and hyphens.")


def _table(text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotUsable(f"It can't be read: {error}.") from None
