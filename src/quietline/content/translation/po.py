"""A page as a PO file, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass

import polib

from quietline.content.models import PublicPage
from quietline.content.translation.segments import Place, same_marks, texts

PAGE_HEADER = "X-Quietline-Page"
FIELDS = ("title", "seo_title", "summary")


class PoProblem(Exception):
    """A file that can't be taken in; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Came:
    """What a file brought: fields and body texts in the other language, and how many are still missing."""

    fields: dict[str, str]
    body: dict[Place, str]
    missing: int


def written(page: PublicPage, language: str, there: PublicPage | None) -> str:
    """The page as a PO file for one language, with what its translation has already."""
    known = {context: text for context, (text, _) in _sources(there).items()} if there else {}
    file = polib.POFile(wrapwidth=0)
    file.metadata = {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
        "Language": language,
        PAGE_HEADER: str(page.translation_key),
    }
    for context, (source, _) in _sources(page).items():
        # What is still in English there is not translated yet.
        text = known.get(context, "")
        file.append(polib.POEntry(msgctxt=context, msgid=source, msgstr="" if text == source else text))
    return str(file)


def read(text: str, page: PublicPage, language: str) -> Came:
    """What a file says about this page.

    Raises:
        PoProblem
    """
    try:
        # Without a line break it could be the name of a file, which polib would open.
        file = polib.pofile(f"\n{text}\n")
    except (OSError, ValueError, UnicodeDecodeError):
        raise PoProblem("This is no PO file. Hand in the file that was downloaded here, filled in.") from None
    if file.metadata.get(PAGE_HEADER) != str(page.translation_key):
        raise PoProblem(f"This file is of another page. Download the file of “{page.title}” and fill that in.")
    if file.metadata.get("Language") != language:
        raise PoProblem(f"This file is for another language than the one chosen ({language}).")
    entries = {entry.msgctxt: entry for entry in file}
    fields: dict[str, str] = {}
    body: dict[Place, str] = {}
    missing = 0
    for context, (source, place) in _sources(page).items():
        entry = entries.get(context)
        if entry is None or entry.msgid != source or not entry.msgstr.strip() or entry.fuzzy:
            missing += 1
            continue
        if not same_marks(source, entry.msgstr):
            raise PoProblem(f"The marks in angle brackets must stay as they are: “{source[:60]}”.")
        if place is None:
            fields[context] = entry.msgstr
        else:
            body[place] = entry.msgstr
    return Came(fields=fields, body=body, missing=missing)


def _sources(page: PublicPage) -> dict[str, tuple[str, Place | None]]:
    """Each text by the context that a PO file has it under."""
    found: dict[str, tuple[str, Place | None]] = {
        name: (getattr(page, name), None) for name in FIELDS if getattr(page, name)
    }
    for place, text in texts(page.body_as_kept()):
        found["/".join(map(str, place))] = (text, place)
    return found
