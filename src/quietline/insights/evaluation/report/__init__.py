"""An evaluation as text, JSON or a page of HTML that stands alone."""

from quietline.insights.evaluation.report.as_html import as_html
from quietline.insights.evaluation.report.as_json import as_json
from quietline.insights.evaluation.report.as_text import as_text
from quietline.insights.evaluation.report.chart import course_chart

__all__ = ["as_html", "as_json", "as_text", "course_chart"]
