"""A lost password is reset in the browser: a link that works once, a code told another way, new keys, a colleague."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.test import Client
from django.utils import timezone

from quietline.audit.models import Act, Entry
from quietline.audit.queries import acts_on
from quietline.team.models import LineKeyHold, Practitioner
from quietline.team.resets import actions
from quietline.team.resets.models import Reset
from quietline.team.roles.rules import Role
from tests.factories.helpline import PASSWORD, Helpline, give, signed_in, write_to
from tests.integration.test_sign_in import code, later, with_app

NEW = "violet harbour ticket mountain"


def where(helpline: Helpline) -> str:
    return f"/desk/team/{helpline.tom.row.pk}/reset-sign-in/"


def begun(helpline: Helpline, *, takes_second_factor: bool = False) -> tuple[str, str]:
    return actions.begin_reset(
        practitioner=helpline.tom.row, takes_second_factor=takes_second_factor, by=helpline.lead.row
    )


def answer(token: str, told: str, client: Client | None = None, password: str = NEW) -> Any:
    return (client or Client()).post(f"/reset/{token}/", {"code": told, "password": password})


def test_an_administrator_resets_it_and_a_colleague_seals_the_keys_on(helpline: Helpline) -> None:
    opened = write_to(helpline)
    with_app(helpline.tom)
    lead, elsewhere, tom = signed_in(helpline.lead), signed_in(helpline.tom), Client()
    assert "Mina Kowalska" in lead.get(where(helpline)).content.decode()  # who can help afterwards
    page = lead.post(where(helpline), {"factor": "keep"}).content.decode()
    (link,) = re.findall(r'value="http://testserver(/reset/[^"]+)"', page)
    (told,) = re.findall(r"data-code>([0-9 ]+)<", page)
    assert elsewhere.get("/desk/")["Location"].startswith("/sign-in/")  # their sessions ended at once
    assert "A link is out" in lead.get(where(helpline)).content.decode()

    assert "tom@larkmere.example" in tom.get(link).content.decode()
    assert answer(link.split("/")[2], told, tom)["Location"] == "/sign-in/second/"
    assert tom.post("/sign-in/second/", {"code": code()})["Location"] == "/desk/keys/"
    page = tom.get("/desk/keys/").content.decode()
    assert "Read your four words out" in page
    (words,) = re.findall(r'key-words"><strong>([^<]+)', page)
    assert tom.get(f"/desk/{opened.thread_id}/").status_code == 404
    mina = signed_in(helpline.mina)
    seal = f"/desk/keys/{helpline.line.pk}/{helpline.tom.row.pk}/"
    assert mina.post(seal, {"words": words}).status_code == 302
    assert tom.get(f"/desk/{opened.thread_id}/").status_code == 200
    assert Client().post("/sign-in/", {"email": helpline.tom.row.email, "password": PASSWORD}).status_code == 400
    on_record = acts_on(helpline.tom.row.pk)
    assert (Act.SIGN_IN_RESET, helpline.lead.row.pk) in on_record
    assert (Act.SESSIONS_ENDED, helpline.lead.row.pk) in on_record
    assert (Act.KEY_PAIR_REPLACED, helpline.tom.row.pk) in on_record
    assert answer(link.split("/")[2], told).status_code == 410  # a link works once


def test_the_second_factor_goes_with_it_where_that_was_said_and_not_before_the_link_is_used(
    helpline: Helpline,
) -> None:
    with_app(helpline.tom)
    token, told = begun(helpline, takes_second_factor=True)
    assert Authenticator.objects.filter(user=helpline.tom.row).exists()
    tom = Client()
    assert answer(token, told, tom)["Location"] == "/desk/keys/"
    assert tom.get("/desk/keys/")["Location"] == "/account/"  # a new one is set up first
    assert not Authenticator.objects.filter(user=helpline.tom.row).exists()
    assert (Act.SECOND_FACTOR_RESET, helpline.lead.row.pk) in acts_on(helpline.tom.row.pk)


def test_until_it_is_used_nothing_is_lost(helpline: Helpline) -> None:
    held = set(LineKeyHold.objects.values_list("pk"))
    token, told = begun(helpline)
    assert token not in str(Reset.objects.values().get())
    assert told not in str(Reset.objects.values().get())
    assert signed_in(helpline.tom).get("/desk/").status_code == 200
    lead = signed_in(helpline.lead)
    assert lead.post(f"{where(helpline)}withdraw/").status_code == 302
    refused = answer(token, told)
    assert refused.status_code == 410
    assert "Ask your administrator" in refused.content.decode()
    assert set(LineKeyHold.objects.values_list("pk")) == held
    assert Entry.objects.filter(act=Act.SIGN_IN_RESET_WITHDRAWN, subject=helpline.tom.row.pk).exists()


def test_a_wrong_code_is_counted_and_the_fifth_ends_it(helpline: Helpline) -> None:
    token, told = begun(helpline)
    wrong = f"{(int(told) + 1) % 10**8:08}"
    assert answer(token, told, password="short").status_code == 422  # costs no try
    assert "4 tries are left" in answer(token, wrong).content.decode()
    for _ in range(4):
        answer(token, wrong)
    assert answer(token, told).status_code == 410
    assert Entry.objects.filter(act=Act.SIGN_IN_RESET_REFUSED).count() == 5
    assert answer("A" * 43, told).status_code == 404


def test_a_second_link_withdraws_the_first_and_one_whose_giver_lost_the_role_is_none(helpline: Helpline) -> None:
    give(helpline.mina, Role.ADMINISTRATOR)
    first, second = begun(helpline), begun(helpline)
    assert "withdrawn" in answer(*first).content.decode()
    helpline.lead.row.held_roles.filter(role=Role.ADMINISTRATOR).update(taken_at=timezone.now())
    assert "may not do so any more" in answer(*second).content.decode()


def test_whoever_left_meanwhile_sets_no_password(helpline: Helpline) -> None:
    token, told = begun(helpline)
    Practitioner.objects.filter(pk=helpline.tom.row.pk).update(is_active=False)
    assert "Your membership ended" in answer(token, told).content.decode()


def test_only_an_administrator_resets_shows_again_that_it_is_them_and_never_resets_their_own(
    helpline: Helpline,
) -> None:
    give(helpline.mina, Role.SUPERVISOR)
    refused = signed_in(helpline.mina).post(where(helpline), {"factor": "keep"})
    assert refused.status_code == 403
    assert "Only an administrator" in refused.content.decode()
    lead = signed_in(helpline.lead)
    own = lead.post(f"/desk/team/{helpline.lead.row.pk}/reset-sign-in/", {"factor": "keep"})
    assert own.status_code == 409
    assert "another administrator" in own.content.decode()
    assert lead.post(where(helpline), {"factor": "burn"}).status_code == 422
    with later(301):
        assert lead.post(where(helpline), {"factor": "keep"}).status_code == 401
    assert not Reset.objects.exists()


def test_a_month_later_the_row_is_forgotten_and_the_act_is_not(helpline: Helpline) -> None:
    begun(helpline)
    for days, stands in ((29, True), (31, False)):
        Reset.objects.update(expires_at=timezone.now() - timedelta(days=days))
        actions.forget_old()
        assert Reset.objects.exists() is stands
    assert Entry.objects.filter(act=Act.SIGN_IN_RESET).exists()


def test_a_password_like_ones_own_name_and_a_form_from_elsewhere_are_refused(helpline: Helpline) -> None:
    token, told = begun(helpline)
    assert answer(token, told, password="tomfairburn1").status_code == 422
    assert answer(token, told, Client(enforce_csrf_checks=True)).status_code == 403
    assert Practitioner.objects.get(pk=helpline.tom.row.pk).password == helpline.tom.row.password
