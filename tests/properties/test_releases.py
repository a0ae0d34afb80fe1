"""Releases: any document comes back as it was, and no byte of a signed one can be another."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction
from itertools import product

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.insights.releases.canonical import Malformed, read, written
from quietline.insights.releases.document import Correction, Document, Named, PublishedTable, Total
from quietline.insights.releases.formats import files
from quietline.insights.releases.formats.neutral import inert
from quietline.insights.releases.signature import NotGenuine, Secret, public_key, sign, verify
from quietline.insights.releases.tables import FIXED, T2
from quietline.insights.releases.windows import Window
from tests.unit.releases.published import a_document

SECRET = Secret(bytes(32))
SIGNED = sign(a_document(), SECRET)

texts = (
    st.text(st.characters(exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=30).map(str.strip).filter(bool)
)
codes = st.lists(texts, min_size=1, max_size=4, unique=True)
numbers = st.integers(-50, 10**9)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """One table with names of any script; a total over all of it."""
    table = draw(st.sampled_from(FIXED))
    window = Window.of(draw(st.sampled_from(["2026Q1", "2025Q4"] if table.quarterly else ["2026-01", "2025-12"])))
    lists = {dimension: draw(codes) for dimension in ("area", "caller group", "channel")}
    cells = list(product(*(lists[dimension] for dimension in table.dimensions)))
    several = st.builds(Fraction, numbers, st.integers(1, 7)) if table == T2 else numbers
    values = draw(st.lists(several, min_size=len(cells), max_size=len(cells)))
    published = PublishedTable(
        table=table,
        window=window,
        unit=draw(texts),
        area_rule=draw(texts),
        values=dict(zip(cells, values, strict=True)),
        channels=tuple(draw(st.sets(st.sampled_from(lists["channel"])))),
        missing_days=draw(st.integers(0, 28)),
    )
    areas, groups, channels = (
        tuple(Named(code=code, name=draw(texts)) for code in lists[name])
        for name in ("area", "caller group", "channel")
    )
    return Document(
        number="2026-4",
        title=draw(texts),
        issued_on=draw(st.dates(date(2026, 4, 10), date(2100, 1, 1))),
        publisher=draw(texts),
        tables=(published,),
        areas=areas,
        caller_groups=groups,
        channels=channels,
        totals=(Total(name=draw(texts), table=table.name, windows=(window,), cells=tuple(cells)),),
        corrects=draw(st.none() | st.builds(Correction, number=st.just("2026-3"), reason=texts)),
    )


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_every_document_comes_back_as_it_was(document: Document) -> None:
    content = written(document)
    found = read(content)
    assert found == document
    assert written(found) == content
    assert found.sum_of(found.totals[0]).value == sum(document.tables[0].values.values())
    assert verify(sign(document, SECRET), key=public_key(SECRET)).document == document


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_no_byte_of_a_signed_release_can_be_another(place: int, by: int) -> None:
    changed = bytearray(SIGNED)
    changed[place] ^= by
    for key in (None, public_key(SECRET)):
        with pytest.raises(NotGenuine):
            verify(bytes(changed), key=key)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_anything_else_is_refused_with_words(content: bytes) -> None:
    with pytest.raises(Malformed, match="This is no release"):
        read(content)
    with pytest.raises(NotGenuine):
        verify(content, key=None)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["=", "+", "-", "@", "\t", "\r", "＝", " =", "\n+"]), st.text(max_size=20))
def test_no_text_is_a_formula_in_a_spreadsheet(begins: str, text: str) -> None:
    found = inert(begins + text)
    assert found[0] == "'"
    assert found[1:] == begins + text


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(documents())
def test_every_document_is_written_as_files_that_hold_no_formula(document: Document) -> None:
    found = files(document, b"", ("html", "csv", "xlsx", "parquet", "jsonstat"))
    rows = list(csv.reader(io.StringIO(found["release-2026-4-cells.csv"].decode(), newline="")))
    heading, *cells = rows
    value, unit = heading.index("value"), heading.index("unit")
    assert len(cells) == len(document.tables[0].values)
    assert [row[unit] for row in cells] == [inert(document.tables[0].unit)] * len(cells)
    for row in cells:
        assert not [text for at, text in enumerate(row) if at != value and text[:1] in set("=+-@")]
    book = openpyxl.load_workbook(io.BytesIO(found["release-2026-4.xlsx"]))
    written = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    assert not [cell for cell in written if cell.data_type == "f" or cell.value[:1] in set("=+-@")]
