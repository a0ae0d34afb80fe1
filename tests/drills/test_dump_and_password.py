"""A dump of the databases *and* an administrator's password: what that opens, away from the machine and on it."""

from __future__ import annotations

import secrets

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client, override_settings

from quietline.contact.models import LineHold, Thread
from quietline.team.models import LineKeyHold, Practitioner
from quietline.team.sign_in.actions import add_app
from quietline.team.sign_in.adapters import SecondFactors
from quietline.vault import CannotOpen, Pepper, Sealed, unlock_private_key
from tests.factories.helpline import PASSWORD, Helpline, write_to


def test_a_dump_with_an_administrators_password_opens_nothing(helpline: Helpline) -> None:
    opened = write_to(helpline)
    add_app(practitioner=helpline.lead.row, secret="JBSWY3DPEHPK3PXP", counter=0, by=helpline.lead.row.pk)
    administrator = Practitioner.objects.get(pk=helpline.lead.row.pk)
    assert administrator.check_password(PASSWORD), "the password is the right one"
    # Away from the machine: all rows are at hand, and the pepper is not among them.
    with pytest.raises(CannotOpen):
        unlock_private_key(
            Sealed(bytes(administrator.locked_private_key)), PASSWORD, pepper=Pepper(secrets.token_bytes(32))
        )
    sealed = Authenticator.objects.get(user=administrator, type="totp").data["secret"]
    assert SecondFactors().decrypt(sealed) == "JBSWY3DPEHPK3PXP"
    with override_settings(QUIETLINE_PEPPER=secrets.token_bytes(32)), pytest.raises(CannotOpen):
        SecondFactors().decrypt(sealed)
    row = Thread.objects.get(pk=opened.thread_id)
    assert LineHold.objects.filter(thread=row).exists()
    assert LineKeyHold.objects.filter(practitioner=administrator).exists()
    # On the machine: the password is one step of two.
    thief = Client()
    answer = thief.post("/sign-in/", {"email": administrator.email, "password": PASSWORD})
    assert answer["Location"] == "/sign-in/second/"
    for path in ("/desk/", f"/desk/{opened.thread_id}/", "/desk/team/", "/account/"):
        assert thief.get(path)["Location"].startswith("/sign-in/")
