"""A thread's states, walked at random: where it can come to, and what can never happen to it again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from quietline.contact.states import STEPS, TABLE, Event, NotPossible, State, after, possible

SHUT = {State.WITHDRAWN, State.ERASED}


class Walk(RuleBasedStateMachine):
    """A thread from where it begins; whatever the table allows is done, whatever it does not is tried."""

    @initialize(begins=st.sampled_from(sorted(TABLE.begins.values())))
    def begin(self, begins: State) -> None:
        self.state = begins
        self.was = [begins]
        self.held = False

    @precondition(lambda self: possible(self.state))
    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(sorted(possible(self.state))))
        self.state = after(self.state, event)
        self.was.append(self.state)
        self.held = self._held_after(event)

    def _held_after(self, event: Event) -> bool:
        if event in {Event.TAKE, Event.ASSIGN, Event.REPLY, Event.TRANSFER, Event.STEP_IN}:
            return True
        return self.held and event is Event.SEEKER_WRITES

    @precondition(lambda self: len(possible(self.state)) < len(Event))
    @rule(data=st.data())
    def try_what_is_not_possible(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from([each for each in Event if each not in possible(self.state)]))
        with pytest.raises(NotPossible) as refusal:
            after(self.state, event)
        assert (refusal.value.state, refusal.value.event) == (self.state, event)
        assert str(event) in str(refusal.value)

    @invariant()
    def taken_means_that_somebody_holds_it(self) -> None:
        assert (self.state is State.TAKEN) == self.held

    @invariant()
    def what_was_withdrawn_stays_shut(self) -> None:
        if SHUT & set(self.was):
            first = next(number for number, state in enumerate(self.was) if state in SHUT)
            assert self.was[first:] in ([State.WITHDRAWN], [State.WITHDRAWN, State.ERASED], [State.ERASED])

    @invariant()
    def an_open_thread_takes_its_seekers_message_and_their_erase(self) -> None:
        if self.state not in SHUT:
            assert Event.WITHDRAW in possible(self.state)
            assert (Event.SEEKER_WRITES in possible(self.state)) == (self.state is not State.KEPT)

    @invariant()
    def what_was_shown_is_never_again_its_seekers_alone(self) -> None:
        assert State.KEPT not in self.was[1:]


TestWalk = Walk.TestCase


def reachable() -> set[State]:
    found, ahead = set(), [*TABLE.begins.values()]
    while ahead:
        state = ahead.pop()
        found.add(state)
        ahead += [after(state, event) for event in possible(state) if after(state, event) not in found]
    return found


def test_every_state_can_be_reached_from_a_beginning() -> None:
    assert reachable() == set(State)


def test_nothing_leads_out_of_erased() -> None:
    assert possible(State.ERASED) == set()


def test_withdrawn_leads_only_to_erased_by_an_erase_or_by_the_end_of_its_period() -> None:
    leads = {event: after(State.WITHDRAWN, event) for event in possible(State.WITHDRAWN)}
    assert leads == {Event.ERASE: State.ERASED, Event.PERIOD_ENDS: State.ERASED}


@given(events=st.lists(st.sampled_from(Event), max_size=20))
def test_a_withdrawn_thread_never_again_takes_a_message_whatever_is_tried(events: list[Event]) -> None:
    state = State.WITHDRAWN
    for event in events:
        if event in possible(state):
            state = after(state, event)
        assert state in SHUT
        with pytest.raises(NotPossible):
            after(state, Event.SEEKER_WRITES)


def test_the_helpline_can_do_nothing_with_a_plan_that_was_not_shown() -> None:
    assert possible(State.KEPT) == {Event.SHOW, Event.WITHDRAW, Event.PERIOD_ENDS}


def test_only_withdrawing_shuts_a_thread_and_only_that_or_the_end_of_its_period_comes_before_an_erase() -> None:
    assert {event for (_, event), following in STEPS.items() if following is State.WITHDRAWN} == {Event.WITHDRAW}
    erasing = {pair for pair, following in STEPS.items() if following is State.ERASED}
    ends = {(state, Event.PERIOD_ENDS) for state in (State.KEPT, State.WAITING, State.CLOSED, State.WITHDRAWN)}
    assert erasing == {(State.WITHDRAWN, Event.ERASE), *ends}
