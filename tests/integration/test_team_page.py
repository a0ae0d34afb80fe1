"""The page for roles, languages and skills: who may do what there, on record, and never without a supervisor left."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.team import actions as team
from quietline.team.models import LineKeyHold, Practitioner
from quietline.team.queries import key_problems
from quietline.team.roles.actions import LastOfItsKind, take_role
from quietline.team.roles.models import HeldRole
from quietline.team.roles.queries import without_record
from quietline.team.roles.rules import Role
from quietline.team.rota.actions import go_on_duty
from quietline.team.skills import actions as skills
from quietline.team.skills.actions import NameTaken
from quietline.team.skills.models import PractitionerLanguage, PractitionerSkill, Skill
from tests.factories.helpline import Helpline, Person, give, signed_in, write_to

WHERE = "/desk/team/"


@pytest.fixture
def admin(helpline: Helpline) -> Client:
    return signed_in(helpline.lead)


def has(who: Person, role: Role) -> bool:
    return Practitioner.objects.get(pk=who.row.pk).has_role(role)


def give_on_page(client: Client, who: Person, role: Role, line: str = "") -> HttpResponse:
    return client.post(f"{WHERE}{who.row.pk}/roles/", {"role": role, "line": line})


def take_on_page(client: Client, who: Person, role: Role) -> HttpResponse:
    held = HeldRole.objects.get(practitioner=who.row, role=role, taken_at=None)
    return client.post(f"{WHERE}{who.row.pk}/roles/{held.pk}/take/")


def test_it_lists_everybody_with_roles_lines_languages_and_skills(admin: Client, helpline: Helpline) -> None:
    skills.seed_skills(by=None)
    some = Skill.objects.all()[0]
    skills.set_abilities(practitioner=helpline.tom.row.pk, skills=[some.pk], languages=["ar"], by=helpline.lead.row.pk)
    LineKeyHold.objects.filter(practitioner=helpline.mina.row).delete()
    go_on_duty(line=helpline.line, chats_each=1, by=helpline.tom.row.pk)
    Practitioner.objects.create(email="gone@larkmere.example", name="Gone Away", public_key=b"", is_active=False)
    page = admin.get(WHERE).content.decode()
    for text in ("Rowan Adeyemi", "administrator", "safeguarding lead", "Larkmere line", "Arabic", some.name):
        assert text in page
    assert "no line: opens no thread" in page
    assert page.count("on duty</span>") == 1
    assert "Gone Away" not in page


@pytest.mark.parametrize("role", list(Role))
def test_every_role_is_given_and_taken_on_record(admin: Client, helpline: Helpline, role: Role) -> None:
    give(helpline.tom, role)
    if has(helpline.mina, role):
        assert take_on_page(admin, helpline.mina, role).status_code == 302
    for _ in range(2):
        assert give_on_page(admin, helpline.mina, role).status_code == 302
        assert has(helpline.mina, role)
    held = HeldRole.objects.get(practitioner=helpline.mina.row, role=role, taken_at=None)
    for _ in range(2):
        admin.post(f"{WHERE}{helpline.mina.row.pk}/roles/{held.pk}/take/")
        assert not has(helpline.mina, role)
    by = helpline.lead.row.pk
    assert acts_on(held.pk) == [(Act.ROLE_GIVEN, by), (Act.ROLE_TAKEN, by)]
    page = admin.get(f"{WHERE}{helpline.mina.row.pk}/roles/").content.decode()
    assert "taken by Rowan Adeyemi" in page


def test_a_role_of_one_line_holds_there_and_nowhere_else(admin: Client, helpline: Helpline) -> None:
    other = team.make_line(name="Second line", jurisdiction="uk", founder=helpline.lead.row, by=None)
    assert give_on_page(admin, helpline.mina, Role.SUPERVISOR, str(other.pk)).status_code == 302
    mina = Practitioner.objects.get(pk=helpline.mina.row.pk)
    assert [mina.has_role(Role.SUPERVISOR, line) for line in (other, helpline.line)] == [True, False]
    assert "supervisor on Second line" in admin.get(WHERE).content.decode()
    refused = give_on_page(admin, helpline.mina, Role.EDITOR, str(other.pk))
    assert refused.status_code == 422
    assert "for the whole helpline" in refused.content.decode()
    assert give_on_page(admin, helpline.mina, Role.EDITOR, str(uuid4())).status_code == 422


def test_an_editing_role_opens_the_editor_until_it_is_taken(site: Helpline) -> None:
    admin, mina = signed_in(site.lead), signed_in(site.mina)
    assert mina.get("/edit/").status_code == 200
    take_on_page(admin, site.mina, Role.EDITOR)
    assert mina.get("/edit/").status_code == 403


def test_without_a_role_on_the_line_its_key_shows_no_thread(admin: Client, helpline: Helpline) -> None:
    where = f"/desk/{write_to(helpline).thread_id}/"
    mina = signed_in(helpline.mina)
    assert mina.get(where).status_code == 200
    take_on_page(admin, helpline.mina, Role.PRACTITIONER)
    assert mina.get(where).status_code == 403
    give(
        helpline.mina,
        Role.PRACTITIONER,
        team.make_line(name="B", jurisdiction="uk", founder=helpline.tom.row, by=None),
    )
    assert mina.get(where).status_code == 404


def test_it_holds_from_the_next_page_on(admin: Client, helpline: Helpline) -> None:
    mina = signed_in(helpline.mina)
    assert mina.get(WHERE).status_code == 403
    assert WHERE not in mina.get("/desk/").content.decode()
    give_on_page(admin, helpline.mina, Role.SUPERVISOR)
    assert mina.get(WHERE).status_code == 200
    assert WHERE in mina.get("/desk/").content.decode()
    give(helpline.tom, Role.SUPERVISOR)
    take_on_page(admin, helpline.mina, Role.SUPERVISOR)
    assert mina.get(WHERE).status_code == 403


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.SAFEGUARDING_LEAD, Role.ADMINISTRATOR])
def test_the_last_of_a_kind_keeps_the_role(admin: Client, helpline: Helpline, role: Role) -> None:
    give(helpline.lead, role)
    give(helpline.tom, role)
    Practitioner.objects.filter(pk=helpline.tom.row.pk).update(is_active=False)  # who left does not count
    answer = take_on_page(admin, helpline.lead, role)
    assert answer.status_code == 409
    assert f"Rowan Adeyemi is the only {role.shown}" in answer.content.decode()
    assert has(helpline.lead, role)


def test_nobody_gives_themselves_a_role(admin: Client, helpline: Helpline) -> None:
    answer = give_on_page(admin, helpline.lead, Role.SUPERVISOR)
    assert answer.status_code == 409
    assert "Ask another administrator" in answer.content.decode()
    assert not has(helpline.lead, Role.SUPERVISOR)


def test_a_role_that_was_written_into_the_database_is_told(helpline: Helpline) -> None:
    assert without_record() == []
    planted = HeldRole.objects.create(
        practitioner=helpline.mina.row, role=Role.SAFEGUARDING_LEAD, given_at=timezone.now()
    )
    assert without_record() == [planted]
    assert any("Mina Kowalska" in problem for problem, _ in key_problems())


def test_two_who_take_each_others_role_at_once_leave_one(kept_helpline: Helpline) -> None:
    helpline = kept_helpline
    give(helpline.mina, Role.SUPERVISOR)
    give(helpline.tom, Role.SUPERVISOR)
    refused: list[str] = []
    together = threading.Barrier(2)

    def take(who: Person, by: Person) -> None:
        together.wait()
        try:
            take_role(practitioner=who.row.pk, role=Role.SUPERVISOR, by=by.row.pk)
        except LastOfItsKind:
            refused.append(who.row.name)
        finally:
            connections.close_all()

    pair = ((helpline.mina, helpline.tom), (helpline.tom, helpline.mina))
    threads = [threading.Thread(target=take, args=each) for each in pair]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(refused) == 1
    assert HeldRole.objects.filter(role=Role.SUPERVISOR, taken_at=None).count() == 1


@pytest.mark.parametrize("path", ["", "{id}/", "{id}/roles/", "skills/", "skills/new/", "skills/{skill}/"])
def test_nobody_else_sees_these_pages(helpline: Helpline, path: str) -> None:
    skills.seed_skills(by=None)
    path = WHERE + path.format(id=helpline.tom.row.pk, skill=Skill.objects.all()[0].pk)
    answer = signed_in(helpline.mina).get(path)
    assert answer.status_code == 403
    assert "Ask yours" in answer.content.decode()
    assert "Tom Fairburn" not in answer.content.decode()


def test_nobody_else_changes_anything_here(helpline: Helpline) -> None:
    skills.seed_skills(by=None)
    skill, person = Skill.objects.all()[0], helpline.mina.row.pk
    mina = signed_in(helpline.mina)
    for path, form in (
        (f"{person}/roles/", {"role": "supervisor"}),
        (f"{person}/", {"languages": "ar"}),
        ("skills/new/", {"name": "Anything", "position": "0"}),
        (f"skills/{skill.pk}/", {"name": "Anything", "position": "0"}),
        (f"skills/{skill.pk}/retire/", {}),
    ):
        assert mina.post(WHERE + path, form).status_code == 403, path
    assert not has(helpline.mina, Role.SUPERVISOR)
    assert not PractitionerLanguage.objects.exists()
    assert not Skill.objects.filter(name="Anything").exists()
    assert not Skill.objects.filter(is_retired=True).exists()


def test_a_supervisor_keeps_skills_and_gives_no_roles(helpline: Helpline) -> None:
    skills.seed_skills(by=None)
    give(helpline.mina, Role.SUPERVISOR)
    mina, some = signed_in(helpline.mina), Skill.objects.all()[0]
    page = mina.get(f"{WHERE}{helpline.tom.row.pk}/roles/").content.decode()
    assert "Give it" not in page
    assert give_on_page(mina, helpline.tom, Role.SUPERVISOR).status_code == 403
    assert take_on_page(mina, helpline.tom, Role.PRACTITIONER).status_code == 403
    assert not has(helpline.tom, Role.SUPERVISOR)
    form = {"languages": ["en", "ar"], "skills": [str(some.pk)]}
    assert mina.post(f"{WHERE}{helpline.tom.row.pk}/", form)["Location"] == WHERE
    assert list(PractitionerSkill.objects.values_list("practitioner", "skill")) == [(helpline.tom.row.pk, some.pk)]
    assert set(PractitionerLanguage.objects.values_list("code", flat=True)) == {"en", "ar"}
    assert acts_on(helpline.tom.row.pk)[-1] == (Act.ABILITIES_CHANGED, helpline.mina.row.pk)
    page = mina.get(f"{WHERE}{helpline.tom.row.pk}/").content.decode()
    ticked = re.findall(r'name="(?:languages|skills)" value="([^"]+)"[^>]* checked', page)
    assert sorted(ticked) == sorted(["en", "ar", str(some.pk)])
    assert mina.post(f"{WHERE}{helpline.tom.row.pk}/", {}).status_code == 302
    assert not PractitionerSkill.objects.exists()


@pytest.mark.parametrize("form", [{"languages": "xx"}, {"skills": "nonsense"}, {"skills": str(uuid4())}])
def test_an_unknown_language_or_skill_is_refused(admin: Client, helpline: Helpline, form: dict[str, str]) -> None:
    answer = admin.post(f"{WHERE}{helpline.tom.row.pk}/", form | {"languages": form.get("languages", "ar")})
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not PractitionerLanguage.objects.exists()


def test_a_skill_is_added_renamed_retired_and_brought_back_with_its_id(admin: Client, helpline: Helpline) -> None:
    form = {"name": "Speaks with schools", "caller_group": "professional", "position": "3"}
    assert admin.post(f"{WHERE}skills/new/", form)["Location"] == f"{WHERE}skills/"
    skill = Skill.objects.get()
    skills.set_abilities(practitioner=helpline.tom.row.pk, skills=[skill.pk], languages=[], by=helpline.lead.row.pk)
    page = admin.get(f"{WHERE}skills/").content.decode()
    assert "Wanted by threads of the caller group “Professional”" in page
    admin.post(f"{WHERE}skills/{skill.pk}/", form | {"name": "Speaks with teachers", "caller_group": ""})
    assert list(Skill.objects.values_list("pk", "name", "caller_group")) == [(skill.pk, "Speaks with teachers", "")]
    assert "Skills: Speaks with teachers" in admin.get(WHERE).content.decode()
    admin.post(f"{WHERE}skills/{skill.pk}/retire/")
    assert "Speaks with teachers" not in admin.get(WHERE).content.decode()
    assert "Speaks with teachers" in admin.get(f"{WHERE}skills/?show=retired").content.decode()
    admin.post(f"{WHERE}skills/{skill.pk}/bring-back/")
    assert "Skills: Speaks with teachers" in admin.get(WHERE).content.decode()
    by = helpline.lead.row.pk
    saved, retired = (Act.SKILL_SAVED, by), (Act.SKILL_RETIRED, by)
    assert acts_on(skill.pk) == [saved, saved, retired, saved]


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"name": ""}, 422),
        ({"name": "x" * 61}, 422),
        ({"position": "-1"}, 422),
        ({"position": "many"}, 422),
        ({"caller_group": "nonsense"}, 422),
        ({"caller_group": "not_said"}, 422),
        ({"name": "speaks with FAMILIES"}, 409),
    ],
)
def test_a_skill_that_can_not_be_kept_is_given_back(
    admin: Client, helpline: Helpline, form: dict[str, str], status: int
) -> None:
    skills.seed_skills(by=None)
    typed = {"name": "Speaks with schools", "caller_group": "", "position": "3"} | form
    answer = admin.post(f"{WHERE}skills/new/", typed)
    page = answer.content.decode()
    assert answer.status_code == status
    assert 'class="error"' in page
    assert typed["name"] in page
    assert Skill.objects.count() == 7


def test_two_who_add_the_same_skill_at_once_keep_one(kept_helpline: Helpline) -> None:
    by = kept_helpline.lead.row.pk
    together, refused = threading.Barrier(2), []

    def add() -> None:
        together.wait()
        try:
            skills.save_skill(skill_id=uuid4(), name="Speaks with schools", caller_group="", position=0, by=by)
        except NameTaken as taken:
            refused.append(taken)
        finally:
            connections.close_all()

    run_both(add)
    assert len(refused) == 1
    assert Skill.objects.count() == 1


def run_both(what: Callable[[], None]) -> None:
    threads = [threading.Thread(target=what) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


NOWHERE = ["{id}/", "{id}/roles/", "{id}/roles/{id}/take/", "skills/{id}/", "skills/{id}/retire/"]


@pytest.mark.parametrize("path", NOWHERE)
def test_what_there_is_not_is_not_found(admin: Client, path: str) -> None:
    assert admin.post(WHERE + path.format(id=uuid4()), {}).status_code == 404


def test_without_signing_in_nothing_opens(helpline: Helpline) -> None:
    assert Client().get(WHERE)["Location"].startswith("/sign-in/")
