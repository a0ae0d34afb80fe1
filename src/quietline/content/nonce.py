"""The number that an editor's page gives its own inline scripts, drawn anew for every answer."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.safestring import SafeString

_current: ContextVar[str] = ContextVar("nonce", default="")


@contextmanager
def drawn() -> Iterator[str]:
    """Draw one for as long as an answer is made."""
    token = _current.set(secrets.token_urlsafe(16))
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def current() -> str:
    return _current.get()


def mark_choosers() -> None:
    """Let the inline script that Wagtail writes behind a chooser carry the number: it has no template to replace."""
    from wagtail.admin.widgets import BaseChooser

    written = BaseChooser.render

    def marked(self: Any, *arguments: Any, **options: Any) -> SafeString:
        html = written(self, *arguments, **options)
        # What Wagtail wrote is escaped already, and the number is of its own alphabet.
        return SafeString(html.replace("<script>", f'<script nonce="{current()}">'))  # nosec B703

    BaseChooser.render = marked
