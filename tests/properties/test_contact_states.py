"""A contact's states, walked at random: what it can become, and when it stands in the figures."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from quietline.contact.contacts.states import (
    BEGINNINGS,
    COUNTED,
    ContactEvent,
    ContactNotPossible,
    ContactState,
    after,
    possible,
)

REPORTS = [ContactEvent.RING, ContactEvent.ANSWER, ContactEvent.MISS, ContactEvent.END]
# By these a contact comes into the figures, or out of them.
COUNTING = {ContactEvent.MISS, ContactEvent.END, ContactEvent.NON_DATA, ContactEvent.FINISH}
UNCOUNTING = {ContactEvent.ANSWER, ContactEvent.TAKE_BACK}


class Walk(RuleBasedStateMachine):
    """A contact from its beginning on; whatever the table allows is done, whatever it does not is tried."""

    @initialize(event=st.sampled_from([*BEGINNINGS, None]))
    def begin(self, event: ContactEvent | None) -> None:
        self.state = BEGINNINGS[event] if event else ContactState.OPEN
        self.answered = self.state is ContactState.OPEN

    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        before = self.state
        event = data.draw(st.sampled_from(sorted(possible(before))))
        self.state = after(before, event)
        self.answered |= self.state is ContactState.OPEN
        if self.state in COUNTED and before not in COUNTED:
            assert event in COUNTING
        if before in COUNTED and self.state not in COUNTED:
            assert event in UNCOUNTING

    @precondition(lambda self: len(possible(self.state)) < len(ContactEvent))
    @rule(data=st.data())
    def try_what_is_not_possible(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from([each for each in ContactEvent if each not in possible(self.state)]))
        with pytest.raises(ContactNotPossible) as refusal:
            after(self.state, event)
        assert (refusal.value.state, refusal.value.event) == (self.state, event)
        assert str(event) in str(refusal.value)

    @invariant()
    def whom_somebody_answered_is_never_missed(self) -> None:
        assert not (self.answered and self.state in {ContactState.MISSED, ContactState.RINGING})


TestWalk = Walk.TestCase


@pytest.mark.parametrize("state", ContactState)
def test_a_report_is_never_refused_in_whatever_state_it_comes(state: ContactState) -> None:
    for event in REPORTS:
        after(state, event)


@given(st.sampled_from(list(permutations([ContactEvent.RING, ContactEvent.ANSWER, ContactEvent.MISS]))))
def test_in_whatever_order_reports_come_an_answered_call_is_open(order: tuple[ContactEvent, ...]) -> None:
    first, *others = order
    state = BEGINNINGS[first]
    for event in others:
        state = after(state, event)
    assert state is ContactState.OPEN


def test_every_state_can_be_reached() -> None:
    found, ahead = set(), [*BEGINNINGS.values(), ContactState.OPEN]
    while ahead:
        state = ahead.pop()
        found.add(state)
        ahead += [after(state, e) for e in possible(state) if after(state, e) not in found]
    assert found == set(ContactState)


def test_a_finished_contact_stays_finished() -> None:
    assert {after(ContactState.WRAPPED_UP, e) for e in possible(ContactState.WRAPPED_UP)} == {ContactState.WRAPPED_UP}
