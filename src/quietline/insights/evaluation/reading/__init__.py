"""A series out of a CSV file as people have them: refused with row and reason rather than read wrongly."""

from quietline.insights.evaluation.reading.columns import Columns, read_series
from quietline.insights.evaluation.reading.problems import NotReadable, Problem

__all__ = ["Columns", "NotReadable", "Problem", "read_series"]
