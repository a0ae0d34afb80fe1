"""The in-process clock: what is due is done, once a minute, for as long as the server runs."""

from __future__ import annotations

from quietline.audit import actions as audit
from quietline.config.schedule import Job
from quietline.contact import actions as contact
from quietline.contact import by_hour, outbox
from quietline.contact.call_backs import actions as call_backs
from quietline.contact.call_backs import gaps
from quietline.contact.calls import actions as calls
from quietline.contact.chat import actions as chat
from quietline.contact.chat.presence import presence
from quietline.contact.handover import actions as handover
from quietline.contact.retention import actions as retention
from quietline.contact.tombstones import actions as tombstones
from quietline.contact.views import forget_old_forms
from quietline.content import actions as content
from quietline.content import counting
from quietline.edge.limits import limits
from quietline.team import keys
from quietline.team.invitations import actions as invitations
from quietline.team.line_keys.sealing import forget_earlier_keys
from quietline.team.resets import actions as resets
from quietline.team.rota import actions as rota

JOBS = (
    Job("sweep", every=60, run=contact.sweep),
    Job("earlier keys", every=600, run=forget_earlier_keys),
    Job("invitations", every=3600, run=invitations.forget_old),
    Job("resets", every=3600, run=resets.forget_old),
    Job("shut", every=60, run=keys.shut_idle_sessions),
    Job("reports", every=60, run=calls.forget_reports),
    Job("forget", every=60, run=limits.forget_when_old),
    Job("forget forms", every=60, run=forget_old_forms),
    Job("chain", every=1, run=audit.chain),
    Job("carry", every=5, run=outbox.carry),
    Job("hours to the figures", every=3600, run=by_hour.hand_over_hours),
    Job("presence", every=15, run=presence.write),
    Job("free chats", every=10, run=chat.free_chats_without_holder),
    Job("end chats", every=30, run=chat.end_chats_without_seeker),
    Job("retire", every=600, run=handover.retire),
    Job("retention", every=600, run=retention.run_when_due),
    Job("erasures", every=60, run=tombstones.write_out),
    Job("tombstones", every=3600, run=tombstones.retire),
    Job("rota", every=60, run=rota.sweep),
    Job("call-backs", every=60, run=call_backs.sweep),
    Job("publish", every=20, run=content.publish_due),
    Job("count pages", every=60, run=counting.carry, at_end=True),
    Job("gaps", every=60, run=gaps.sweep),
)
