"""Reading a plan: only ever with the key that its seeker's phrase or cookie led to."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from quietline.contact.committing import ThreadGone
from quietline.contact.models import SEEKER
from quietline.contact.plans.models import CheckIn, Plan
from quietline.contact.plans.rules import CheckInText, PlanText
from quietline.contact.queries import OpenThread
from quietline.vault import CannotOpen, Place, Purpose, Sealed, ThreadKey, open_sealed


@dataclass(frozen=True, slots=True)
class OpenPlan:
    """A plan with its check-ins, oldest first, opened for the length of one request."""

    version: int
    text: PlanText
    check_ins: list[CheckInText]
    next_number: int  # of the check-in that comes next

    @property
    def first(self) -> CheckInText | None:
        """What later check-ins are laid beside: the starting point, or else the first check-in."""
        return self.check_ins[0] if self.check_ins else None

    @property
    def last(self) -> CheckInText | None:
        """The newest check-in, where there is one besides the first."""
        return self.check_ins[-1] if len(self.check_ins) > 1 else None


def plan_of(opened: OpenThread) -> OpenPlan:
    """The plan of the thread that stands open.

    Raises:
        CannotOpen: it has none, or whoever has it open can't read it.
        ThreadGone: it was erased meanwhile.
    """
    key = key_of(opened)
    plan = Plan.objects.filter(thread=opened.thread).first()
    if plan is None:
        raise ThreadGone
    rows = list(plan.check_ins.all())
    return OpenPlan(
        version=plan.version,
        text=text_of(plan, key),
        check_ins=[check_in_of(row, key, opened.thread.pk) for row in rows],
        next_number=rows[-1].number + 1 if rows else 0,
    )


def key_of(opened: OpenThread) -> ThreadKey:
    """The key of the plan in this thread.

    Raises:
        CannotOpen: there is no plan in it, or it was opened with the line's key.
    """
    if opened.plan_key is None:
        raise CannotOpen
    return opened.plan_key


def text_of(plan: Plan, key: ThreadKey) -> PlanText:
    place = plan_place(plan.thread_id, plan.version)
    return PlanText.from_bytes(open_sealed(key, Sealed(bytes(plan.sealed)), place=place))


def check_in_of(row: CheckIn, key: ThreadKey, thread_id: UUID) -> CheckInText:
    place = check_in_place(thread_id, row.number)
    return CheckInText.from_bytes(open_sealed(key, Sealed(bytes(row.sealed)), place=place))


def plan_place(thread_id: UUID, version: int) -> Place:
    return Place(purpose=Purpose.PLAN, thread_id=thread_id, sequence=version, author=SEEKER)


def check_in_place(thread_id: UUID, number: int) -> Place:
    return Place(purpose=Purpose.CHECK_IN, thread_id=thread_id, sequence=number, author=SEEKER)
