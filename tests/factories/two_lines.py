"""A second line beside the first, with one of everything that a line can have, and nobody of the first on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from quietline.contact import actions as contact
from quietline.contact.contacts import actions as contacts
from quietline.contact.contacts.rules import Channel
from quietline.contact.follow_ups import actions as follow_ups
from quietline.contact.forms import new_draft
from quietline.contact.handover import actions as handover
from quietline.contact.handover.models import HandoverNote
from quietline.contact.models import Thread
from quietline.contact.retention import actions as retention
from quietline.contact.retention.models import Hold
from quietline.team import actions as team
from quietline.team.canned.actions import save_canned_reply
from quietline.team.hours import actions as hours
from quietline.team.models import LineKey
from quietline.team.roles.rules import LINE_ROLES, Role
from quietline.team.rota.models import Shift
from tests.factories import rota, safeguarding
from tests.factories.helpline import Helpline, Person, as_practitioner, give, person, read_by, write_to

# What only the second line may read.
THEIRS = "A word that only the second line may read."


@dataclass(frozen=True)
class SecondLine:
    """As a helpline of its own (`lead` has every role on it, administrator besides), and what stands in addresses."""

    helpline: Helpline
    owner: Person
    ids: dict[str, list[object]]

    @property
    def marks(self) -> set[str]:
        """What tells a form of this line from others."""
        return {str(each) for ids in self.ids.values() for each in ids if isinstance(each, UUID)}


def second_line(first: Helpline) -> SecondLine:
    owner = person("ines@larkmere.example", "Ines Duarte", ())
    other = person("oleg@larkmere.example", "Oleg Marin", ())
    line = team.make_line(name="Eskmouth line", jurisdiction="uk", founder=owner.row, by=None)
    contact.put_statement_in_force(line=line, key="uk-two-keys", version=1, by=None)
    for each in (owner, other):
        for role in LINE_ROLES:
            give(each, role, line)
    give(owner, Role.ADMINISTRATOR)
    key = LineKey.objects.get(line=line)
    team.join_line(line_key=key, member=owner.row, member_key=owner.private, newcomer=other.row, by=owner.row.pk)
    theirs = replace(first, line=line, lead=owner, mina=owner, tom=other)
    return SecondLine(theirs, owner, _things(theirs, owner, other))


def _things(theirs: Helpline, owner: Person, other: Person) -> dict[str, list[object]]:
    rota.open_for_calls(theirs, owner)
    day = hours.add_special_day(line=theirs.line, on=timezone.localdate() + timedelta(days=40), name="Fair", by=None)
    threads = [write_to(theirs, THEIRS) for _ in range(3)]
    asked = rota.ask(theirs, rota.free_times(theirs)[3])
    for opened in threads:
        read_by(owner, opened)
    case, held, _ = threads
    concern = safeguarding.mark(theirs, case)
    identity = safeguarding.enter(theirs, case, "07700 900999")
    disclosure = safeguarding.propose(theirs, case, by=other, identities=(identity,))
    on_desk = as_practitioner(theirs, held)
    promise = follow_ups.promise(
        opened=on_desk, due_on=timezone.localdate() + timedelta(days=2), reason=THEIRS, by=other.row.pk
    )
    handover.write_handover(line=theirs.line, text=THEIRS, draft=new_draft(), by=other.row.pk)
    contact_id = contacts.begin(line=theirs.line, channel=Channel.CALL, by=owner.row.pk)
    contacts.end(contact_id=contact_id, by=owner.row.pk)
    reply = uuid4()
    save_canned_reply(
        reply_id=reply, line=theirs.line, language="en", title="Thanks", text=THEIRS, position=1, by=owner.row.pk
    )
    reference = Thread.objects.get(pk=held.thread_id).reference
    retention.ask_hold(reference=reference, line=theirs.line, by=other.row.pk)
    return {
        "thread_id": [case.thread_id, held.thread_id, asked.thread_id],
        "concern_id": [concern],
        "identity_id": [identity],
        "disclosure_id": [disclosure],
        "follow_up_id": [promise],
        "note_id": [HandoverNote.objects.get(line_key__line=theirs.line).pk],
        "contact_id": [contact_id],
        "reply_id": [reply],
        "hold_id": [Hold.objects.get(thread=held.thread_id).pk],
        "line_id": [theirs.line.pk],
        "day": [day.pk if day else 0],
        "shift": [Shift.objects.filter(line=theirs.line).latest("pk").pk],
    }
