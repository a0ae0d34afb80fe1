from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from quietline.content.first_step.rules import MOST_OFFERS
from quietline.content.models import FirstStepPage


def first_step(request: HttpRequest, page: FirstStepPage, language: str) -> HttpResponse:
    """One closed question a page. Where somebody is, the form says; nothing is kept, here or in an address."""
    by_name = {block.value["name"]: block for block in page.body}
    if request.method != "POST":
        first = next(iter(page.body), None)
        return _show(request, page, first, language) if first else _show(request, page, None, language, status=404)
    asked = by_name.get(request.POST.get("at", ""))
    if asked is None or asked.block_type != "question":
        return _show(request, page, next(iter(page.body), None), language, status=422)
    chosen = request.POST.get("answer", "")
    answers = asked.value["answers"]
    if not (chosen.isascii() and chosen.isdigit() and len(chosen) < 3 and int(chosen) < len(answers)):
        return _show(request, page, asked, language, status=422, notice=_("Choose one of the answers."))
    return _show(request, page, by_name.get(answers[int(chosen)]["leads_to"]), language)


def _show(
    request: HttpRequest, page: FirstStepPage, piece: Any, language: str, *, status: int = 200, notice: str = ""
) -> HttpResponse:
    context = {
        "page": page,
        "piece": piece,
        "language": language,
        "in_english_only": page.language != language,
        "notice": notice,
        "offers": _open_offers(piece.value) if piece and piece.block_type == "end" else [],
    }
    return render(request, "content/first_step.html", context, status=status)


def _open_offers(end: Any) -> list[Any]:
    """The offers of an end that are open at this moment, in the editor's order."""
    is_open = import_string(settings.QUIETLINE_IS_OPEN)
    there = [offer for offer in end["offers"] if is_open(offer["goal"]) or (offer["page"] and offer["page"].live)]
    return there[:MOST_OFFERS]
