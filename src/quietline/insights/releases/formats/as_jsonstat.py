"""JSON-stat 2.0: a dataset for each table, over all its windows."""

from __future__ import annotations

import json
from collections import defaultdict
from fractions import Fraction
from itertools import product
from typing import Any

from quietline.insights.releases.display import shown
from quietline.insights.releases.document import Document, PublishedTable
from quietline.insights.releases.formats.columns import counted_channels


def as_jsonstat(document: Document, base: str) -> dict[str, bytes]:
    """The datasets by file name. Windows of unlike unit, area rule or channels stand in datasets of their own."""
    alike: dict[tuple[str, str, str, tuple[str, ...]], list[PublishedTable]] = defaultdict(list)
    for table in document.tables:
        alike[table.name, table.unit, table.area_rule, table.channels].append(table)
    files: dict[str, bytes] = {}
    for tables in alike.values():
        name = f"{base}-{tables[0].name.lower()}"
        again = sum(file.startswith(name) for file in files)
        dataset = json.dumps(_dataset(document, tables), ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        files[f"{name}{f'-{again + 1}' if again else ''}.jsonstat.json"] = dataset.encode() + b"\n"
    return files


def _dataset(document: Document, tables: list[PublishedTable]) -> dict[str, Any]:
    first = tables[0]
    codes = {name: sorted({code for table in tables for code in table.codes(name)}) for name in first.dimensions}
    windows = {str(table.window): table for table in tables}
    values = [windows[window].values.get(cell) for window in windows for cell in product(*(codes.values()))]
    dimension: dict[str, Any] = {"window": {"label": "Window", "category": {"index": list(windows)}}}
    for name, some in codes.items():
        names = document.named(name)
        dimension[_id(name)] = {
            "label": name.capitalize(),
            "category": {"index": some, "label": {code: names[code] for code in some}},
        }
    dataset: dict[str, Any] = {
        "version": "2.0",
        "class": "dataset",
        "label": f"{document.title}: {first.name}, {first.unit}",
        "source": document.publisher,
        "updated": document.issued_on.isoformat(),
        "note": [
            f"Unit: {first.unit}. By {first.area_rule}. {counted_channels(document, first)}.",
            "Protected numbers, with noise that was drawn once. `extension.shown` has them as they are for readers.",
        ],
        "id": ["window", *(_id(name) for name in codes)],
        "size": [len(windows), *(len(some) for some in codes.values())],
        "role": {"time": ["window"], **({"geo": ["area"]} if "area" in codes else {})},
        "dimension": dimension,
        "value": [float(value) if isinstance(value, Fraction) else value for value in values],
        "extension": {
            "number": document.number,
            "epsilon": str(first.table.epsilon),
            "missing_days": {window: table.missing_days for window, table in windows.items()},
            "shown": [None if value is None else shown(value) for value in values],
        },
    }
    return dataset


def _id(dimension: str) -> str:
    return dimension.replace(" ", "_")
