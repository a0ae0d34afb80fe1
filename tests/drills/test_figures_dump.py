"""Whoever has a dump of the figures and one of the conversations finds nothing in the one that leads to the other."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import pytest
from django.db import connections, models

from quietline.config.backups import tables
from quietline.config.databases import FIGURES
from quietline.contact import outbox
from quietline.contact.contacts.actions import non_data
from quietline.contact.contacts.rules import Outcome
from quietline.contact.rules import CallerGroup, Intake
from quietline.insights.released.actions import release
from quietline.insights.released.models import Release
from tests.factories.figures import CLOSED, QUARTER, count_contacts
from tests.factories.helpline import Helpline, write_to

pytestmark = [pytest.mark.drill, pytest.mark.django_db(databases=["default", FIGURES])]

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}")
_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}(?![0-9a-f])", re.ASCII)
CANARY = "canary-nickname-knot-on-the-mudflat"


def dump(alias: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a database as a thief has it."""
    return {model._meta.label: list(tables.rows(alias, model)) for where, model in tables.kept() if where == alias}


def texts(value: object) -> set[str]:
    """An identifier as it could be written."""
    if isinstance(value, UUID):
        return {value.hex, str(value)}
    return {value.hex()} if isinstance(value, bytes | memoryview) else {str(value)}


def identifiers() -> set[str]:
    """Every random identifier and key that stands in the conversations, as it could be written."""
    found: set[str] = set()
    for alias, model in tables.kept():
        if alias == FIGURES:
            continue
        fields = [field for field in model._meta.local_concrete_fields if _is_random(field)]
        for row in model._default_manager.values_list(*(field.attname for field in fields)) if fields else []:
            found |= {text for value in row if value for text in texts(value)}
    return found


def _is_random(field: models.Field[Any, Any]) -> bool:
    target = getattr(field, "target_field", field)
    return isinstance(target, models.UUIDField | models.BinaryField)


def test_a_dump_of_the_figures_has_no_instant_and_no_identifier_of_the_conversations(helpline: Helpline) -> None:
    write_to(helpline, text=CANARY, intake=Intake(group=CallerGroup.OWN_BEHAVIOUR, nickname=CANARY))
    non_data(line=helpline.line, outcome=Outcome.SILENT, by=helpline.mina.row.pk)
    count_contacts()
    outbox.carry()
    release(window=QUARTER, title="Contacts by area", on=CLOSED, by=helpline.lead.row.pk)
    figures = dump(FIGURES)
    assert figures["tally.Tally"]
    assert figures["released.LedgerCell"]
    values = [value for rows in figures.values() for row in rows for value in row]
    assert not [value for value in values if isinstance(value, datetime | time | UUID | bytes)]
    assert [value for value in values if isinstance(value, date)]
    words = "\n".join(value for value in values if isinstance(value, str))
    assert not _INSTANT.search(words)
    # A release has one key and one signature; beside them nothing in it is as long as an identifier.
    told = Release.objects.get()
    signature = re.search(r"signature ([0-9a-f]{128})", told.signed)
    assert signature
    rest = words.replace(told.public_key, "").replace(signature[1], "")
    assert not _UUID.search(rest)
    theirs = identifiers()
    assert len(theirs) > 20
    assert not [one for one in theirs if len(one) > 8 and one in rest]
    assert CANARY not in words


def test_the_same_look_finds_an_identifier_that_was_planted(helpline: Helpline) -> None:
    opened = write_to(helpline)
    thread = str(opened.thread_id)
    with connections[FIGURES].cursor() as cursor:
        cursor.execute(
            "INSERT INTO released_release (number, title, first, last, issued_on, signed, public_key)"
            " VALUES ('2026-1', %s, '2026-01-01', '2026-03-31', '2026-04-10', '', '')",
            [thread],
        )
    words = "\n".join(str(value) for rows in dump(FIGURES).values() for row in rows for value in row)
    assert [one for one in identifiers() if len(one) > 8 and one in words]
