"""The states of a disclosure, as a table."""

from __future__ import annotations

from enum import StrEnum

from quietline.contact.tables import StepRefused, Table


class DisclosureState(StrEnum):
    PROPOSED = "proposed"  # one person proposed what to do; another has to decide
    AGREED = "agreed"  # two decided to pass it on; that is still to be done
    PASSED_ON = "passed on"
    NOT_PASSED_ON = "not passed on"  # two decided against
    CONSULTING = "consulting"  # two decided to ask for advice first
    CONSULTED = "consulted"  # the advice is there; whatever follows is a proposal of its own
    REFUSED = "refused"  # the second person refused what was proposed
    WITHDRAWN = "withdrawn"  # whoever proposed it took it back
    CALLED_OFF = "called off"  # agreed, and then not done
    PASSED_ALONE = "passed on alone"  # one person acted where minutes counted; a second look is owed within a day
    OBJECTED = "objected to"  # the second look found it wrong


class DisclosureEvent(StrEnum):
    AGREE = "agree to pass it on"
    DECIDE_AGAINST = "agree not to pass it on"
    CONSULT = "agree to consult"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    DISCLOSE = "pass on"
    CALL_OFF = "call off"
    END_CONSULTING = "end consulting"
    UPHOLD = "uphold"
    OBJECT = "object"


STEPS: dict[tuple[DisclosureState, DisclosureEvent], DisclosureState] = {
    (DisclosureState.PROPOSED, DisclosureEvent.AGREE): DisclosureState.AGREED,
    (DisclosureState.PROPOSED, DisclosureEvent.DECIDE_AGAINST): DisclosureState.NOT_PASSED_ON,
    (DisclosureState.PROPOSED, DisclosureEvent.CONSULT): DisclosureState.CONSULTING,
    (DisclosureState.PROPOSED, DisclosureEvent.REFUSE): DisclosureState.REFUSED,
    (DisclosureState.PROPOSED, DisclosureEvent.WITHDRAW): DisclosureState.WITHDRAWN,
    (DisclosureState.AGREED, DisclosureEvent.DISCLOSE): DisclosureState.PASSED_ON,
    (DisclosureState.AGREED, DisclosureEvent.CALL_OFF): DisclosureState.CALLED_OFF,
    (DisclosureState.CONSULTING, DisclosureEvent.END_CONSULTING): DisclosureState.CONSULTED,
    (DisclosureState.PASSED_ALONE, DisclosureEvent.UPHOLD): DisclosureState.PASSED_ON,
    (DisclosureState.PASSED_ALONE, DisclosureEvent.OBJECT): DisclosureState.OBJECTED,
}
# As long as it is in one of these, its thread's concern can't be settled.
UNDECIDED = frozenset(
    {
        DisclosureState.PROPOSED,
        DisclosureState.AGREED,
        DisclosureState.CONSULTING,
        DisclosureState.PASSED_ALONE,
    }
)
# In these nobody else has acted.
BY_ONE = frozenset({DisclosureState.PROPOSED, DisclosureState.WITHDRAWN, DisclosureState.PASSED_ALONE})
# In these a pack can be made.
PASSABLE = frozenset({DisclosureState.AGREED, DisclosureState.PASSED_ON, DisclosureState.PASSED_ALONE})


class NotPossible(StepRefused):
    """The disclosure's state does not allow this."""

    noun = "disclosure"


TABLE = Table(
    steps=STEPS,
    refusal=NotPossible,
    begins={"propose": DisclosureState.PROPOSED, "break the glass": DisclosureState.PASSED_ALONE},
    ends={state for state in DisclosureState if state not in UNDECIDED},
)
after, possible = TABLE.after, TABLE.possible
