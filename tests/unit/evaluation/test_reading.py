"""CSV files as people have them: read rightly, or refused with row and reason."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.insights import Refused, Series
from quietline.insights.evaluation.periods import Period
from quietline.insights.evaluation.reading import Columns, NotReadable, read_series
from quietline.insights.evaluation.reading.days import one_day

PLAIN = "month,contacts\n2024-01,3\n2024-02,4\n2024-03,5\n"
WANTED = Series.monthly("2024-01", [3, 4, 5])


@pytest.mark.parametrize(
    "raw",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("utf-16"),
        PLAIN.replace("contacts", "Förfrågningar").encode("cp1252"),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").replace("\n", "\r\n").encode(),
        b"month,contacts\n01/2024,3\n02/2024,4\n03/2024,5\n",
        b"Month;Contacts\nJan 2024;3\nFebruary 2024;4\nMar 2024;5\n",
        b"Month;Contacts\nJan-24;3\nFeb-24;4\nMar-24;5\n",
        b"date,contacts\n01/01/2024,3\n01/02/2024,4\n01/03/2024,5\n",
        b"date,contacts\n01/01/2024,3\n02/01/2024,4\n03/01/2024,5\n",
        b"date,contacts\n2024-01-01,3\n2024-02-01,4\n2024-03-01,5\n",
        b"contacts,month\n5,2024-03\n4,2024-02\n3,2024-01\n\n,\n",
        b"month,contacts\n2024-01,3.0\n2024-02,4.0\n2024-03,5.0\n",
        b'month,contacts\n"2024-01"," 3"\n2024-02,4\n2024-03,5\n',
    ],
)
def test_it_reads_what_means_one_thing(raw: bytes) -> None:
    assert read_series(raw) == WANTED


@pytest.mark.parametrize("thousand", ["1,234", "1.234", "1 234", "1\u00a0234", "1\u202f234", "1’234"])
def test_it_reads_thousands(thousand: str) -> None:
    raw = f"month;contacts\n2024-01;{thousand}\n2024-02;987\n".encode()
    assert read_series(raw).counts == (1234, 987)


def test_it_reads_weeks_by_number_and_by_monday() -> None:
    numbered = read_series(b"week,contacts\n2024-W52,3\n2025-W01,4\n2025-W02,5\n")
    dated = read_series(b"week,contacts\n2024-12-23,3\n2024-12-30,4\n2025-01-06,5\n")
    assert numbered == dated
    assert numbered.period is Period.WEEK


def test_it_reads_areas_comparisons_and_people() -> None:
    raw = b"month,North,East,South,People\n2024-01,1,2,9,1000\n2024-02,3,4,8,1001\n"
    wanted = Columns(counts=("north", "east"), comparisons=("south",), population="people")
    series = read_series(raw, wanted, unit="help-seekers", area="the region")
    assert series.counts == (3, 7)
    assert dict(series.areas) == {"North": (1, 3), "East": (2, 4)}
    assert dict(series.comparisons) == {"South": (9, 8)}
    assert series.population == (1000, 1001)


# Each: a file, and what is said of it.
WRONG = [
    ("", "empty"),
    ("month,contacts\n", "no rows"),
    ("contacts\n3\n", "No columns can be told apart"),
    ("2024-01,3\n2024-02,4\n", "row 1: Headings"),
    ("month,n,n\n2024-01,3,4\n", "row 1: Two columns have the heading 'n'"),
    ("month,a,b\n2024-01,3,4\n2024-02,3,4\n", "Which column is counted: a, b"),
    ("month,contacts\n2024-01,3\n2024-02;4\n2024-03,5\n", "row 3: 1 cells, where the heading has 2"),
    ("month,contacts\n2024-01,1,234\n2024-02,4\n2024-03,4\n", "row 2: 3 cells"),
    ("month,contacts\n2024-01,3\n2024-02,\n2024-03,5\n", "row 3: contacts: there is no number"),
    ("month,contacts\n2024-01,3\n2024-02,-4\n2024-03,5\n", "row 3: contacts: -4 is negative"),
    ("month,contacts\n2024-01,3\n2024-02,(4)\n2024-03,5\n", "row 3: contacts: (4) is negative"),
    ("month,contacts\n2024-01,3\n2024-02,4.5\n2024-03,5\n", "row 3: contacts: 4.5 is not a whole number"),
    ("month;contacts\n2024-01;3\n2024-02;4,5\n2024-03;5\n", "row 3: contacts: 4,5 is not a whole number"),
    ("month,contacts\n2024-01,3\n2024-02,0.123\n", "row 3: contacts: 0.123 is not a whole number"),
    ("month,contacts\n2024-01,1.234\n2024-02,2345\n", "row 3: contacts: some thousands are written with '.'"),
    ("month;contacts\n2024-01;1.234\n2024-02;2,345\n", "row 3: contacts: both . and ,"),
    ("month,contacts\n2024-01,12.000\n2024-02,14.000\n", "row 2: contacts: 12.000 may be 12 or thousands"),
    ("month,contacts\n2024-01,3\n2024-02,<5\n", "row 3: contacts: '<5' hides a number"),
    ("month,contacts\n2024-01,3\n2024-02,n/a\n", "hides a number"),
    ('month,contacts\n2024-01,3\n2024-02,"=SUM(B2)"\n', "row 3: contacts: '=SUM(B2)' is a formula"),
    ("month,contacts\n2024-01,3\n2024-02,many\n", "row 3: contacts: 'many' is not a number"),
    ("month,contacts\n2024-01,3\n2024-02,1e3\n", "row 3: contacts: '1e3' is not a number"),
    ("month,contacts\n2024-01,3\n2024-01,4\n2024-02,5\n", "row 3: 2024-01 stands already in row 2"),
    ("month,contacts\n2024-01,3\n2024-04,4\n2024-05,5\n", "row 3: 2 months missing between 2024-01 (row 2)"),
    ("month,contacts\n2024-12,3\n2024-13,4\n2025-01,4\n", "row 3: 2024-13: there is no month 13. Thirteen months"),
    ("month,contacts\n2024-01,3\nTotal,4\n", "row 3: 'Total' is not a month"),
    ("month,contacts\n2024-01,3\n,4\n2024-02,4\n", "row 3: there is no month or week"),
    ("date,contacts\n2024-01-01,3\n2024-01-02,4\n2024-01-03,4\n", "row 2: These are single days"),
    ("date,contacts\n2024-01-07,3\n2024-01-14,4\n2024-01-21,4\n", "row 2: 2024-01-07 is a Sunday"),
    ("date,contacts\n2024-01-15,3\n2024-02-15,4\n2024-03-15,4\n", "neither the first of a month nor a Monday"),
    ("date,contacts\n2024-01-01,3\n2024-01-08,4\n2024-01-22,4\n", "row 4: 1 week missing between 2024-W02 (row 3)"),
    ("date,contacts\n01/02/2024,3\n05/06/2024,4\n", "row 2: 01/02/2024 may be day/month or month/day"),
    ("month,contacts\n2024-01,0\n2024-02,0\n", "every count is 0"),
    ("month,contacts\n2024-01,30\n2024-02,40\n2024-03,4000\n", "row 4: contacts: 4,000 is over 20 times any other"),
]


@pytest.mark.parametrize(("text", "reason"), WRONG)
def test_it_refuses_with_row_and_reason(text: str, reason: str) -> None:
    with pytest.raises(Refused) as caught:
        read_series(text.encode())
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"PK\x03\x04rest", "This is a spreadsheet"),
        (b"month,n\n\x00\x00", "no text file"),
        (b"\xff\xfem", "says it is utf-16, and is not"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MiB"),
    ],
)
def test_what_is_no_table_is_named(raw: bytes, reason: str) -> None:
    with pytest.raises(NotReadable, match=reason):
        read_series(raw)


def test_all_problems_are_told_at_once_and_an_outlier_can_be_right() -> None:
    with pytest.raises(NotReadable) as caught:
        read_series(b"month,contacts\n2024-01,-3\n2024-02,x\n2024-03,5\n")
    assert [problem.row for problem in caught.value.problems] == [2, 3]
    big = b"month,contacts\n2024-01,30\n2024-02,40\n2024-03,4000\n"
    assert read_series(big, Columns(outliers_are_right=True)).counts == (30, 40, 4000)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        (Columns(counts=("calls",)), "no column 'calls'. There are: month, contacts"),
        (Columns(counts=("month",)), "two things"),
    ],
)
def test_columns_must_be_there_and_apart(columns: Columns, reason: str) -> None:
    with pytest.raises(NotReadable, match=reason):
        read_series(PLAIN.encode(), columns)


def test_a_day_of_the_command_line() -> None:
    assert [one_day(text) for text in ("2026-03", "2026-03-09", "2026-W10")] == [
        date(2026, 3, 1),
        date(2026, 3, 9),
        date(2026, 3, 2),
    ]
    with pytest.raises(ValueError, match="3 March"):
        one_day("3 March")


@given(st.binary(max_size=200) | st.text(alphabet="0123456789-/.,;\n\tmonthW =", max_size=120).map(str.encode))
def test_whatever_comes_is_a_series_or_a_refusal(raw: bytes) -> None:
    try:
        series = read_series(raw)
    except Refused:
        return
    assert sum(series.counts) > 0


def test_a_count_of_thousands_of_digits_is_refused() -> None:
    with pytest.raises(NotReadable, match="too long for a count"):
        read_series(b"month,contacts\n2024-01,41\n2024-02," + b"9" * 5_000 + b"\n")
