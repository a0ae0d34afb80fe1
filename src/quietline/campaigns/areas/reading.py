"""Areas from a CSV with a heading, or from GeoJSON, of which the properties alone are read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from io import BytesIO

from quietline.campaigns.areas.rules import MOST_AREAS, AreaGiven
from quietline.campaigns.sheets.reading import Problem, Unreadable, rows_of
from quietline.ui.words import one_line

COLUMNS = ("code", "name", "parent", "kind", "offered")
NEEDED = ("code", "name")
_YES, _NO = {"yes", "true", "1", "y"}, {"no", "false", "0", "n"}


class NotAreas(Exception):
    """This is no list of areas; `problems` say why, each with its row."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = problems


def read(content: bytes) -> list[AreaGiven]:
    """The areas of a file, in its order.

    Raises:
        NotAreas
    """
    try:
        return _from_geojson(content) if content.lstrip()[:1] == b"{" else _from_table(content)
    except Unreadable as unreadable:
        raise NotAreas([unreadable.problem]) from None


def _from_table(content: bytes) -> list[AreaGiven]:
    rows = rows_of(BytesIO(content))
    heading = next(rows, None)
    names = [name.strip().lower() for name in heading.cells] if heading else []
    if missing := [name for name in NEEDED if name not in names]:
        raise Unreadable(f"The heading must name the columns {', '.join(COLUMNS)}; {' and '.join(missing)} is missing")
    found = list[AreaGiven]()
    for row in rows:
        if len(found) == MOST_AREAS:
            raise Unreadable(f"More than {MOST_AREAS} areas", row.number)
        found.append(_area(dict(zip(names, row.cells, strict=False)), row.number))
    return found


def _from_geojson(content: bytes) -> list[AreaGiven]:
    try:
        document = json.loads(content)
    except (ValueError, RecursionError):
        raise Unreadable("This begins like GeoJSON and is none") from None
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list):
        raise Unreadable("GeoJSON with areas is a FeatureCollection with a list of features")
    if len(features) > MOST_AREAS:
        raise Unreadable(f"More than {MOST_AREAS} areas")
    return [_feature(feature, number) for number, feature in enumerate(features, start=1)]


def _feature(feature: object, number: int) -> AreaGiven:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or any(name not in properties for name in NEEDED):
        raise Unreadable(f"This feature's properties need {' and '.join(NEEDED)}", number)
    texts = {str(name).lower(): "" if value is None else str(value) for name, value in properties.items()}
    return _area(texts, number)


def _area(texts: Mapping[str, str], row: int) -> AreaGiven:
    return AreaGiven(
        code=texts["code"].strip(),
        name=one_line(texts["name"]),
        kind=one_line(texts.get("kind", "")),
        parent=texts.get("parent", "").strip(),
        is_offered=_offered(texts.get("offered", ""), row),
        row=row,
    )


def _offered(text: str, row: int) -> bool | None:
    word = text.strip().lower()
    if word not in {"", *_YES, *_NO}:
        raise Unreadable(f"“{text[:20]}” is neither yes nor no", row)
    return None if not word else word in _YES
