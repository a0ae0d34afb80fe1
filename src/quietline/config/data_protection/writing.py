"""The pack as HTML, and as PDF by WeasyPrint. Nothing of it is fetched from anywhere."""

from __future__ import annotations

from pathlib import Path

from django.template.loader import render_to_string

from quietline.config.data_protection.facts import Facts
from quietline.config.datadir import DataDirProblem

HTML, PDF = "data-protection.html", "data-protection.pdf"


def as_html(facts: Facts) -> str:
    """One page that stands by itself: styles and picture are in it."""
    return render_to_string("config/data_protection.html", {"facts": facts})


def as_pdf(html: str) -> bytes:
    """
    Raises:
        DataDirProblem: the libraries that draw it are not on this machine.
    """
    try:
        import weasyprint
    except OSError:
        raise DataDirProblem(
            "The PDF needs Pango on this machine: apt install libpango-1.0-0 libpangoft2-1.0-0"
        ) from None
    drawn = weasyprint.HTML(string=html, url_fetcher=_fetch_nothing).write_pdf()
    return bytes(drawn)


def write(facts: Facts, folder: Path) -> list[Path]:
    """Put both files into a folder, made where there is none; returns them."""
    folder.mkdir(parents=True, exist_ok=True)
    html = as_html(facts)
    files = [folder / HTML, folder / PDF]
    files[0].write_text(html, encoding="utf-8")
    files[1].write_bytes(as_pdf(html))
    return files


def _fetch_nothing(address: str, *_: object, **__: object) -> dict[str, object]:
    raise ValueError("The pack needs nothing from elsewhere.")
