"""The helpline's own key for releases. It signs and opens nothing; it is no part of the vault."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from quietline.insights.releases.signature import PublicKey, Secret, public_key


def secret() -> Secret:
    """The private half, made where there is none yet."""
    seed: Callable[[], bytes] = settings.QUIETLINE_RELEASE_SEED
    return Secret(seed())


def own_key() -> PublicKey:
    """What readers compare with."""
    return public_key(secret())
