"""Earlier figures as they come: read in one way only, or refused with row and reason."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook

from quietline.campaigns.history.reading import Mapped, NotHistory, guessed, points_of
from quietline.campaigns.sheets.reading import Unreadable, rows_of
from quietline.tally.history.rules import Point, Step

AREAS = {"north larkmere": "north-larkmere", "north-larkmere": "north-larkmere"}


def read(table: str | bytes, **how: Any) -> list[Point]:
    content = table.encode() if isinstance(table, str) else table
    heading = next(rows_of(BytesIO(content))).cells
    mapped = {"columns": guessed(heading), "step": Step.MONTH, "today": date(2026, 11, 24), "areas": AREAS} | how
    return list(points_of(rows_of(BytesIO(content)), Mapped(**mapped)))


def refused(table: str | bytes, **how: Any) -> list[str]:
    with pytest.raises(NotHistory) as problem:
        read(table, **how)
    return [str(each) for each in problem.value.problems]


@pytest.mark.parametrize(
    "period",
    ["2024-03", "2024/03", "2024-03-01", "Mar 2024", "March 2024", "03/2024", "01/03/2024", "2024-03-01 00:00:00"],
)
def test_a_month_is_read_as_people_write_it(period: str) -> None:
    (point,) = read(f"Month;Area;Contacts\n{period};North Larkmere;41\n")
    assert point == Point(2, date(2024, 3, 1), "north-larkmere", "", "", 41)


def test_weeks_are_read_by_number_or_by_their_first_day() -> None:
    table = "week,channel,count\n2024-W09,Chat,3\n2024-03-04,chat,4\n"
    assert [point.begins_on for point in read(table, step=Step.WEEK)] == [date(2024, 2, 26), date(2024, 3, 4)]


def test_which_of_day_and_month_comes_first_is_seen_from_the_table_or_asked() -> None:
    assert [point.begins_on.month for point in read("month,count\n01/01/2024,1\n01/02/2024,2\n")] == [1, 2]
    assert [point.begins_on.month for point in read("month,count\n01/01/2024,1\n02/01/2024,2\n")] == [1, 2]
    assert "in two ways" in refused("month,count\n01/01/2024,1\n")[0]
    assert "some are swapped" in refused("month,count\n01/02/2024,1\n03/01/2024,2\n")[0]


def test_an_empty_count_is_missing_and_no_zero() -> None:
    counts = [point.count for point in read("month,count\n2024-01,\n2024-02,0\n2024-03,n/a\n")]
    assert counts == [None, 0, None]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2024-13,5", "row 2: “2024-13”: there is no month 13"),
        ("2024-02-30,5", "no such day"),
        ("2024-02-15,5", "are day and month swapped"),
        ("1924-01,5", "before 1990"),
        ("2026-11,5", "is not over yet"),
        ("9999-12,5", "no day after it"),
        ("Mar 0000,5", "no such day"),
        ("soon,5", "is no month or week"),
        (",5", "The period is missing"),
        ("2024-01,-5", "below zero"),
        ("2024-01,5.5", "has a decimal"),
        ('2024-01,"1,234"', "separator of thousands"),
        ("2024-01,=1+1", "is a formula"),
        ("2024-01,five", "no whole number"),
        ("2024-01,99999999999", "no whole number"),
        ("2024-01,٣", "no whole number"),
    ],
)
def test_a_wrong_row_is_told_with_its_number_and_reason(row: str, said: str) -> None:
    found = refused(f"month,count\n{row}\n")
    assert len(found) == 1
    assert found[0].startswith("row 2: ")
    assert said in found[0]


@pytest.mark.parametrize(
    ("until", "said"),
    [("2023-12-01", "two dates swapped"), ("2024-01-15", "15 days"), ("2025-01-31", "windows must be equal")],
)
def test_windows_must_be_equal(until: str, said: str) -> None:
    assert said in refused(f"from,until,count\n2024-01-01,{until},5\n")[0]


def test_an_area_that_is_not_in_the_tree_is_told() -> None:
    assert "There is no area “Nowhere”" in refused("month,area,count\n2024-01,Nowhere,5\n")[0]


def test_the_last_week_there_is_is_told() -> None:
    assert "no day after it" in refused("week,count\n9999-12-27,5\n", step=Step.WEEK)[0]


def test_weeks_begin_on_one_day() -> None:
    assert "begin on another day" in refused("week,count\n2024-01-01,1\n2024-01-07,1\n", step=Step.WEEK)[0]


def test_all_problems_are_told_at_once_up_to_fifty() -> None:
    assert len(refused("month,count\n" + "2024-01,x\n" * 80)) == 50


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (b"month,count\n2024-01,1\n2024-02;2\n", "row 3: The cells are parted by"),
        ("month,area,count\n2024-01,Ä,1\n".encode() + b"2024-02,\xd6,1\n", "mixes encodings"),
        (b"month,area,count\n2024-01,\xd6,1\n" + "2024-02,Ä,1\n".encode(), "mixes encodings"),
        (b"month,n\x00,count\n2024-01,1,1\n", "no table of text"),
    ],
)
def test_a_file_that_does_not_go_on_as_it_began_is_refused(table: bytes, said: str) -> None:
    with pytest.raises((NotHistory, Unreadable)) as problem:
        read(table, areas={"ä": "a", "ö": "o"})
    text = str(problem.value.problem if isinstance(problem.value, Unreadable) else problem.value.problems[0])
    assert said in text


def test_columns_that_are_not_said_are_asked_for() -> None:
    assert "Say which column holds the count" in refused("month,x\n2024-01,5\n")[0]


def workbook(*rows: list[Any]) -> bytes:
    book, content = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def test_a_workbook_is_read_with_its_dates() -> None:
    content = workbook(["Month", "Count"], [date(2024, 1, 1), 5], [date(2024, 2, 1), 6.0])
    assert [(point.begins_on.month, point.count) for point in read(content)] == [(1, 5), (2, 6)]


def test_a_workbooks_formula_counts_as_missing_or_by_its_kept_result_and_is_never_reckoned() -> None:
    assert [point.count for point in read(workbook(["Month", "Count"], ["2024-01", "=1+1"]))] == [None]


@pytest.mark.parametrize("content", [b"PK\x03\x04nothing", b"\xd0\xcf\x11\xe0old"])
def test_what_is_no_workbook_says_so(content: bytes) -> None:
    with pytest.raises(Unreadable):
        list(rows_of(BytesIO(content)))


def test_a_packed_bomb_is_refused_before_it_is_unpacked() -> None:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * 30_000_000)
    with pytest.raises(Unreadable, match="unpacks to far more"):
        list(rows_of(BytesIO(content.getvalue())))


def with_sheet(rows: str) -> bytes:
    """A workbook whose first sheet holds this, whatever a spreadsheet would say to it."""
    head = '<row r="1"><c r="A1" t="inlineStr"><is><t>Month</t></is></c></row>'
    made = BytesIO()
    with ZipFile(BytesIO(workbook(["Month"]))) as given, ZipFile(made, "w", ZIP_DEFLATED) as packed:
        for name in given.namelist():
            content = given.read(name)
            if name == "xl/worksheets/sheet1.xml":
                before, after = content.partition(b"<sheetData>")[0], content.partition(b"</sheetData>")[2]
                content = before + f"<sheetData>{head}{rows}</sheetData>".encode() + after
            packed.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('<row r="9999999999"><c r="A9999999999"><v>1</v></c></row>', "more than 1,048,576 rows"),
        ('<row r="2"><c r="XFD2"><v>1</v></c></row>', "more than 200 cells"),
        ('<row r="2"><c r="ZZZZZZ2"><v>1</v></c></row>', "can't be read"),
    ],
)
def test_a_small_workbook_that_claims_to_be_huge_is_refused(rows: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        list(rows_of(BytesIO(with_sheet(rows))))


def test_a_workbook_that_is_damaged_locked_or_packed_in_another_way_says_so() -> None:
    good = workbook(["Month", "Count"], *(["2024-01", number] for number in range(500)))
    sheet = next(each for each in ZipFile(BytesIO(good)).infolist() if each.filename.endswith("sheet1.xml"))
    packed_at = sheet.header_offset + 30 + len(sheet.filename) + 4
    damaged = good[:packed_at] + b"\xff" * 6 + good[packed_at + 6 :]
    # In the list at a file's end: bytes 8 and 9 say whether a part is locked, 10 and 11 how it is packed.
    listed = b"PK\x01\x02"
    parts = good.split(listed)
    locked = listed.join([parts[0], *(part[:4] + b"\x01" + part[5:] for part in parts[1:])])
    otherwise = listed.join([parts[0], *(part[:6] + b"\x61" + part[7:] for part in parts[1:])])
    for content in (damaged, locked, otherwise):
        with pytest.raises(Unreadable, match="can't be read"):
            list(rows_of(BytesIO(content)))
