"""What stands beside a conversation on its page: concerns, follow-ups, notes, handing it over."""

from __future__ import annotations

from quietline.contact.follow_ups.actions import ENDED
from quietline.contact.follow_ups.queries import open_follow_ups_of
from quietline.contact.queries import OpenThread
from quietline.contact.states import State
from quietline.desk.crew import CrewOnDesk, successors, wanted_by
from quietline.desk.follow_ups.forms import FollowUpForm
from quietline.desk.handover.forms import TransferForm
from quietline.desk.notes.forms import NoteForm
from quietline.desk.safeguarding.forms import ConcernForm
from quietline.desk.wanted.forms import WantedForm
from quietline.safeguarding.concerns.queries import concerns_of, kinds_for
from quietline.safeguarding.people.queries import is_lead
from quietline.team.models import Practitioner


def beside(practitioner: Practitioner, opened: OpenThread, crew: CrewOnDesk) -> dict[str, object]:
    """Template context of a thread's page."""
    thread = opened.thread
    context: dict[str, object] = {"note_form": NoteForm.fresh(), "follow_ups": open_follow_ups_of(opened)}
    if thread.is_safeguarded or thread.concern_settled_at:
        context["concerns"] = concerns_of(opened)
        context["leads"] = is_lead(practitioner, thread.line_id)
    context["concern_form"] = ConcernForm.fresh(kinds_for(thread))
    if thread.state not in ENDED:
        context["follow_up_form"] = FollowUpForm.fresh()
    wanted = wanted_by(opened, crew)
    if crew.skills and thread.state != State.WITHDRAWN:
        context |= {"fit": crew.fit(thread, wanted), "wanted_form": WantedForm.fresh(crew.skills, wanted)}
    if thread.claimed_by_id == practitioner.pk or thread.state == State.WAITING:
        context["transfer_form"] = TransferForm.fresh(successors(practitioner, opened, crew))
    return context
