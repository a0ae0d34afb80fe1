"""The sample site as files: one page a file, a head of settings between two lines `+++`, then Markdown.

sample/en/home.md                            a page below nothing: the first page of the language
sample/en/trust.md                           a page below it
sample/en/myself/00-section.md               the page of the folder, whose other files are the pages below it
sample/en/myself/01-why-change/00-module.md  and so on
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).parent / "sample"
KINDS = (
    "home",
    "section",
    "article",
    "question",
    "module",
    "step",
    "crisis",
    "statement",
    "directory",
    "press",
)
# The kinds that have pages below them: such a page stands for its folder.
OF_A_FOLDER = {"home": 0, "section": 1, "module": 2}
_HEAD = re.compile(r"\A\+\+\+\n(.*?)\n\+\+\+\n(.*)\Z", re.DOTALL)
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_KEYS: dict[str, type] = {
    "kind": str,
    "slug": str,
    "title": str,
    "tab": str,  # the title in the browser's tab, where the page's own would give something away
    "summary": str,
    "minutes": int,  # of a module
    "plan": str,  # of a module: the part of a plan that notes made in it belong to
    "draft": bool,  # a translation that wants a native reviewer
    "order": int,  # among the pages beside it
}


class SampleProblem(Exception):
    """A file of the sample site can't be read; the text names it and says what to change."""


@dataclass(frozen=True, slots=True)
class SamplePage:
    """One page as its file has it, and the pages below it, in order."""

    file: str
    kind: str
    slug: str
    title: str
    tab: str
    summary: str
    minutes: int
    plan: str
    order: int
    body: str
    below: list[SamplePage] = field(default_factory=list)


def languages(folder: Path = SAMPLE) -> list[str]:
    """The languages whose first page is there; English first, as the others are its translations."""
    found = sorted(file.parent.name for file in folder.glob("*/home.md"))
    return sorted(found, key=lambda language: language != "en")


def read_language(language: str, folder: Path = SAMPLE) -> SamplePage:
    """The whole sample site of a language, from its first page down.

    Raises:
        SampleProblem
    """
    return _read_folder(folder / language, depth=0)


def _read_folder(folder: Path, depth: int) -> SamplePage:
    pages = [read_page(file) for file in sorted(folder.glob("*.md"))]
    own = [page for page in pages if OF_A_FOLDER.get(page.kind) == depth]
    if len(own) != 1:
        kind = next(kind for kind, at in OF_A_FOLDER.items() if at == depth)
        raise SampleProblem(f"{folder.name}: there must be one file of kind '{kind}' here, and there are {len(own)}.")
    deeper = [_read_folder(each, depth + 1) for each in sorted(folder.iterdir()) if each.is_dir()]
    below = [page for page in pages if page is not own[0]] + deeper
    own[0].below.extend(sorted(below, key=lambda page: (page.order, page.file)))
    if own[0].kind == "module" and not own[0].below:
        raise SampleProblem(f"{own[0].file}: a module needs at least one step beside it.")
    return own[0]


def read_page(file: Path) -> SamplePage:
    """One file.

    Raises:
        SampleProblem
    """
    name = "/".join(file.parts[-3:])
    text = file.read_text(encoding="utf-8").replace("\r\n", "\n")
    parts = _HEAD.match(text)
    if parts is None:
        raise SampleProblem(f"{name}: it must begin with settings between two lines of three plus signs.")
    try:
        head = tomllib.loads(parts.group(1))
    except tomllib.TOMLDecodeError as error:
        raise SampleProblem(f"{name}: its settings can't be read: {error}") from None
    _check(name, head)
    return SamplePage(
        file=name,
        kind=head["kind"],
        slug=head["slug"],
        title=head["title"],
        tab=head.get("tab", ""),
        summary=head.get("summary", ""),
        minutes=head.get("minutes", 10),
        plan=head.get("plan", ""),
        order=head.get("order", 0),
        body=parts.group(2).strip(),
    )


def _check(name: str, head: dict[str, Any]) -> None:
    for key, value in head.items():
        if not isinstance(value, _KEYS.get(key, ())):
            raise SampleProblem(f"{name}: '{key}' is no setting, or not of the kind it should be.")
    for key in ("kind", "slug", "title"):
        if not head.get(key):
            raise SampleProblem(f"{name}: '{key}' is missing.")
    if head["kind"] not in KINDS:
        raise SampleProblem(f"{name}: there is no kind '{head['kind']}'. Known: {', '.join(KINDS)}.")
    if not _SLUG.fullmatch(head["slug"]):
        raise SampleProblem(f"{name}: a slug is made of small letters, digits and single hyphens.")
    if len(head.get("summary", "")) > 300:
        raise SampleProblem(f"{name}: the summary is longer than 300 characters.")
