"""After a restore: what was erased since the backup was made is erased again."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.db import transaction

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.call_backs.ending import end_with_thread
from quietline.contact.call_backs.models import CallBackNumber
from quietline.contact.contacts.models import Contact
from quietline.contact.erasing import overwrite_what_was_erased
from quietline.contact.models import Opening, PhraseHold, Thread
from quietline.contact.plans.models import Plan
from quietline.contact.states import State
from quietline.contact.tombstones.actions import keep
from quietline.contact.tombstones.rules import Erased, Kind


def erase_again(erased: Collection[Erased], *, by: None = None) -> dict[Kind, int]:
    """Erase everything that these tombstones name and the database holds; returns how many of each kind.

    What was erased was allowed to go then: a concern that is open in the older state was settled since.
    """
    with transaction.atomic():
        done = {
            Kind.THREAD: _threads(_keys(erased, Kind.THREAD)),
            Kind.WITHDRAWN: _withdrawn([each for each in erased if each.kind == Kind.WITHDRAWN]),
            Kind.NUMBER: _numbers(_keys(erased, Kind.NUMBER)),
            Kind.CONTACT: _contacts(_keys(erased, Kind.CONTACT)),
        }
        keep(erased)
    overwrite_what_was_erased()
    return done


def _keys(erased: Collection[Erased], kind: Kind) -> list[UUID]:
    return [each.key for each in erased if each.kind == kind]


def _threads(keys: list[UUID]) -> int:
    threads = Thread.objects.in_bulk(keys)
    for thread in threads.values():
        record(act=Act.THREAD_ERASED, by=None, subject=thread.pk)
        thread.delete()
    return len(threads)


def _withdrawn(erased: list[Erased]) -> int:
    at = {each.key: each.at for each in erased}
    there = Thread.objects.filter(pk__in=at)
    # In the older state nobody was shown it yet: the line holds no key, and there is nothing in it to be read.
    plans = _threads(list(there.filter(state=State.KEPT).values_list("pk", flat=True)))
    threads = there.exclude(state=State.WITHDRAWN)
    for thread in threads:
        thread.state, thread.withdrawn_at = State.WITHDRAWN, at[thread.pk]
        thread.claimed_by, thread.claimed_at, thread.live_since = None, None, None
        thread.save(update_fields=["state", "withdrawn_at", "claimed_by", "claimed_at", "live_since"])
        end_with_thread(thread.pk)
        record(act=Act.THREAD_WITHDRAWN, by=None, subject=thread.pk)
    PhraseHold.objects.filter(thread__in=at).delete()
    Opening.objects.filter(thread__in=at).delete()
    Plan.objects.filter(thread__in=at).delete()
    return plans + len(threads)


def _numbers(keys: list[UUID]) -> int:
    numbers = list(CallBackNumber.objects.filter(call_back__in=keys))
    for number in numbers:
        record(act=Act.NUMBER_DESTROYED, by=None, subject=number.call_back_id)
        number.delete()
    return len(numbers)


def _contacts(keys: list[UUID]) -> int:
    contacts = Contact.objects.in_bulk(keys)
    for contact in contacts.values():
        record(act=Act.CONTACT_ERASED, by=None, subject=contact.pk)
        contact.delete()
    return len(contacts)
