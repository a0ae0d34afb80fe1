"""Partners come in by a link that works once, with a password and an app; and go when the helpline says so."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from quietline.audit.models import Act, Entry
from quietline.insights.partners import account_views, actions, keys, links, sittings, trying
from quietline.insights.partners.inviting import actions as inviting
from quietline.insights.partners.inviting.actions import Sees, subject_of
from quietline.insights.partners.models import Partner, Sitting
from tests.factories.helpline import Helpline, signed_in
from tests.factories.island import PASSWORD, invited, on_the_island, shown_by_app, signed_in_partner, with_access

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
SIGN_IN = "/partners/sign-in/"
EMAIL = "sam@constabulary.example"
OF_PARTNERS = ("/partners/", SIGN_IN, "/partners/account/")


@pytest.fixture
def island(db: None) -> Iterator[None]:
    with on_the_island():
        yield


def told(client: Client, password: str, email: str = EMAIL) -> Client:
    client.post(SIGN_IN, {"email": email, "password": password})
    return client


def test_an_invitation_is_taken_up_once_with_a_password_and_an_app(island: None) -> None:
    partner, token = invited()
    client, where = Client(), f"/partners/invited/{token}/"
    page = client.get(where).content.decode()
    key = page.partition("data-secret>")[2].partition("<")[0].replace(" ", "")
    assert key == keys.app_key(partner.link_mark)
    assert client.post(where, {"password": "constabulary1", "code": shown_by_app(partner)}).status_code == 422
    wrong = client.post(where, {"password": PASSWORD, "code": "000000"})
    assert (wrong.status_code, Sitting.objects.count()) == (400, 0)
    answer = client.post(where, {"password": PASSWORD, "code": shown_by_app(partner)})
    assert answer["Location"] == "/partners/"
    assert client.get("/partners/").status_code == 200
    for again in (Client().get(where), Client().post(where, {"password": PASSWORD, "code": shown_by_app(partner)})):
        assert again.status_code == 404
    kept = " ".join(str(value) for value in Partner.objects.values_list().get())
    assert not {token, key, PASSWORD} & set(kept.split())


def test_a_link_is_over_after_three_days_and_its_end_can_not_be_moved(island: None) -> None:
    token, mark = links.new_link(timezone.now() - timedelta(hours=72, seconds=1))
    Partner.objects.create(email=EMAIL, name="Sam", link_mark=mark, invited_on=timezone.localdate())
    later = f"{int(time.time()) + 9_999}-{token.partition('-')[2]}"
    assert [Client().get(f"/partners/invited/{each}/").status_code for each in (token, later)] == [404, 404]
    token, mark = links.new_link(timezone.now() - timedelta(hours=71, minutes=59))
    Partner.objects.update(link_mark=mark)
    assert Client().get(f"/partners/invited/{token}/").status_code == 200


def test_signing_in_takes_both_and_a_code_works_once(island: None) -> None:
    partner = with_access()
    client = told(Client(), PASSWORD)
    assert client.get("/partners/").status_code == 302
    code = shown_by_app(partner)
    assert client.post("/partners/sign-in/second/", {"code": code})["Location"] == "/partners/"
    assert client.get("/partners/").status_code == 200
    other = told(Client(), PASSWORD)
    assert other.post("/partners/sign-in/second/", {"code": code}).status_code == 400
    # Nor does one of the half minute before, which is still good for a slow clock.
    before = keys.TOTP(keys.app_secret(partner.link_mark), 6, keys.SHA1(), 30).generate(int(time.time()) - 30)
    assert other.post("/partners/sign-in/second/", {"code": before.decode()}).status_code == 400
    assert told(Client(), "not the password").get("/partners/sign-in/second/").status_code == 302


def test_for_nobody_a_password_costs_as_much(island: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with_access()
    invited("ada@charity.example")
    asked = []
    check = actions.check_password
    monkeypatch.setattr(actions, "check_password", lambda *given: asked.append(given[1]) or check(*given))
    for email in (EMAIL, "nobody@nowhere.example", "ada@charity.example"):
        answer = Client().post(SIGN_IN, {"email": email, "password": "not the password"})
        assert account_views.WRONG in answer.content.decode().replace("&#x27;", "'")
    costs = {encoded.rpartition("$")[0].rpartition("$")[0] for encoded in asked}
    assert (len(asked), len(costs)) == (3, 1)
    assert costs.pop().startswith("argon2$argon2id$")


def test_tries_are_limited_by_visitor_and_codes_by_account(island: None) -> None:
    partner = with_access()
    statuses = {Client().post(SIGN_IN, {"email": f"{n}@x.example", "password": "x"}).status_code for n in range(12)}
    assert statuses == {400, 429}
    tries = [trying.may_try_code(partner) for _ in range(12)]
    assert tries == [True] * 10 + [False] * 2


def test_a_sitting_ends_idle_after_ten_hours_and_with_its_row(island: None, monkeypatch: pytest.MonkeyPatch) -> None:
    partner = with_access()
    client, now = signed_in_partner(partner), time.time()
    for later, status in ((29 * 60, 200), (29 * 60 + 31 * 60, 302)):
        monkeypatch.setattr(time, "time", lambda later=later: now + later)
        assert client.get("/partners/").status_code == status, later
    monkeypatch.setattr(time, "time", lambda: now)
    client = signed_in_partner(partner)
    for turn in range(21):
        monkeypatch.setattr(time, "time", lambda turn=turn: now + turn * 29 * 60)
        assert client.get("/partners/").status_code == (200 if turn * 29 < 600 else 302), turn
    monkeypatch.setattr(time, "time", lambda: now)
    client = signed_in_partner(partner)
    forged = f"{client.cookies[sittings.sitting_cookie()].value}x"
    client.cookies[sittings.sitting_cookie()] = forged
    assert client.get("/partners/").status_code == 302


def test_ones_own_sittings_and_nobody_elses_are_ended(island: None) -> None:
    sam, ada = with_access(), with_access("ada@charity.example")
    here, elsewhere, hers = signed_in_partner(sam), signed_in_partner(sam), signed_in_partner(ada)
    theirs = Sitting.objects.get(partner=ada)
    here.post(f"/partners/account/sittings/{theirs.pk}/end/")
    assert hers.get("/partners/").status_code == 200
    first, second = Sitting.objects.filter(partner=sam).order_by("pk")
    assert here.get("/partners/account/").content.decode().count("<button") == 3
    here.post(f"/partners/account/sittings/{second.pk}/end/")
    assert [each.get("/partners/").status_code for each in (here, elsewhere)] == [200, 302]
    form = {"old": PASSWORD, "new": "a lantern beside the old mill"}
    third = signed_in_partner(sam)
    assert here.post("/partners/account/password/", form | {"old": "not it"}).status_code == 400
    assert here.post("/partners/account/password/", form)["Location"] == "/partners/account/"
    assert [each.get("/partners/").status_code for each in (here, third)] == [200, 302]
    here.post("/partners/sign-out/")
    assert not Sitting.objects.filter(pk=first.pk).exists()


def test_the_desk_invites_changes_and_ends_on_record(helpline: Helpline) -> None:
    desk = signed_in(helpline.lead)
    form = {"email": "Sam@Constabulary.example", "name": "Sam Okafor", "areas": ["esk-vale"]}
    refused = desk.post("/campaigns/partners/new/", form | {"email": "mina@larkmere.example"})
    assert refused.status_code == 409
    page = desk.post("/campaigns/partners/new/", form).content.decode()
    (token,) = re.findall(r"/partners/invited/([^/]+)/", page)
    row = Partner.objects.get()
    assert (row.email, [each.code for each in row.areas.all()]) == (EMAIL, ["esk-vale"])
    with on_the_island():
        where = f"/partners/invited/{token}/"
        client = Client()
        client.post(where, {"password": PASSWORD, "code": shown_by_app(row)})
        assert client.get("/partners/").status_code == 200
    change = f"/campaigns/partners/{row.pk}/"
    assert desk.post(change, {"name": "Sam Okafor", "areas": []}).status_code == 422
    assert desk.post(change, {"name": "Sam O.", "areas": ["north-larkmere"]}).status_code == 302
    assert [each.code for each in row.areas.all()] == ["north-larkmere"]
    assert "North Larkmere" in desk.get("/campaigns/partners/").content.decode()
    desk.post(f"{change}end/")
    with on_the_island():
        assert client.get("/partners/").status_code == 302
        assert told(Client(), PASSWORD).get("/partners/sign-in/second/").status_code == 302
    anew = re.findall(r"/partners/invited/([^/]+)/", desk.post(f"{change}again/").content.decode())
    with on_the_island():
        assert [Client().get(f"/partners/invited/{each}/").status_code for each in (token, *anew)] == [404, 200]
    acts = list(Entry.objects.filter(subject=subject_of(row.pk)).order_by("pk").values_list("act", "actor"))
    done = (Act.PARTNER_INVITED, Act.PARTNER_CHANGED, Act.PARTNER_ENDED, Act.PARTNER_INVITED)
    assert acts == [(each.value, helpline.lead.row.pk) for each in done]


def test_without_its_record_nobody_is_invited(helpline: Helpline, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(**_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(inviting, "record", fails)
    with pytest.raises(RuntimeError):
        inviting.invite(email=EMAIL, name="Sam", sees=Sees(areas=("esk-vale",), campaigns=()), by=helpline.lead.row.pk)
    assert not Partner.objects.exists()


def test_a_cookie_of_one_side_means_nothing_on_the_other(helpline: Helpline) -> None:
    theirs = signed_in(helpline.lead).cookies
    with on_the_island():
        desk = Client()
        desk.cookies.update(theirs)
        partner = signed_in_partner(with_access())
        assert desk.get("/partners/").status_code == 302
        for path in ("/desk/", "/edit/", "/campaigns/", "/sign-in/", "/account/", "/en/", "/hooks/calls/"):
            assert partner.get(path).status_code == 404, path
    elsewhere = Client()
    elsewhere.cookies.update(partner.cookies)
    assert elsewhere.get("/desk/")["Location"].startswith("/sign-in/")
    # The helpline's own process has no such pages, whoever asks.
    asked = [each.get(path).status_code for each in (elsewhere, signed_in(helpline.lead)) for path in OF_PARTNERS]
    assert set(asked) == {404}


def test_a_dump_alone_opens_no_account(island: None) -> None:
    partner = with_access()
    code, cookie = shown_by_app(partner), signed_in_partner(partner).cookies[sittings.sitting_cookie()].value
    with override_settings(SECRET_KEY="whoever has the tables and not the key"):
        assert not actions.is_password(partner, PASSWORD)
        assert keys.step_of(partner.link_mark, code) is None
    assert actions.is_password(partner, PASSWORD)
    for mark in (Partner.objects.get().link_mark, Partner.objects.get().last_code, Sitting.objects.get().mark):
        assert Client().get(f"/partners/invited/{mark}/").status_code == 404
        assert mark not in cookie
        browser = Client()
        browser.cookies[sittings.sitting_cookie()] = mark
        assert browser.get("/partners/").status_code == 302
