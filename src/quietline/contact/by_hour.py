"""At which hours of the week calls and chats come, told to the figures in a way that tells no contact's hour.

The figures know on which days contacts came. An hour beside them would tell more than a day: where one call came on
the Tuesdays of a month, its day stands in one table and its hour in the other. So hours are held back here, as a
weekday and an hour without a day, until a month is over and at least `LEAST` of one weekday with one outcome are
together. What does not reach that waits for the next month. docs/adr/0025 has the reasons.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from quietline.contact.contacts.rules import MISSED_OUTCOMES, Channel, Outcome
from quietline.contact.models import HELD_BACK, Addition, Outbox
from quietline.tally.measures import Measure
from quietline.tally.months import month_of

LEAST = 20
# Somebody must be there at that moment; a message waits, and a call-back has its own time.
LIVE = frozenset({Channel.CALL, Channel.CHAT})
ANSWERED, MISSED, CLOSED = "answered", "missed", "closed"

Cell = tuple[date, str, str, str]  # month, weekday, hour, outcome


def note_hour(channel: str, outcome: str, began_at: datetime, *, amount: int = 1) -> None:
    """Hold back the hour of a call or chat, inside the transaction that counts it; nothing for other channels."""
    if channel in LIVE:
        note_hours([outcome], began_at, amount=amount)


def note_hours(outcomes: Iterable[str], at: datetime, *, amount: int = 1) -> None:
    """The same for several calls or chats of one hour."""
    local = timezone.localtime(at)
    month, weekday, hour = month_of(local.date()), str(local.weekday()), str(local.hour)
    Addition.objects.bulk_create(
        [_row((month, weekday, hour, _what_became(each)), amount, parcel=HELD_BACK) for each in outcomes]
    )


def hand_over_hours(*, by: None = None) -> int:
    """What the clock does: let go what is ripe, and lay the rest together, so that its order tells nothing.

    Returns how many contacts' hours go to the figures now.
    """
    with transaction.atomic():
        # Nodes queue here: what is held is laid together by one of them at a time.
        Outbox.objects.get_or_create(pk=1)
        Outbox.objects.select_for_update().get(pk=1)
        rows = list(Addition.objects.filter(parcel=HELD_BACK).select_for_update())
        cells = Counter[Cell]()
        for row in rows:
            cells[row.on, row.field, row.option, row.outcome] += row.amount
        ripe, held = sorted_out(cells, today=timezone.localdate())
        Addition.objects.filter(pk__in=[row.pk for row in rows]).delete()
        # In the order of the week, whatever the order in which they came.
        Addition.objects.bulk_create(
            [_row(cell, amount, parcel=None) for cell, amount in sorted(ripe.items())]
            + [_row(cell, amount, parcel=HELD_BACK) for cell, amount in sorted(held.items())]
        )
    return sum(ripe.values())


def sorted_out(cells: Counter[Cell], *, today: date) -> tuple[Counter[Cell], Counter[Cell]]:
    """What can go, all under the month that was over last, and what stays; without a database."""
    this_month = month_of(today)
    last_month = month_of(this_month - timedelta(days=1))
    over = Counter[Cell]()
    for (month, weekday, hour, outcome), amount in cells.items():
        if month < this_month:
            over[last_month, weekday, hour, outcome] += amount
    together = Counter[tuple[str, str]]()
    for (_, weekday, _, outcome), amount in over.items():
        together[weekday, outcome] += amount
    ripe = Counter({cell: amount for cell, amount in over.items() if together[cell[1], cell[3]] >= LEAST and amount})
    held = Counter({cell: amount for cell, amount in cells.items() if cell[0] >= this_month and amount})
    held.update({cell: amount for cell, amount in over.items() if cell not in ripe and amount})
    return ripe, held


def _what_became(outcome: str) -> str:
    if outcome == Outcome.CLOSED:
        return CLOSED
    return MISSED if outcome in MISSED_OUTCOMES else ANSWERED


def _row(cell: Cell, amount: int, *, parcel: int | None) -> Addition:
    month, weekday, hour, outcome = cell
    return Addition(
        measure=Measure.CONTACT_HOURS,
        on=month,
        amount=amount,
        outcome=outcome,
        field=weekday,
        option=hour,
        parcel=parcel,
    )
