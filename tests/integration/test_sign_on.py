"""The organisation's own sign-in, against a real provider: the first step and no more, for invited people alone."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from joserfc.jwk import RSAKey

from quietline.audit.models import Act, Entry
from quietline.team.models import Practitioner
from quietline.team.sign_on import provider as ours
from quietline.team.sign_on.models import SignOn
from tests.factories.helpline import PASSWORD, Helpline, Person, signed_in, write_to
from tests.factories.oidc import CLIENT, SECRET, Provider, running
from tests.factories.passkeys import HERE, add_to, asked_at_sign_in
from tests.integration.test_sign_in import code, later, with_app

BEGIN, BACK, ACCOUNT = "/sign-in/organisation/", "/sign-in/organisation/back/", "/account/organisation/"


@pytest.fixture(scope="module")
def everywhere() -> Iterator[Provider]:
    with running() as provider:
        yield provider


@pytest.fixture
def provider(everywhere: Provider, settings: Any) -> Iterator[Provider]:
    settings.QUIETLINE_SSO_ISSUER = everywhere.issuer
    settings.QUIETLINE_SSO_CLIENT, settings.QUIETLINE_SSO_SECRET = CLIENT, SECRET
    ours.forget()
    yield everywhere
    everywhere.claims, everywhere.breaks, everywhere.published = {}, False, None
    everywhere.subject = "248289761001"
    ours.forget()


def there_and_back(where: str) -> str:
    """What a browser does that is sent to the provider: it signs in there, and is sent back."""
    parts = urlsplit(where)
    asking = http.client.HTTPConnection(parts.netloc, timeout=10)
    asking.request("GET", f"{parts.path}?{parts.query}")
    sent = urlsplit(asking.getresponse().headers["Location"])
    asking.close()
    return f"{sent.path}?{sent.query}"


def connected(who: Person) -> Client:
    client = signed_in(who)
    (where,) = re.findall(r'class="button" href="([^"]+)"', client.get(ACCOUNT).content.decode())
    assert client.get(there_and_back(where.replace("&amp;", "&")))["Location"] == ACCOUNT
    return client


def signed_on(client: Client, wanted: str = "/desk/") -> Any:
    return client.get(there_and_back(client.get(BEGIN, {"next": wanted})["Location"]))


def test_it_is_the_first_step_and_the_password_opens_the_keys(helpline: Helpline, provider: Provider) -> None:
    with_app(helpline.mina)
    assert "connected with it" in connected(helpline.mina).get(ACCOUNT).content.decode()
    opened, back = write_to(helpline), Client()
    where = f"/desk/{opened.thread_id}/"
    assert "Sign in with your organisation" in back.get("/sign-in/").content.decode()
    assert signed_on(back, where)["Location"] == "/sign-in/second/"
    assert back.get(where)["Location"].startswith("/sign-in/")
    assert back.post("/sign-in/second/", {"code": code()})["Location"] == where
    assert back.get(where).status_code == 401
    assert back.post("/account/confirm/", {"confirm_password": PASSWORD, "next": where})["Location"] == where
    assert back.get(where).status_code == 200
    assert Entry.objects.filter(act=Act.SIGN_ON_CONNECTED, actor=helpline.mina.row.pk).count() == 1


def test_a_passkey_as_the_second_step_opens_the_keys(helpline: Helpline, provider: Provider) -> None:
    passkey, opened, back = add_to(connected(helpline.mina)), write_to(helpline), Client()
    where = f"/desk/{opened.thread_id}/"
    assert signed_on(back, where)["Location"] == "/sign-in/second/"
    given = {"credential": passkey.shown(asked_at_sign_in(back)), "prf": passkey.prf}
    assert back.post("/sign-in/passkey/", given, **HERE)["Location"] == where  # type: ignore[arg-type]
    assert back.get(where).status_code == 200


def test_it_makes_no_account_and_knows_nobody_by_their_e_mail(helpline: Helpline, provider: Provider) -> None:
    provider.claims = {"email": helpline.mina.row.email, "email_verified": True}
    answer = signed_on(Client())
    assert answer.status_code == 400
    assert "asks an administrator for an invitation" in answer.content.decode()
    assert Practitioner.objects.count() == 3
    connected(helpline.mina)
    Practitioner.objects.filter(pk=helpline.mina.row.pk).update(is_active=False)
    assert signed_on(Client()).status_code == 400


def test_nothing_of_what_it_says_is_kept(helpline: Helpline, provider: Provider) -> None:
    provider.subject = "mina-at-elsewhere"
    mina = connected(helpline.mina)
    rows = [*SignOn.objects.values(), *Entry.objects.values(), *Practitioner.objects.values()]
    kept = str(rows) + json.dumps([each.get_decoded() for each in Session.objects.all()])
    for said in (provider.subject, "Mina K.", "mina@elsewhere.example", "an access token"):
        assert said not in kept
    assert mina.post(f"{ACCOUNT}disconnect/").status_code == 302
    assert not SignOn.objects.exists()
    assert signed_on(Client()).status_code == 400


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"azp": "another client"},
        {"nonce": "of another sign-in"},
        {"exp": 1},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
    ],
)
def test_a_word_that_is_not_for_us_or_not_for_now_signs_nobody_in(
    helpline: Helpline, provider: Provider, claims: dict[str, Any]
) -> None:
    with_app(helpline.mina)
    connected(helpline.mina)
    provider.claims = claims
    answer = signed_on(Client())
    assert answer.status_code == 400
    assert "use your password" in answer.content.decode()


def test_another_key_another_secret_or_another_code_signs_nobody_in(
    helpline: Helpline, provider: Provider, settings: Any
) -> None:
    with_app(helpline.mina)
    connected(helpline.mina)
    provider.published = RSAKey.generate_key(2048, {"kid": "1"})
    ours.forget()
    assert signed_on(Client()).status_code == 400
    provider.published = None
    ours.forget()
    thief, mina = Client(), Client()
    minas = there_and_back(mina.get(BEGIN)["Location"])
    thief.get(BEGIN)
    assert thief.get(minas).status_code == 400, "begun in another browser"
    assert mina.get(minas)["Location"] == "/sign-in/second/"
    assert mina.get(f"{minas}&again=1").status_code == 400, "good once"
    settings.QUIETLINE_SSO_SECRET = "a wrong one"
    assert signed_on(Client()).status_code == 400


def test_who_comes_back_too_late_begins_again(helpline: Helpline, provider: Provider) -> None:
    client = Client()
    where = there_and_back(client.get(BEGIN)["Location"])
    session = client.session
    session["sign_on"] = session["sign_on"] | {"at": session["sign_on"]["at"] - 601}
    session.save()
    assert "too long" in client.get(where).content.decode()


def test_a_browser_that_left_its_cookies_at_home_comes_by_a_page_of_ours(
    helpline: Helpline, provider: Provider
) -> None:
    page = Client().get(BACK, {"code": "c", "state": "s"})
    assert page.status_code == 200
    assert 'content="0; url=/sign-in/organisation/back/?code=c&amp;state=s&amp;again=1"' in page.content.decode()
    assert Client().get(BACK, {"code": "c", "state": "s", "again": "1"}).status_code == 400


def test_one_account_a_sign_in_and_connecting_asks_who_it_is(helpline: Helpline, provider: Provider) -> None:
    connected(helpline.mina)
    tom = signed_in(helpline.tom)
    (where,) = re.findall(r'class="button" href="([^"]+)"', tom.get(ACCOUNT).content.decode())
    refused = tom.get(there_and_back(where.replace("&amp;", "&")))
    assert refused.status_code == 409
    assert "Ask an administrator" in refused.content.decode()
    with later(301):
        assert tom.get(ACCOUNT).status_code == 401


def test_a_provider_that_does_not_answer_leaves_the_password(helpline: Helpline, provider: Provider) -> None:
    provider.breaks = True
    answer = Client().get(BEGIN)
    assert answer.status_code == 503
    assert "Use your password" in answer.content.decode()
    assert signed_in(helpline.mina).get(ACCOUNT).status_code == 503


@pytest.mark.parametrize("issuer", ["http://elsewhere.example", "https://127.0.0.1:9", "ftp://127.0.0.1"])
def test_a_provider_without_tls_or_that_is_none_is_not_asked(helpline: Helpline, settings: Any, issuer: str) -> None:
    settings.QUIETLINE_SSO_ISSUER, settings.QUIETLINE_SSO_CLIENT = issuer, CLIENT
    settings.QUIETLINE_SSO_SECRET = SECRET
    ours.forget()
    assert Client().get(BEGIN).status_code == 503


def test_a_server_that_says_to_be_another_one_is_not_asked(
    helpline: Helpline, provider: Provider, settings: Any
) -> None:
    settings.QUIETLINE_SSO_ISSUER = f"{provider.issuer}/"
    ours.forget()
    assert Client().get(BEGIN).status_code == 503


def test_without_a_provider_there_is_no_such_way(helpline: Helpline) -> None:
    mina = signed_in(helpline.mina)
    assert [Client().get(BEGIN).status_code, Client().get(BACK).status_code, mina.get(ACCOUNT).status_code] == [
        404
    ] * 3
    assert "your organisation" not in Client().get("/sign-in/").content.decode()
