"""What is published of an evaluation: which areas together, a blunted ratio, a sentence without a count.

An evaluation is made of true counts, and no noise stands between them and its ratio. So it is not under the budget of
the tables. What is left to see is kept small: areas with few counts are judged together only, ratio and interval are
rounded to two digits, and no count, expected number or number of additional contacts leaves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

from quietline.insights.evaluation.periods import Period
from quietline.insights.evaluation.results import Estimate, Evaluation
from quietline.insights.evaluation.sentences import caveats
from quietline.insights.releases.checks import ancestors
from quietline.insights.releases.document import PublishedEvaluation, Ratio
from quietline.insights.releases.tables import LEAST_A_MONTH, RATIO_STEP
from quietline.insights.releases.wording import NotPublishable
from quietline.insights.words import spoken_window, together

MOST_TIMES = Decimal(1_000)  # a ratio above is told as this: there was next to nothing to compare with


def merged(
    a_month: Mapping[str, float], parents: Mapping[str, str | None], *, least: float = LEAST_A_MONTH
) -> list[tuple[str, ...]]:
    """Which areas are judged together so that each has enough counts a month, in order of their codes.

    An area that has enough stands alone. The others of one parent are put together; if that is too few, the smallest
    neighbour under that parent joins; without one, they go up and are put together with what is left there.

    Args:
        a_month: the mean number of counts a month before the campaign, by area. It decides, and does not leave.
        parents: of each area and of all that it lies in.

    Raises:
        NotPublishable: all of them together have too few.
    """
    if sum(a_month.values()) < least:
        raise NotPublishable(f"All areas together have fewer than {least:g} a month: nothing is published of them.")
    groups: list[_Group] = [((area,), _above(area, parents)) for area in sorted(a_month)]
    deepest = max(len(above) for _, above in groups)
    for level in range(deepest, -1, -1):
        groups = _merged_at(level, groups, a_month, least)
    return sorted(areas for areas, _ in groups)


_Group = tuple[tuple[str, ...], tuple[str, ...]]  # areas, and what they lie in from the top down


def _above(area: str, parents: Mapping[str, str | None]) -> tuple[str, ...]:
    return ancestors(area, parents)[::-1]


def _merged_at(level: int, groups: list[_Group], a_month: Mapping[str, float], least: float) -> list[_Group]:
    """Put together what is too small under each parent of a level, and send up what still is."""
    families: dict[tuple[str, ...], list[_Group]] = defaultdict(list)
    found = [group for group in groups if len(group[1]) < level]
    for areas, above in groups:
        if len(above) >= level:
            families[above[:level]].append((areas, above))

    def size(group: _Group) -> float:
        return sum(a_month[area] for area in group[0])

    for above, family in families.items():
        small = [group for group in family if size(group) < least]
        large = sorted((group for group in family if size(group) >= least), key=lambda one: (size(one), one[0]))
        if small and sum(map(size, small)) < least and large:
            small.append(large.pop(0))
        found += large
        if small:
            found.append((tuple(sorted(area for areas, _ in small for area in areas)), above[: max(0, level - 1)]))
    return found


def rounded(estimate: Estimate) -> Ratio:
    """A ratio as it is published."""
    low, middle, high = (_step(number) for number in (estimate.low, estimate.middle, estimate.high))
    return Ratio(low=low, middle=middle, high=high)


def _step(number: float) -> Decimal:
    # Not `round`: what is written is decided by the decimal number that the float stands for.
    return min(MOST_TIMES, Decimal(number) if number < MOST_TIMES else MOST_TIMES).quantize(
        RATIO_STEP, rounding=ROUND_HALF_EVEN
    )


def evaluation_of(
    told: Evaluation, *, campaign: str, areas: Mapping[str, str], campaign_name: str = "the campaign"
) -> PublishedEvaluation:
    """What may leave of an evaluation.

    Args:
        areas: names by code, of the areas whose counts are in it; empty: the whole service.
        campaign_name: as it stands in the sentence.

    Raises:
        NotPublishable: there were fewer than 20 counts a month before the campaign.
    """
    if told.ratio and told.before_events < LEAST_A_MONTH * told.before_months:
        raise NotPublishable(
            f"Before the campaign there were fewer than {LEAST_A_MONTH} {told.series.unit} a month. "
            "Put areas together (`merged` says which) and judge them as one."
        )
    ratio = rounded(told.ratio) if told.ratio else None
    first, last = told.window
    return PublishedEvaluation(
        campaign=campaign,
        areas=tuple(areas),
        unit=told.series.unit,
        first_on=first,
        last_on=last,
        ratio=ratio,
        sentence=_sentence(told, ratio, sorted(areas.values()), campaign_name),
        comparisons=tuple(told.series.comparisons),
        fragile=told.fragile,
        changed=told.plan.changed,
    )


def _sentence(told: Evaluation, ratio: Ratio | None, areas: list[str], campaign: str) -> str:
    unit, where, when = told.series.unit, _where(areas), spoken_window(*told.window)
    if ratio is None:
        parts = [_not_yet(told, where, when)]
    elif ratio.low > 1 or ratio.high < 1:
        parts = [
            (
                f"{when[0].upper()}{when[1:]} the number of {unit}{where} {_moved(ratio)} against what was to be "
                f"expected without {campaign}."
            )
        ]
    else:
        parts = [
            (
                f"There is no clear evidence that {campaign} changed the number of {unit}{where} {when}; the figures "
                f"fit anything from {_change(ratio.low)} to {_change(ratio.high)} (95% interval)."
            )
        ]
    parts += caveats(told, fragile="a simpler method, run beside it, comes to another verdict")
    return " ".join(parts)


def _moved(ratio: Ratio) -> str:
    times = f"{ratio.middle} times as many, 95% interval {ratio.low} to {ratio.high}"
    if ratio.may_say_more_than_doubled:
        return f"more than doubled ({times})"
    if ratio.may_say_doubled:
        return f"doubled ({times})"
    interval = sorted((ratio.low, ratio.high), key=lambda limit: abs(limit - 1))
    percents = f"95% interval {_percent(interval[0])} to {_percent(interval[1])}"
    return f"{'rose' if ratio.low > 1 else 'fell'} by {_percent(ratio.middle)} ({percents})"


def _change(ratio: Decimal) -> str:
    if ratio == 1:
        return "no change"
    return f"{'a rise' if ratio > 1 else 'a fall'} of {_percent(ratio)}"


def _percent(ratio: Decimal) -> str:
    return f"{abs(ratio - 1) * 100:,.0f}%"


def _not_yet(told: Evaluation, where: str, when: str) -> str:
    wants = []
    if told.needs_months:
        wants.append(f"{Period.MONTH.spoken(told.needs_months)} more from before")
    if told.needs_periods:
        wants.append(f"{told.series.period.spoken(told.needs_periods)} more of the campaign")
    needs = f": it needs {' and '.join(wants)}" if wants else ""
    return f"Whether the number of {told.series.unit}{where} changed {when} can't be told yet{needs}."


def _where(areas: list[str]) -> str:
    return f" in {together(areas)}" if areas else ""
