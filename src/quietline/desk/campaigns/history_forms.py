from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone

from quietline.campaigns.areas.queries import codes_by_word
from quietline.campaigns.history.periods import Order
from quietline.campaigns.history.reading import COLUMNS, Mapped, guessed
from quietline.campaigns.sheets.reading import Row, Unreadable, rows_of_text
from quietline.desk.campaigns.tables import TableForm
from quietline.tally.history.rules import SourceGiven, Step
from quietline.tally.units import AreaRule, Unit
from quietline.ui.words import one_line

_COLUMN_NAMES = {
    "period": "Period",
    "until": "Last day of the period",
    "area": "Area",
    "caller_group": "Caller group",
    "channel": "Channel",
    "count": "Count",
}
SHOWN_ROWS = 5


class HistoryForm(TableForm):
    """Earlier figures: the table, what was counted, and which column is what."""

    name = forms.CharField(label="Where they come from", max_length=120, help_text="e.g. Old database, 2023 to 2025")
    unit = forms.ChoiceField(label="What was counted", choices=[(unit.value, unit.shown) for unit in Unit])
    step = forms.ChoiceField(label="One row is", choices=[(step.value, f"a {step.value}") for step in Step])
    area_rule = forms.ChoiceField(
        label="How the area was known", choices=[(rule.value, rule.shown) for rule in AreaRule], initial="recorded"
    )
    order = forms.ChoiceField(
        label="In dates like 01/02/2024",
        required=False,
        choices=[("", "see from the table"), ("day", "the day comes first"), ("month", "the month comes first")],
    )
    knows_gaps = forms.BooleanField(label="Periods that are left out are missing for good", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for column, label in _COLUMN_NAMES.items():
            self.fields[f"column_{column}"] = forms.CharField(
                label=f"Column: {label}", required=False, widget=forms.Select(choices=[("", "none")])
            )
        self.first_rows: list[Row] = []

    def clean_name(self) -> str:
        return one_line(self.cleaned_data["name"]).lstrip("=+-@ ")

    def clean(self) -> None:
        super().clean()
        if table := self.cleaned_data.get("table"):
            self._map(table)

    def _map(self, table: str) -> None:
        """Let the columns be chosen from the table's headings, as guessed until somebody chooses."""
        try:
            rows = rows_of_text(table)
            self.first_rows = [row for row, _ in zip(rows, range(SHOWN_ROWS + 1), strict=False)]
        except Unreadable as unreadable:
            raise forms.ValidationError(f"{unreadable.problem}.") from None
        heading = self.first_rows[0].cells
        names = [f"column_{column}" for column in COLUMNS]
        chosen = any(self.cleaned_data.get(name) in heading for name in names if self.cleaned_data.get(name))
        guess = guessed(heading)
        shown = self.data.copy()  # type: ignore[attr-defined]
        for column, name in zip(COLUMNS, names, strict=True):
            choose_from(self.fields[name], heading)
            if not chosen:
                self.cleaned_data[name] = shown[name] = guess.get(column, "")
        self.data = shown

    def mapped(self) -> Mapped:
        """Which column is what, and how the rest is read."""
        given = self.cleaned_data
        return Mapped(
            columns={column: given[f"column_{column}"] for column in COLUMNS if given[f"column_{column}"]},
            step=Step(given["step"]),
            today=timezone.localdate(),
            order=Order(given["order"]) if given["order"] else None,
            areas=codes_by_word(),
        )

    def source(self) -> SourceGiven:
        """What is said of the table as a whole."""
        given = self.cleaned_data
        return SourceGiven(
            name=given["name"],
            unit=Unit(given["unit"]),
            step=Step(given["step"]),
            area_rule=AreaRule(given["area_rule"]),
            on=timezone.localdate(),
            knows_gaps=given["knows_gaps"],
        )


def choose_from(field: forms.Field, heading: list[str]) -> None:
    """Give a column's field the headings to choose from."""
    field.widget = forms.Select(choices=[("", "none"), *((name, name) for name in heading)])
