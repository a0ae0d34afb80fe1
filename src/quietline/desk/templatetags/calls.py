from __future__ import annotations

from django import template

from quietline.contact.call_backs import queries as calls
from quietline.contact.call_backs.rules import told
from quietline.contact.call_backs.states import CallState
from quietline.contact.queries import ThreadRow
from quietline.desk.call_backs.queries import STATES
from quietline.team.hours.queries import zone_of

register = template.Library()


@register.inclusion_tag("desk/call_backs/of_thread.html")
def call_of(thread: ThreadRow) -> dict[str, object]:
    """The thread's newest call-back in one line, for the thread's page; nothing where none was asked for."""
    row = calls.of_thread(thread)
    slot = calls.slot_of(row) if row else None
    return {
        "row": row,
        "state": STATES[CallState(row.state)] if row else "",
        "when": told(slot, zone_of(thread.line)) if slot else None,
    }
