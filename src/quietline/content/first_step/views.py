from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from quietline.content.first_step.rules import MOST_OFFERS
from quietline.content.models import FirstStepPage


@dataclass(frozen=True, slots=True)
class Turn:
    """What is shown next: a question or an end, and with which status."""

    piece: Any
    status: int = 200
    notice: str = ""

    def context(self, page: FirstStepPage, language: str) -> dict[str, Any]:
        return {
            "page": page,
            "piece": self.piece,
            "language": language,
            "in_english_only": page.language != language,
            "notice": self.notice,
            "offers": _open_offers(self.piece.value) if self.piece and self.piece.block_type == "end" else [],
        }


def turn(request: HttpRequest, page: FirstStepPage) -> Turn:
    """Where an answer leads. Where somebody is, the form says; nothing is kept, here or in an address."""
    by_name = {block.value["name"]: block for block in page.body}
    first = next(iter(page.body), None)
    if request.method != "POST":
        return Turn(first, 200 if first else 404)
    asked = by_name.get(request.POST.get("at", ""))
    if asked is None or asked.block_type != "question":
        return Turn(first, 422)
    chosen = request.POST.get("answer", "")
    answers = asked.value["answers"]
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 3 and int(chosen) < len(answers)):
        return Turn(asked, 422, _("Choose one of the answers."))
    return Turn(by_name.get(answers[int(chosen)]["leads_to"]))


def first_step(request: HttpRequest, page: FirstStepPage, language: str) -> HttpResponse:
    """One closed question a page."""
    taken = turn(request, page)
    context = taken.context(page, language) | {"address": page.url_path}
    return render(request, "content/first_step.html", context, status=taken.status)


def _open_offers(end: Any) -> list[Any]:
    """The offers of an end that are open at this moment, in the editor's order."""
    is_open = import_string(settings.QUIETLINE_IS_OPEN)
    there = [offer for offer in end["offers"] if is_open(offer["goal"]) or (offer["page"] and offer["page"].live)]
    return there[:MOST_OFFERS]
