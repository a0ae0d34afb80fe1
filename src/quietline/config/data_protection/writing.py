"""The pack as a web page and as PDF, to keep."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string

from quietline.config.data_protection.facts import Facts

HTML, PDF = "data-protection.html", "data-protection.pdf"


def as_html(facts: Facts) -> str:
    """One page that stands by itself: styles and picture are in it."""
    return render_to_string("config/data_protection.html", {"facts": facts})


def write(facts: Facts, folder: Path) -> list[Path]:
    """Put both files into a folder, made where there is none; returns them."""
    from quietline.config.data_protection.printing import printed

    folder.mkdir(parents=True, exist_ok=True)
    html = as_html(facts)
    files = [folder / HTML, folder / PDF]
    files[0].write_text(html, encoding="utf-8")
    files[1].write_bytes(printed(html))
    return files
