"""Parquet: the cells, typed, with what a reader must know in the file's own metadata."""

from __future__ import annotations

import io
from fractions import Fraction

import pyarrow as pa
import pyarrow.parquet as pq

from quietline.insights.releases.document import Document
from quietline.insights.releases.formats.columns import CELLS, Value, cells

_TYPES = {"string": pa.string(), "date": pa.date32(), "integer": pa.int64(), "decimal": pa.float64()}


def as_parquet(document: Document) -> bytes:
    """One row a cell; `value` is the protected number as a double."""
    fields = [
        pa.field(column.name, _TYPES[column.kind], metadata={"title": column.title, "about": column.about})
        for column in CELLS
    ]
    about = {
        "title": document.title,
        "publisher": document.publisher,
        "number": document.number,
        "issued_on": document.issued_on.isoformat(),
        "corrects": document.corrects.number if document.corrects else "",
    }
    by_column = zip(*cells(document), strict=True)
    arrays = [
        pa.array([_typed(value) for value in values], field.type)
        for values, field in zip(by_column, fields, strict=True)
    ]
    written = io.BytesIO()
    pq.write_table(pa.table(arrays, schema=pa.schema(fields, metadata=about)), written)
    return written.getvalue()


def _typed(value: Value) -> Value:
    return float(value) if isinstance(value, Fraction) else value
