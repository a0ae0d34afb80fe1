"""How a call-back ends, whoever ends it; and with it the number."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.call_backs.models import CallBack, CallBackNumber, CallBackPlace
from quietline.contact.call_backs.states import ENDED, CallEvent, CallState, after
from quietline.contact.tombstones.actions import put_up
from quietline.contact.tombstones.rules import Kind


def end(call_back: CallBack, event: CallEvent, *, act: Act, by: UUID | None) -> None:
    """Bring a call-back to its end, inside the caller's transaction. Afterwards, overwrite what was erased.

    Its place is free again and its number gone, unless a concern is open: then it is kept for the safeguarding leads
    until that is settled, as the statement says.
    """
    call_back.state = after(CallState(call_back.state), event)
    call_back.ended_at = timezone.now()
    call_back.save(update_fields=["state", "ended_at"])
    CallBackPlace.objects.filter(call_back=call_back).delete()
    if CallBackNumber.objects.filter(call_back=call_back, call_back__thread__concern_open=False).delete()[0]:
        put_up(Kind.NUMBER, call_back.pk)
    record(act=act, by=by, subject=call_back.thread_id)


def end_with_thread(thread_id: UUID) -> None:
    """The seeker erases the thread: nobody rings them any more. Inside the caller's transaction."""
    open_ones = CallBack.objects.select_for_update().filter(thread_id=thread_id).exclude(state__in=ENDED)
    for call_back in open_ones:
        end(call_back, CallEvent.CANCEL, act=Act.CALL_CANCELLED, by=None)
