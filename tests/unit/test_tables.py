"""The small table that every thing with states has."""

from __future__ import annotations

from enum import StrEnum

import pytest

from quietline.contact.tables import StepRefused, Table


class Light(StrEnum):
    OFF = "off"
    ON_LOW = "on low"
    GONE = "gone"


class Push(StrEnum):
    PRESS = "press"
    LOOK = "look at it"
    BREAK = "break"


class LightRefused(StepRefused):
    noun = "light"


LIGHT = Table(
    steps={
        (Light.OFF, Push.PRESS): Light.ON_LOW,
        (Light.ON_LOW, Push.PRESS): Light.OFF,
        (Light.ON_LOW, Push.LOOK): Light.ON_LOW,
        (Light.OFF, Push.BREAK): Light.GONE,
    },
    refusal=LightRefused,
    begins={"buy": Light.OFF},
    ends={Light.GONE},
    unseen={Push.LOOK},
)


def test_a_step_leads_where_the_table_says() -> None:
    assert LIGHT.after(Light.OFF, Push.PRESS) is Light.ON_LOW
    assert LIGHT.possible(Light.ON_LOW) == {Push.PRESS, Push.LOOK}
    assert LIGHT.possible(Light.GONE) == set()


def test_what_the_table_does_not_have_is_refused_in_its_own_words() -> None:
    with pytest.raises(LightRefused, match="A light that is on low does not allow: break") as refusal:
        LIGHT.after(Light.ON_LOW, Push.BREAK)
    assert (refusal.value.state, refusal.value.event) == (Light.ON_LOW, Push.BREAK)


def test_the_diagram_has_every_step_that_changes_something() -> None:
    assert LIGHT.diagram().splitlines() == [
        "stateDiagram-v2",
        '    state "on low" as on_low',
        "    [*] --> off: buy",
        "    off --> on_low: press",
        "    on_low --> off: press",
        "    off --> gone: break",
        "    gone --> [*]",
    ]
