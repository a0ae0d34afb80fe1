"""How many get through when several people answer and whoever waits too long goes: the Palm/Erlang-A queue. Pure.

Contacts come by chance at an even rate, are answered in the order they come, take times that scatter exponentially
about their mean, and wait with a patience that does so too. Without patience in the model (Erlang C) an hour with more
to do than people can do would have a queue without end; with nobody waiting at all (Erlang B) too many would be lost.

C. Palm, "Research on telephone traffic carried by full availability groups", Tele 1957; as written out by
A. Mandelbaum and S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue" (2007). Held to the numbers of
O. Garnett, A. Mandelbaum and M. Reiman, "Designing a call center with impatient customers" (2002): a helpline of 50
people, 48 calls a minute, a minute each, two minutes of patience (tests/unit/test_forecast.py).
"""

from __future__ import annotations

from dataclasses import dataclass

# Terms below this part of the largest so far change no printed digit.
_NEGLIGIBLE = 1e-14


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One hour as the queue sees it. Rates and times in the same unit of time.

    Raises:
        ValueError: a time that is not above zero, or something below zero.
    """

    people: int
    contacts: float  # that come in one unit of time
    service: float  # how long one takes, on average
    patience: float  # how long somebody waits before they give up, on average

    def __post_init__(self) -> None:
        if self.service <= 0 or self.patience <= 0 or self.people < 0 or self.contacts < 0:
            raise ValueError("times must be above zero, people and contacts not below it")


@dataclass(frozen=True, slots=True, kw_only=True)
class Through:
    """Lost: the share that gives up. Wait: the average of all, in the unit of the load. Busy: of the people."""

    lost: float
    wait: float
    busy: float


def through(load: Load) -> Through:
    """What becomes of an hour that goes on as it is for long enough to settle."""
    if load.contacts == 0:
        return Through(lost=0.0, wait=0.0, busy=0.0)
    weights, at_work, waiting = 1.0, 0.0, 0.0  # sums over how many are there, the empty state weighing 1
    weight, there, largest = 1.0, 0, 1.0
    while True:
        there += 1
        served = min(there, load.people)
        leaving = served / load.service + (there - served) / load.patience
        weight *= load.contacts / leaving
        weights += weight
        at_work += weight * served
        waiting += weight * (there - served)
        largest = max(largest, weight)
        if weights > 1e200:  # a large helpline's terms outgrow what a number holds: all are made smaller alike
            weights, at_work, waiting, weight, largest = (
                each / 1e200 for each in (weights, at_work, waiting, weight, largest)
            )
        if there > load.people and load.contacts < leaving and weight < _NEGLIGIBLE * largest:
            break
    queue = waiting / weights
    return Through(
        lost=queue / load.patience / load.contacts,
        wait=queue / load.contacts,
        busy=at_work / weights / load.people if load.people else 0.0,
    )
