"""Where allauth asks us: how secrets are kept, what a sign-in writes down, and which step comes after the password."""

from __future__ import annotations

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.shortcuts import redirect

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.team.models import Practitioner
from quietline.team.queries import organisation
from quietline.vault import Pepper, Sealed, WrappingKey, installation_key, unwrap, wrap

_USE = "second factor"


class SecondFactorStep(AuthenticateStage):
    """The step after the password, for whoever has a second factor; who has none is led to set one up."""

    def handle(self) -> tuple[Any, bool]:
        if not self._should_handle(self.request):
            return None, True
        return redirect("team:second-factor"), True


class Accounts(DefaultAccountAdapter):
    """Signs in with an audit row in the same transaction; sends no mail and leaves no message anywhere."""

    def get_login_stages(self) -> list[str]:
        return ["quietline.team.sign_in.adapters.SecondFactorStep"]

    def login(self, request: HttpRequest, user: Practitioner) -> None:
        with transaction.atomic():
            super().login(request, user)
            record(act=Act.SIGNED_IN, by=user.pk, subject=user.pk)

    def add_message(self, *args: object, **kwargs: object) -> None:
        """Our pages say themselves what was done."""

    def send_mail(self, *args: object, **kwargs: object) -> None:
        """No mail: it would tell a mail server who works at a helpline."""

    send_notification_mail = send_mail


class SecondFactors(DefaultMFAAdapter):
    """Secrets of second factors are sealed under a key that the pepper leads to: a dump holds none."""

    def encrypt(self, text: str) -> str:
        return base64.b64encode(wrap(_key(), text.encode(), use=_USE, bound_to=b"")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return unwrap(_key(), Sealed(base64.b64decode(encrypted_text)), use=_USE, bound_to=b"").decode()

    def get_totp_issuer(self) -> str:
        # Stands on a phone, below the eyes of whoever sits beside its owner.
        found = organisation()
        return found.neutral_name if found else "Desk"

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": context.request.get_host().partition(":")[0], "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: Practitioner) -> dict[str, Any]:
        return {"id": user.pk.bytes, "display_name": user.name, "name": user.email}


def _key() -> WrappingKey:
    return installation_key(_USE, pepper=Pepper(settings.QUIETLINE_PEPPER))
