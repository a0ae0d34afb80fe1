"""Passkeys: the second step or both, opening the keys by themselves; and whoever tries with another's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from fido2.utils import websafe_encode

from quietline.audit.models import Act, Entry
from quietline.team.models import Practitioner
from quietline.team.sign_in import actions
from quietline.team.sign_in.models import PasskeyHold
from tests.factories.helpline import PASSWORD, Helpline, signed_in, write_to
from tests.factories.passkeys import HERE, PasskeyInMemory, add_to, asked_at_sign_in
from tests.integration.test_sign_in import later, with_app, with_password


def show(client: Client, passkey: PasskeyInMemory, asked: dict[str, Any], **changes: str) -> Any:
    given = {"credential": passkey.shown(asked), "prf": passkey.prf} | changes
    return client.post("/sign-in/passkey/", given, **HERE)  # type: ignore[arg-type]


def test_alone_it_signs_in_and_opens_the_keys(helpline: Helpline) -> None:
    opened = write_to(helpline)
    passkey, back = add_to(signed_in(helpline.mina)), Client()
    answer = show(back, passkey, asked_at_sign_in(back), next=f"/desk/{opened.thread_id}/")
    assert answer["Location"] == f"/desk/{opened.thread_id}/"
    assert back.get(answer["Location"], **HERE).status_code == 200  # type: ignore[arg-type]
    assert Entry.objects.filter(act=Act.SIGNED_IN, actor=helpline.mina.row.pk).count() == 2


def test_without_prf_the_password_opens_the_keys_on_the_page_that_needs_them(helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    passkey, back = add_to(signed_in(helpline.mina), with_prf=False), Client()
    show(back, passkey, asked_at_sign_in(back), prf="")
    assert "quietline-key" not in back.cookies
    assert back.get(where).status_code == 401
    given = {"confirm_password": "not this one at all", "next": where}
    assert back.post("/account/confirm/", given).status_code == 400
    assert back.post("/account/confirm/", given | {"confirm_password": PASSWORD})["Location"] == where
    assert back.get(where).status_code == 200


def test_after_the_password_it_is_the_second_step(helpline: Helpline) -> None:
    passkey = add_to(signed_in(helpline.mina))
    back = with_password(helpline.mina)
    assert show(back, passkey, asked_at_sign_in(back))["Location"] == "/desk/"
    assert back.get("/desk/").status_code == 200


def test_somebody_elses_is_not_taken_as_the_second_step(helpline: Helpline) -> None:
    add_to(signed_in(helpline.mina))
    toms = add_to(signed_in(helpline.tom))
    thief = with_password(helpline.mina)
    asked = asked_at_sign_in(thief)
    assert show(thief, toms, asked).status_code == 400
    assert thief.get("/desk/")["Location"].startswith("/sign-in/")
    # Nor one that says to be Mina's.
    toms.owner = websafe_encode(helpline.mina.row.pk.bytes).encode()
    alone = Client()
    assert show(alone, toms, asked_at_sign_in(alone)).status_code == 400
    assert Entry.objects.filter(act=Act.SECOND_FACTOR_REFUSED).count() == 2


def test_an_answer_is_good_once(helpline: Helpline) -> None:
    passkey, back = add_to(signed_in(helpline.mina)), Client()
    asked = asked_at_sign_in(back)
    answer = passkey.shown(asked)
    assert back.post("/sign-in/passkey/", {"credential": answer}, **HERE).status_code == 302  # type: ignore[arg-type]
    for replayed in (back, Client()):
        sent = replayed.post("/sign-in/passkey/", {"credential": answer}, **HERE)  # type: ignore[arg-type]
        assert sent.status_code == 400


@pytest.mark.parametrize("wrong", [{"verifies": False}, {"origin": "https://evil.example"}])
def test_without_finger_or_pin_or_from_another_site_it_is_not_taken(helpline: Helpline, wrong: dict[str, Any]) -> None:
    passkey, back = add_to(signed_in(helpline.mina)), Client()
    for name, value in wrong.items():
        setattr(passkey, name, value)
    assert show(back, passkey, asked_at_sign_in(back)).status_code == 400


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{",
        "[]",
        "3",
        "{}",
        '{"response": null}',
        '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    ],
)
def test_an_answer_that_is_none_is_told(helpline: Helpline, credential: str) -> None:
    mina, back = signed_in(helpline.mina), Client()
    asked_at_sign_in(back)
    assert back.post("/sign-in/passkey/", {"credential": credential}, **HERE).status_code == 400  # type: ignore[arg-type]
    mina.post("/account/passkeys/new/options/", **HERE)  # type: ignore[arg-type]
    sent = mina.post("/account/passkeys/new/", {"name": "Key", "credential": credential}, **HERE)  # type: ignore[arg-type]
    assert sent.status_code in {400, 422}
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("place", ["signature", "authenticatorData", "clientDataJSON"])
def test_one_wrong_byte_is_not_taken(helpline: Helpline, place: str) -> None:
    passkey, back = add_to(signed_in(helpline.mina)), Client()
    given = json.loads(passkey.shown(asked_at_sign_in(back)))
    part = given["response"][place]
    given["response"][place] = part[:-6] + ("A" if part[-6] != "A" else "B") + part[-5:]
    sent = back.post("/sign-in/passkey/", {"credential": json.dumps(given)}, **HERE)  # type: ignore[arg-type]
    assert sent.status_code == 400


def test_a_wrong_computed_value_opens_no_keys(helpline: Helpline) -> None:
    passkey, back = add_to(signed_in(helpline.mina)), Client()
    assert show(back, passkey, asked_at_sign_in(back), prf="A" * 43).status_code == 302
    assert back.get("/desk/").status_code == 401


def test_what_it_computes_stands_nowhere(helpline: Helpline) -> None:
    mina = signed_in(helpline.mina)
    passkey = PasskeyInMemory()
    asked = mina.post("/account/passkeys/new/options/", **HERE).json()  # type: ignore[arg-type]
    credential = json.loads(passkey.made(asked))
    credential["clientExtensionResults"] = {"prf": {"results": {"first": passkey.prf}}}
    given = {"name": "Key", "credential": json.dumps(credential), "prf": passkey.prf}
    mina.post("/account/passkeys/new/", given, **HERE)  # type: ignore[arg-type]
    kept = str(list(Authenticator.objects.values())) + str(list(PasskeyHold.objects.values()))
    assert passkey.prf not in kept
    assert helpline.mina.private not in b"".join(bytes(hold.sealed_key) for hold in PasskeyHold.objects.all())


def test_taken_off_it_signs_nobody_in_and_holds_no_keys(helpline: Helpline) -> None:
    with_app(helpline.mina)
    mina = signed_in(helpline.mina)
    passkey = add_to(mina)
    row = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    other = signed_in(helpline.tom)
    other.post(f"/account/passkeys/{row.pk}/remove/")
    assert PasskeyHold.objects.exists()
    assert mina.post(f"/account/passkeys/{row.pk}/remove/").status_code == 302
    assert not PasskeyHold.objects.exists()
    back = Client()
    assert show(back, passkey, asked_at_sign_in(back)).status_code == 400


def test_of_somebody_who_left_or_was_reset_it_opens_nothing(helpline: Helpline) -> None:
    passkey, back = add_to(signed_in(helpline.mina)), Client()
    Practitioner.objects.filter(pk=helpline.mina.row.pk).update(is_active=False)
    assert show(back, passkey, asked_at_sign_in(back)).status_code == 400
    actions.reset_second_factor(practitioner=helpline.mina.row, by=helpline.lead.row.pk)
    assert not PasskeyHold.objects.exists()


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_it_leads_to_our_own_paths_only(helpline: Helpline, wanted: str) -> None:
    passkey, back = add_to(signed_in(helpline.mina)), Client()
    assert show(back, passkey, asked_at_sign_in(back), next=wanted)["Location"] == "/desk/"


# Asked once more who sits there.


def test_it_confirms_who_sits_there_and_the_form_goes_on(helpline: Helpline) -> None:
    mina, tom = signed_in(helpline.mina), signed_in(helpline.tom)
    own, toms = add_to(mina), add_to(tom)
    where = "/account/recovery-codes/"
    with later(301):
        asked = mina.post(where, **HERE)  # type: ignore[arg-type]
        assert asked.status_code == 401
        assert "data-passkey" in asked.content.decode()

        def answered(passkey: PasskeyInMemory) -> Any:
            options = mina.post("/account/confirm/options/", **HERE).json()  # type: ignore[arg-type]
            given = {"confirm_credential": passkey.shown(options), "confirm_prf": passkey.prf}
            return mina.post(where, given, **HERE)  # type: ignore[arg-type]

        toms.owner = own.owner
        assert answered(toms).status_code == 400
        assert Entry.objects.filter(act=Act.SECOND_FACTOR_REFUSED, subject=helpline.mina.row.pk).count() == 1
        assert answered(own).content.decode().count("<li>") == 10
        nonsense = {"confirm_credential": "[3", "confirm_prf": "x"}
        with later(700):
            assert mina.post(where, nonsense, **HERE).status_code == 400  # type: ignore[arg-type]
    assert Entry.objects.filter(act=Act.CONFIRMED_AGAIN, actor=helpline.mina.row.pk).count() == 1


def test_it_opens_the_keys_of_a_session_that_had_none(helpline: Helpline) -> None:
    opened = write_to(helpline)
    where = f"/desk/{opened.thread_id}/"
    passkey, back = add_to(signed_in(helpline.mina)), Client()
    show(back, passkey, asked_at_sign_in(back), prf="")
    assert back.get(where, **HERE).status_code == 401  # type: ignore[arg-type]

    def answered(prf: str) -> Any:
        options = back.post("/account/confirm/options/", **HERE).json()  # type: ignore[arg-type]
        given = {"confirm_credential": passkey.shown(options), "confirm_prf": prf, "next": where}
        return back.post("/account/confirm/", given, **HERE)  # type: ignore[arg-type]

    assert answered("")["Location"] == where
    asked = back.get(where, **HERE)  # type: ignore[arg-type]
    assert asked.status_code == 401, "it could not compute: the password is asked for"
    assert answered(passkey.prf)["Location"] == where
    assert back.get(where, **HERE).status_code == 200  # type: ignore[arg-type]


@pytest.mark.parametrize("answer", ["[" * 50_000, '{"a":' * 20_000, "9" * 5_000])
def test_an_answer_without_end_is_told(helpline: Helpline, answer: str) -> None:
    page = Client().post("/sign-in/passkey/", {"credential": answer})
    assert page.status_code == 400
    assert "not taken" in page.content.decode()
