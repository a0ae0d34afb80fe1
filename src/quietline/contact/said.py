"""Sentences that several ways of writing say to a seeker when something did not work."""

from __future__ import annotations

from django.utils.translation import gettext as _


def too_many() -> str:
    return _("Many messages came from here. Nothing you typed is lost. Wait a minute, then press the button again.")


def not_kept() -> str:
    return _("We could not keep this just now. Nothing you typed is lost. Wait a moment, then press the button again.")
