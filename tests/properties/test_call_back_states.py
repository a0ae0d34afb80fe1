"""A call-back's states, walked at random as the actions walk them: at most three attempts, and an end is an end."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from quietline.contact.call_backs.rules import MOST_ATTEMPTS
from quietline.contact.call_backs.states import ENDED, CallEvent, CallNotPossible, CallState, after, possible

# What can befall a call-back at any moment before its end.
ALWAYS = {CallEvent.CANCEL, CallEvent.EXPIRE}


class Walk(RuleBasedStateMachine):
    """From being asked for; whatever the table allows is done, whatever it does not is tried."""

    @initialize()
    def ask(self) -> None:
        self.state = CallState.ASKED
        self.was = [CallState.ASKED]
        self.attempts = 0
        self.has_place = False

    @precondition(lambda self: possible(self.state))
    @rule(data=st.data())
    def step(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(sorted(possible(self.state))))
        self._follow(event)
        if event is CallEvent.ATTEMPT:
            self.attempts += 1
        if event is CallEvent.MISS and self.attempts >= MOST_ATTEMPTS:
            self._follow(CallEvent.FINISH)

    def _follow(self, event: CallEvent) -> None:
        self.state = after(self.state, event)
        self.was.append(self.state)
        if event in {CallEvent.BOOK, CallEvent.LOSE_TIME}:
            self.has_place = event is CallEvent.BOOK
        self.has_place = self.has_place and self.state not in ENDED

    @rule(data=st.data())
    def try_what_is_not_possible(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from([each for each in CallEvent if each not in possible(self.state)]))
        with pytest.raises(CallNotPossible) as refusal:
            after(self.state, event)
        assert (refusal.value.state, refusal.value.event) == (self.state, event)

    @invariant()
    def there_are_three_attempts_at_most(self) -> None:
        assert self.attempts <= MOST_ATTEMPTS

    @invariant()
    def an_end_is_an_end(self) -> None:
        assert not ENDED & set(self.was[:-1])
        assert (self.state in ENDED) == (not possible(self.state))

    @invariant()
    def it_can_be_called_off_and_runs_out_until_then(self) -> None:
        if self.state not in ENDED:
            assert possible(self.state) >= ALWAYS

    @invariant()
    def nobody_is_rung_who_has_no_time(self) -> None:
        if self.state in {CallState.BOOKED, CallState.ATTEMPTED}:
            assert self.has_place

    @invariant()
    def who_lost_their_time_holds_no_place_and_can_choose_another(self) -> None:
        if self.state is CallState.NEEDS_TIME:
            assert not self.has_place
            assert CallEvent.BOOK in possible(self.state)
            assert CallEvent.ATTEMPT not in possible(self.state)


TestWalk = Walk.TestCase


def test_every_state_can_be_reached() -> None:
    found, ahead = set(), [CallState.ASKED]
    while ahead:
        state = ahead.pop()
        found.add(state)
        ahead += [after(state, event) for event in possible(state) if after(state, event) not in found]
    assert found == set(CallState)


def test_who_was_reached_is_never_called_cancelled_or_expired() -> None:
    assert {after(CallState.REACHED, event) for event in possible(CallState.REACHED)} == {CallState.DONE}
