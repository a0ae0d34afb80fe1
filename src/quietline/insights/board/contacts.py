"""Demand and what became of it: by month, channel, caller group, area, and hour of the week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date

from quietline.campaigns.areas.queries import tree
from quietline.insights.board.sections import Rows, Section, percent, spoken
from quietline.insights.board.window import Window
from quietline.insights.forecast.outlook import WEEKDAYS
from quietline.tally import queries as tally
from quietline.tally.measures import Measure
from quietline.tally.months import Along
from quietline.tally.units import AreaRule, Figure, Unit
from quietline.tally.waits import BAND_NAMES
from quietline.ui.charts import Chart, Tile, multiples, stacked, tile_map

ANSWERED = "answered"
# Nobody answered these.
UNANSWERED = {"abandoned": "gave up waiting", "busy": "everybody was busy", "closed": "outside opening hours"}
LIVE = ("call", "chat")
MOST_TILES = 30
_TO_RECORD, _NOTHING, _MISSED, _CLOSED = "Answered", "Answered, nothing to record", "Missed", "Outside hours"
_BY_OUTCOME = {ANSWERED: _TO_RECORD, "abandoned": _MISSED, "busy": _MISSED, "closed": _CLOSED}
_KINDS = (_TO_RECORD, _NOTHING, _MISSED, _CLOSED)

Counted = Mapping[tuple[date, str, str], int]


def sections(window: Window) -> list[Section]:
    """Everything that is told of contacts."""
    counted = tally.by_month(measure=Measure.CONTACTS, since=window.since, until=window.until, along=Along.WAY)
    total = _contacts(window, counted)
    return [
        _demand(window, counted, total),
        _by_hour(window, counted),
        _waiting(window),
        _unanswered(window, counted),
        _channels(counted, total),
        _groups(window, total),
        _areas(window, total),
    ]


def _contacts(window: Window, counted: Counted) -> Figure:
    return window.figure(
        sum(counted.values()), Unit.CONTACTS_ATTEMPTED, Measure.CONTACTS, channels=_channels_of(counted)
    )


def _demand(window: Window, counted: Counted, total: Figure) -> Section:
    answered = {place: count for place, count in counted.items() if place[2] == ANSWERED}
    figure = window.figure(
        sum(answered.values()), Unit.CONTACTS_ANSWERED, Measure.CONTACTS, channels=_channels_of(answered)
    )
    share = f"Of {total.value:,} attempted, {percent(figure.value, total.value)} were answered and recorded."
    return Section(
        key="demand",
        heading="Demand and what was answered",
        figures=(total, figure),
        notes=(share, "Silent calls, wrong numbers and the like were answered, and left nothing to record."),
        charts=(
            stacked(
                window.bars,
                _over_time(window, counted, _BY_OUTCOME, _KINDS, otherwise=_NOTHING),
                key="demand",
                title="Contacts attempted, by what became of them",
                description=f"{total}. {share}",
            ),
        ),
    )


def _over_time(
    window: Window, counted: Counted, kinds: Mapping[str, str], order: Iterable[str], *, otherwise: str = ""
) -> dict[str, list[float]]:
    """For each kind of outcome a number for each bar."""
    sums = Counter[tuple[str, str]]()
    for (month, _, outcome), count in counted.items():
        if kind := kinds.get(outcome, otherwise):
            sums[kind, window.bar_of(month)] += count
    return {kind: [sums[kind, bar] for bar in window.bars] for kind in order}


def _by_hour(window: Window, counted: Counted) -> Section:
    dimensions = ("field", "option", "outcome")
    months = {"since": window.since, "until": window.months[-1]}
    found = tally.totals(measure=Measure.CONTACT_HOURS, by=dimensions, **months)
    cells = Counter({(int(day), int(hour), became): count for (day, hour, became), count in found.items()})
    placed = sum(cells.values())
    live = sum(count for (_, channel, _), count in counted.items() if channel in LIVE)
    figure = window.figure(
        placed, Unit.LIVE_ATTEMPTED, Measure.CONTACT_HOURS, channels=frozenset(LIVE) if placed else frozenset()
    )
    without = max(0, live - placed)
    note = (
        f"{without:,} of {live:,} calls and chats of these months have no hour yet: hours are told in crowds of "
        "twenty of one weekday, once their month is over, so that nobody's hour can be found out."
    )
    notes = (note,)
    if not placed:
        return Section(key="hours", heading="By hour and weekday", figures=(figure,), notes=notes)
    became = {"answered": _TO_RECORD, "missed": _MISSED, "closed": _CLOSED}
    hours = [f"{hour:02}" for hour in range(24)]
    by_hour = {
        name: [sum(cells[day, hour, code] for day in range(7)) for hour in range(24)] for code, name in became.items()
    }
    attempts = {
        name: [sum(cells[day, hour, code] for code in became) for hour in range(24)]
        for day, name in enumerate(WEEKDAYS)
    }
    return Section(
        key="hours",
        heading="By hour and weekday",
        figures=(figure,),
        notes=notes,
        charts=(
            stacked(
                hours,
                by_hour,
                key="by-hour",
                title="Calls and chats by the hour they came",
                description=f"{figure}. The hour is that of the helpline's clock, all weekdays together.",
            ),
            multiples(
                hours,
                attempts,
                key="by-weekday",
                title="Calls and chats attempted, by weekday and hour",
                description="One line a weekday from midnight to midnight, all to the same measure.",
            ),
        ),
        tables=(_week(cells),),
    )


def _week(cells: Counter[tuple[int, int, str]]) -> Rows:
    def told(day: int, hour: int) -> str:
        all_of_it = sum(cells[day, hour, became] for became in ("answered", "missed", "closed"))
        return f"{cells[day, hour, 'answered']:,} of {all_of_it:,}" if all_of_it else "–"

    return Rows(
        caption="Calls and chats answered, of those attempted",
        headings=("Hour", *WEEKDAYS),
        rows=tuple((f"{hour:02}:00", *(told(day, hour) for day in range(7))) for hour in range(24)),
    )


def _waiting(window: Window) -> Section:
    found = tally.totals(measure=Measure.WAITS, since=window.since, until=window.until, by=("channel", "option"))
    channels = sorted({channel for channel, _ in found})
    figures = tuple(
        window.figure(
            sum(count for (each, _), count in found.items() if each == channel),
            Unit.WAITS,
            Measure.WAITS,
            channels=frozenset({channel}),
        )
        for channel in channels
    )
    parts = {name: [float(found.get((each, band), 0)) for each in channels] for band, name in BAND_NAMES.items()}
    chart = stacked(
        [spoken(each) for each in channels],
        parts,
        key="waiting",
        title="Waits that an answer ended, by how long they were",
        description="; ".join(str(figure) for figure in figures),
    )
    return Section(
        key="waiting",
        heading="Waiting",
        figures=figures or (window.figure(0, Unit.WAITS, Measure.WAITS),),
        notes=("A chat's wait ends when somebody takes it, a message's with the reply. Who gave up is unanswered.",),
        charts=(chart,) if channels else (),
    )


def _unanswered(window: Window, counted: Counted) -> Section:
    missed = {place: count for place, count in counted.items() if place[2] in UNANSWERED}
    figure = window.figure(
        sum(missed.values()), Unit.CONTACTS_UNANSWERED, Measure.CONTACTS, channels=_channels_of(missed)
    )
    chart = stacked(
        window.bars,
        _over_time(window, missed, UNANSWERED, UNANSWERED.values()),
        key="unanswered",
        title="Contacts unanswered, by why",
        description=f"{figure}.",
    )
    return Section(key="unanswered", heading="Unanswered", figures=(figure,), charts=(chart,) if missed else ())


def _channels(counted: Counted, total: Figure) -> Section:
    sums = Counter[tuple[str, str]]()
    for (_, channel, outcome), count in counted.items():
        sums[channel, _BY_OUTCOME.get(outcome, _NOTHING)] += count
    channels = sorted({channel for channel, _ in sums})
    chart = stacked(
        [spoken(each) for each in channels],
        {kind: [sums[channel, kind] for channel in channels] for kind in _KINDS},
        key="channels",
        title="Contacts attempted, by channel",
        description=f"{total}.",
    )
    return Section(key="channels", heading="Channels", figures=(total,), charts=(chart,) if channels else ())


def _groups(window: Window, total: Figure) -> Section:
    found = tally.over_months(
        measure=Measure.CONTACTS, since=window.since, until=window.until, along=Along.CALLER_GROUP
    )
    ordered = sorted(((code, count) for (code, _), count in found.items()), key=lambda each: (each[0] == "", -each[1]))
    chart = _ordered("groups", "Contacts attempted, by caller group", ordered, total)
    return Section(
        key="groups",
        heading="Caller groups",
        figures=(total,),
        notes=("A contact of which nobody recorded a group is “Not said”: what was missed, above all.",),
        charts=(chart,) if ordered else (),
    )


def _ordered(key: str, title: str, ordered: list[tuple[str, int]], total: Figure) -> Chart:
    names = [spoken(code) for code, _ in ordered]
    parts = {"Contacts attempted": [float(count) for _, count in ordered]}
    return stacked(names, parts, key=key, title=title, description=f"{total}.")


def _areas(window: Window, total: Figure) -> Section:
    found = tally.over_months(measure=Measure.CONTACTS, since=window.since, until=window.until, along=Along.AREA)
    names = {each.code: each.name for each in tree()}
    said = {code: count for (code, _), count in found.items() if code}
    figure = window.figure(
        sum(said.values()),
        Unit.CONTACTS_ATTEMPTED,
        Measure.CONTACTS,
        channels=total.channels,
        area_rule=AreaRule.SAID,
    )
    most = sorted(said.items(), key=lambda each: (-each[1], each[0]))
    tiles = [
        Tile(name=names.get(code, code), short=names.get(code, code)[:8], value=float(count))
        for code, count in most[:MOST_TILES]
    ]
    chart = (
        tile_map(
            tiles,
            key="areas",
            title="Contacts attempted, by area"
            if len(most) <= MOST_TILES
            else f"Contacts attempted, the {MOST_TILES} areas with most",
            description=f"{figure}.",
            value_name="Contacts attempted",
        )
        if tiles
        else None
    )
    rows = tuple((names.get(code, code), f"{count:,}") for code, count in most)
    return Section(
        key="areas",
        heading="Areas",
        figures=(figure,),
        notes=(
            f"For {total.value - figure.value:,} more nobody recorded an area.",
            "Help-seekers and modules have no area: a seeker's form is sealed, and a count could open it.",
        ),
        charts=(chart,) if chart else (),
        tables=(Rows(caption="All areas", headings=("Area", "Contacts attempted"), rows=rows),)
        if len(most) > MOST_TILES
        else (),
    )


def _channels_of(counted: Counted) -> frozenset[str]:
    return frozenset(channel for _, channel, _ in counted if channel)
