"""The released figures, as far as they are of the areas and campaigns that a partner may see."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quietline.insights.partners.guards import for_partners
from quietline.insights.partners.models import Partner


@require_safe
@for_partners
def home(request: HttpRequest, partner: Partner) -> HttpResponse:
    """What was released of one's areas, the newest first."""
    return render(request, "partners/home.html", {"partner": partner})
