"""What there is to judge by: earlier figures, and after them what was counted here, in whole months or weeks.

The two are put together only where unit and area rule are the same; where not, the reason is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from quietline.campaigns.areas.queries import tree, with_parts
from quietline.campaigns.plans.rules import Planned
from quietline.insights import Refused, Series
from quietline.insights.evaluation.design import LEAST_CAMPAIGN
from quietline.insights.evaluation.periods import Period
from quietline.insights.words import listed
from quietline.tally import queries as tally
from quietline.tally.history import queries as history
from quietline.tally.history.rules import Step
from quietline.tally.measures import Measure
from quietline.tally.units import AreaRule, Figure, Unit, Unlike

UNITS = {
    Measure.HELP_SEEKERS: Unit.HELP_SEEKERS,
    Measure.CONTACTS: Unit.CONTACTS_ATTEMPTED,
    Measure.MODULES_DONE: Unit.MODULES_DONE,
}
# What is told apart by area here: contacts, by what their records say. Everything else counts for the whole helpline.
_RULES_HERE = {Measure.CONTACTS: AreaRule.SAID}
_SPOKEN = {Unit.HELP_SEEKERS: "help-seekers"}


@dataclass(frozen=True, slots=True, kw_only=True)
class There:
    """A series with each of its areas as a figure, and what a reader must know of how it was put together."""

    series: Series
    figures: tuple[tuple[str, Figure], ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """One area with its parts; `codes` is None for all there are."""

    name: str
    codes: frozenset[str] | None
    compared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """Whose numbers in which periods."""

    measure: Measure
    period: Period
    starts: tuple[date, ...]
    places: tuple[_Place, ...]

    @property
    def unit(self) -> Unit:
        return UNITS[self.measure]

    @property
    def codes(self) -> frozenset[str] | None:
        some = [place.codes for place in self.places if place.codes is not None]
        return frozenset().union(*some) if len(some) == len(self.places) else None

    @property
    def rule_here(self) -> AreaRule:
        return AreaRule.NONE if self.codes is None else _RULES_HERE.get(self.measure, AreaRule.NONE)

    def shown(self, start: date) -> str:
        return f"{start:%B %Y}" if self.period is Period.MONTH else f"the week from {start:%-d %B %Y}"


def read(*, planned: Planned, begins_on: date, today: date) -> There:
    """The series that a plan is judged by, up to the last whole period before today.

    Raises:
        Refused: it can't be judged by what there is; the text says why and what would help.
    """
    return _read(planned, _starts(planned, begins_on, today), begins_on)


def _read(planned: Planned, starts: tuple[date, ...], begins_on: date | None) -> There:
    """The series of these periods; with a start it must hold that, without one it need not."""
    asked = _Asked(
        measure=Measure(planned.outcome),
        period=Period(planned.step),
        starts=starts,
        places=_places(planned),
    )
    past = {place: _past(asked, place) for place in asked.places}
    notes = _other_units(asked) if not any(past.values()) else []
    here_from, why_not = _here_from(asked, past)
    notes += why_not
    if here_from is not None and asked.rule_here is AreaRule.SAID:
        notes.append("A contact for which nobody said an area is in no area's number.")
    known = {place: _joined(asked, place, numbers, here_from) for place, numbers in past.items()}
    run, left_out = _whole_run(asked, known, begins_on, notes)
    notes += left_out
    rule = _rule(asked, any(past.values()))
    return There(
        series=_series(asked, known, run),
        figures=tuple((place.name, _figure(asked, place, known[place], rule)) for place in asked.places),
        notes=tuple(notes),
    )


def read_before(*, planned: Planned, begins_on: date, today: date) -> There:
    """The past of a campaign that is ahead, by the same rules, up to the last whole period before today or its start.

    Raises:
        Refused: there is no past to look ahead from; the text says why.
    """
    period = Period(planned.step)
    end = min(period.begins_on(begins_on), period.begins_on(today))
    return _read(planned, _past_starts(planned, begins_on, end), None)


def _past_starts(planned: Planned, begins_on: date, end: date) -> tuple[date, ...]:
    period = Period(planned.step)
    first = _first(planned, begins_on)
    if first >= end:
        raise Refused(
            f"No whole {period.value} of the planned window is over yet: there is no past to look ahead from."
        )
    return tuple(period.after(first, step) for step in range(period.steps(first, end)))


def _first(planned: Planned, begins_on: date) -> date:
    period, month = Period(planned.step), begins_on.replace(day=1)
    try:
        return period.begins_on(Period.MONTH.after(month, -planned.months_before))
    except ValueError:
        raise Refused(f"No calendar reaches {planned.months_before} months back from {begins_on}.") from None


def _starts(planned: Planned, begins_on: date, today: date) -> tuple[date, ...]:
    """The planned window as far as it is over."""
    period, month = Period(planned.step), begins_on.replace(day=1)
    if period.begins_on(begins_on) >= period.begins_on(today):
        when = "begins" if begins_on > today else "began"
        raise Refused(
            f"The campaign {when} on {begins_on:%-d %B %Y}: no whole {period.value} of it is over. "
            f"Can't tell yet: needs {period.spoken(LEAST_CAMPAIGN)} of the campaign."
        )
    first = _first(planned, begins_on)
    end = min(period.begins_on(Period.MONTH.after(month, planned.months_after)), period.begins_on(today))
    return tuple(period.after(first, step) for step in range(period.steps(first, end)))


def _places(planned: Planned) -> tuple[_Place, ...]:
    areas = tree()
    many = Counter(area.name for area in areas)
    names = {area.code: area.name if many[area.name] == 1 else f"{area.name} ({area.code})" for area in areas}
    own = {code: with_parts([code]) for code in planned.areas}
    compared = {code: with_parts([code]) for code in planned.comparison_areas}
    everything = set().union(*own.values())
    for code, parts in compared.items():
        others = set().union(*(other for name, other in compared.items() if name != code))
        if parts & (everything | others):
            raise Refused(f"{names[code]} has a part in common with another area of the plan: it would count twice.")
    if everything >= names.keys():
        return (_Place(name=listed([names[code] for code in own]), codes=None, compared=False),)
    if sum(map(len, own.values())) > len(everything):  # one lies within another
        own = {next(iter(own)): everything}
        name = listed([names[code] for code in planned.areas])
        ours = [_Place(name=name, codes=frozenset(everything), compared=False)]
    else:
        ours = [_Place(name=names[code], codes=frozenset(parts), compared=False) for code, parts in own.items()]
    theirs = [_Place(name=names[code], codes=frozenset(parts), compared=True) for code, parts in compared.items()]
    return (*ours, *theirs)


def _past(asked: _Asked, place: _Place) -> dict[date, int | None]:
    found = history.series(unit=asked.unit, step=Step(asked.period), areas=place.codes)
    return {start: found[start] for start in asked.starts if start in found}


def _other_units(asked: _Asked) -> list[str]:
    """Earlier figures of other units or steps: they are there, and can't be used."""
    there = history.units()
    said = sorted(f"{unit.shown} by {step.value}" for unit, step in there)
    wanted = f"{asked.unit.shown} by {asked.period.value}"
    if not said:
        return [f"No earlier figures were brought in; the plan is judged by {wanted}."]
    if (asked.unit, Step(asked.period)) in there:
        return [f"The earlier figures of {wanted} name none of the plan's areas."]
    there_is = f"The earlier figures are {'; '.join(said)}; the plan is judged by {wanted}."
    return [f"{there_is} Unlike figures are not put together."]


