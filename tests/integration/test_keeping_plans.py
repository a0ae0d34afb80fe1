"""A plan under a return phrase: its seeker's alone until it is shown, and then no more than what was shown."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.contact import actions as contact
from quietline.contact import derivations, outbox, queries
from quietline.contact.contacts.queries import thread_by_reference
from quietline.contact.making import Opened
from quietline.contact.models import LineHold, Message, Opening, PhraseHold, Thread
from quietline.contact.plans import actions
from quietline.contact.plans.actions import ChangedMeanwhile
from quietline.contact.plans.models import CheckIn, Plan
from quietline.contact.plans.queries import plan_of, plan_place
from quietline.contact.plans.rules import MOST_CHECK_INS, CheckInText, Part, PlanText, Rating
from quietline.contact.reapplying import erase_again
from quietline.contact.retention import actions as retention
from quietline.contact.retention import queries as kept
from quietline.contact.retention.actions import HoldRefused
from quietline.contact.retention.rules import Kind
from quietline.contact.states import NotPossible
from quietline.contact.tombstones.models import Tombstone
from quietline.contact.tombstones.rules import Erased
from quietline.contact.tombstones.rules import Kind as Stone
from quietline.tally.measures import Measure
from quietline.tally.queries import total
from quietline.vault import CannotOpen, Sealed, open_sealed
from tests.factories.helpline import Helpline, as_practitioner, read_by, write_to
from tests.factories.plans import PLAN, REASON, START, its_seeker, keep_plan, show_plan

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
TODAY = date(2026, 11, 24)
OTHER = PlanText({Part.REASONS: "I want to sleep at night."})


def counted(measure: Measure) -> int:
    outbox.carry()
    today = timezone.localdate()
    return total(measure=measure, since=today, until=today)


def used(opened: Opened, *, days_ago: int) -> None:
    """As if its seeker had kept the plan, and last looked at it, so long ago."""
    then = timezone.now() - timedelta(days=days_ago)
    Thread.objects.filter(pk=opened.thread_id).update(last_message_at=then)
    Plan.objects.filter(thread=opened.thread_id).update(used_on=timezone.localdate(then))


def left() -> set[UUID]:
    return set(Thread.objects.values_list("pk", flat=True))


def test_only_the_phrase_opens_a_plan(helpline: Helpline) -> None:
    opened = keep_plan(helpline)
    assert plan_of(its_seeker(opened)).text == PLAN
    assert not LineHold.objects.exists()
    assert not Message.objects.exists()
    by_phrase = queries.opened_by_phrase(derivations.for_writing(opened.phrase.bits))
    elsewhere = queries.opened_by_token(contact.come_back(opened=by_phrase))
    plan = plan_of(elsewhere)
    assert (plan.text, plan.check_ins, plan.next_number) == (PLAN, [START], 1)


def test_a_plan_is_seen_by_nobody_at_the_desk_and_counts_as_no_help_seeker(helpline: Helpline) -> None:
    thread = Thread.objects.get(pk=keep_plan(helpline).thread_id)
    visible = queries.visible_threads([helpline.line], safeguarding_lead=True)
    assert not visible.exists()
    assert set(queries.counts_by_view(visible, helpline.lead.row.pk).values()) == {0}
    assert thread_by_reference([helpline.line], thread.reference) is None
    with pytest.raises(HoldRefused):
        retention.ask_hold(reference=thread.reference, line=helpline.line, by=helpline.lead.row.pk)
    assert (counted(Measure.PLANS_KEPT), counted(Measure.HELP_SEEKERS)) == (1, 0)
    assert acts_on(thread.pk) == []


def test_nothing_is_said_in_a_plan_that_was_not_shown(helpline: Helpline) -> None:
    opened = its_seeker(keep_plan(helpline))
    with pytest.raises(NotPossible):
        contact.send(opened=opened, text="A message.", draft="a draft")
    with pytest.raises(NotPossible):
        contact.take(thread_id=opened.thread.pk, by=helpline.mina.row.pk)


def test_only_the_newest_version_stays(helpline: Helpline) -> None:
    opened = its_seeker(keep_plan(helpline))
    before = bytes(Plan.objects.get().sealed)
    actions.change(opened=opened, text=OTHER, version=1)
    actions.change(opened=opened, text=OTHER, version=1)  # the same form, sent twice
    assert (plan_of(opened).text, plan_of(opened).version) == (OTHER, 2)
    Plan.objects.update(sealed=before)
    with pytest.raises(CannotOpen):
        plan_of(opened)


def test_what_was_changed_elsewhere_is_not_written_over(helpline: Helpline) -> None:
    opened = its_seeker(keep_plan(helpline))
    actions.change(opened=opened, text=OTHER, version=1)
    with pytest.raises(ChangedMeanwhile):
        actions.change(opened=opened, text=PLAN, version=1)
    assert plan_of(opened).text == OTHER


def test_check_ins_stand_beside_the_starting_point(helpline: Helpline) -> None:
    opened = its_seeker(keep_plan(helpline))
    later = CheckInText(date(2026, 12, 1), {Rating.WISH: 7}, (Part.COPING,))
    actions.check_in(opened=opened, text=later, number=1)
    actions.check_in(opened=opened, text=later, number=1)  # the same form, sent twice
    with pytest.raises(ChangedMeanwhile):
        actions.check_in(opened=opened, text=START, number=1)
    assert (plan_of(opened).first, plan_of(opened).last) == (START, later)


def test_without_a_starting_point_the_first_check_in_is_one(helpline: Helpline) -> None:
    opened = its_seeker(keep_plan(helpline, start=None))
    assert plan_of(opened).first is None
    actions.check_in(opened=opened, text=START, number=0)
    assert (plan_of(opened).first, plan_of(opened).last) == (START, None)


def test_of_very_many_check_ins_the_first_and_the_newest_stay(helpline: Helpline) -> None:
    opened = its_seeker(keep_plan(helpline))
    plan = Plan.objects.get()
    CheckIn.objects.bulk_create([CheckIn(plan=plan, number=each, sealed=b"") for each in range(1, MOST_CHECK_INS + 1)])
    actions.check_in(opened=opened, text=START, number=MOST_CHECK_INS + 1)
    numbers = list(CheckIn.objects.values_list("number", flat=True))
    assert (numbers[:2], numbers[-1], len(numbers)) == ([0, 2], MOST_CHECK_INS + 1, MOST_CHECK_INS + 1)


def test_the_line_reads_what_was_shown_and_nothing_else(helpline: Helpline) -> None:
    opened = keep_plan(helpline)
    show_plan(helpline, opened)
    show_plan(helpline, opened)  # the same form, sent twice
    at_the_desk = as_practitioner(helpline, opened)
    assert [each.text for each in queries.messages_of(at_the_desk, for_seeker=False)] == [REASON]
    assert (at_the_desk.thread.state, at_the_desk.thread.statement_version) == ("waiting", 1)
    assert queries.counts_by_view(queries.visible_threads([helpline.line], safeguarding_lead=False), UUID(int=0))[
        "waiting"
    ]
    assert (counted(Measure.PLANS_KEPT), counted(Measure.HELP_SEEKERS)) == (1, 1)
    with pytest.raises(CannotOpen):
        plan_of(at_the_desk)
    row = Plan.objects.get()
    with pytest.raises(CannotOpen):
        open_sealed(at_the_desk.key, Sealed(bytes(row.sealed)), place=plan_place(row.thread_id, row.version))


def test_a_shown_plan_goes_on_being_its_seekers_own(helpline: Helpline) -> None:
    opened = keep_plan(helpline)
    show_plan(helpline, opened)
    actions.change(opened=its_seeker(opened), text=OTHER, version=1)
    show_plan(helpline, opened, "I want to sleep at night.", version=2)
    contact.send(opened=its_seeker(opened), text="Is that good?", draft="another draft")
    texts = [each.text for each in queries.messages_of(as_practitioner(helpline, opened), for_seeker=False)]
    assert texts == [REASON, "I want to sleep at night.", "Is that good?"]
    assert counted(Measure.HELP_SEEKERS) == 1


def test_what_is_shown_is_what_its_seeker_saw(helpline: Helpline) -> None:
    opened = keep_plan(helpline)
    actions.change(opened=its_seeker(opened), text=OTHER, version=1)
    with pytest.raises(ChangedMeanwhile):
        show_plan(helpline, opened, version=1)
    assert not LineHold.objects.exists()
    assert Thread.objects.get().state == "kept"


def test_a_plan_is_erased_at_once(helpline: Helpline) -> None:
    opened = keep_plan(helpline)
    contact.withdraw(opened=its_seeker(opened))
    for table in (Thread, PhraseHold, Opening, Plan, CheckIn):
        assert not table.objects.exists(), table
    assert list(Tombstone.objects.values_list("kind", "key")) == [("thread", opened.thread_id)]
    assert (Act.THREAD_ERASED, None) in acts_on(opened.thread_id)


def test_what_was_shown_waits_for_its_reading_and_the_plan_does_not(helpline: Helpline) -> None:
    opened = keep_plan(helpline)
    show_plan(helpline, opened)
    contact.withdraw(opened=its_seeker(opened))
    assert Thread.objects.get().state == "withdrawn"
    assert not Plan.objects.exists()
    read_by(helpline.mina, opened)
    contact.erase(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    assert left() == set()


def test_a_plan_that_nobody_came_back_to_goes_after_its_period(helpline: Helpline) -> None:
    old, young = keep_plan(helpline), keep_plan(helpline)
    used(old, days_ago=91)
    used(young, days_ago=91)
    actions.note_visit(opened=its_seeker(young))
    retention.set_periods(line=helpline.line, periods={Kind.PLANS: 90}, by=helpline.lead.row.pk)
    (ahead,) = kept.preview(helpline.line, timezone.now())
    assert (ahead.count, ahead.references) == (1, [])
    assert retention.run(on=TODAY) == 1
    assert left() == {young.thread_id}
    assert list(Tombstone.objects.values_list("kind", "key")) == [("thread", old.thread_id)]
    certificate = kept.certificate(TODAY)
    assert certificate is not None
    assert [(each.kind, each.key) for each in certificate.erased] == [(Kind.PLANS, old.thread_id)]


def test_a_closed_conversation_stays_while_its_plan_is_in_use(helpline: Helpline) -> None:
    opened, other = keep_plan(helpline), write_to(helpline)
    show_plan(helpline, opened)
    for each in (opened, other):
        read_by(helpline.mina, each)
        contact.close(thread_id=each.thread_id, by=helpline.mina.row.pk)
        used(each, days_ago=91)
    actions.note_visit(opened=its_seeker(opened))
    retention.set_periods(line=helpline.line, periods={Kind.CLOSED: 90}, by=helpline.lead.row.pk)
    assert retention.run(on=TODAY) == 1
    assert left() == {opened.thread_id}


def test_a_restore_brings_no_erased_plan_back(helpline: Helpline) -> None:
    kept_one, shown = keep_plan(helpline), keep_plan(helpline)
    show_plan(helpline, shown)
    now = timezone.now()
    stones = [Erased(now, Stone.THREAD, kept_one.thread_id), Erased(now, Stone.WITHDRAWN, shown.thread_id)]
    assert erase_again(stones)[Stone.THREAD] == 1
    assert left() == {shown.thread_id}
    assert not Plan.objects.exists()


def test_a_restore_from_before_it_was_shown_leaves_nothing_of_what_was_erased_since(helpline: Helpline) -> None:
    older = keep_plan(helpline)
    assert erase_again([Erased(timezone.now(), Stone.WITHDRAWN, older.thread_id)])[Stone.WITHDRAWN] == 1
    assert left() == set()
