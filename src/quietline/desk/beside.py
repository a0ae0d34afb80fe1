"""What stands beside a conversation on its page: follow-ups, notes, handing it over."""

from __future__ import annotations

from quietline.contact.follow_ups.actions import ENDED
from quietline.contact.follow_ups.queries import open_follow_ups_of
from quietline.contact.handover.queries import colleagues_for
from quietline.contact.queries import OpenThread
from quietline.desk.follow_ups.forms import FollowUpForm
from quietline.desk.handover.forms import TransferForm
from quietline.desk.notes.forms import NoteForm
from quietline.team.models import Practitioner


def beside(practitioner: Practitioner, opened: OpenThread) -> dict[str, object]:
    """Template context of a thread's page."""
    thread = opened.thread
    context: dict[str, object] = {"note_form": NoteForm.fresh(), "follow_ups": open_follow_ups_of(opened)}
    if thread.state not in ENDED:
        context["follow_up_form"] = FollowUpForm.fresh()
    if thread.claimed_by_id == practitioner.pk:
        context["transfer_form"] = TransferForm.fresh(colleagues_for(thread, besides=practitioner.pk))
    return context
