"""Identities: sealed apart, opened by leads alone, one at a time, for a reason and a quarter of an hour."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from quietline.audit.models import Act
from quietline.audit.queries import acts_on
from quietline.contact.models import Message, Thread
from quietline.contact.queries import messages_of, opened_by_token
from quietline.contact.redacting import TAKEN_OUT, NotThere, take_out
from quietline.safeguarding.identities import actions, queries
from quietline.safeguarding.identities.models import Identity, IdentityOpening
from quietline.safeguarding.identities.queries import NotOpen
from quietline.safeguarding.people.queries import NotALead
from quietline.team.roles.rules import Role
from quietline.vault import CannotOpen, Place, Purpose, Sealed, open_sealed
from tests.factories.helpline import Helpline, as_practitioner, give, person, signed_in, write_to
from tests.factories.safeguarding import NUMBER, enter

WHY = "canary-reason-of-an-opening-firecrest"


@pytest.fixture
def lead(helpline: Helpline) -> Client:
    return signed_in(helpline.lead)


def test_it_is_sealed_apart_and_the_return_phrase_does_not_open_it(helpline: Helpline) -> None:
    opened = write_to(helpline)
    enter(helpline, opened)
    row = Identity.objects.get()
    assert NUMBER.encode() not in bytes(row.sealed)
    place = queries.identity_place(row.thread_id, row.ordinal, row.entered_by_id)
    seekers = opened_by_token(opened.token).key
    with pytest.raises(CannotOpen):
        open_sealed(seekers, Sealed(bytes(row.sealed)), place=place)
    with pytest.raises(CannotOpen):
        queries.identity_text(row, {})
    assert queries.identity_text(row, helpline.mina.line_keys()).words == NUMBER


def test_a_lead_opens_one_for_a_reason_and_everybody_sees_that(lead: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    one, other = enter(helpline, opened), enter(helpline, opened, "heron@larkmere.example")
    where = f"/desk/{opened.thread_id}/identities/{one}/"
    assert NUMBER not in lead.get(where, follow=True).content.decode()
    assert lead.post(f"{where}open/", {"message": ""}).status_code == 422
    page = lead.post(f"{where}open/", {"message": WHY}, follow=True).content.decode()
    assert NUMBER in page
    assert WHY in page
    assert "heron@larkmere.example" not in page
    assert "heron@larkmere.example" not in lead.get(where.replace(str(one), str(other)), follow=True).content.decode()
    assert (Act.IDENTITY_OPENED, helpline.lead.row.pk) in acts_on(opened.thread_id)
    assert WHY.encode() not in bytes(IdentityOpening.objects.get().sealed_reason)
    seen = signed_in(helpline.mina).get(f"/desk/{opened.thread_id}/safeguarding/").content.decode()
    assert "Opened by Rowan Adeyemi" in seen
    assert WHY not in seen
    assert NUMBER not in seen


def test_after_a_quarter_of_an_hour_it_is_shut(lead: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    identity = enter(helpline, opened)
    where = f"/desk/{opened.thread_id}/identities/{identity}/"
    lead.post(f"{where}open/", {"message": WHY})
    assert NUMBER in lead.get(where).content.decode()
    row = IdentityOpening.objects.get()
    assert row.ends_at - row.opened_at == timedelta(minutes=15)
    IdentityOpening.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    assert NUMBER not in lead.get(where, follow=True).content.decode()
    with pytest.raises(NotOpen):
        queries.opened_identity(opened.thread_id, identity, helpline.lead.line_keys(), by=helpline.lead.row.pk)


def test_it_shuts_when_its_reader_leads_no_more(lead: Client, helpline: Helpline) -> None:
    opened = write_to(helpline)
    identity = enter(helpline, opened)
    where = f"/desk/{opened.thread_id}/identities/{identity}/"
    assert NUMBER in lead.post(f"{where}open/", {"message": WHY}, follow=True).content.decode()
    helpline.lead.row.held_roles.filter(role=Role.SAFEGUARDING_LEAD).delete()
    assert NUMBER not in lead.get(where, follow=True).content.decode()


def test_anybody_else_is_refused_in_the_page_and_in_the_act_an_administrator_too(helpline: Helpline) -> None:
    opened = write_to(helpline)
    identity = enter(helpline, opened)
    give(helpline.mina, Role.ADMINISTRATOR)
    where = f"/desk/{opened.thread_id}/identities/{identity}/"
    mina = signed_in(helpline.mina)
    assert mina.get(where, follow=True).status_code == 403
    answer = mina.post(f"{where}open/", {"message": WHY})
    assert answer.status_code == 403
    assert WHY in answer.content.decode(), "what was typed is not lost"
    with pytest.raises(NotALead):
        actions.open_identity(
            opened=as_practitioner(helpline, opened),
            identity_id=identity,
            reason=WHY,
            line_keys=helpline.mina.line_keys(),
            by=helpline.mina.row.pk,
        )
    assert not IdentityOpening.objects.exists()
    outsider = signed_in(person("sam@larkmere.example", "Sam Outside", (Role.ADMINISTRATOR,)))
    assert outsider.get(where).status_code == 403


def test_the_password_is_asked_for_once_more(
    lead: Client, helpline: Helpline, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = write_to(helpline)
    identity = enter(helpline, opened)
    monkeypatch.setattr("quietline.team.guards.is_fresh", lambda *_: False)
    for path in (f"identities/{identity}/open/", "disclosures/alone/", f"disclosures/{uuid4()}/agree/"):
        page = lead.post(f"/desk/{opened.thread_id}/{path}", {"message": WHY}).content.decode()
        assert 'type="password"' in page
        assert WHY in page
    assert not IdentityOpening.objects.exists()


def test_one_moved_to_another_thread_does_not_open_there(lead: Client, helpline: Helpline) -> None:
    one, other = write_to(helpline), write_to(helpline, "Another one.")
    identity = enter(helpline, one)
    Identity.objects.update(thread=other.thread_id)
    where = f"/desk/{other.thread_id}/identities/{identity}/"
    assert lead.post(f"{where}open/", {"message": WHY}).status_code == 409
    assert not IdentityOpening.objects.exists()
    with pytest.raises(CannotOpen):
        queries.identity_text(Identity.objects.get(), helpline.lead.line_keys())
    assert lead.get(f"/desk/{one.thread_id}/identities/{identity}/").status_code == 404
    assert lead.get(f"/desk/{one.thread_id}/identities/{uuid4()}/").status_code == 404


def test_what_looks_like_a_detail_is_moved_out_of_the_text(helpline: Helpline) -> None:
    text = f"Ring me on {NUMBER} after six."
    opened = write_to(helpline, text)
    mina = signed_in(helpline.mina)
    assert "1 passage could show who somebody is" in mina.get(f"/desk/{opened.thread_id}/").content.decode()
    before = bytes(Message.objects.get().sealed)
    where = f"/desk/{opened.thread_id}/identities/move/"
    assert mina.post(where, {}).status_code == 422
    assert mina.post(where, {"passages": "1 somebody"}).status_code == 422
    assert mina.post(where, {"passages": f"1 {NUMBER}"}).status_code == 302
    assert bytes(Message.objects.get().sealed) != before
    on_desk = as_practitioner(helpline, opened)
    assert messages_of(on_desk, for_seeker=True)[0].text == text.replace(NUMBER, TAKEN_OUT)
    assert queries.identity_text(Identity.objects.get(), helpline.lead.line_keys()).words == NUMBER
    assert (Act.DETAIL_MOVED, helpline.mina.row.pk) in acts_on(opened.thread_id)
    with pytest.raises(NotThere):
        take_out(opened=on_desk, sequence=1, passage=NUMBER, by=helpline.mina.row.pk)
    assert Identity.objects.count() == 1


def test_what_was_typed_into_a_wrong_form_is_kept(helpline: Helpline) -> None:
    opened = write_to(helpline)
    mina = signed_in(helpline.mina)
    for form in ({"what": "nowhere", "message": NUMBER}, {"what": "phone", "message": "9" * 2_001}):
        answer = mina.post(f"/desk/{opened.thread_id}/identities/", form)
        assert answer.status_code == 422
        assert form["message"] in answer.content.decode()
    assert mina.post(f"/desk/{opened.thread_id}/identities/", {"what": "phone", "message": ""}).status_code == 422
    assert not Identity.objects.exists()


def test_it_goes_with_its_thread(helpline: Helpline) -> None:
    opened = write_to(helpline)
    enter(helpline, opened)
    Thread.objects.get().delete()
    assert not Identity.objects.exists()


def test_places_differ_by_purpose(helpline: Helpline) -> None:
    thread, someone = uuid4(), uuid4()
    assert queries.identity_place(thread, 1, someone) == Place(Purpose.IDENTITY, thread, 1, f"practitioner:{someone}")
    assert queries.reason_place(thread, 1, someone).purpose == Purpose.IDENTITY_REASON
