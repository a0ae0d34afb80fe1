from __future__ import annotations

import calendar
from datetime import date
from typing import Any

from django import forms

from quietline.insights.evaluation.periods import Period

MOST_MONTHS = 240
DEFAULT = "year"
_SPANS = (
    ("month", "This month"),
    ("last_month", "Last month"),
    ("quarter", "This quarter"),
    ("year", "The last 12 months"),
    ("calendar_year", "This year"),
    ("between", "The months that I name"),
)


class PeriodForm(forms.Form):
    """Which whole months to look at."""

    span = forms.ChoiceField(label="Period", choices=_SPANS, initial=DEFAULT)
    since = forms.CharField(label="First month", required=False, max_length=7, help_text="like 2026-03")
    until = forms.CharField(label="Last month", required=False, max_length=7, help_text="like 2026-08")

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_since(self) -> date | None:
        return _month(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _month(self.cleaned_data["until"])

    def clean(self) -> None:
        if self.cleaned_data.get("span") != "between" or self.errors:
            return
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        if since is None:
            self.add_error("since", "Name the first month, like 2026-03.")
        elif until is not None and until < since:
            self.add_error("until", f"{until:%B %Y} is before {since:%B %Y}: were the two swapped?")
        elif since > self._today:
            self.add_error("since", f"{since:%B %Y} has not come yet.")
        elif Period.MONTH.steps(since, until or self._today.replace(day=1)) >= MOST_MONTHS:
            self.add_error("since", f"At most {MOST_MONTHS} months at once.")

    def window(self) -> tuple[date, date]:
        """First and last day; the last is today at the latest."""
        this_month = self._today.replace(day=1)
        span = self.cleaned_data["span"]
        first = last = this_month
        if span == "last_month":
            first = last = Period.MONTH.after(this_month, -1)
        elif span == "quarter":
            first = this_month.replace(month=(this_month.month - 1) // 3 * 3 + 1)
        elif span == "year":
            first = Period.MONTH.after(this_month, -11)
        elif span == "calendar_year":
            first = this_month.replace(month=1)
        elif span == "between":
            first, last = self.cleaned_data["since"], self.cleaned_data["until"] or this_month
        end = last.replace(day=calendar.monthrange(last.year, last.month)[1])
        return first, min(end, self._today)


def _month(text: str) -> date | None:
    if not text.strip():
        return None
    year, dash, month = text.strip().partition("-")
    if dash and year.isascii() and year.isdigit() and len(year) == 4 and month.isascii() and month.isdigit():
        try:
            found = date(int(year), int(month), 1)
        except ValueError:
            pass
        else:
            if found.year >= 1900:
                return found
    raise forms.ValidationError("Write the month like 2026-03.")
