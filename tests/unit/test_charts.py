"""Every chart: sound XML, title, description, table, nothing inline, nothing that runs, mirrored for right-to-left."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from quietline.ui.charts import CSS, Chart, Point, Span, Tile, TooManyParts, line, multiples, stacked, tile_map
from quietline.ui.charts.frame import ticks

NAMES = [f"2025-{month:02}" for month in range(1, 13)]
TRAP = 'North & <script>"x"</script>'
SVG = "{http://www.w3.org/2000/svg}"


def a_line(*, rtl: bool = False) -> Chart:
    points = tuple(Point(name=name, counted=n + 3, expected=(n, n + 2, n + 40)) for n, name in enumerate(NAMES))
    spans = (Span(first=6, last=9, name=TRAP),)
    return line(points, key="a", title=TRAP, description="It rises.", spans=spans, rtl=rtl)


def bars(*, rtl: bool = False) -> Chart:
    parts = {TRAP: [3] * 12, "Eastmark": [0] * 12}
    return stacked(NAMES, parts, key="b", title="Contacts", description="Level.", rtl=rtl)


def small(*, rtl: bool = False) -> Chart:
    areas = {TRAP: list(range(12)), "Eastmark": [0] * 12, "Southmark": [5] * 12}
    spans = [Span(first=6, last=9, name="Campaign")]
    return multiples(NAMES, areas, key="c", title="Areas", description="Level.", spans=spans, rtl=rtl)


def tiles(*, rtl: bool = False) -> Chart:
    some = [Tile(name=TRAP, short="N&<", value=12), Tile(name="Eastmark", short="E", value=None)]
    return tile_map(some, key="d", title="Areas", description="Two.", value_name="Contacts", rtl=rtl)


ALL = pytest.mark.parametrize("draw", [a_line, bars, small, tiles])


@ALL
def test_a_chart_is_whole_and_nothing_in_it_runs(draw: Callable[..., Chart]) -> None:
    chart = draw()
    whole = ET.fromstring(chart.figure())
    (svg,) = whole.findall(f"{SVG}svg")
    title, description = svg.find(f"{SVG}title"), svg.find(f"{SVG}desc")
    assert title is not None
    assert description is not None
    assert title.text == chart.title
    assert description.text
    assert svg.attrib["aria-labelledby"] == f"{title.attrib['id']} {description.attrib['id']}"
    assert whole.find("details//table") is not None
    assert not re.search(r"<script|style=| on\w+=|href|url\(", chart.figure())


@ALL
def test_the_table_has_every_number(draw: Callable[..., Chart]) -> None:
    table = draw().table
    assert all(len(row) == len(table.headings) for row in table.rows)
    assert len(table.rows) in {2, 3, 12}


@ALL
def test_every_class_is_in_the_style_sheet(draw: Callable[..., Chart]) -> None:
    used = {name for names in re.findall(r'class="([^"]*)"', draw().figure()) for name in names.split()}
    assert used - set(re.findall(r"\.([\w-]+)", CSS.read_text())) <= {"chart-name", "chart-value"}


@ALL
def test_it_is_mirrored_for_right_to_left(draw: Callable[..., Chart]) -> None:
    plain, mirrored = draw().svg, draw(rtl=True).svg
    assert plain != mirrored
    assert len(plain) == pytest.approx(len(mirrored), rel=0.02)


def test_a_band_that_runs_away_does_not_press_the_counts_flat() -> None:
    points = (Point(name="a", counted=10, expected=(1, 2, 9_999)), Point(name="b", counted=5))
    chart = line(points, key="a", title="t", description="d")
    assert ">30<" in chart.svg
    assert "9,999" not in chart.svg
    assert "1 to 9,999" in chart.table.rows[0]


def test_nothing_counted_still_draws() -> None:
    assert "NaN" not in line((Point(name="a", counted=0),), key="a", title="t", description="d").svg
    assert "NaN" not in stacked(["a"], {"x": [0]}, key="b", title="t", description="d").svg


@pytest.mark.parametrize(
    ("most", "wanted"),
    [
        (0, [0, 1]),
        (3, [0, 1, 2, 3]),
        (10, [0, 2.5, 5, 7.5, 10]),
        (256, [0, 100, 200, 300]),
        (0.4, [0, 0.1, 0.2, 0.3, 0.4]),
    ],
)
def test_ticks_are_round(most: float, wanted: list[float]) -> None:
    assert ticks(most) == pytest.approx(wanted)


def test_more_parts_than_colours_are_refused() -> None:
    with pytest.raises(TooManyParts):
        stacked(["a"], {str(part): [1] for part in range(8)}, key="b", title="t", description="d")


def test_charts_need_no_django() -> None:
    code = "import sys; sys.modules['django'] = None; import quietline.ui.charts"
    subprocess.run([sys.executable, "-c", code], check=True)
