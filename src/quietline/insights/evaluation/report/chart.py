"""The picture of an evaluation: what was counted, and what was to be expected without the campaign."""

from __future__ import annotations

from collections.abc import Sequence

from quietline.insights.evaluation.results import Evaluation
from quietline.ui.charts import Chart, Point, Span, line


def course_chart(told: Evaluation, *, key: str = "course", rtl: bool = False) -> Chart:
    """Draw it; without a course (too little data) the counts alone."""
    series = told.series
    names = [series.period.label(start) for start in series.starts]
    expected = [(point.expected.low, point.expected.middle, point.expected.high) for point in told.course]
    bands: Sequence[tuple[float, float, float] | None] = expected or [None] * len(names)
    points = [
        Point(name=name, counted=count, expected=band)
        for name, count, band in zip(names, series.counts, bands, strict=True)
    ]
    first = series.starts.index(series.period.begins_on(told.window[0]))
    last = series.starts.index(series.period.begins_on(told.window[1]))
    where = f" in {series.area}" if series.area else ""
    return line(
        tuple(points),
        key=key,
        title=f"{series.unit[0].upper()}{series.unit[1:]}{where}, {names[0]} to {names[-1]}",
        description=(
            f"{told.observed:,} {series.unit} during the campaign, from {names[first]} to {names[last]}. "
            + (
                "The band is the uncertainty of the expected number; single periods scatter around it."
                if expected
                else ""
            )
        ).strip(),
        spans=(Span(first=first, last=last, name="Campaign"),),
        rtl=rtl,
    )
