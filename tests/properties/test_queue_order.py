"""The queue, whatever is in it and however it is narrowed: danger stands first, and is never hidden."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quietline.contact.models import Thread
from quietline.contact.queries import opened_by_line
from quietline.contact.wanted.actions import mark_wanted
from quietline.desk.crew import crew_for
from quietline.desk.narrowing import Narrowing
from quietline.desk.queries import VIEWS, Row, desk
from quietline.team.rota.actions import go_on_duty
from quietline.team.skills.actions import seed_skills, set_abilities
from quietline.team.skills.queries import skills
from tests.factories.helpline import Helpline, many_threads

LANGUAGES = ("en", "ar")


@dataclass(frozen=True)
class Given:
    """One thread of the queue."""

    urgent: bool
    live: bool
    language: str
    skill: int | None  # which of the skills it was marked with
    state: str


threads = st.lists(
    st.builds(
        Given,
        st.booleans(),
        st.booleans(),
        st.sampled_from(LANGUAGES),
        st.sampled_from([None, 0, 1]),
        st.sampled_from(["waiting", "waiting", "waiting", "taken", "closed", "withdrawn"]),
    ),
    min_size=1,
    max_size=8,
)


def put_in(helpline: Helpline, given_threads: list[Given]) -> dict[UUID, Given]:
    many_threads(helpline, len(given_threads), messages=1)
    now, kept = timezone.now(), {}
    rows = list(Thread.objects.select_related("line_hold").order_by("reference"))
    for row, each in zip(rows, given_threads, strict=True):
        row.urgent, row.language, row.state = each.urgent, each.language, each.state
        row.live_since = now - timedelta(minutes=len(kept)) if each.live else None
        row.claimed_by = helpline.mina.row if each.state == "taken" else None
        row.withdrawn_at = now if each.state == "withdrawn" else None
        row.save()
        if each.skill is not None:
            opened = opened_by_line(row, helpline.mina.line_keys())
            mark_wanted(opened=opened, skill=skills()[each.skill].pk, by=helpline.mina.row.pk)
        kept[row.pk] = each
    return kept


def listed(helpline: Helpline, view: str, narrowing: Narrowing) -> list[Row]:
    crew = crew_for(helpline.mina.row)
    found = desk(
        helpline.mina.row,
        helpline.mina.line_keys(),
        name=view,
        page_number=None,
        crew=crew,
        narrowing=narrowing,
    )
    counts = {each.name: count for each, count in found.counts}
    if not narrowing.kept:
        assert counts[view] == len(found.rows)
    return found.rows


STATES = {"for-me": "waiting", "mine": "taken"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_threads=threads,
    view=st.sampled_from([view.name for view in VIEWS]),
    language=st.sampled_from(["", *LANGUAGES]),
    skill=st.sampled_from([None, 0, 1]),
    own=st.sets(st.sampled_from([0, 1])),
    reads=st.sets(st.sampled_from(LANGUAGES)),
    colleague=st.booleans(),
)
def test_danger_stands_first_in_every_view_however_it_is_narrowed(
    helpline: Helpline,
    given_threads: list[Given],
    view: str,
    language: str,
    skill: int | None,
    own: set[int],
    reads: set[str],
    colleague: bool,
) -> None:
    with transaction.atomic():
        seed_skills(by=None)
        wanted = skills()
        by = helpline.lead.row.pk
        set_abilities(practitioner=helpline.mina.row.pk, skills=[wanted[n].pk for n in own], languages=reads, by=by)
        set_abilities(practitioner=helpline.tom.row.pk, skills=[wanted[0].pk], languages=["en"], by=by)
        if colleague:
            go_on_duty(line=helpline.line, chats_each=2, by=helpline.tom.row.pk)
        kept = put_in(helpline, given_threads)
        narrowing = Narrowing(language=language, skill=wanted[skill].pk if skill is not None else None)
        rows = listed(helpline, view, narrowing)

        state = STATES.get(view, view)
        urgent = {pk for pk, each in kept.items() if each.urgent and each.state == state}
        first = [row.thread.pk for row in rows[: len(urgent)]]
        assert set(first) == urgent, "all of them, before anything else"
        for row in rows[len(urgent) :]:
            told = kept[row.thread.pk]
            assert told.state == state
            assert not language or told.language == language
            assert skill is None or told.skill == skill
        if state == "waiting":
            rest = [row.thread for row in rows[len(urgent) :]]
            for before, after in pairwise(rest):
                assert bool(before.live_since) >= bool(after.live_since), "who sits in front of it goes first"
                if not before.live_since and not after.live_since:
                    assert before.waiting_since is not None
                    assert after.waiting_since is not None
                    assert before.waiting_since <= after.waiting_since
        transaction.set_rollback(True)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(given_threads=threads, own=st.sets(st.sampled_from([0, 1])), theirs=st.sets(st.sampled_from([0, 1])))
def test_nothing_that_waits_is_missing_from_every_queue_of_those_on_duty(
    helpline: Helpline, given_threads: list[Given], own: set[int], theirs: set[int]
) -> None:
    with transaction.atomic():
        seed_skills(by=None)
        wanted = skills()
        for person, has in ((helpline.mina, own), (helpline.tom, theirs)):
            set_abilities(
                practitioner=person.row.pk,
                skills=[wanted[n].pk for n in has],
                languages=["en"],
                by=helpline.lead.row.pk,
            )
            go_on_duty(line=helpline.line, chats_each=2, by=person.row.pk)
        kept = put_in(helpline, given_threads)
        seen = set()
        for person in (helpline.mina, helpline.tom):
            found = desk(person.row, person.line_keys(), name="for-me", page_number=None, crew=crew_for(person.row))
            seen |= {row.thread.pk for row in found.rows}
        assert seen == {pk for pk, each in kept.items() if each.state == "waiting"}
        transaction.set_rollback(True)
