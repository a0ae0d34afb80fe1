"""Being invited: a link that works once, a code told another way, keys that nobody else has ever had."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from quietline.audit.models import Act, Entry
from quietline.team.invitations import actions
from quietline.team.invitations.models import Invitation
from quietline.team.keys import unlocked
from quietline.team.models import Practitioner
from quietline.team.queries import lines_of
from quietline.team.roles.rules import Role
from tests.factories.helpline import Helpline, signed_in
from tests.integration.test_sign_in import code, later

EMAIL = "sam@larkmere.example"
PASSWORD = "violet harbour ticket mountain"


def invited(helpline: Helpline, *roles: Role) -> tuple[str, str]:
    chosen = [(role, None) for role in roles or (Role.PRACTITIONER,)]
    return actions.invite(email=EMAIL, roles=chosen, by=helpline.lead.row)


def answer(token: str, told: str, client: Client | None = None, **changes: str) -> Any:
    given = {"code": told, "name": "Sam Ostrowski", "shown_as": "Sam", "password": PASSWORD} | changes
    return (client or Client()).post(f"/invited/{token}/", given)


def test_an_administrator_invites_and_the_person_comes_in_with_keys_of_their_own(helpline: Helpline) -> None:
    lead, sam = signed_in(helpline.lead), Client()
    given = {"email": "Sam@Larkmere.example", "roles": ["practitioner", "editor"], "lines": [str(helpline.line.pk)]}
    page = lead.post("/desk/team/invitations/", given).content.decode()
    (where,) = re.findall(r'value="http://testserver(/invited/[^"]+)"', page)
    (told,) = re.findall(r"data-code>([0-9 ]+)<", page)
    assert "sam@larkmere.example" in lead.get("/desk/team/invitations/").content.decode()

    assert "sam@larkmere.example" in sam.get(where).content.decode()
    assert answer(where.split("/")[2], told, sam)["Location"] == "/desk/"
    assert sam.get("/desk/")["Location"] == "/account/"
    secret = sam.get("/account/app/").content.decode().partition("data-secret>")[2].partition("<")[0].replace(" ", "")
    assert sam.post("/account/app/", {"code": code(secret=secret)}).status_code == 200
    assert sam.get("/desk/").status_code == 200

    row = Practitioner.objects.get(email=EMAIL)
    assert unlocked(row, PASSWORD)
    assert {(each.role, each.line) for each in row.held_roles.all()} == {
        ("practitioner", helpline.line),
        ("editor", None),
    }
    assert lines_of(row) == []
    acts = [Act.INVITED, Act.INVITATION_TAKEN_UP, Act.PRACTITIONER_ADDED, Act.SECOND_FACTOR_ADDED]
    assert all(Entry.objects.filter(act=act).exists() for act in acts)


def test_neither_link_nor_code_stands_in_the_database(helpline: Helpline) -> None:
    token, told = invited(helpline)
    row = str(Invitation.objects.values().get())
    assert token not in row
    assert told not in row


def test_a_link_works_once(helpline: Helpline) -> None:
    token, told = invited(helpline)
    assert answer(token, told).status_code == 302
    again = answer(token, told, name="Somebody Else")
    assert again.status_code == 410
    assert "used already" in again.content.decode()
    assert Practitioner.objects.filter(email=EMAIL).count() == 1


def test_a_wrong_code_keeps_what_was_typed_and_the_fifth_ends_it(helpline: Helpline) -> None:
    token, told = invited(helpline)
    wrong = f"{(int(told) + 1) % 10**8:08}"
    first = answer(token, wrong)
    assert first.status_code == 400
    assert "4 tries are left" in first.content.decode()
    assert "Sam Ostrowski" in first.content.decode()
    assert PASSWORD not in first.content.decode()
    for _ in range(4):
        answer(token, wrong)
    assert answer(token, told).status_code == 410
    assert not Practitioner.objects.filter(email=EMAIL).exists()
    assert Entry.objects.filter(act=Act.INVITATION_REFUSED).count() == 5


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"password": "short"}, "12 characters"),
        ({"password": "samostrowski1"}, "too similar"),
        ({"name": ""}, "required"),
        ({"shown_as": "x" * 41}, "40 characters"),
        ({"name": "\x00"}, "Null characters"),
    ],
)
def test_what_is_missing_or_weak_costs_no_try(helpline: Helpline, changes: dict[str, str], word: str) -> None:
    token, told = invited(helpline)
    refused = answer(token, told, **changes)
    assert refused.status_code == 422
    assert word in refused.content.decode()
    assert Invitation.objects.get().tries_left == 5


@pytest.mark.parametrize("forged", ["x", "A" * 43, "%00", "é"])
def test_a_forged_link_is_told_so(helpline: Helpline, forged: str) -> None:
    invited(helpline)
    page = Client().get(f"/invited/{forged}/")
    assert page.status_code == 404
    assert "none of ours" in page.content.decode()


def test_a_withdrawn_one_and_one_invited_anew_are_good_for_nothing(helpline: Helpline) -> None:
    first, told = invited(helpline)
    second, told_again = invited(helpline)
    assert "withdrawn" in answer(first, told).content.decode()
    lead = signed_in(helpline.lead)
    current = Invitation.objects.get(withdrawn_at=None)
    assert lead.post(f"/desk/team/invitations/{current.pk}/withdraw/").status_code == 302
    assert answer(second, told_again).status_code == 410


def test_one_whose_inviter_left_is_good_for_nothing(helpline: Helpline) -> None:
    token, told = invited(helpline)
    Practitioner.objects.filter(pk=helpline.lead.row.pk).update(is_active=False)
    assert "may not do so any more" in answer(token, told).content.decode()


def test_an_expired_link_is_told_so(helpline: Helpline) -> None:
    token, told = invited(helpline)
    Invitation.objects.update(expires_at=timezone.now())
    assert "expired" in answer(token, told).content.decode()


def test_a_month_later_the_row_is_forgotten_and_the_act_is_not(helpline: Helpline) -> None:
    invited(helpline)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=29))
    actions.forget_old()
    assert Invitation.objects.exists()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=31))
    actions.forget_old()
    assert not Invitation.objects.exists()
    assert Entry.objects.filter(act=Act.INVITED).exists()


def test_only_an_administrator_invites_and_shows_again_that_it_is_them(helpline: Helpline) -> None:
    assert signed_in(helpline.tom).get("/desk/team/invitations/").status_code == 403
    lead = signed_in(helpline.lead)
    with later(301):
        assert lead.post("/desk/team/invitations/", {"email": EMAIL, "roles": "practitioner"}).status_code == 401
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"email": "mina@larkmere.example", "roles": "practitioner"}, 409),
        ({"email": "no address", "roles": "practitioner"}, 422),
        ({"email": EMAIL, "roles": ""}, 422),
        ({"email": EMAIL, "roles": "owner"}, 422),
        ({"email": EMAIL, "roles": "practitioner", "lines": "elsewhere"}, 422),
    ],
)
def test_a_wrong_invitation_is_not_made(helpline: Helpline, given: dict[str, str], status: int) -> None:
    page = signed_in(helpline.lead).post("/desk/team/invitations/", given)
    assert page.status_code == status
    assert given["email"] in page.content.decode()
    assert not Invitation.objects.exists()


def test_a_form_from_elsewhere_takes_nothing_up(helpline: Helpline) -> None:
    token, told = invited(helpline)
    assert answer(token, told, Client(enforce_csrf_checks=True)).status_code == 403
