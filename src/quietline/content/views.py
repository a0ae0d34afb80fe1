from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quietline.edge.marks import public_page


@login_not_required
@require_safe
@public_page
def page(request: HttpRequest, name: str) -> HttpResponse:
    """One page of the public site."""
    return render(request, f"content/{name}.html")
