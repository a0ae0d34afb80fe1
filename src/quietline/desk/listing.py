"""The list as every page shows it that it stands on."""

from __future__ import annotations

from typing import TypedDict

from django.http import HttpRequest

from quietline.contact.wanted.queries import MOST_OPENED
from quietline.desk import queries
from quietline.desk.crew import CrewOnDesk
from quietline.desk.narrowing import NarrowForm
from quietline.desk.trail import place_in_list
from quietline.team.keys import LineKeys
from quietline.team.models import Practitioner


class Listed(TypedDict):
    """Template context of the list."""

    desk: queries.Desk
    narrow: NarrowForm
    most_opened: int


def listed(request: HttpRequest, practitioner: Practitioner, keys: LineKeys, crew: CrewOnDesk) -> Listed:
    """The page of the list that the address names."""
    form = NarrowForm(request.GET, lines=crew.lines, skills=crew.skills)
    name, number = place_in_list(request)
    desk = queries.desk(practitioner, keys, name=name, page_number=number, crew=crew, narrowing=form.narrowing())
    return {"desk": desk, "narrow": form, "most_opened": MOST_OPENED}
