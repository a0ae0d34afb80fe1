"""A release that the helpline drew, as the files that its readers get."""

from __future__ import annotations

import csv
import io
import re

import pytest

from quietline.insights.released import queries
from quietline.insights.released.actions import release
from quietline.insights.releases.display import shown
from quietline.insights.releases.formats import base, files
from quietline.insights.releases.press import press_packs
from tests.factories.figures import CLOSED, QUARTER, count_contacts
from tests.factories.helpline import Helpline

pytestmark = pytest.mark.django_db(databases=["default", "figures"])


def test_what_was_drawn_stands_in_every_file(helpline: Helpline) -> None:
    count_contacts(each=30)
    row = queries.release(release(window=QUARTER, title="Contacts by area", on=CLOSED, by=None))
    assert row is not None
    document = queries.document_of(row)
    found = files(document, row.signed.encode()) | press_packs(document)
    name = base(document)
    text = io.StringIO(found[f"{name}-cells.csv"].decode(), newline="")
    told = [(each["table"], each["shown"]) for each in csv.DictReader(text)]
    assert told == [(one.name, shown(value)) for one in document.tables for value in one.values.values()]
    page = found[f"{name}.html"].decode()
    press = " ".join(found[f"{name}-press.txt"].decode().split())
    for one in document.totals:
        value = shown(document.sum_of(one).value)
        assert f">{value}<" in page
        assert re.search(rf"{value} contacts attempted", press)
    assert found[f"{name}.pdf"].startswith(b"%PDF")
    assert found[f"{name}-press-wide.svg"].startswith(b"<svg")
