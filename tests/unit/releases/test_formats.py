"""Each file of a release, read back by a program that is not ours, says what the document says."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from datetime import date, datetime
from decimal import Decimal
from itertools import product
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader

from quietline.insights.releases.display import shown
from quietline.insights.releases.document import Named
from quietline.insights.releases.formats import FORMATS, base, content_type, files
from quietline.insights.releases.formats.as_html import as_html
from quietline.insights.releases.formats.pictures import picture
from quietline.insights.releases.signature import Secret, public_key, sign, verify
from tests.unit.releases.published import AREAS, a_document, with_names

DOCUMENT = a_document()
SECRET = Secret(bytes(range(32)))
SIGNED = sign(DOCUMENT, SECRET)
FILES = files(DOCUMENT, SIGNED)
CELLS = [
    (table.name, str(table.window), cell, value) for table in DOCUMENT.tables for cell, value in table.values.items()
]


def test_files_have_names_types_and_always_the_same_bytes() -> None:
    assert {content_type(name) for name in FILES} >= {"application/pdf", "application/csvm+json"}
    assert all(name.startswith(base(DOCUMENT)) for name in FILES)
    assert files(DOCUMENT, SIGNED) == FILES
    assert list(files(DOCUMENT, SIGNED, ("signed",))) == ["release-2026-2.signed"]
    assert verify(FILES["release-2026-2.signed"], key=public_key(SECRET)).document == DOCUMENT
    with pytest.raises(KeyError):
        content_type("release-2026-2.exe")


def rows_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(FILES[name].decode(), newline="")))


def test_csv_has_every_cell() -> None:
    rows = rows_of("release-2026-2-cells.csv")
    assert len(rows) == len(CELLS)
    names = {one.code: one.name for one in (*AREAS, *DOCUMENT.caller_groups, *DOCUMENT.channels)}
    for row, (table, window, cell, value) in zip(rows, CELLS, strict=True):
        assert (row["table"], row["window"], row["shown"]) == (table, window, shown(value))
        assert tuple(row[f"{name}_code"] for name in ("area", "caller_group", "channel") if row[name]) == cell
        assert {row[name] for name in ("area", "caller_group", "channel")} - {""} == {names[code] for code in cell}
        assert float(row["value"]) == pytest.approx(float(value), abs=1e-6)
        assert (row["unit"], row["area_rule"], row["missing_days"]) == ("contacts answered", AREA_RULE, "0")
    quarter = rows_of("release-2026-2-totals.csv")[0]
    months = [row for row in rows if row["table"] == "T1" and row["area_code"].startswith("north")]
    assert int(quarter["value"]) == sum(int(row["value"]) for row in months)
    assert rows_of("release-2026-2-evaluations.csv")[0]["low"] == "1.62"


AREA_RULE = "the area that the seeker chose"

# Of W3C's "Model for Tabular Data and Metadata" and "Metadata Vocabulary": what a metadata document for a group of
# tables must have, and how a value of each datatype that we use is written.
DATATYPES = {
    "string": r"[\s\S]*",
    "date": r"\d{4}-\d\d-\d\d",
    "integer": r"-?\d+",
    "decimal": r"-?\d+(\.\d+)?",
}  # fmt: skip
COLUMN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.]*")


def test_csv_metadata_describes_the_files_as_csv_on_the_web_wants() -> None:
    found: dict[str, Any] = json.loads(FILES["release-2026-2.csv-metadata.json"])
    context, local = found["@context"]
    assert context == "http://www.w3.org/ns/csvw"
    assert local.keys() <= {"@language", "@base"}
    assert found.keys() <= {"@context", "tables", "dialect"} | {key for key in found if key.startswith("dc:")}
    assert [table["url"] for table in found["tables"]] == [name for name in FILES if name.endswith(".csv")]
    for table in found["tables"]:
        columns = table["tableSchema"]["columns"]
        with io.StringIO(FILES[table["url"]].decode(), newline="") as text:
            heading, *rows = csv.reader(text)
        assert heading == [column["titles"] for column in columns]
        assert len({column["name"] for column in columns}) == len(columns)
        for at, column in enumerate(columns):
            assert COLUMN_NAME.fullmatch(column["name"])
            written = re.compile(DATATYPES[column["datatype"]])
            assert all(written.fullmatch(row[at]) for row in rows if row[at])


def test_xlsx_has_notes_and_every_cell_and_no_formula() -> None:
    book = openpyxl.load_workbook(io.BytesIO(FILES["release-2026-2.xlsx"]))
    assert book.sheetnames == ["Notes", "Cells", "Totals", "Evaluations"]
    assert book.properties.modified == book.properties.created == datetime(2026, 4, 14)  # noqa: DTZ001
    heading, *rows = book["Cells"].iter_rows(values_only=True)
    at = {name: place for place, name in enumerate(heading)}
    for row, (table, window, _, value) in zip(rows, CELLS, strict=True):
        assert (row[at["Table"]], row[at["Window"]], row[at["As shown"]]) == (table, window, shown(value))
        assert row[at["Protected number"]] == pytest.approx(float(value))
    assert rows[0][at["First day"]] == datetime(2026, 1, 1)  # noqa: DTZ001
    notes = " ".join(str(cell) for row in book["Notes"].iter_rows(values_only=True) for cell in row if cell)
    for told in ("contacts answered", "January 2026 to March 2026", AREA_RULE, "noise", "0.73", "0.88", "0.95"):
        assert told in notes


def test_parquet_has_every_cell_with_its_type() -> None:
    table = pq.read_table(io.BytesIO(FILES["release-2026-2.parquet"]))
    rows = table.to_pylist()
    assert [(row["table"], row["window"], row["shown"]) for row in rows] == [
        (name, window, shown(value)) for name, window, _, value in CELLS
    ]
    assert [row["value"] for row in rows] == [float(value) for *_, value in CELLS]
    assert rows[0]["first_day"] == date(2026, 1, 1)
    assert table.schema.metadata[b"number"] == b"2026-2"


def test_jsonstat_follows_its_schemas_rules() -> None:
    """Class, version, sizes, categories and roles, as https://json-stat.org/full/ states them."""
    for table in ("T1", "T2", "T3"):
        found: dict[str, Any] = json.loads(FILES[f"release-2026-2-{table.lower()}.jsonstat.json"])
        assert (found["version"], found["class"]) == ("2.0", "dataset")
        ids = found["id"]
        assert ids == list(found["dimension"])
        indexes = [found["dimension"][name]["category"]["index"] for name in ids]
        assert found["size"] == [len(index) for index in indexes]
        assert {name for names in found["role"].values() for name in names} <= set(ids)
        for name in ids[1:]:
            category = found["dimension"][name]["category"]
            assert list(category["label"]) == category["index"]
        values = dict(zip(product(*indexes), found["value"], strict=True))
        words = dict(zip(product(*indexes), found["extension"]["shown"], strict=True))
        for name, window, cell, value in CELLS:
            if name == table:
                assert values[(window, *cell)] == pytest.approx(float(value))
                assert words[(window, *cell)] == shown(value)
        assert date.fromisoformat(found["updated"]) == DOCUMENT.issued_on


