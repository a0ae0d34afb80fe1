"""Asking once more who it is. Figures never reach what opens keys, so the settings name who asks."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils.module_loading import import_string

View = Callable[..., HttpResponse]


def reauthenticate(view: View) -> View:
    """Run the view for somebody who showed within some minutes that it is them; else ask first, losing nothing."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> HttpResponse:
        guard: Callable[[View], View] = import_string(settings.QUIETLINE_REAUTHENTICATE)
        return guard(view)(*args, **kwargs)

    return guarded
