"""What the desk shows, put together from the conversation's own queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator

from quietline.campaigns.queries import areas
from quietline.contact import queries as contact
from quietline.contact.notes.queries import NoteText, notes_of
from quietline.contact.queries import OpenThread, ThreadRow
from quietline.contact.rules import CallerGroup, Intake, gone_by
from quietline.contact.states import State
from quietline.contact.wanted.queries import narrowed
from quietline.desk.crew import CrewOnDesk, Fit
from quietline.desk.narrowing import Narrowing
from quietline.desk.opening import visible_to
from quietline.team.keys import LineKeys
from quietline.team.models import Line, Practitioner

ROWS_A_PAGE = 50
# The field's own words, as colleagues say them; a seeker is asked in words of their own (contact/forms.py).
GROUPS = {
    CallerGroup.OWN_BEHAVIOUR: "Own behaviour",
    CallerGroup.ANOTHER_ADULT: "Another adult",
    CallerGroup.CHILD_BEHAVIOUR: "A child or young person's behaviour",
    CallerGroup.CHILD_ABUSED: "A child who may have been abused",
    CallerGroup.PROFESSIONAL: "Professional",
    CallerGroup.SURVIVOR: "Survivor",
    CallerGroup.OTHER: "Other",
    CallerGroup.NOT_SAID: "Not said",
}


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at the queue."""

    name: str
    label: str
    empty: str


VIEWS = (
    View("for-me", "For me", "Nobody is waiting."),
    View("waiting", "Waiting", "Nobody is waiting."),
    View("mine", "Mine", "You hold no thread. Take one from Waiting."),
    View("taken", "Taken", "Nobody holds a thread."),
    View("closed", "Closed", "Nothing is closed yet."),
    View("withdrawn", "Erased by seeker", "No erased thread waits to be read."),
)
FIRST_VIEW = VIEWS[0].name


def view_named(name: str) -> View:
    """The view of this name; of a name that there is not, the first."""
    return next((view for view in VIEWS if view.name == name), VIEWS[0])


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list."""

    thread: ThreadRow
    intake: Intake | None
    about: str
    area: str
    fit: Fit | None = None  # of a list that does not say who fits: none

    @property
    def gone_by(self) -> datetime | None:
        """Of a thread that its seeker erased: until when it can be read."""
        at = self.thread.withdrawn_at
        return gone_by(withdrawn_at=at, last_read_at=self.thread.last_read_at) if at else None

    @property
    def nickname(self) -> str:
        return self.intake.nickname if self.intake else ""


@dataclass(frozen=True, slots=True)
class Desk:
    """One view of the queue: its rows, and how many each view holds."""

    view: View
    counts: list[tuple[View, int]]
    rows: list[Row]
    page: Page[ThreadRow]
    lines: list[Line]
    narrowing: Narrowing
    was_cut: bool  # there are more threads than were opened to tell which skill they want
    danger: int  # how many threads of the queue tell of danger now
    for_others: int  # how many wait that fit colleagues on duty, and not this practitioner
    crew: CrewOnDesk
    areas: Mapping[str, str]  # their names by code

    @property
    def empty(self) -> str:
        """What an empty list says."""
        if self.narrowing.kept:
            return "Nothing here fits what you narrowed it by."
        if self.view.name == "for-me" and self.for_others:
            return "Nothing that waits is for you."
        return self.view.empty

    @property
    def hides_danger(self) -> bool:
        """Whether threads with danger wait that this view, being none of the queue, does not show."""
        return bool(self.danger) and self.view.name not in {"for-me", "waiting"}


def desk(
    practitioner: Practitioner,
    line_keys: LineKeys,
    *,
    name: str,
    page_number: str | None,
    crew: CrewOnDesk,
    narrowing: Narrowing | None = None,
) -> Desk:
    """One page of one view, opened with the keys at hand; the queries do not grow with the threads."""
    narrowing = narrowing or Narrowing()
    visible = visible_to(practitioner, crew.lines)
    view = view_named(name)
    counts = contact.counts_by_view(visible, practitioner.pk)
    others = crew.for_others(contact.in_view(visible, "for-me", practitioner.pk), line_keys)
    rows = narrowed(
        contact.in_view(visible, view.name, practitioner.pk), line=narrowing.line, language=narrowing.language
    )
    if view.name == "for-me":
        rows = rows.exclude(pk__in=others)
    rows, was_cut = crew.wanting(rows, line_keys, narrowing.skill)
    page = Paginator(rows, ROWS_A_PAGE).get_page(page_number)
    threads = list(page.object_list)
    intakes = contact.intakes_of(threads, line_keys)
    names = _area_names()
    return Desk(
        view=view,
        counts=[(each, counts[each.name] - (len(others) if each.name == "for-me" else 0)) for each in VIEWS],
        rows=_rows(threads, intakes, names, crew.fits(threads, line_keys, intakes)),
        page=page,
        lines=crew.lines,
        narrowing=narrowing,
        was_cut=was_cut,
        danger=counts["danger"],
        for_others=len(others),
        crew=crew,
        areas=names,
    )


def rows_of(threads: list[ThreadRow], intakes: Mapping[UUID, Intake]) -> list[Row]:
    """The lines of a list of threads, opened before."""
    return _rows(threads, intakes, _area_names(), {})


def _rows(
    threads: list[ThreadRow], intakes: Mapping[UUID, Intake], names: Mapping[str, str], fits: Mapping[UUID, Fit]
) -> list[Row]:
    return [_row(thread, intakes.get(thread.pk), names, fits.get(thread.pk)) for thread in threads]


def _area_names() -> dict[str, str]:
    return {area.code: area.name for area in areas()}


def about(intake: Intake | None) -> str:
    """What a thread is about, in the field's words."""
    return GROUPS[intake.group] if intake else "Sealed to a key you do not hold"


def _row(thread: ThreadRow, intake: Intake | None, areas_by_code: Mapping[str, str], fit: Fit | None = None) -> Row:
    return Row(
        thread=thread,
        intake=intake,
        about=about(intake),
        area=areas_by_code.get(intake.area, "") if intake else "",
        fit=fit,
    )


@dataclass(frozen=True, slots=True)
class ThreadOnDesk:
    """A thread as its page shows it."""

    row: Row
    messages: list[tuple[contact.MessageText, list[NoteText]]]  # each with the notes written under it
    first_notes: list[NoteText]  # those written before anything was said
    acts: list[tuple[str, str]]

    @property
    def waits_for_reading(self) -> bool:
        return self.row.thread.state == State.WITHDRAWN


def thread_on_desk(opened: OpenThread, acts: list[tuple[str, str]], names: Mapping[str, str]) -> ThreadOnDesk:
    row = _row(opened.thread, contact.intake_of(opened), names)
    messages, notes = contact.messages_of(opened, for_seeker=False), notes_of(opened)
    return ThreadOnDesk(
        row=row,
        messages=[(each, [note for note in notes if note.after_message == each.sequence]) for each in messages],
        first_notes=[note for note in notes if note.after_message == 0],
        acts=acts,
    )
