from __future__ import annotations

from django.conf import settings

from quietline.team.models import Practitioner
from quietline.team.sign_on.models import SignOn
from quietline.vault import Pepper, peppered_mark


def mark_of(subject: str) -> bytes:
    """What is kept of a subject; another provider's of the same name has another one."""
    issuer = settings.QUIETLINE_SSO_ISSUER.encode()
    return peppered_mark(subject, bound_to=issuer + b"\0", pepper=Pepper(settings.QUIETLINE_PEPPER))


def signed_on(subject: str) -> Practitioner | None:
    """Who said that this subject is them, and still works here; nobody else has an account by it."""
    row = SignOn.objects.select_related("practitioner").filter(subject_mark=mark_of(subject)).first()
    return row.practitioner if row and row.practitioner.is_active else None


def is_connected(practitioner: Practitioner) -> bool:
    return SignOn.objects.filter(practitioner=practitioner).exists()
