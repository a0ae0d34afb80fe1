"""An evaluation for a terminal or an e-mail."""

from __future__ import annotations

from textwrap import wrap

from quietline.insights.evaluation.report.sections import Section, sections
from quietline.insights.evaluation.results import Evaluation

WIDTH = 96


def as_text(told: Evaluation) -> str:
    """The sentence, the notes, and every section with its numbers in columns."""
    blocks = ["\n".join(wrap(told.sentence, WIDTH))]
    if told.notes:
        blocks.append("\n".join(line for note in told.notes for line in wrap(note, WIDTH, initial_indent="- ")))
    blocks += [_block(section) for section in sections(told)]
    return "\n\n".join(blocks) + "\n"


def _block(section: Section) -> str:
    lines = [section.heading.upper()]
    if section.before:
        lines += wrap(section.before, WIDTH)
    rows = [row for row in (section.headings, *section.rows) if row]
    columns = max((len(row) for row in rows), default=0)
    widths = [max(len(row[at]) for row in rows) for at in range(columns)]
    widths[:1] = [min(widths[0], 56)] if widths else []
    for row in rows:
        first, *more = wrap(row[0], widths[0]) or [""]
        cells = [first.ljust(widths[0]), *(cell.ljust(width) for cell, width in zip(row[1:], widths[1:], strict=True))]
        lines += [f"  {'  '.join(cells)}".rstrip(), *(f"  {line}" for line in more)]
    return "\n".join(lines)
