"""What a record form can ask, how an answer is kept, and what of it is counted. Pure."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.utils.text import slugify

from quietline.tally.measures import Count, Measure

MOST_MINUTES = 600
CODE_CHARACTERS = 40
# The two fields whose answers tell contacts apart in the figures.
CALLER_GROUP = "caller_group"
AREA = "area"


class Kind(StrEnum):
    ONE = "one"  # one of the options
    MANY = "many"  # any of the options
    AREA = "area"  # one of the helpline's areas
    TEXT = "text"  # free text: sealed, never counted
    MINUTES = "minutes"  # a number of minutes


KIND_NAMES = {
    Kind.ONE: "one of several",
    Kind.MANY: "any of several",
    Kind.AREA: "one of the areas",
    Kind.TEXT: "text",
    Kind.MINUTES: "minutes",
}
CHOICES = frozenset({Kind.ONE, Kind.MANY, Kind.AREA})


class Standing(StrEnum):
    """What every choice can be answered with besides its options."""

    NOT_ASKED = "not_asked"
    DECLINED = "declined"
    DONT_KNOW = "dont_know"


STANDING_NAMES = {
    Standing.NOT_ASKED: "Not asked",
    Standing.DECLINED: "Declined",
    Standing.DONT_KNOW: "Don't know",
}

# By a field's code; each answer as texts: codes of options, one text, or one number.
Answers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class OptionText:
    code: str
    label: str
    retired: bool = False


@dataclass(frozen=True, slots=True)
class FieldText:
    """One question as a page shows it."""

    code: str
    label: str
    help: str
    kind: Kind
    required: bool
    retired: bool = False
    options: tuple[OptionText, ...] = ()

    def label_of(self, answer: str) -> str:
        """An answer in words; one that no option stands for any more says its code."""
        names = {option.code: option.label for option in self.options} | dict(_standing_names())
        return names.get(answer, answer) if self.kind in CHOICES else answer


@dataclass(frozen=True, slots=True)
class FormText:
    """One version of a record form."""

    id: UUID
    line_id: UUID
    version: int
    published: bool
    fields: tuple[FieldText, ...]

    @property
    def asked(self) -> tuple[FieldText, ...]:
        return tuple(each for each in self.fields if not each.retired)


@dataclass(frozen=True, slots=True)
class Written:
    """What a record holds sealed: its answers, and what was put into the figures when it was last finished."""

    answers: Answers = field(default_factory=dict)
    counted: tuple[Count, ...] = ()

    def as_bytes(self) -> bytes:
        counted = [{**count.place(), "on": count.on.isoformat(), "amount": count.amount} for count in self.counted]
        answers = {code: list(answer) for code, answer in self.answers.items()}
        return json.dumps({"answers": answers, "counted": counted}, ensure_ascii=False).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> Written:
        given = json.loads(content)
        counted = [
            Count(**(each | {"measure": Measure(each["measure"]), "on": date.fromisoformat(each["on"])}))
            for each in given["counted"]
        ]
        return cls({code: tuple(answer) for code, answer in given["answers"].items()}, tuple(counted))


def given_only(answers: Answers) -> Answers:
    """Without what was left empty, so that an untouched field is no difference."""
    return {code: tuple(answer) for code, answer in answers.items() if any(answer)}


def completed(fields: Iterable[FieldText], answers: Answers) -> Answers:
    """As it is counted: a choice that was left empty was not asked."""
    unasked = {each.code: (Standing.NOT_ASKED.value,) for each in fields if each.kind in CHOICES}
    return {**unasked, **given_only(answers)}


def counts_of(fields: Iterable[FieldText], answers: Answers, contact: Count) -> tuple[Count, ...]:
    """What a finished record adds to the figures, the contact itself first. No text, no identifier, a day."""
    fields = list(fields)
    whole = Count(
        measure=Measure.CONTACTS,
        on=contact.on,
        channel=contact.channel,
        outcome=contact.outcome,
        area=_first(answers, AREA),
        caller_group=_first(answers, CALLER_GROUP),
    )
    return (whole, *(count for each in fields for count in _counts_of_field(each, answers, contact.on)))


def _counts_of_field(each: FieldText, answers: Answers, on: date) -> list[Count]:
    given = answers.get(each.code, ())
    if each.kind in CHOICES:
        return [Count(measure=Measure.ANSWERS, on=on, field=each.code, option=answer) for answer in given]
    if each.kind is Kind.MINUTES and given and int(given[0]):
        return [Count(measure=Measure.MINUTES, on=on, field=each.code, amount=int(given[0]))]
    return []


def _first(answers: Answers, code: str) -> str:
    return next(iter(answers.get(code, ())), "")


def _standing_names() -> Iterable[tuple[str, str]]:
    return ((standing.value, name) for standing, name in STANDING_NAMES.items())


def new_code(label: str, taken: Collection[str]) -> str:
    """A permanent id for a field or an option: made of its first label, and never one that was there before."""
    start = slugify(label).replace("-", "_")[:CODE_CHARACTERS].strip("_") or "item"
    reserved = {*taken, *(standing.value for standing in Standing)}
    return next(code for code in _numbered(start) if code not in reserved)


def _numbered(start: str) -> Iterable[str]:
    yield start
    number = 2
    while True:
        yield f"{start[: CODE_CHARACTERS - 4]}_{number}"
        number += 1