def test_html_is_whole_alone_and_says_what_the_document_says() -> None:
    text = FILES["release-2026-2.html"].decode()
    assert not re.search(r"<script|<link|<iframe| on\w+=|https?://(?!www\.w3\.org/2000/svg)", text)
    assert "default-src 'none'" in text
    whole = ET.fromstring(re.sub(r"<meta[^>]*>", "", text.removeprefix("<!doctype html>")))
    words = " ".join("".join(each.itertext()) for each in whole.iter("main"))
    for told in (DOCUMENT.title, DOCUMENT.publisher, "2026-1", "وادي الشرق", "fewer than 10", "0.95", "±14"):
        assert told in words
    assert DOCUMENT.evaluations[0].sentence in words
    figures = list(whole.iter("figure"))
    assert len(figures) == 3
    assert all(figure.find("details//table") is not None for figure in figures)
    told_cells = [cell.text for figure in figures for cell in figure.iter("bdi") if cell.text and cell.text != "-2"]
    assert {shown(value) for *_, value in CELLS} <= set(told_cells)
    assert whole.attrib == {"lang": "en", "dir": "ltr"}
    assert b'dir="rtl"' in as_html(DOCUMENT, rtl=True)


def test_what_people_read_never_has_a_number_that_is_not_rounded() -> None:
    """The page and the paper: -2, 8, 31 and 48 are for programs."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(FILES["release-2026-2.pdf"])).pages]
    text = FILES["release-2026-2.html"].decode()
    for number in ("-2", "31", "48", "64", "139"):
        assert not re.search(rf">{number}<", text)
        assert not re.search(rf"(?m)^{number}$", "\n".join(pages))


def test_pdf_marks_every_page_and_has_every_number() -> None:
    reader = PdfReader(io.BytesIO(FILES["release-2026-2.pdf"]))
    pages = [page.extract_text() for page in reader.pages]
    for at, page in enumerate(pages, start=1):
        assert f"{at} / {len(pages)}" in page
        assert "Release 2026-2, corrects 2026-1" in page
    whole = " ".join(" ".join(pages).split())
    for told in (DOCUMENT.title, "fewer than 10", "±14", "0.88", *(shown(value) for *_, value in CELLS)):
        assert told in whole
    assert " ".join(DOCUMENT.evaluations[0].sentence.split()) in whole
    assert reader.metadata
    assert reader.metadata.title == DOCUMENT.title


def test_markup_in_a_name_stays_text() -> None:
    trap = '<img src=x onerror="x">&'
    document = with_names(DOCUMENT, Named(code="north-1", name=trap, parent="north"))
    found = files(document, b"", ("html", "pdf", "csv"))
    assert b"<img src=x" not in found["release-2026-2.html"]
    assert trap in found["release-2026-2-cells.csv"].decode().replace('""', '"')


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "＝"])
def test_a_name_never_begins_a_formula(begins: str) -> None:
    name = f'{begins}HYPERLINK("x")'
    found = files(with_names(DOCUMENT, Named(code=name, name=name), code="east"), b"", ("csv", "xlsx"))
    rows = list(csv.DictReader(io.StringIO(found["release-2026-2-cells.csv"].decode(), newline="")))
    assert {row["area"] for row in rows} >= {f"'{name}"}
    book = openpyxl.load_workbook(io.BytesIO(found["release-2026-2.xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert f"'{name}" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(begins)]


def test_a_page_is_written_without_parquet_spreadsheets_or_noise() -> None:
    """What a partners' machine writes at each request must not load 200 MB."""
    code = (
        "import sys\n"
        "for name in ('django', 'opendp', 'pyarrow', 'openpyxl', 'fpdf', 'scipy'): sys.modules[name] = None\n"
        "from tests.unit.releases.published import a_document\n"
        "from quietline.insights.releases.formats import files\n"
        "print(len(files(a_document(), b'', ('html', 'csv', 'jsonstat', 'json'))))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert int(done.stdout or 0) >= len(FORMATS), done.stderr


def test_bars_stand_where_their_names_fit_and_else_there_is_a_table() -> None:
    short, long = [("Chat", "10"), ("Call", "20")], [(f"A long name of a caller group {at}", "15") for at in range(4)]
    drawn = picture("Contacts", ["Own behaviour"], short, key="a", rtl=False)
    assert drawn
    assert drawn.svg.count("chart-name") == 2
    turned = picture("Contacts", ["Own behaviour"], long, key="a", rtl=False)
    assert turned
    assert [key.name for key in turned.keys] == [name for name, _ in long]
    assert turned.table.rows == tuple(long)
    assert picture("Contacts", ["Own behaviour"], long * 2, key="a", rtl=False) is None


def test_a_ratio_keeps_its_two_digits() -> None:
    ratio = DOCUMENT.evaluations[0].ratio
    assert ratio
    assert (ratio.middle, str(ratio.middle)) == (Decimal("2.1"), "2.10")
