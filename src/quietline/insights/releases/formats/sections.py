"""A release in words and tables, as pages, print and notes have it. Numbers are as they are shown, nowhere else so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil

from quietline.insights.releases.display import shown
from quietline.insights.releases.document import Document, PublishedTable
from quietline.insights.releases.formats.columns import counted_channels
from quietline.insights.releases.formats.pictures import across, picture
from quietline.insights.releases.noise import deviation, within
from quietline.insights.releases.tables import LEAST_A_MONTH, ROUNDED_TO, SHOWN_FROM, T2
from quietline.insights.words import spoken_window
from quietline.ui.charts import Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    heading: str
    paragraphs: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    chart: Chart | None = None


def sections(
    document: Document, *, with_tables: bool = True, rtl: bool = False, most_columns: int | None = None
) -> list[Section]:
    """In the order of a page; without tables: what is to be known of them.

    most_columns: of numbers that a table may have; one with more goes on in a section that follows.
    """
    found = [_about(document), *_counted(document), *_campaigns(document)]
    if with_tables:
        found += _totals(document)
        for table in _tables(document, rtl=rtl):
            found += _in_parts(table, most_columns or len(table.headings))
    return [*found, _protected(document), _learnt(document), _checked()]


def day(document: Document) -> str:
    return f"{document.issued_on.day} {document.issued_on:%B %Y}"


def _about(document: Document) -> Section:
    rows = [("Title", document.title), ("Published by", document.publisher), ("Number", document.number)]
    rows.append(("Issued", day(document)))
    if document.corrects:
        rows.append(("Corrects", f"Release {document.corrects.number}, which must not be used any more"))
        rows.append(("Why", document.corrects.reason))
    return Section(heading="This release", rows=tuple(rows))


def _counted(document: Document) -> Iterator[Section]:
    alike = sorted(document.tables, key=lambda table: (table.unit, table.area_rule, table.channels, table.window))
    for (unit, rule, _), group in groupby(alike, lambda table: (table.unit, table.area_rule, table.channels)):
        tables = list(group)
        first, last = min(one.window.first for one in tables), max(one.window.last for one in tables)
        missing = {str(one.window): one.missing_days for one in tables if one.missing_days}
        rows = (
            ("Unit", unit),
            ("Window", spoken_window(first, last)),
            ("Area", f"by {rule}"),
            ("Channels", counted_channels(document, tables[0])),
            ("Missing", "; ".join(f"{many} days of {window}" for window, many in missing.items()) or "no day"),
        )
        yield Section(
            heading="What was counted",
            paragraphs=(f"These are {unit}: not people, and not offences. Unlike units can't be added.",),
            rows=rows,
        )


def _campaigns(document: Document) -> Iterator[Section]:
    if not document.evaluations:
        return
    names = {one.code: one.name for one in document.campaigns}
    yield Section(
        heading="What was found of campaigns",
        paragraphs=(
            *(f"{names[one.campaign]}: {one.sentence}" for one in document.evaluations),
            (
                "Evaluations are made of true counts, without noise. What is published of them is the ratio with its "
                f"interval, rounded to two digits, for areas that together have at least {LEAST_A_MONTH} a month."
            ),
        ),
    )


def _totals(document: Document) -> Iterator[Section]:
    if not document.totals:
        return
    rows = []
    for one in document.totals:
        found = document.sum_of(one)
        rows.append((one.name, shown(found.value), f"±{ceil(found.within)}"))
    yield Section(
        heading="Totals",
        paragraphs=("Made from the protected numbers, not from what is shown: shown numbers do not add up.",),
        headings=("Total", "Number", "95% of its noise within"),
        rows=tuple(rows),
    )


def _tables(document: Document, *, rtl: bool) -> Iterator[Section]:
    """T1 with its months side by side; each quarter of the others by itself."""
    months = [one for one in document.tables if len(one.dimensions) == 1]
    for _, group in groupby(months, lambda one: (one.name, one.unit, one.area_rule, one.channels)):
        yield _over_time(document, list(group), rtl=rtl)
    for table in document.tables:
        if len(table.dimensions) > 1:
            yield _by_two(document, table, rtl=rtl)


def _over_time(document: Document, tables: Sequence[PublishedTable], *, rtl: bool) -> Section:
    windows = {str(one.window): one for one in tables}
    names = document.named("area")
    codes = sorted({code for one in tables for code in one.codes("area")}, key=lambda code: names[code])
    rows = [
        (names[code], *("" if (code,) not in one.values else shown(one.values[code,]) for one in tables))
        for code in codes
    ]
    unit = tables[0].unit
    heading = f"{unit[0].upper()}{unit[1:]} by area, {_span(tables)}"
    chart = across(heading, list(windows), rows, key=f"over-time-{tables[0].window}", rtl=rtl)
    return Section(heading=heading, headings=("Area", *windows), rows=tuple(rows), chart=chart)


def _by_two(document: Document, table: PublishedTable, *, rtl: bool) -> Section:
    one, other = table.dimensions
    rows_of, columns_of = document.named(one), document.named(other)
    order, columns = sorted(table.codes(one), key=rows_of.__getitem__), table.codes(other)
    rows = [(rows_of[code], *(shown(table.values[code, column]) for column in columns)) for code in order]
    heading = f"{table.unit[0].upper()}{table.unit[1:]} by {one} and {other}, {table.window}"
    names = [columns_of[column] for column in columns]
    chart = picture(heading, names, rows, key=f"{table.name.lower()}-{table.window}", rtl=rtl)
    note = ("An area's groups add up to its three months, so they were shifted and have parts.",)
    headings = (one.capitalize(), *names)
    notes = note if table.table == T2 else ()
    return Section(heading=heading, paragraphs=notes, headings=headings, rows=tuple(rows), chart=chart)


def _in_parts(table: Section, most: int) -> Iterator[Section]:
    for start in range(1, len(table.headings), most):
        some = slice(start, start + most)
        yield replace(
            table,
            heading=table.heading if start == 1 else f"{table.heading} (continued)",
            paragraphs=table.paragraphs if start == 1 else (),
            headings=(table.headings[0], *table.headings[some]),
            rows=tuple((row[0], *row[some]) for row in table.rows),
        )


def _span(tables: Sequence[PublishedTable]) -> str:
    first, last = tables[0].window, tables[-1].window
    return str(first) if first == last else f"{first} to {last}"


def _protected(document: Document) -> Section:
    used = sorted({one.table for one in document.tables}, key=lambda table: table.name)
    rows = tuple(
        (
            f"{table.name}: {' × '.join(table.dimensions)}, each {'quarter' if table.quarterly else 'month'}",
            str(table.epsilon),
            f"{deviation(table.epsilon):.1f}",
            f"±{within(table.epsilon)}",
        )
        for table in used
    )
    return Section(
        heading="How the numbers are protected",
        paragraphs=(
            (
                "Each number carries random noise (discrete Laplace) that was drawn once and is kept, so that nobody "
                "can average it away. No true count is in this release."
            ),
            (
                f"A number below {SHOWN_FROM} is shown as “fewer than {SHOWN_FROM}”, any other rounded to "
                f"{ROUNDED_TO}. Files for programs also have the protected numbers; these may be below 0. Add up "
                "those, not the shown ones."
            ),
        ),
        headings=("Table", "Epsilon", "Standard deviation of the noise", "95% of it within"),
        rows=rows,
    )


def _learnt(document: Document) -> Section:
    one, two, three = document.chances
    return Section(
        heading="What somebody could still learn",
        paragraphs=(
            (
                "Take somebody who knows every other record and every release of ours. Asked whether one contact is "
                f"among those counted, they are right with probability at most {one}; a coin is right with 0.50. For "
                f"somebody with two contacts it is {two}, with three {three}."
            ),
            f"That holds for all tables together: for each contact they spend at most {document.budget} of epsilon.",
        ),
    )


def _checked() -> Section:
    return Section(
        heading="How to check it",
        paragraphs=(
            (
                "The file that ends in .signed holds the release with the publisher's signature (Ed25519). "
                "“quietline release verify” tells offline whether a byte of it was changed. "
                "Compare the key it prints with the one that the publisher has made known elsewhere."
            ),
        ),
    )
