from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from quietline.config.data_protection.facts import facts
from quietline.config.data_protection.writing import HTML, PDF, as_html


@require_safe
def pack(request: HttpRequest) -> HttpResponse:
    """What the pack holds, and its two files."""
    return render(request, "config/pack.html", {"facts": facts()})


@require_safe
def as_file(request: HttpRequest, kind: str) -> HttpResponse:
    """The pack, to keep."""
    from quietline.config.data_protection.printing import printed

    html = as_html(facts())
    answer = HttpResponse(printed(html), content_type="application/pdf") if kind == "pdf" else HttpResponse(html)
    answer["Content-Disposition"] = f'attachment; filename="{PDF if kind == "pdf" else HTML}"'
    return answer
