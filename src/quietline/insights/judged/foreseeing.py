"""The forecast of one campaign, as its page shows it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.safestring import mark_safe

from quietline.campaigns.models import Campaign
from quietline.insights.forecast.outlook import RATIOS, WEEKDAYS, Assumed, Outlook, Shifts, outlook
from quietline.insights.forecast.reading import USUAL, Demand, NotForeseeable, demand, shifts
from quietline.ui.charts import stacked

MIDDLE = "middle"
MOST_MINUTES = 240


class AssumedForm(forms.Form):
    """What the figures can't know, or not well."""

    minutes = forms.FloatField(
        label="Minutes that a call or chat takes, with what follows",
        min_value=1,
        max_value=MOST_MINUTES,
        required=False,
    )
    patience = forms.FloatField(
        label="Minutes that somebody waits on average before they give up",
        min_value=0.1,
        max_value=MOST_MINUTES,
        required=False,
    )


def foreseen(campaign: Campaign, form: AssumedForm, *, today: date) -> dict[str, Any]:
    """All scenarios with the middle one's picture, or a `refusal` in words. Nothing once the campaign is over."""
    try:
        known, planned = _read(campaign, today)
    except NotForeseeable as refusal:
        return {"refusal": str(refusal)}
    assumed = _assumed(form, known)
    told = [outlook(name, known.a_week, planned, assumed) for name in RATIOS]
    middle = next(each for each in told if each.name == MIDDLE)
    return {
        "demand": known,
        "shifts": planned,
        "assumed": assumed,
        "is_recorded": known.minutes is not None and not form.data.get("minutes"),
        "scenarios": told,
        "middle": middle,
        # ui/charts escapes whatever it draws.
        "picture": mark_safe(_picture(middle)),  # noqa: S308  # nosec B308 B703
        "week": _week(middle, planned),
    }


def middle_sentence(campaign: Campaign, *, today: date) -> str:
    """The middle scenario in a sentence, or why there is none."""
    try:
        known, planned = _read(campaign, today)
    except NotForeseeable as refusal:
        return str(refusal)
    return outlook(MIDDLE, known.a_week, planned, _assumed(AssumedForm(), known)).sentence


def _read(campaign: Campaign, today: date) -> tuple[Demand, Shifts]:
    first = max(campaign.begins_on, today)
    if first > campaign.ends_on:
        raise NotForeseeable(f"The campaign ended on {campaign.ends_on:%-d %B %Y}: there is nothing to foresee.")
    return demand(today=today), shifts(since=first, until=campaign.ends_on)


def _assumed(form: AssumedForm, known: Demand) -> Assumed:
    given = form.cleaned_data if form.is_bound else {}
    return Assumed(
        minutes=given.get("minutes") or known.minutes or USUAL.minutes,
        patience=given.get("patience") or USUAL.patience,
    )


def _picture(told: Outlook) -> str:
    def by_hour(hour: int) -> tuple[float, float]:
        cells = [told.by_hour.get((day, hour), (0.0, 0.0)) for day in range(7)]
        return sum(expected for expected, _ in cells), sum(lost for _, lost in cells)

    sums = [by_hour(hour) for hour in range(24)]
    return stacked(
        [f"{hour:02}" for hour in range(24)],
        {
            "Expected to get through": [expected - lost for expected, lost in sums],
            "Expected not to": [lost for _, lost in sums],
        },
        key="forecast",
        title="Calls and chats expected by the hour, in open hours",
        description=(f"{told.sentence} {told.expected:,.0f} expected, {told.lost:,.0f} of them without an answer."),
    ).figure()


def _week(told: Outlook, planned: Shifts) -> list[tuple[str, float, float, float]]:
    """The hours in which most are lost: name, people on average, expected and lost in the days of the shifts."""
    days = (planned.until - planned.since).days + 1
    dates = [planned.since + timedelta(days=step) for step in range(days)]
    worst = sorted(told.by_hour.items(), key=lambda item: (-item[1][1], item[0]))[:12]

    def people(weekday: int, hour: int) -> float:
        there = [planned.people[day, hour] for day in dates if day.weekday() == weekday]
        return sum(there) / len(there)

    return [
        (f"{WEEKDAYS[weekday]} {hour:02}:00", people(weekday, hour), expected, lost)
        for (weekday, hour), (expected, lost) in worst
        if lost > 0
    ]
