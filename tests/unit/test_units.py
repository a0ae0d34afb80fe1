from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from quietline.tally.units import AreaRule, Figure, Unit, Unlike

MARCH = Figure(
    value=41,
    unit=Unit.CONTACTS_ANSWERED,
    since=date(2026, 3, 1),
    until=date(2026, 3, 31),
    area_rule=AreaRule.SAID,
    channels=frozenset({"chat"}),
)
APRIL = replace(MARCH, value=9, since=date(2026, 4, 1), until=date(2026, 4, 30), missing=1)


def test_a_figure_is_never_shown_without_what_it_is() -> None:
    assert str(APRIL) == (
        "9 contacts answered, 1 April 2026 to 30 April 2026, by the area that the seeker chose, chat; 1 period missing"
    )


def test_parts_of_a_window_and_windows_that_follow_each_other_add_up() -> None:
    by_call = replace(MARCH, value=2, channels=frozenset({"call"}))
    assert (MARCH + by_call).value == 43
    assert (MARCH + by_call).channels == {"chat", "call"}
    both = APRIL + MARCH
    assert (both.value, both.since, both.until, both.missing) == (50, MARCH.since, APRIL.until, 1)


@pytest.mark.parametrize(
    "change",
    [
        {"unit": Unit.HELP_SEEKERS},
        {"unit": Unit.ARRIVALS},
        {"area_rule": AreaRule.CAMPAIGN},
        {"since": date(2026, 3, 15)},
        {"since": date(2026, 4, 2)},
    ],
)
def test_unlike_figures_are_not_added(change: dict[str, object]) -> None:
    with pytest.raises(Unlike):
        _ = MARCH + replace(APRIL, **change)  # type: ignore[arg-type]


def test_every_unit_and_rule_has_a_name_and_none_is_people() -> None:
    assert all(each.shown for each in (*Unit, *AreaRule))
    assert not [unit for unit in Unit if "people" in unit.shown]
