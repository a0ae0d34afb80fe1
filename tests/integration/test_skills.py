"""Skills: what a thread wants, who has it, and that nothing waits for the right person in vain."""

from __future__ import annotations

from unittest.mock import patch
from uuid import uuid4

import pytest
from django.db import OperationalError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from quietline.audit.models import Act, Entry
from quietline.audit.queries import acts_on
from quietline.contact import actions, queries
from quietline.contact.making import Opened
from quietline.contact.models import Thread, WantedSkill
from quietline.contact.rules import CallerGroup, Intake
from quietline.contact.wanted import queries as wanted_queries
from quietline.contact.wanted.actions import mark_wanted
from quietline.team import actions as team
from quietline.team.keys import unlocked
from quietline.team.models import Line
from quietline.team.rota.actions import go_on_duty
from quietline.team.skills import actions as skill_actions
from quietline.team.skills.models import Skill
from tests.factories.helpline import (
    Helpline,
    Person,
    many_threads,
    signed_in,
    write_to,
)

FAMILIES, POLICE = "Speaks with families", "After a visit from the police"


@pytest.fixture
def skills(helpline: Helpline) -> dict[str, Skill]:
    skill_actions.seed_skills(by=None)
    return {skill.name: skill for skill in Skill.objects.all()}


@pytest.fixture
def mina(helpline: Helpline) -> Client:
    return signed_in(helpline.mina)


def able(helpline: Helpline, who: Person, *skills: Skill, languages: tuple[str, ...] = ()) -> None:
    skill_actions.set_abilities(
        practitioner=who.row.pk, skills=[each.pk for each in skills], languages=languages, by=helpline.lead.row.pk
    )


def on_duty(helpline: Helpline, who: Person) -> None:
    go_on_duty(line=helpline.line, chats_each=2, by=who.row.pk)


def reference(opened: Opened) -> str:
    return Thread.objects.get(pk=opened.thread_id).reference


def mark(client: Client, opened: Opened, skill: Skill | None) -> None:
    answer = client.post(f"/desk/{opened.thread_id}/skill/", {"skill": str(skill.pk) if skill else ""})
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/{opened.thread_id}/")


