"""What is put before people: the arrival path's code as SVG, posters and cards as PDF."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from quietline.campaigns.models import Campaign
from quietline.campaigns.posters.codes import svg
from quietline.campaigns.posters.rules import Kind, NotPrintable, Printed
from quietline.campaigns.register.queries import campaign as found_campaign
from quietline.desk.campaigns.guards import for_register_keepers
from quietline.team.models import Practitioner
from quietline.team.queries import organisation
from quietline.ui.emergency import numbers


def address_of(request: HttpRequest, row: Campaign) -> str:
    """Where the campaign's arrival path is; without a set origin, as this page was reached."""
    return f"{settings.ORIGIN or f'{request.scheme}://{request.get_host()}'}/c/{row.code}/"


@require_safe
@for_register_keepers
def code(request: HttpRequest, person: Practitioner, campaign_id: UUID) -> HttpResponse:
    """The code of the arrival path, as a drawing."""
    row = _in_use(campaign_id)
    drawn = svg(address_of(request, row), title=row.code)
    return _file(drawn, "image/svg+xml", f"{row.code}.svg")


@require_safe
@for_register_keepers
def sheet(request: HttpRequest, person: Practitioner, campaign_id: UUID, language: str, kind: str) -> HttpResponse:
    """A poster or a sheet of cards in one language of the campaign's wording."""
    row = _in_use(campaign_id)
    wording = row.wordings.filter(language=language).first()
    if wording is None or kind not in set(Kind):
        raise Http404
    kept = organisation()
    danger = numbers.of(language).danger
    with translation.override(language):
        printed = Printed(
            heading=wording.heading,
            text=wording.text,
            address=address_of(request, row),
            service=kept.neutral_name if kept else "",
            danger=f"{gettext('If a child, or anybody, is in danger right now')}: {danger.number}",
            language=language,
            is_rtl=translation.get_language_bidi(),
        )
    from quietline.campaigns.posters.making import as_pdf

    try:
        made = as_pdf(printed, Kind(kind))
    except NotPrintable as refusal:
        context = {"campaign": row, "reason": str(refusal)}
        return render(request, "desk/campaigns/not_printable.html", context, status=409)
    return _file(made, "application/pdf", f"{row.code}-{language}-{kind}.pdf")


def _in_use(campaign_id: UUID) -> Campaign:
    row = found_campaign(campaign_id)
    if row is None or row.called_off_on:
        raise Http404
    return row


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
