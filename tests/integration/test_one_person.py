"""One person with two accounts, where two must act: one browser is flagged, one second factor is refused."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from quietline.audit.models import Act, Entry
from quietline.contact.models import Thread
from quietline.contact.retention.models import Hold
from quietline.safeguarding.disclosures.models import Disclosure
from quietline.safeguarding.people.actions import mark_same_person, mark_two_people
from quietline.safeguarding.people.queries import OnePerson, require_two
from quietline.team.roles.rules import Role
from quietline.team.sign_in import actions as sign_in
from tests.factories.helpline import PASSWORD, Helpline, Person, give, signed_in, write_to
from tests.factories.passkeys import add_to
from tests.factories.safeguarding import mark, second_lead
from tests.integration.test_sign_in import SECRET, with_app

FLAG = "from one browser"


def at(browser: str, who: Person) -> Client:
    client = signed_in(who)
    client.cookies[settings.QUIETLINE_DEVICE_COOKIE] = browser
    return client


def proposed_and_agreed(helpline: Helpline, one: str, other: str) -> None:
    opened, noor = write_to(helpline), second_lead(helpline)
    mark(helpline, opened)
    where = f"/desk/{opened.thread_id}/disclosures/"
    given = {"decision": "not", "message": "Words.", "agency": "", "told": "before"}
    assert at(one, helpline.lead).post(f"{where}propose/", given).status_code == 302
    disclosure = Disclosure.objects.get()
    assert at(other, noor).post(f"{where}{disclosure.pk}/agree/", {"message": "So do I."}).status_code == 302


def test_a_disclosure_that_two_accounts_made_from_one_browser_is_flagged(helpline: Helpline) -> None:
    proposed_and_agreed(helpline, "one", "one")
    give(helpline.mina, Role.SUPERVISOR)
    page = signed_in(helpline.mina).get("/desk/safeguarding/").content.decode()
    assert "Two accounts, one browser" in page
    assert "Rowan Adeyemi and Noor Haddad" in page
    row = Disclosure.objects.get()
    case = signed_in(helpline.lead).get(f"/desk/{row.thread_id}/safeguarding/").content.decode()
    assert "acted from the same browser" in case
    assert Entry.objects.filter(act=Act.ONE_DEVICE, subject=row.pk).count() == 1
    assert b"one" not in bytes(row.proposed_device or b"")


def test_two_browsers_are_not_flagged(helpline: Helpline) -> None:
    proposed_and_agreed(helpline, "one", "other")
    assert "Two accounts, one browser" not in signed_in(helpline.lead).get("/desk/safeguarding/").content.decode()
    assert not Entry.objects.filter(act=Act.ONE_DEVICE).exists()


def test_what_is_kept_of_a_browser_tells_nothing_between_threads(helpline: Helpline) -> None:
    give(helpline.mina, Role.SUPERVISOR)
    client = at("one", helpline.mina)
    for thread in (write_to(helpline), write_to(helpline)):
        reference = Thread.objects.get(pk=thread.thread_id).reference
        client.post("/desk/retention/hold/", {"hold-reference": reference, "line": helpline.line.pk})
    marks = {bytes(mark or b"") for mark in Hold.objects.values_list("asked_device", flat=True)}
    assert (len(marks), b"" in marks) == (2, False)


def test_signing_in_lets_a_browser_be_known_again(helpline: Helpline) -> None:
    name, client = settings.QUIETLINE_DEVICE_COOKIE, Client()
    words = []
    for who in (helpline.mina, helpline.tom):
        client.post("/sign-in/", {"email": who.row.email, "password": PASSWORD})
        words.append(client.cookies[name].value)
    assert words[0] == words[1]
    assert client.cookies[name]["httponly"]
    assert client.cookies[name]["samesite"] == "Strict"


def held(helpline: Helpline, thread: str, one: Client, other: Client) -> None:
    assert one.post("/desk/retention/hold/", {"hold-reference": thread, "line": helpline.line.pk}).status_code == 302
    (hold,) = Hold.objects.all()
    other.post(f"/desk/retention/hold/{hold.pk}/agree/", {"line": helpline.line.pk})


def test_a_hold_by_two_accounts_from_one_browser_is_flagged_and_by_one_person_refused(helpline: Helpline) -> None:
    for who in (helpline.mina, helpline.tom):
        give(who, Role.SUPERVISOR)
    thread = write_to(helpline)
    reference = Thread.objects.get(pk=thread.thread_id).reference
    mark_same_person(one=helpline.mina.row.pk, other=helpline.tom.row.pk, by=helpline.lead.row.pk)
    mina, tom = at("one", helpline.mina), at("one", helpline.tom)
    held(helpline, reference, mina, tom)
    hold = Hold.objects.get()
    assert hold.agreed_by is None
    refused = tom.post(f"/desk/retention/hold/{hold.pk}/agree/", {"line": helpline.line.pk})
    assert refused.status_code == 409
    assert "It takes two people" in refused.content.decode()
    mark_two_people(one=helpline.mina.row.pk, other=helpline.tom.row.pk, by=helpline.lead.row.pk)
    tom.post(f"/desk/retention/hold/{hold.pk}/agree/", {"line": helpline.line.pk})
    assert FLAG in signed_in(helpline.lead).get(f"/desk/retention/?line={helpline.line.pk}").content.decode()
    mina.post(f"/desk/retention/hold/{hold.pk}/ask-to-lift/", {"line": helpline.line.pk})
    tom.post(f"/desk/retention/hold/{hold.pk}/lift/", {"line": helpline.line.pk})
    assert Entry.objects.filter(act=Act.ONE_DEVICE, subject=thread.thread_id).count() == 2


def test_accounts_with_one_second_factor_are_one_persons_whatever_was_said(helpline: Helpline) -> None:
    mina, tom = helpline.mina.row.pk, helpline.tom.row.pk
    require_two(mina, tom)
    mark_two_people(one=mina, other=tom, by=helpline.lead.row.pk)
    with_app(helpline.mina)
    sign_in.add_app(practitioner=helpline.tom.row, secret=SECRET, counter=0, by=tom)
    with pytest.raises(OnePerson):
        require_two(mina, tom)
    Authenticator.objects.all().delete()
    require_two(mina, tom)
    add_to(signed_in(helpline.mina))
    row = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    Authenticator.objects.create(user=helpline.tom.row, type=row.type, data=row.data)
    with pytest.raises(OnePerson):
        require_two(mina, tom)
