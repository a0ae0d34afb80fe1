"""Finding threads. What is sealed is opened in memory for one request; nothing of it, nor of the search, is kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from quietline.contact.finding.rules import A_MONTH, MOST_OPENED, YOUNGER_THAN, Age, Wish, reference_part
from quietline.contact.follow_ups.models import FollowUp
from quietline.contact.follow_ups.rules import Standing
from quietline.contact.models import Message, Thread
from quietline.contact.notes.models import Note
from quietline.contact.notes.queries import note_text
from quietline.contact.queries import SAFEGUARDED, intakes_of, message_text, thread_key
from quietline.contact.rules import Intake
from quietline.contact.states import State
from quietline.ui.words import has_words
from quietline.vault import CannotOpen, PrivateKey, ThreadKey


@dataclass(frozen=True, slots=True)
class Found:
    """The threads that fit, the newest first, each with what it is about."""

    threads: list[Thread]
    intakes: dict[UUID, Intake]
    was_cut: bool  # there are more threads than were looked at


def find(visible: QuerySet[Thread], line_keys: Mapping[int, PrivateKey], wish: Wish) -> Found:
    """Look through the newest threads that a practitioner sees; the queries do not grow with them.

    What its seeker erased is looked through as long as it waits to be read, or for the leads while it is kept.
    Once it was read it is about to go, and words are not looked for in it any more. A search reads nothing to anybody:
    the one reading is still to come, on the thread's own page, and on record.
    """
    rows = _narrowed(visible, wish)
    if wish.words:
        rows = rows.exclude(~SAFEGUARDED, state=State.WITHDRAWN, last_read_at__isnull=False)
    rows = rows.select_related("claimed_by", "line_hold").order_by("-last_message_at", "pk")
    threads = list(rows[: MOST_OPENED + 1])
    was_cut = len(threads) > MOST_OPENED
    threads = threads[:MOST_OPENED]
    intakes = intakes_of(threads, line_keys)
    if wish.group is not None:
        threads = [each for each in threads if each.pk in intakes and intakes[each.pk].group == wish.group]
    if wish.words:
        texts = _texts_of(threads, line_keys, intakes)
        threads = [each for each in threads if has_words(wish.words, *texts[each.pk])]
    return Found(threads, intakes, was_cut)


def _narrowed(visible: QuerySet[Thread], wish: Wish) -> QuerySet[Thread]:
    """By what stands open in a row."""
    rows, now = visible, timezone.now()
    if part := reference_part(wish.reference):
        rows = rows.filter(reference__startswith=part)
    if wish.state is not None:
        rows = rows.filter(state=wish.state)
    if wish.line is not None:
        rows = rows.filter(line=wish.line)
    if wish.age in YOUNGER_THAN:
        rows = rows.filter(opened_at__gt=now - YOUNGER_THAN[wish.age])
    if wish.age is Age.OLDER:
        rows = rows.filter(opened_at__lte=now - A_MONTH)
    if wish.own is not None:
        rows = rows.filter(claimed_by=wish.own)
    if wish.follow_up_due:
        due = FollowUp.objects.filter(
            thread=OuterRef("pk"), standing=Standing.OPEN, due_on__lte=timezone.localdate(now)
        )
        rows = rows.filter(Exists(due))
    return rows


def _texts_of(
    threads: list[Thread], line_keys: Mapping[int, PrivateKey], intakes: Mapping[UUID, Intake]
) -> dict[UUID, list[str]]:
    """All that is said and noted in each of these threads, opened."""
    keys = _keys_of(threads, line_keys)
    texts: defaultdict[UUID, list[str]] = defaultdict(list)
    for thread_id in keys:
        texts[thread_id].append(intakes[thread_id].nickname)
    for message in Message.objects.filter(thread__in=list(keys)).iterator():
        texts[message.thread_id].append(message_text(message, keys[message.thread_id]))
    for note in Note.objects.filter(thread__in=list(keys)).iterator():
        texts[note.thread_id].append(note_text(note, keys[note.thread_id]))
    return texts


def _keys_of(threads: list[Thread], line_keys: Mapping[int, PrivateKey]) -> dict[UUID, ThreadKey]:
    keys = {}
    for thread in threads:
        try:
            keys[thread.pk] = thread_key(thread.line_hold, line_keys)
        except CannotOpen:
            continue
    return keys
