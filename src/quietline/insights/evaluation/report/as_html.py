"""An evaluation as one page: nothing is loaded, nothing runs. For reading, printing and handing on."""

from __future__ import annotations

from pathlib import Path

from quietline.insights.evaluation.report.chart import course_chart
from quietline.insights.evaluation.report.sections import Section, sections, verdict_words
from quietline.insights.evaluation.results import Evaluation
from quietline.ui.charts import CSS, Drawn, tag, words

_STYLE = Path(__file__).with_name("report.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # one page, no server: its style can only stand within it


def as_html(told: Evaluation) -> str:
    """A whole document in UTF-8."""
    series = told.series
    title = f"Did the campaign change the number of {series.unit}{f' in {series.area}' if series.area else ''}?"
    head = tag(
        "head",
        Drawn('<meta charset="utf-8">'),
        Drawn('<meta name="viewport" content="width=device-width">'),
        Drawn(f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'),
        tag("title", words(title)),
        tag("style", Drawn(_STYLE.read_text(encoding="utf-8") + CSS.read_text(encoding="utf-8"))),
    )
    notes = [tag("h2", words("To know beside it")), tag("ul", *(tag("li", words(note)) for note in told.notes))]
    body = tag(
        "main",
        tag("p", words(f"Verdict: {verdict_words(told)}"), class_="verdict"),
        tag("h1", words(title)),
        tag("p", words(told.sentence), class_="sentence"),
        course_chart(told).figure(),
        *(notes if told.notes else []),
        *(part for section in sections(told) for part in _section(section)),
    )
    return f'<!doctype html>\n<html lang="en">{head}<body>{body}</body></html>\n'


def _section(section: Section) -> list[Drawn]:
    parts = [tag("h2", words(section.heading))]
    if section.before:
        parts.append(tag("p", words(section.before)))
    if section.rows:
        head = [tag("thead", tag("tr", *(tag("th", words(cell), scope="col") for cell in section.headings)))]
        rows = [
            tag("tr", tag("th", words(first), scope="row"), *(tag("td", words(cell)) for cell in cells))
            for first, *cells in section.rows
        ]
        table = tag("table", *(head if section.headings else []), tag("tbody", *rows))
        parts.append(tag("div", table, class_="wide", tabindex="0", role="group", aria_label=section.heading))
    return parts
