"""How a plan's parts and ratings are called in a seeker's language, and how a plan reads where it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from quietline.contact.plans.rules import Part, PlanText, Rating

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Words

TITLES: dict[Part, Words] = {
    Part.REASONS: gettext_lazy("My reasons"),
    Part.SIGNS: gettext_lazy("My triggers and early signs"),
    Part.COPING: gettext_lazy("What I do then"),
    Part.CONTACTS: gettext_lazy("Who I contact, and when"),
    Part.CARE: gettext_lazy("How I look after myself"),
    Part.NOTES: gettext_lazy("What else matters to me"),
}
HINTS: dict[Part, Words] = {
    Part.REASONS: gettext_lazy("Why I want to stop and stay stopped. Who it matters to."),
    Part.SIGNS: gettext_lazy("Times, places, moods. What I notice first when it gets harder. A word or two for each."),
    Part.COPING: gettext_lazy("How I get away from it, what calms me, what I do instead."),
    Part.CONTACTS: gettext_lazy(
        "People and services, in order. First names are enough. Put one that answers at night."
    ),
    Part.CARE: gettext_lazy("Sleep, food, company, things that do me good."),
    Part.NOTES: gettext_lazy("Whatever else belongs in my plan."),
}


@dataclass(frozen=True, slots=True)
class RatingWords:
    """A question to be answered from 0 to 10, what its ends mean, and a short name for a table."""

    question: Words
    low: Words
    high: Words
    short: Words


RATINGS: dict[Rating, RatingWords] = {
    Rating.WISH: RatingWords(
        gettext_lazy("How strong is your wish to stop and stay stopped?"),
        gettext_lazy("not strong"),
        gettext_lazy("very strong"),
        gettext_lazy("Wish"),
    ),
    Rating.SURE: RatingWords(
        gettext_lazy("How sure are you that you can keep to your plan?"),
        gettext_lazy("not sure at all"),
        gettext_lazy("very sure"),
        gettext_lazy("Sure"),
    ),
    Rating.SUPPORT: RatingWords(
        gettext_lazy("How much support do you have from other people?"),
        gettext_lazy("none"),
        gettext_lazy("plenty"),
        gettext_lazy("Support"),
    ),
    Rating.CARE: RatingWords(
        gettext_lazy("How well do you look after yourself just now?"),
        gettext_lazy("hardly at all"),
        gettext_lazy("well"),
        gettext_lazy("Care"),
    ),
}


def titled(text: PlanText) -> list[tuple[Words, str]]:
    """The parts that are not empty, each with its title, in their order."""
    return [(TITLES[part], text.parts[part]) for part in Part if part in text.parts]


def as_shown(text: PlanText) -> str:
    """A plan as a message to a practitioner: its parts and the date, nothing else. Empty where the plan is."""
    parts = [f"{title}:\n{words}" for title, words in titled(text)]
    if text.review_on:
        when = date_format(text.review_on, "j F Y")
        parts.append(_("I look at it again on %(date)s.") % {"date": when})
    return "\n\n".join([_("My plan to stop and stay stopped"), *parts]) if parts else ""
