"""Signposts as Open Referral's HSDS 3.0 JSON: a list of services, each with its organization, phones and the rest.

What Quietline keeps is read, everything else in a service is left out: contacts, costs, places, geometry.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn
from uuid import NAMESPACE_URL, UUID, uuid5

from django.utils.text import slugify

from quietline.team.signposts import rules
from quietline.team.signposts.rules import Entry, Organisation, Phone, Wrong
from quietline.ui.words import one_line, several_lines

MOST_ENTRIES = 2_000
STATUSES = ("active", "inactive", "defunct", "temporarily closed")
_TAXONOMY = "quietline needs"
_DAYS = {"MO": "Mon", "TU": "Tue", "WE": "Wed", "TH": "Thu", "FR": "Fri", "SA": "Sat", "SU": "Sun"}


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with which entry."""

    entry: str
    reason: str


class NotAcceptable(ValueError):
    """The document can't be imported; nothing of it was."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(f"{problem.entry}: {problem.reason}" for problem in problems))
        self.problems = problems


def parse(text: str) -> list[Entry]:
    """Read a document, whole or not at all.

    Raises:
        NotAcceptable: naming every entry that is wrong, and why.
    """
    problems: list[Problem] = []
    entries: list[Entry] = []
    for number, service in enumerate(_services(text), start=1):
        try:
            entries.append(_entry(service))
        except Wrong as wrong:
            problems.append(Problem(_label(number, service), str(wrong)))
    problems += _twice(entries) + _unlike(entries)
    if problems:
        raise NotAcceptable(problems)
    return entries


def as_json(entries: Iterable[Entry]) -> str:
    """The same entries as a document."""
    return json.dumps([_service(entry) for entry in entries], ensure_ascii=False, indent=2)


def _services(text: str) -> list[Any]:
    try:
        document = json.loads(text.removeprefix("\ufeff"), parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise NotAcceptable([Problem("the document", "it is not JSON, or nested too deeply")]) from None
    if isinstance(document, dict):
        # A page of an HSDS API; or one service on its own.
        document = document.get("contents", [document])
    if not isinstance(document, list):
        raise NotAcceptable([Problem("the document", "it is no list of services")])
    if len(document) > MOST_ENTRIES:
        raise NotAcceptable([Problem("the document", f"it holds more than {MOST_ENTRIES:,} services")])
    return document


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _label(number: int, service: object) -> str:
    name = service.get("name") if isinstance(service, dict) else None
    return f"entry {number} ({one_line(name)[:60]})" if isinstance(name, str) and name else f"entry {number}"


def _twice(entries: list[Entry]) -> list[Problem]:
    seen: set[UUID] = set()
    problems = []
    for entry in entries:
        if entry.id in seen:
            problems.append(Problem(entry.name, f"another entry has the id {entry.id} as well"))
        seen.add(entry.id)
    return problems


def _unlike(entries: list[Entry]) -> list[Problem]:
    known: dict[UUID, Organisation] = {}
    return [
        Problem(entry.name, f"its organization {entry.organisation.id} is described in another way by another entry")
        for entry in entries
        if known.setdefault(entry.organisation.id, entry.organisation) != entry.organisation
    ]


def _entry(service: object) -> Entry:
    given = _object(service, "a service")
    status = given.get("status")
    if status not in STATUSES:
        raise Wrong(f"status is none of: {', '.join(STATUSES)}")
    lowest, highest = _age(given, "minimum_age"), _age(given, "maximum_age")
    rules.check_ages(lowest, highest)
    return Entry(
        id=_id(given),
        organisation=_organisation(given.get("organization")),
        name=_line(given, "name", rules.NAME_CHARACTERS, required=True),
        description=_lines(given, "description"),
        url=rules.check_address(_line(given, "url", rules.LINE_CHARACTERS)),
        eligibility=_line(given, "eligibility_description", rules.LINE_CHARACTERS),
        minimum_age=lowest,
        maximum_age=highest,
        hours=_hours(given),
        phones=_each(given, "phones", _phone),
        areas=_each(given, "service_areas", _area),
        languages=_each(given, "languages", _language),
        needs=_each(given, "attributes", _need),
        checked_on=_day(given, "assured_date"),
        is_retired=status != "active",
    )


def _organisation(value: object) -> Organisation:
    given = _object(value, "organization")
    return Organisation(
        id=_id(given),
        name=_line(given, "name", rules.NAME_CHARACTERS, required=True),
        description=_lines(given, "description"),
        website=rules.check_address(_line(given, "website", rules.LINE_CHARACTERS)),
    )


def _phone(given: dict[str, Any]) -> Phone:
    # The published example puts quotation marks into the number itself.
    number = _line(given, "number", rules.NUMBER_CHARACTERS, required=True).strip('" ')
    return Phone(rules.check_number(number), _line(given, "description", rules.NAME_CHARACTERS))


def _area(given: dict[str, Any]) -> str:
    if given.get("extent_type") == "text" and given.get("extent"):
        return rules.check_area(_line(given, "extent", rules.AREA_CHARACTERS))
    name = _line(given, "name", rules.LINE_CHARACTERS)
    return rules.check_area(slugify(name)[: rules.AREA_CHARACTERS].strip("-"))


def _language(given: dict[str, Any]) -> str:
    code = _line(given, "code", rules.LANGUAGE_CHARACTERS) or _line(given, "name", rules.LANGUAGE_CHARACTERS)
    return rules.check_language(code)


def _need(given: dict[str, Any]) -> str:
    term = _object(given.get("taxonomy_term"), "taxonomy_term")
    return _line(term, "name", rules.NEED_CHARACTERS, required=True)


def _hours(given: dict[str, Any]) -> str:
    hours = "; ".join(filter(None, _each(given, "schedules", _when)))
    if len(hours) > rules.LINE_CHARACTERS:
        raise Wrong(f"schedules are longer than {rules.LINE_CHARACTERS} characters")
    return hours


def _when(given: dict[str, Any]) -> str:
    said = _line(given, "description", rules.LINE_CHARACTERS)
    opens, closes = _line(given, "opens_at", 40), _line(given, "closes_at", 40)
    if said or not (opens and closes):
        return said
    days = [_DAYS.get(day.strip(), day.strip()) for day in _line(given, "byday", 60).split(",")]
    return f"{', '.join(days)} {opens[:5]}–{closes[:5]}".strip()


def _each(given: dict[str, Any], name: str, read: Callable[[dict[str, Any]], Any]) -> tuple[Any, ...]:
    values = given.get(name) or []
    if not isinstance(values, list):
        raise Wrong(f"{name} is no list")
    if len(values) > rules.MOST_OF_EACH:
        raise Wrong(f"{name} holds more than {rules.MOST_OF_EACH}")
    try:
        # Each once, in the order given.
        return tuple(dict.fromkeys(read(_object(value, "an item")) for value in values))
    except Wrong as wrong:
        raise Wrong(f"{name}: {wrong}") from None


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise Wrong(f"{name} is missing or no object")
    return value


def _id(given: dict[str, Any]) -> UUID:
    value = given.get("id")
    try:
        return UUID(value if isinstance(value, str) else "")
    except ValueError:
        raise Wrong("id is missing or no UUID") from None


def _line(given: dict[str, Any], name: str, most: int, *, required: bool = False) -> str:
    return _text(given, name, most, one_line, required=required)


def _lines(given: dict[str, Any], name: str) -> str:
    return _text(given, name, rules.TEXT_CHARACTERS, several_lines)


def _text(given: dict[str, Any], name: str, most: int, clean: Callable[[str], str], *, required: bool = False) -> str:
    value = given.get(name)
    if value is None:
        value = ""
    if not isinstance(value, str):
        raise Wrong(f"{name} is no text")
    text = clean(value)
    if len(text) > most:
        raise Wrong(f"{name} is longer than {most} characters")
    if required and not text:
        raise Wrong(f"{name} is missing")
    return text


def _age(given: dict[str, Any], name: str) -> int | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e6 < value < 1e6 or value % 1:
        raise Wrong(f"{name} is no whole number")
    return int(value)


def _day(given: dict[str, Any], name: str) -> date | None:
    value = given.get(name)
    if value is None or value == "":
        return None
    try:
        return date.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise Wrong(f"{name} is no day, such as 2027-01-31") from None


def _service(entry: Entry) -> dict[str, Any]:
    def own_id(kind: str, value: str) -> str:
        """An id that is the same in every export of the same value."""
        return str(uuid5(entry.id, f"{kind}\n{value}"))

    organisation = entry.organisation
    service: dict[str, Any] = {
        "id": str(entry.id),
        "name": entry.name,
        "description": entry.description,
        "url": entry.url,
        "status": "inactive" if entry.is_retired else "active",
        "eligibility_description": entry.eligibility,
        "minimum_age": entry.minimum_age,
        "maximum_age": entry.maximum_age,
        "assured_date": entry.checked_on and entry.checked_on.isoformat(),
        "organization": {
            "id": str(organisation.id),
            "name": organisation.name,
            "description": organisation.description,
            "website": organisation.website,
        },
        "phones": [
            {"id": own_id("phone", f"{each.number}\n{each.label}"), "number": each.number, "description": each.label}
            for each in entry.phones
        ],
        "schedules": [{"id": own_id("schedule", ""), "description": entry.hours}] if entry.hours else [],
        "service_areas": [
            {"id": own_id("area", code), "name": code, "extent": code, "extent_type": "text"} for code in entry.areas
        ],
        "languages": [{"id": own_id("language", code), "code": code, "name": code} for code in entry.languages],
        "attributes": [_attribute(own_id("need", term), term) for term in entry.needs],
    }
    # The schema knows no null, and no empty address.
    return {name: value for name, value in service.items() if value is not None and not (name == "url" and not value)}


def _attribute(attribute_id: str, term: str) -> dict[str, Any]:
    term_id = str(uuid5(NAMESPACE_URL, f"{_TAXONOMY}\n{term}"))
    taxonomy_term = {"id": term_id, "code": slugify(term), "name": term, "description": term, "taxonomy": _TAXONOMY}
    return {"id": attribute_id, "link_entity": "service", "taxonomy_term": taxonomy_term}