def shown(client: Client, query: str = "") -> str:
    answer = client.get(f"/desk/{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_whoever_triages_says_what_a_thread_wants(mina: Client, helpline: Helpline, skills: dict[str, Skill]) -> None:
    opened = write_to(helpline)
    assert f"wants {POLICE}" not in shown(mina)
    mark(mina, opened, skills[POLICE])
    page = shown(mina)
    assert f"wants {POLICE}" in page
    assert "nobody on duty has it" in page
    assert f"Wants: {POLICE}" in mina.get(f"/desk/{opened.thread_id}/").content.decode()
    assert (Act.SKILL_WANTED, helpline.mina.row.pk) in acts_on(opened.thread_id)
    mark(mina, opened, None)
    assert f"wants {POLICE}" not in shown(mina)


def test_what_is_wanted_is_sealed(mina: Client, helpline: Helpline, skills: dict[str, Skill]) -> None:
    opened = write_to(helpline)
    lengths = set()
    for skill in (skills[POLICE], skills[FAMILIES], None):
        mark(mina, opened, skill)
        sealed = bytes(WantedSkill.objects.get().sealed)
        lengths.add(len(sealed))
        for each in skills.values():
            assert each.pk.bytes not in sealed
            assert str(each.pk).encode() not in sealed
    assert len(lengths) == 1, "no skill looks like any"
    acts = Entry.objects.filter(act=Act.SKILL_WANTED)
    assert {(entry.subject, entry.actor) for entry in acts} == {(opened.thread_id, helpline.mina.row.pk)}


def test_its_seeker_never_sees_it(mina: Client, helpline: Helpline, skills: dict[str, Skill]) -> None:
    opened = write_to(helpline, intake=Intake(group=CallerGroup.ANOTHER_ADULT))
    mark(mina, opened, skills[POLICE])
    seeker = Client()
    seeker.cookies["quietline"] = opened.token
    for path in ("phrase", "thread", "erase"):
        page = seeker.get(f"/en/contact/{path}/").content.decode()
        assert POLICE not in page
        assert FAMILIES not in page
        assert "skill" not in page.lower()


def test_it_goes_with_the_thread(mina: Client, helpline: Helpline, skills: dict[str, Skill]) -> None:
    opened = write_to(helpline)
    mark(mina, opened, skills[POLICE])
    actions.withdraw(opened=queries.opened_by_token(opened.token))
    mina.get(f"/desk/{opened.thread_id}/")
    actions.erase(thread_id=opened.thread_id, by=helpline.mina.row.pk)
    assert not WantedSkill.objects.exists()


def test_the_seekers_own_door_asks_for_a_skill_until_somebody_says_otherwise(
    mina: Client, helpline: Helpline, skills: dict[str, Skill]
) -> None:
    opened = write_to(helpline, intake=Intake(group=CallerGroup.ANOTHER_ADULT))
    write_to(helpline, intake=Intake(group=CallerGroup.OTHER))
    assert shown(mina).count(f"wants {FAMILIES}") == 1
    assert "From what its seeker chose before writing" in mina.get(f"/desk/{opened.thread_id}/").content.decode()
    assert not WantedSkill.objects.exists(), "a row would tell the caller group, which is sealed"
    mark(mina, opened, None)
    assert f"wants {FAMILIES}" not in shown(mina)
    mark(mina, opened, skills[POLICE])
    assert f"wants {POLICE}" in shown(mina)


def test_a_retired_skill_is_wanted_by_no_thread_and_comes_back_with_all(
    mina: Client, helpline: Helpline, skills: dict[str, Skill]
) -> None:
    opened = write_to(helpline)
    mark(mina, opened, skills[POLICE])
    able(helpline, helpline.mina, skills[POLICE])
    by = helpline.lead.row.pk
    skill_actions.set_skill_retired(skill_id=skills[POLICE].pk, retired=True, by=by)
    assert POLICE not in shown(mina)
    answer = mina.post(f"/desk/{opened.thread_id}/skill/", {"skill": str(skills[POLICE].pk)})
    assert answer.status_code == 422
    able(helpline, helpline.mina, skills[FAMILIES])
    skill_actions.set_skill_retired(skill_id=skills[POLICE].pk, retired=False, by=by)
    page = shown(mina)
    assert f"wants {POLICE}" in page
    assert "you have it" in page


@pytest.mark.parametrize("skill", ["nonsense", "00000000-0000-4000-8000-000000000000", "\x00"])
def test_an_unknown_skill_is_refused_and_nothing_changes(
    mina: Client, helpline: Helpline, skills: dict[str, Skill], skill: str
) -> None:
    opened = write_to(helpline)
    answer = mina.post(f"/desk/{opened.thread_id}/skill/", {"skill": skill})
    assert answer.status_code == 422
    assert "not in use" in answer.content.decode()
    assert not WantedSkill.objects.exists()


def test_a_thread_of_another_line_can_not_be_marked(helpline: Helpline, skills: dict[str, Skill]) -> None:
    opened = write_to(helpline)
    other = team.add_practitioner(
        email="sam@larkmere.example", name="Sam", shown_as="Sam", password="a walk by the slow river", by=None
    )
    assert not other.line_holds.exists()
    sam = signed_in(Person(other, unlocked(other, "a walk by the slow river")))
    assert sam.post(f"/desk/{opened.thread_id}/skill/", {"skill": ""}).status_code == 404


def test_an_erased_thread_and_a_database_in_trouble_are_said(
    mina: Client, helpline: Helpline, skills: dict[str, Skill]
) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/skill/"
    with patch("quietline.desk.wanted.views.mark_wanted", side_effect=OperationalError):
        answer = mina.post(where, {"skill": str(skills[POLICE].pk)})
    assert answer.status_code == 503
    assert f'value="{skills[POLICE].pk}" selected' in answer.content.decode()
    Thread.objects.filter(pk=opened.thread_id).delete()
    assert mina.post(where, {"skill": ""}).status_code == 404


# The list.


def test_for_me_leaves_out_what_fits_a_colleague_on_duty(
    mina: Client, helpline: Helpline, skills: dict[str, Skill]
) -> None:
    wanting, plain = write_to(helpline), write_to(helpline)
    mark(mina, wanting, skills[POLICE])
    able(helpline, helpline.tom, skills[POLICE])
    on_duty(helpline, helpline.mina)
    assert reference(wanting) in shown(mina), "nobody on duty has it: it is everybody's"
    on_duty(helpline, helpline.tom)
    page = shown(mina)
    assert reference(wanting) not in page
    assert reference(plain) in page
    assert "1 more waits and fits a colleague on duty better" in page
    assert reference(wanting) in shown(mina, "?view=waiting")
    page = shown(signed_in(helpline.tom))
    assert reference(wanting) in page
    assert "you have it" in page
    assert mina.post(f"/desk/{wanting.thread_id}/take/").status_code == 302, "everybody can take it all the same"


def test_for_me_goes_by_language_as_well(mina: Client, helpline: Helpline) -> None:
    arabic = write_to(helpline, language="ar")
    able(helpline, helpline.mina, languages=("en",))
    on_duty(helpline, helpline.mina)
    page = shown(mina)
    assert reference(arabic) in page
    assert "nobody on duty reads it" in page
    able(helpline, helpline.tom, languages=("ar", "en"))
    on_duty(helpline, helpline.tom)
    assert reference(arabic) not in shown(mina)
    assert "nobody on duty reads it" not in shown(mina, "?view=waiting")


def test_danger_stands_in_everybodys_queue_and_is_told_in_every_other_view(
    mina: Client, helpline: Helpline, skills: dict[str, Skill]
) -> None:
    older, danger = write_to(helpline), write_to(helpline, language="ar")
    mark(mina, danger, skills[POLICE])
    Thread.objects.filter(pk=danger.thread_id).update(urgent=True)
    able(helpline, helpline.mina, languages=("en",))
    able(helpline, helpline.tom, skills[POLICE])
    on_duty(helpline, helpline.tom)
    for query in ("", "?view=waiting", f"?view=waiting&language=en&skill={skills[FAMILIES].pk}"):
        page = shown(mina, query)
        assert reference(danger) in page, query
        if reference(older) in page:
            assert page.index(reference(danger)) < page.index(reference(older))
    for view in ("mine", "taken", "closed", "withdrawn"):
        assert "1 thread with danger now waits" in shown(mina, f"?view={view}")
    assert "with danger now" not in shown(mina)


def test_every_view_can_be_narrowed(mina: Client, helpline: Helpline, skills: dict[str, Skill]) -> None:
    english, arabic = write_to(helpline), write_to(helpline, language="ar")
    mark(mina, arabic, skills[POLICE])
    for query, there, missing in (
        ("?language=ar", arabic, english),
        ("?language=en", english, arabic),
        (f"?skill={skills[POLICE].pk}", arabic, english),
        (f"?view=waiting&line={helpline.line.pk}&language=en", english, arabic),
    ):
        page = shown(mina, query)
        assert reference(there) in page, query
        assert reference(missing) not in page, query
    page = shown(mina, f"?language=en&skill={skills[POLICE].pk}")
    assert "Nothing here fits what you narrowed it by." in page
    assert f"?view=waiting&amp;language=en&amp;skill={skills[POLICE].pk}" in page, "it stays from view to view"


def test_narrowing_to_another_line_of_ones_own(mina: Client, helpline: Helpline) -> None:
    other = team.make_line(name="Another line", jurisdiction="uk", founder=helpline.mina.row, by=None)
    opened = write_to(helpline)
    assert reference(opened) in shown(mina, f"?line={helpline.line.pk}")
    assert reference(opened) not in shown(mina, f"?line={other.pk}")


@pytest.mark.parametrize("query", ["line=x", "language=xx", "skill=nonsense", f"skill={uuid4()}", "skill=%00"])
def test_a_wrong_narrowing_says_so_and_hides_nothing(mina: Client, helpline: Helpline, query: str) -> None:
    opened = write_to(helpline)
    answer = mina.get(f"/desk/?{query}")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert reference(opened) in page
    assert 'class="error"' in page


def test_a_line_of_others_can_not_be_narrowed_to(mina: Client, helpline: Helpline) -> None:
    foreign = Line.objects.create(name="Foreign", jurisdiction="uk")
    assert mina.get(f"/desk/?line={foreign.pk}").status_code == 422


def test_more_threads_than_are_opened_are_said_and_none_is_hidden_from_its_queue(
    mina: Client, helpline: Helpline, skills: dict[str, Skill], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wanted_queries, "MOST_OPENED", 2)
    many_threads(helpline, 4, messages=1)
    newest = Thread.objects.select_related("line_hold").order_by("-waiting_since")[0]
    opened = queries.opened_by_line(newest, helpline.mina.line_keys())
    mark_wanted(opened=opened, skill=skills[POLICE].pk, by=helpline.mina.row.pk)
    able(helpline, helpline.tom, skills[POLICE])
    on_duty(helpline, helpline.tom)
    assert newest.reference in shown(mina), "not looked at, so not left out"
    page = shown(mina, f"?skill={skills[POLICE].pk}")
    assert "There are more" in page


@pytest.mark.parametrize("count", [3, 200])
def test_fitting_costs_the_same_queries_however_many_threads(
    mina: Client,
    helpline: Helpline,
    skills: dict[str, Skill],
    django_assert_num_queries: DjangoAssertNumQueries,
    count: int,
) -> None:
    many_threads(helpline, count, messages=1)
    on_duty(helpline, helpline.tom)
    mina.get("/desk/")
    with django_assert_num_queries(20):
        page = mina.get("/desk/").content.decode()
    assert page.count('class="row"') == min(count, 50)


def test_colleagues_are_offered_by_who_fits_and_who_is_on_duty(
    mina: Client, helpline: Helpline, skills: dict[str, Skill]
) -> None:
    opened = write_to(helpline)
    mark(mina, opened, skills[POLICE])
    mina.post(f"/desk/{opened.thread_id}/take/")
    able(helpline, helpline.tom, skills[POLICE])
    on_duty(helpline, helpline.lead)
    page = mina.get(f"/desk/{opened.thread_id}/").content.decode()
    groups = ['<optgroup label="On duty, does not fit">', "Rowan Adeyemi</option>"]
    groups += ['<optgroup label="Not on duty, fits">', "Tom Fairburn</option>"]
    places = [page.index(each) for each in groups]
    assert places == sorted(places)
    on_duty(helpline, helpline.tom)
    page = mina.get(f"/desk/{opened.thread_id}/").content.decode()
    assert page.index('<optgroup label="On duty, fits">') < page.index("Tom Fairburn</option>")
    assert page.index("Tom Fairburn</option>") < page.index("Rowan Adeyemi</option>")


def test_a_new_helpline_has_skills_and_is_given_them_once(db: None) -> None:
    for _ in range(2):
        skill_actions.seed_skills(by=None)
    names = list(Skill.objects.values_list("name", flat=True))
    assert len(names) == len(set(names)) == 7
    groups = set(Skill.objects.exclude(caller_group="").values_list("caller_group", flat=True))
    assert groups <= {group.value for group in CallerGroup}


def test_without_skills_nothing_is_asked_of_anybody(mina: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    assert "Wants a skill" not in mina.get(f"/desk/{opened.thread_id}/").content.decode()
