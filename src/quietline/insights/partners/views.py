"""The released figures, as far as they are of the areas and campaigns that a partner may see."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from quietline.edge.marks import public_page
from quietline.insights.partners import keys, reading
from quietline.insights.partners.forms import SumForm
from quietline.insights.partners.guards import for_partners
from quietline.insights.partners.models import Partner
from quietline.insights.releases.formats import base, content_type, files
from quietline.insights.releases.formats.sections import sections
from quietline.insights.releases.formats.zipped import zipped
from quietline.insights.releases.press import areas_card, evaluation_card
from quietline.insights.releases.windows import ReleaseRefused

SIGNED = "signed"
# What each is good for, as the page says it.
KINDS = {
    "pdf": "PDF, to print and pass on",
    "html": "Web page, in one file",
    "xlsx": "Excel workbook",
    "csv": "CSV with its metadata (ZIP)",
    "jsonstat": "JSON-stat (ZIP)",
    "parquet": "Parquet",
    "json": "JSON, as it is signed in whole",
}
# A card stands in a page's `img`: it brings its own style and loads nothing.
CARD_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


@require_safe
@for_partners
def home(request: HttpRequest, partner: Partner) -> HttpResponse:
    """What was released of one's areas, the newest first, and its months side by side."""
    seen = reading.releases(partner)
    chart = reading.over_time(reading.months(seen), reading.names(seen))
    context = {"partner": partner, "seen": seen, "picture": _drawn(chart.figure()) if chart else ""}
    return render(request, "partners/home.html", context)


@require_safe
@for_partners
def release(request: HttpRequest, partner: Partner, number: str) -> HttpResponse:
    """One release, with its charts, its files, its signature and cards to embed."""
    seen = _there(partner, number)
    parts = [(each, _drawn(each.chart.figure()) if each.chart else "") for each in sections(seen.document)]
    context = {
        "seen": seen,
        "parts": parts,
        "kinds": KINDS,
        "signed_name": f"{base(seen.document)}.signed",
        "cards": list(_cards(request, seen)),
    }
    return render(request, "partners/release.html", context)


@require_safe
@for_partners
def download(request: HttpRequest, partner: Partner, number: str, kind: str) -> HttpResponse:
    """A file of one's own part of a release; or the whole of it with its signature, which covers every byte."""
    seen = _there(partner, number)
    if kind == SIGNED:
        return _file(f"{base(seen.document)}.signed", seen.row.signed.encode())
    if kind not in KINDS:
        raise Http404
    made = files(seen.document, b"", (kind,))
    name, content = next(iter(made.items()))
    if kind in {"csv", "jsonstat"}:
        name, content = f"{base(seen.document)}-{kind}.zip", zipped(made, seen.document.issued_on)
    return _file(name, content)


@require_safe
@for_partners
def sums(request: HttpRequest, partner: Partner) -> HttpResponse:
    """Several months, or several areas, added up from the protected numbers, with what noise may have done to it."""
    seen = reading.releases(partner)
    tables, areas = reading.months(seen), reading.names(seen)
    by_name = {f"{window.first:%Y-%m}": table for window, table in tables.items()}
    context: dict[str, Any] = {"months": list(by_name)}
    if by_name:
        whole = {"since": min(by_name), "until": max(by_name), "areas": list(areas)}
        form = SumForm(request.GET or whole, months=list(by_name), areas=areas)
        context |= {"form": form}
        if form.is_valid():
            context |= _added([by_name[each] for each in form.chosen()], form, areas)
    status = 422 if "form" in context and context["form"].errors else 200
    return render(request, "partners/sums.html", context, status=status)


@login_not_required
@public_page
@require_safe
def card(request: HttpRequest, number: str, kind: str, code: str, mark: str) -> HttpResponse:
    """A picture for other sites, at an address that only who may see the figure was shown. The same for everybody."""
    if not keys.is_card(number, kind, code, mark):
        raise Http404
    drawn = _area_card(number, code) if kind == "area" else _campaign_card(number, code)
    if drawn is None:
        raise Http404
    response = HttpResponse(drawn, content_type="image/svg+xml")
    response["Content-Security-Policy"] = CARD_POLICY
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _there(partner: Partner, number: str) -> reading.Seen:
    seen = reading.release(partner, number)
    if seen is None:
        raise Http404
    return seen


def _added(tables: list[Any], form: SumForm, areas: dict[str, str]) -> dict[str, Any]:
    chosen = form.cleaned_data["areas"]
    told = {"where": ", ".join(areas[code] for code in chosen), "chosen": form.chosen()}
    try:
        return told | {"added": reading.added(tables, chosen)}
    except ReleaseRefused as refusal:
        return told | {"refusal": str(refusal)}


def _cards(request: HttpRequest, seen: reading.Seen) -> Iterator[dict[str, str]]:
    """Each with its address and what a reader hears of it."""
    number, document = seen.row.number, seen.document
    for code, name in document.named("area").items():
        if any((code,) in one.values for one in document.tables):
            yield _card(request, number, "area", code, f"{name}: {document.title}")
    for told in document.evaluations:
        at = str(_place(told, number))
        yield _card(request, number, "campaign", at, told.sentence)


def _place(told: object, number: str) -> int:
    whole = reading.for_card(number)
    return whole.evaluations.index(told) if whole else 0


def _card(request: HttpRequest, number: str, kind: str, code: str, alt: str) -> dict[str, str]:
    where = reverse("partners:card", args=[number, kind, code, keys.card_mark(number, kind, code)])
    return {"address": request.build_absolute_uri(where), "path": where, "alt": alt}


def _area_card(number: str, code: str) -> bytes | None:
    document = reading.for_card(number, areas=[code])
    return areas_card(document) if document else None


def _campaign_card(number: str, at: str) -> bytes | None:
    document = reading.for_card(number)
    if document is None or not at.isdecimal() or int(at) >= len(document.evaluations):
        return None
    return evaluation_card(document, document.evaluations[int(at)])


def _file(name: str, content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type(name))
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _drawn(markup: str) -> str:
    # ui/charts escapes whatever it draws.
    return mark_safe(markup)  # noqa: S308  # nosec B308 B703
