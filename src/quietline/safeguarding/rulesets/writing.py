"""Rules as somebody without a developer writes them: one thing a line. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from quietline.safeguarding.rulesets.rules import Fact, Key, Kind, NotUsable, Rules, checked, code_for

# What names a thing across versions; new things have none yet.
_NAMED = re.compile(r"(.*?)\s*(?:\[([a-z0-9-]{1,50})\])?")
_NOW = "now"


@dataclass(frozen=True, slots=True)
class Written:
    """Rules as lines: kinds `label | hours | now`, keys with their facts below them behind a hyphen, agencies."""

    alone: bool
    kinds: str
    keys: str
    agencies: str


def as_written(rules: Rules) -> Written:
    kinds = [
        " | ".join([kind.label, str(kind.hours), *([_NOW] if kind.immediate else [])]) + f" [{kind.code}]"
        for kind in rules.kinds
    ]
    keys = [
        line
        for key in rules.keys
        for line in (f"{key.label} [{key.code}]", *(f"- {fact.label} [{fact.code}]" for fact in key.facts))
    ]
    return Written(rules.alone, "\n".join(kinds), "\n".join(keys), "\n".join(rules.agencies))


def from_written(written: Written) -> Rules:
    """
    Raises:
        NotUsable: the message names the line.
    """
    return checked(
        Rules(
            alone=written.alone,
            kinds=_kinds(_lines(written.kinds)),
            keys=_keys(_lines(written.keys)),
            agencies=tuple(_lines(written.agencies)),
        )
    )


def _kinds(lines: list[str]) -> tuple[Kind, ...]:
    kinds: list[Kind] = []
    for line in lines:
        text, code = _named(line)
        parts = [part.strip() for part in text.split("|")]
        if len(parts) not in {2, 3} or not parts[1].isdecimal() or parts[2:] not in ([], [_NOW]):
            raise NotUsable(f"Write “{line[:60]}” like: A child may be in danger now | 1 | now")
        code = code or code_for(parts[0], [kind.code for kind in kinds])
        kinds.append(Kind(code, parts[0], int(parts[1][:6]), immediate=len(parts) == 3))
    return tuple(kinds)


def _keys(lines: list[str]) -> tuple[Key, ...]:
    keys: list[Key] = []
    for line in lines:
        text, code = _named(line.removeprefix("-").strip())
        if not line.startswith("-"):
            keys.append(Key(code or code_for(text, [key.code for key in keys]), text, ()))
        elif not keys:
            raise NotUsable(f"“{line[:60]}” stands above the first key: write the key first.")
        else:
            taken = [fact.code for key in keys for fact in key.facts]
            last = keys.pop()
            keys.append(Key(last.code, last.label, (*last.facts, Fact(code or code_for(text, taken), text))))
    return tuple(keys)


def _named(line: str) -> tuple[str, str]:
    found = _NAMED.fullmatch(line)
    return (found[1], found[2] or "") if found else (line, "")


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
