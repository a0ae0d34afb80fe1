from __future__ import annotations

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from quietline.contact.call_backs.queries import CallForSeeker
from quietline.contact.call_backs.rules import told
from quietline.team.hours.queries import zone_of
from quietline.team.models import Line

register = template.Library()


@register.filter
def place_of_clock(line: Line) -> str:
    """The place that a line's time zone is named after: London."""
    place = line.time_zone.rpartition("/")[2].replace("_", " ")
    return _("London") if place == "London" else place


@register.filter
def when_of_call(call: CallForSeeker) -> str:
    """Day and half hour of a call: Tuesday 24 November, 18:00 – 18:30."""
    if call.slot is None:
        return ""
    day, hours = told(call.slot, zone_of(call.row.thread.line))
    return f"{date_format(day, 'l j F')}, {hours}"
