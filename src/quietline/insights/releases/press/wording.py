"""What the press may print of a release, and what it must not read into it.

Every sentence names its unit, window and interval, so that it can't be shortened into another one: contacts stay
contacts. No ratio of two totals stands anywhere; the notes say why nobody should make one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from quietline.insights.evaluation.results import Verdict
from quietline.insights.evaluation.sentences import WHY_NAIVE_MISLEADS
from quietline.insights.releases.display import shown
from quietline.insights.releases.document import Document, PublishedEvaluation, Total
from quietline.insights.releases.formats.columns import counted_channels
from quietline.insights.releases.formats.sections import day
from quietline.insights.releases.tables import ROUNDED_TO, SHOWN_FROM
from quietline.insights.releases.wording import NotPublishable, check_doubling, check_line
from quietline.insights.words import spoken_window, together

# Nothing of this kind was counted, whatever the unit.
_NOT_COUNTED = re.compile(
    r"\b(people|persons?|offen[cs]es?|offenders?|crimes?|criminals?|perpetrators?|abusers?|cases?)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """The words of a press pack. `sentence` is printed as it stands or not at all."""

    headline: str
    sentence: str
    quote: str
    figures: tuple[str, ...]
    not_said: tuple[str, ...]
    notes: tuple[str, ...]
    contact: str


def press_words(
    document: Document, evaluation: PublishedEvaluation | None = None, *, headline: str = "", contact: str = ""
) -> Press:
    """The words for one evaluation of a release, or for its figures alone.

    Args:
        headline: of the publisher's own; else one is suggested.
        contact: who answers the press; else a place to write it in.

    Raises:
        NotPublishable: the evaluation is not in the release; a headline claims a doubling that was not found, or
            something that was not counted.
    """
    if evaluation is not None and evaluation not in document.evaluations:
        raise NotPublishable("This evaluation is not in the release: publish it there first.")
    check_line(contact, "the contact for the press", may_be_empty=True)
    unit = evaluation.unit if evaluation else document.tables[0].unit
    if headline:
        _check_headline(headline, unit, evaluation)
    sentence = evaluation.sentence if evaluation else _figures_sentence(document)
    return Press(
        headline=headline or (_headline(document, evaluation) if evaluation else _figures_headline(document)),
        sentence=sentence,
        quote=f"“{sentence}” ({document.publisher}, release {document.number}, {day(document)})",
        figures=tuple(_figure(document, one) for one in document.totals),
        not_said=tuple(_not_said(unit, evaluation)),
        notes=tuple(_notes(document)),
        contact=contact or f"[Write in: name, telephone and e-mail of the press office of {document.publisher}]",
    )


def _check_headline(headline: str, unit: str, evaluation: PublishedEvaluation | None) -> None:
    check_line(headline, "the headline")
    check_doubling(headline, evaluation.ratio if evaluation else None)
    if found := _NOT_COUNTED.search(headline):
        raise NotPublishable(f"The headline says “{found[0]}”. What was counted are {unit}: write that.")


def _headline(document: Document, told: PublishedEvaluation) -> str:
    """A headline that is true without what follows it."""
    areas = document.named("area")
    where = f" in {together(sorted(areas[code] for code in told.areas))}" if told.areas else ""
    campaign = next(one.name for one in document.campaigns if one.code == told.campaign)
    ratio = told.ratio
    if ratio is None:
        return f"Too early to tell whether “{campaign}” changed the number of {told.unit}{where}"
    if told.verdict is Verdict.NO_CLEAR_EVIDENCE:
        return f"No clear evidence that “{campaign}” changed the number of {told.unit}{where}"
    if ratio.may_say_more_than_doubled:
        moved = "more than doubled"
    elif ratio.may_say_doubled:
        moved = "doubled"
    else:
        moved = "rose" if told.verdict is Verdict.INCREASE else "fell"
    doubt = " (a fragile result)" if told.fragile else " (an exploratory result)" if told.changed else ""
    return f"Number of {told.unit}{where} {moved} during “{campaign}”, against what was to be expected{doubt}"


def _figures_headline(document: Document) -> str:
    return f"{document.publisher} publishes its figures: {document.title}"


def _figures_sentence(document: Document) -> str:
    """The release's first total in a sentence, or that it has none."""
    if not document.totals:
        return f"{document.publisher} has published “{document.title}” (release {document.number})."
    return f"{document.publisher} counted {_figure(document, document.totals[0])}."


def _figure(document: Document, one: Total) -> str:
    """A total with unit, window and error."""
    table = document.table(one.table, one.windows[0])
    found = document.sum_of(one)
    unit = table.unit if table else ""
    window = spoken_window(one.windows[0].first, one.windows[-1].last)
    number = shown(found.value)
    about = number if number.startswith("fewer") else f"about {number}"
    return f"{about} {unit} {window} ({one.name}; 95% of the noise within ±{ceil(found.within)})"


def _not_said(unit: str, told: PublishedEvaluation | None) -> Iterator[str]:
    yield f"How many people there were. It counts {unit}. Write “{unit}”, and never “people” without a unit."
    yield (
        "Anything about offences. Somebody who reaches out to a helpline has not thereby done, admitted or been "
        "accused of anything. Many are worried about someone they love."
    )
    yield "Whether anybody was helped, or whether an offence was prevented."
    if told:
        yield (
            "That the campaign alone did it. Whatever else began at the same time is in the number too, unless the "
            "areas it was compared with had it as well."
        )
        if told.verdict is Verdict.NO_CLEAR_EVIDENCE:
            yield "That nothing happened. “No clear evidence” means that the figures fit both a change and none."


def _notes(document: Document) -> Iterator[str]:
    for table in {(one.unit, one.area_rule, one.channels): one for one in document.tables}.values():
        alike = [one for one in document.tables if (one.unit, one.area_rule) == (table.unit, table.area_rule)]
        window = spoken_window(min(one.window.first for one in alike), max(one.window.last for one in alike))
        missing = sum(one.missing_days for one in alike if one.name == table.name)
        yield (
            f"Counted were {table.unit}, {window}, by {table.area_rule}; {counted_channels(document, table)}; "
            f"{missing or 'no'} day{'' if missing == 1 else 's'} missing."
        )
    yield (
        f"Do not compare a number from before with one from after. {WHY_NAIVE_MISLEADS} The evaluation, where there "
        "is one, takes account of this; a ratio of two numbers of this release does not."
    )
    yield (
        f"Published numbers carry random noise that protects single contacts; below {SHOWN_FROM} they are shown as "
        f"“fewer than {SHOWN_FROM}”, else rounded to {ROUNDED_TO}. Shown numbers do not add up; use the totals that "
        "are given."
    )
    if document.corrects:
        yield (
            f"This release takes the place of {document.corrects.number}, which must not be quoted any more: "
            f"{document.corrects.reason}"
        )
    yield (
        "The file that ends in .signed carries the publisher's signature. “quietline release verify” tells without a "
        "connection whether it was changed."
    )
    yield (
        "When you report, please say where help is to be had, and show no picture that points to a child or to a "
        "person who reaches out."
    )
