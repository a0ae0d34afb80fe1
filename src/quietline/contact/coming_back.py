"""Opening a thread with the words that somebody typed: one way for each form that asks for them."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from quietline.contact import actions, derivations, queries
from quietline.contact.committing import ThreadGone
from quietline.contact.queries import OpenThread
from quietline.edge.limits import limits
from quietline.edge.marks import visitor
from quietline.vault import Busy, CannotOpen, PhraseProblem, read_phrase, wordlist_for

logger = logging.getLogger(__name__)


class NotOpened(Exception):
    """Why these words opened nothing, as its writer is told; `problem` names the words that are wrong."""

    def __init__(self, status: int, notice: str = "", problem: PhraseProblem | None = None) -> None:
        super().__init__(notice)
        self.status, self.notice, self.problem = status, notice, problem


def opened_by_words(request: HttpRequest, words: str) -> OpenThread:
    """The thread that these words open.

    Raises:
        NotOpened
    """
    if not limits.allow("trying", visitor(request)):
        raise NotOpened(429, too_many_tries())
    try:
        typed = read_phrase(words, prefer=wordlist_for(get_language() or "en"))
    except PhraseProblem as problem:
        raise NotOpened(422, problem=problem) from None
    # Only words that could be a phrase are counted narrowly: a slip of the pen is no attack.
    if not limits.allow("returning", visitor(request)):
        raise NotOpened(429, too_many_tries())
    with told():
        return queries.opened_by_phrase(derivations.for_returning(typed.bits, visitor=visitor(request)))


def let_in(opened: OpenThread) -> str:
    """Let it stand open in this browser, too; returns the token for its cookie.

    Raises:
        NotOpened
    """
    with told():
        return actions.come_back(opened=opened)


@contextmanager
def told() -> Iterator[None]:
    """What goes wrong with a thread that is being opened, in words for its seeker."""
    try:
        yield
    except (CannotOpen, ThreadGone):
        notice = _("No conversation opens with these words. Check each word, or start a new conversation.")
        raise NotOpened(404, notice) from None
    except (Busy, DatabaseError) as error:
        logger.warning("a thread could not be opened", exc_info=error)
        notice = _(
            "Many people are here at this moment. Nothing is wrong with your words. Wait a moment, then try again."
        )
        raise NotOpened(503, notice) from error


def too_many_tries() -> str:
    return _("Please wait one minute, then press the button again. Your words are still here.")