def _here_from(asked: _Asked, past: Mapping[_Place, Mapping[date, object]]) -> tuple[date | None, list[str]]:
    """From which period on the helpline's own counts go on, or why they can't."""
    began = tally.first_day(measure=asked.measure)
    if began is None:
        return None, []
    ended = max((start for numbers in past.values() for start in numbers), default=None)
    if ended is None:
        if asked.codes is not None and asked.rule_here is AreaRule.NONE:
            return None, [_not_by_area(asked)]
        start = asked.period.begins_on(began)
        return (start if start == began else asked.period.after(start)), []
    following = asked.period.after(ended)
    if following > asked.starts[-1]:
        return None, []
    try:
        for rule in _past_rules(asked):
            _part(asked, asked.starts[0], following, rule) + _part(asked, following, None, asked.rule_here)
    except Unlike as unlike:
        return None, [f"What was counted here after {asked.shown(ended)} is left out. {unlike}."]
    # The period right after the earlier figures is whole: whoever handed over counted until then.
    start = asked.period.begins_on(began)
    return following if start <= following else asked.period.after(start), []


def _part(asked: _Asked, since: date, end: date | None, rule: AreaRule) -> Figure:
    until = asked.period.last_day(asked.starts[-1] if end is None else asked.period.after(end, -1))
    return Figure(value=0, unit=asked.unit, since=since, until=until, area_rule=rule)


