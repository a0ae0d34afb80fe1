"""Plans as the pages keep them."""

from __future__ import annotations

from datetime import date

from quietline.contact import derivations, queries
from quietline.contact.making import Opened
from quietline.contact.plans import actions
from quietline.contact.plans.rules import CheckInText, Part, PlanText, Rating
from quietline.contact.queries import OpenThread
from quietline.vault import new_phrase
from tests.factories.helpline import Helpline

REASON = "My sister's children should be able to visit me."
PLAN = PlanText({Part.REASONS: REASON, Part.COPING: "I go for a walk by the river."}, date(2026, 12, 24))
START = CheckInText(date(2026, 11, 24), {Rating.WISH: 6, Rating.SURE: 2}, ())


def keep_plan(helpline: Helpline, text: PlanText = PLAN, start: CheckInText | None = START) -> Opened:
    statement = queries.statement_in_force(helpline.line, "en")
    assert statement is not None
    phrase = new_phrase("en")
    return actions.keep(
        line=helpline.line,
        statement=statement,
        language="en",
        text=text,
        start=start,
        phrase=phrase,
        keys=derivations.for_writing(phrase.bits),
    )


def its_seeker(opened: Opened) -> OpenThread:
    """The thread as its seeker's browser has it open."""
    return queries.opened_by_token(opened.token)


def show_plan(helpline: Helpline, opened: Opened, text: str = REASON, *, version: int = 1) -> None:
    statement = queries.statement_in_force(helpline.line, "en")
    assert statement is not None
    actions.show(opened=its_seeker(opened), text=text, draft="a draft", version=version, statement=statement)
