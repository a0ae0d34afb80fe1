"""What leads to contacts and follows from them: help-seekers, actions, self-help, campaigns."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from quietline.campaigns.queries import running
from quietline.insights.board.sections import Rows, Section, percent, spoken
from quietline.insights.board.window import Window
from quietline.tally import queries as tally
from quietline.tally.measures import Measure
from quietline.tally.months import Along
from quietline.tally.units import Figure, Unit
from quietline.ui.charts import Chart, Point, line, stacked

AGREED, TAKEN = "agreed_actions", "actions_taken"
# Answers of the record form that are no action.
NO_ACTION = frozenset({"none", "not_asked", "declined", "dont_know"})
MOST_DAYS = 60


def help_seekers(window: Window) -> Section:
    """Threads opened and calls asked for: unlike, so each stands by itself."""
    figures = [
        window.figure(_over(window, measure), unit, measure)
        for measure, unit in ((Measure.HELP_SEEKERS, Unit.HELP_SEEKERS), (Measure.CALL_BACKS, Unit.CALL_BACKS))
    ]
    return Section(
        key="seekers",
        heading="Help-seekers",
        figures=tuple(figures),
        notes=("Somebody who comes back with their phrase is not counted again; somebody who lost it is.",),
    )


def actions(window: Window) -> Section:
    """What was agreed, and of what is known to have been done."""
    found = tally.over_months(measure=Measure.ANSWERS, since=window.since, until=window.until, along=Along.ANSWER)
    both: dict[str, Counter[str]] = {AGREED: Counter(), TAKEN: Counter()}
    for (field, option), count in found.items():
        if field in both and option not in NO_ACTION:
            both[field][option] += count
    codes = sorted(both[AGREED].keys() | both[TAKEN].keys(), key=lambda code: (-both[AGREED][code], code))
    figures = (
        window.figure(both[AGREED].total(), Unit.ACTIONS_AGREED, Measure.ANSWERS),
        window.figure(both[TAKEN].total(), Unit.ACTIONS_TAKEN, Measure.ANSWERS),
    )
    rows = tuple((spoken(code), f"{both[AGREED][code]:,}", f"{both[TAKEN][code]:,}") for code in codes)
    return Section(
        key="actions",
        heading="Actions agreed and taken",
        figures=figures,
        notes=("One is no share of the other: taken is known only of those who came back and were asked.",),
        tables=(Rows(caption="Actions", headings=("Action", "Agreed", "Taken"), rows=rows),) if rows else (),
    )


def self_help(window: Window) -> Section:
    """Each module's way, as shares of those who did the step of it that most did: who started."""
    steps = tally.over_months(measure=Measure.STEPS_DONE, since=window.since, until=window.until, along=Along.ANSWER)
    done = tally.over_months(measure=Measure.MODULES_DONE, since=window.since, until=window.until, along=Along.ANSWER)
    ended = Counter[str]()
    for (_, module), count in done.items():
        ended[module] += count
    started = Counter[str]()
    for (module, _), count in steps.items():
        started[module] = max(started[module], count)
    modules = sorted(started, key=lambda module: (-started[module], module))
    rows = [
        (
            spoken(module),
            *(f"{spoken(step)}: {count:,}, {percent(count, started[module])}",),
        )
        for module in modules
        for step, count in sorted(
            ((step, count) for (each, step), count in steps.items() if each == module), key=lambda each: -each[1]
        )
    ]
    finished = {module: min(ended[module], started[module]) for module in modules}
    charts: tuple[Chart, ...] = ()
    if modules:
        parts = {
            "Completed": [float(finished[module]) for module in modules],
            "Started, not completed": [float(started[module] - finished[module]) for module in modules],
        }
        told = "; ".join(
            f"{spoken(module)}: {percent(finished[module], started[module])} of {started[module]:,} starters"
            for module in modules
        )
        charts = (
            stacked(
                [spoken(module) for module in modules],
                parts,
                key="self-help",
                title="Self-help modules: of those who started, who completed",
                description=told,
            ),
        )
    return Section(
        key="self-help",
        heading="Self-help",
        figures=(window.figure(ended.total(), Unit.MODULES_DONE, Measure.MODULES_DONE),),
        notes=("Shares are of starters: those who did the step that most did. Nobody is followed from step to step.",),
        charts=charts,
        tables=(Rows(caption="Steps done, with the share of starters", headings=("Module", "Step"), rows=tuple(rows)),)
        if rows
        else (),
    )


def campaigns(today: date) -> Section:
    """The arrivals of campaigns that run, up to today."""
    figures: list[Figure] = []
    charts: list[Chart] = []
    for number, campaign in enumerate(running(on=today)):
        since = max(campaign.begins_on, today - timedelta(days=MOST_DAYS - 1))
        found = tally.totals(
            measure=Measure.ARRIVALS, since=campaign.begins_on, until=today, by=("on", "option", "field")
        )
        days = Counter[object]()
        for (day, code, _), count in found.items():
            if code == campaign.code:
                days[day] += count
        figures.append(Figure(value=days.total(), unit=Unit.ARRIVALS, since=campaign.begins_on, until=today))
        shown = [since + timedelta(days=step) for step in range((today - since).days + 1)]
        charts.append(
            line(
                tuple(Point(name=f"{day:%-d %b}", counted=days[day]) for day in shown),
                key=f"campaign-{number}",
                title=f"{campaign.name}: page arrivals each day",
                description=f"{figures[-1]}. The last day is not over.",
            )
        )
    notes = () if figures else ("No campaign runs today.",)
    return Section(
        key="campaigns",
        heading="Campaigns that run now",
        figures=tuple(figures),
        notes=(
            *notes,
            "An arrival is an opened page, no person. Whether a campaign brought people to help its own page judges.",
        ),
        charts=tuple(charts),
    )


def _over(window: Window, measure: Measure) -> int:
    return sum(tally.over_months(measure=measure, since=window.since, until=window.until, along=Along.WAY).values())
