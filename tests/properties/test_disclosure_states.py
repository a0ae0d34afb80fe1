"""A disclosure's states, walked at random: nothing is passed on by one person unseen, and an end is an end."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from quietline.safeguarding.disclosures.states import (
    BY_ONE,
    PASSABLE,
    TABLE,
    UNDECIDED,
    DisclosureEvent,
    DisclosureState,
    NotPossible,
    after,
    possible,
)

# What the second person does; the program asks that it is another one, and so does the table in the database.
BY_ANOTHER = {
    DisclosureEvent.AGREE,
    DisclosureEvent.DECIDE_AGAINST,
    DisclosureEvent.CONSULT,
    DisclosureEvent.REFUSE,
    DisclosureEvent.UPHOLD,
    DisclosureEvent.OBJECT,
}


class Walk(RuleBasedStateMachine):
    """From a proposal, or from what one person did alone."""

    @initialize(begins=st.sampled_from(sorted(TABLE.begins.values())))
    def begin(self, begins: DisclosureState) -> None:
        self.state = begins
        self.was = [begins]
        self.done: list[DisclosureEvent] = []

    @precondition(lambda self: possible(self.state))
    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(sorted(possible(self.state))))
        self.state = after(self.state, event)
        self.was.append(self.state)
        self.done.append(event)

    @rule(data=st.data())
    def try_what_is_not_possible(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from([each for each in DisclosureEvent if each not in possible(self.state)]))
        with pytest.raises(NotPossible) as refusal:
            after(self.state, event)
        assert (refusal.value.state, refusal.value.event) == (self.state, event)

    @invariant()
    def what_one_person_did_is_called_so(self) -> None:
        assert (self.state in BY_ONE) == (not BY_ANOTHER & set(self.done))

    @invariant()
    def at_most_one_second_person(self) -> None:
        assert sum(event in BY_ANOTHER for event in self.done) <= 1

    @invariant()
    def an_end_is_an_end(self) -> None:
        assert (self.state in UNDECIDED) == bool(possible(self.state))
        assert set(self.was[:-1]) <= UNDECIDED

    @invariant()
    def passed_on_means_that_two_agreed_or_that_another_upheld_what_was_done_alone(self) -> None:
        if self.state is DisclosureState.PASSED_ON:
            alone = self.was[0] is DisclosureState.PASSED_ALONE
            needed = [DisclosureEvent.UPHOLD] if alone else [DisclosureEvent.AGREE, DisclosureEvent.DISCLOSE]
            assert self.done == needed

    @invariant()
    def a_pack_is_made_only_of_what_two_agreed_to_or_one_did_openly(self) -> None:
        if self.state in PASSABLE:
            agreed = {DisclosureEvent.AGREE, DisclosureEvent.UPHOLD} & set(self.done)
            assert agreed or self.state is DisclosureState.PASSED_ALONE


TestWalk = Walk.TestCase


def test_every_state_can_be_reached() -> None:
    found, ahead = set(), list(TABLE.begins.values())
    while ahead:
        state = ahead.pop()
        found.add(state)
        ahead += [after(state, event) for event in possible(state) if after(state, event) not in found]
    assert found == set(DisclosureState)
