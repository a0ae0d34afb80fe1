"""A line that is open for calls all day, with somebody on shift for days to come."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils import timezone

from quietline.contact import derivations
from quietline.contact.call_backs import actions, queries
from quietline.contact.call_backs.actions import Asked
from quietline.contact.call_backs.rules import Way, Wishes
from quietline.contact.forms import new_draft
from quietline.contact.making import Opened
from quietline.contact.queries import statement_in_force
from quietline.contact.rules import Intake
from quietline.team.hours import actions as hours
from quietline.team.hours.rules import Channel, Span
from quietline.team.rota import actions as rota
from quietline.vault import new_phrase
from tests.factories.helpline import TEXT, Helpline, Person

NUMBER = "07700 900123"  # reserved for drama
WHOLE_DAY = Span(time(0), time(0))


def open_for_calls(helpline: Helpline, *people: Person, hours_too: bool = True) -> None:
    """Call-back hours all day, and these people (Mina where none are named) on shift for a week."""
    by = helpline.lead.row.pk
    for weekday in range(7) if hours_too else ():
        hours.add_span(line=helpline.line, channel=Channel.CALL_BACK, weekday=weekday, span=WHOLE_DAY, by=by)
    start = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=12)
    for person in people or (helpline.mina,):
        for number in range(15):
            starts_at = start + timedelta(hours=12 * number)
            ends_at = starts_at + timedelta(hours=12)
            rota.add_shift(line=helpline.line, practitioner=person.row.pk, starts_at=starts_at, ends_at=ends_at, by=by)


def free_times(helpline: Helpline) -> list[datetime]:
    return [slot.time.start for slot in queries.free_slots(helpline.line, timezone.now())]


def ask(
    helpline: Helpline,
    starts_at: datetime | None = None,
    *,
    way: Way = Way.WE_RING,
    number: str = NUMBER,
    wishes: Wishes | None = None,
) -> Opened:
    """A call that was asked for, as the pages do it."""
    statement = statement_in_force(helpline.line, "en")
    assert statement is not None
    phrase = new_phrase("en")
    return actions.ask(
        line=helpline.line,
        statement=statement,
        language="en",
        intake=Intake(),
        text=TEXT,
        draft=new_draft(),
        phrase=phrase,
        keys=derivations.for_writing(phrase.bits),
        asked=Asked(
            way=way,
            starts_at=starts_at,
            number=number if way == Way.WE_RING else "",
            wishes=wishes or Wishes(ask_for="Heron"),
        ),
    )
