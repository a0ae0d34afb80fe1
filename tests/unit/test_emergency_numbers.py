"""Whom to call in an emergency: kept for a minute, and there whatever becomes of the site's pages."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from django.db import OperationalError

from quietline.ui.emergency import BUILT_IN, Call, EmergencyNumbers, Purpose

OWN = (Call(Purpose.DANGER, "Danger", "112"), Call(Purpose.LIFE, "Life", "+44 1632 960116", who="Listeners"))


def test_what_an_editor_wrote_stands_until_it_is_forgotten() -> None:
    numbers, said = EmergencyNumbers(now=lambda: 0), [OWN]
    numbers.read_from(lambda language: said[0])
    assert (numbers.of("en").danger.number, numbers.of("en").life.dialled) == ("112", "+441632960116")
    said[0] = ()
    assert numbers.of("en").all == OWN
    numbers.forget()
    assert numbers.of("en").all == BUILT_IN


@pytest.mark.parametrize("said", [(), OWN[:1], OWN[1:]])
def test_without_the_two_that_are_said_everywhere_the_usual_ones_stand(said: Sequence[Call]) -> None:
    numbers = EmergencyNumbers()
    numbers.read_from(lambda language: said)
    assert numbers.of("cy").all == BUILT_IN


def test_a_database_in_trouble_takes_no_number_away() -> None:
    at = [0.0]

    def source(language: str) -> Sequence[Call]:
        if at[0]:
            raise OperationalError
        return OWN

    numbers = EmergencyNumbers(now=lambda: at[0])
    numbers.read_from(source)
    assert numbers.of("en").all == OWN
    at[0] = 1e6
    assert numbers.of("en").all == OWN
    assert numbers.of("pl").all == BUILT_IN