def _past_rules(asked: _Asked) -> set[AreaRule]:
    if asked.codes is None:
        return {AreaRule.NONE}
    return history.area_rules(unit=asked.unit, step=Step(asked.period), areas=asked.codes)


def _rule(asked: _Asked, has_past: bool) -> AreaRule:  # noqa: FBT001
    """By what the areas of the series are known.

    Raises:
        Refused: by several things.
    """
    rules = _past_rules(asked) if has_past else {asked.rule_here}
    if len(rules) > 1:
        ways = " and by ".join(sorted(rule.shown for rule in rules))
        raise Refused(f"The areas of the earlier figures are known by {ways}: these can't be put together.")
    return next(iter(rules))


def _not_by_area(asked: _Asked) -> str:
    return (
        f"Here {asked.unit.shown} are counted for the whole helpline, not by area. Plan by contacts, "
        "plan for all areas together, or bring in earlier figures that tell areas apart."
    )


def _joined(
    asked: _Asked, place: _Place, past: Mapping[date, int | None], here_from: date | None
) -> dict[date, int | None]:
    """Each period's number; none where nothing is known."""
    known: dict[date, int | None] = dict.fromkeys(asked.starts) | dict(past)
    if here_from is not None:
        last = asked.period.last_day(asked.starts[-1])
        days = tally.by_day(measure=asked.measure, since=here_from, until=last, areas=place.codes)
        here = Counter[date]()
        for day, count in days.items():
            here[asked.period.begins_on(day)] += count
        known |= {start: here[start] for start in asked.starts if start >= here_from}
    return known


def _whole_run(
    asked: _Asked, known: Mapping[_Place, Mapping[date, int | None]], begins_on: date | None, notes: list[str]
) -> tuple[tuple[date, ...], list[str]]:
    """The last periods without a hole, and what was left out for that.

    Raises:
        Refused: they do not hold the campaign's start.
    """
    whole = [all(numbers[start] is not None for numbers in known.values()) for start in asked.starts]
    if not any(whole):
        raise Refused(" ".join([*notes, "There is no period for which all areas of the plan have a number."]))
    end = len(whole) - whole[::-1].index(True)
    first = end
    while first and whole[first - 1]:
        first -= 1
    run = asked.starts[first:end]
    start = None if begins_on is None else asked.period.begins_on(begins_on)
    if start is not None and not run[0] < start <= run[-1]:
        raise Refused(" ".join([*notes, _no_start(asked, run, start)]))
    left_out = []
    if hole := [begin for begin, is_whole in zip(asked.starts[:first], whole, strict=False) if not is_whole]:
        left_out.append(
            f"The series begins with {asked.shown(run[0])}: in {asked.period.spoken(len(hole))} of the planned window "
            "before it a number is missing."
        )
    if end < len(asked.starts):
        left_out.append(f"There are no numbers after {asked.shown(run[-1])}.")
    return run, left_out


def _no_start(asked: _Asked, run: tuple[date, ...], start: date) -> str:
    there = f"There are whole numbers from {asked.shown(run[0])} to {asked.shown(run[-1])}"
    if run[-1] < start:
        return f"{there}, and none of the campaign. Can't tell yet: needs {asked.period.spoken(LEAST_CAMPAIGN)} of it."
    return f"{there} only; a series needs numbers from before the campaign, and none missing since."


def _series(asked: _Asked, known: Mapping[_Place, Mapping[date, int | None]], run: tuple[date, ...]) -> Series:
    numbers = {place: tuple(known[place][start] or 0 for start in run) for place in asked.places}
    own = {place.name: counts for place, counts in numbers.items() if not place.compared}
    return Series(
        starts=run,
        counts=tuple(map(sum, zip(*own.values(), strict=True))),
        unit=_SPOKEN.get(asked.unit, asked.unit.shown),
        area=listed(list(own)),
        comparisons={place.name: counts for place, counts in numbers.items() if place.compared},
        areas=own if len(own) > 1 else {},
    )


def _figure(asked: _Asked, place: _Place, numbers: Mapping[date, int | None], rule: AreaRule) -> Figure:
    """All that is known of the planned window, with how much is not."""
    since, until = asked.starts[0], asked.period.last_day(asked.starts[-1])
    channels = history.channels(unit=asked.unit, step=Step(asked.period), areas=place.codes)
    return Figure(
        value=sum(numbers[start] or 0 for start in asked.starts),
        unit=asked.unit,
        since=since,
        until=until,
        area_rule=rule,
        channels=channels | tally.channels(measure=asked.measure, since=since, until=until, areas=place.codes),
        missing=sum(numbers[start] is None for start in asked.starts),
    )
