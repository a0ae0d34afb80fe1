"""The bundle as an EPUB 3: a zip of small XHTML files, the same bytes for the same pages."""

from __future__ import annotations

import re
import zipfile
from html import escape
from io import BytesIO
from uuid import UUID, uuid5

from django.template.loader import render_to_string

from quietline.content.offline.bundle import Bundle

_BOOKS = UUID("4b0c5a55-6d1e-4b0e-8f62-0f0ac6a2a9d3")
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_CONTAINER = (
    '<?xml version="1.0"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="book/book.opf" media-type="application/oebps-package+xml"/></rootfiles>'
    "</container>"
)
_VOID = re.compile(r"<(img|br|hr|input)\b([^>]*?)\s*/?>")


def epub(bundle: Bundle, *, modified: str) -> bytes:
    """The whole book."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        # Reading apps look for these bytes at the very beginning.
        _put(book, "mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        _put(book, "META-INF/container.xml", _CONTAINER)
        context = {
            "bundle": bundle,
            "modified": modified,
            "identifier": uuid5(_BOOKS, bundle.language),
            "right_to_left": bundle.language == "ar",
        }
        _put(book, "book/book.opf", render_to_string("content/offline/book.opf", context))
        _put(book, "book/nav.xhtml", xhtml(render_to_string("content/offline/nav.xhtml", context)))
        _put(book, "book/style.css", render_to_string("content/offline/style.css"))
        for part in bundle.parts:
            _put(book, f"book/{part.name}.xhtml", _part(bundle, part.name))
    return out.getvalue()


def xhtml(html: str) -> str:
    """The HTML of our own templates, as XML takes it."""
    closed = _VOID.sub(r"<\1\2/>", html)
    return closed.replace("&nbsp;", "&#160;").lstrip()


def _part(bundle: Bundle, name: str) -> str:
    part = next(part for part in bundle.parts if part.name == name)
    direction = "rtl" if bundle.language == "ar" else "ltr"
    html = re.sub(r'href="#(p\d+)"', r'href="\1.xhtml"', part.html)
    return (
        f'<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml" lang="{bundle.language}"'
        f' xml:lang="{bundle.language}" dir="{direction}"><head><title>{escape(part.title)}</title>'
        f'<link rel="stylesheet" href="style.css"/></head><body>{xhtml(html)}</body></html>'
    )


def _put(book: zipfile.ZipFile, name: str, text: str, how: int = zipfile.ZIP_DEFLATED) -> None:
    book.writestr(zipfile.ZipInfo(name, _NO_TIME), text.encode(), compress_type=how)
