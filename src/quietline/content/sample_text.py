"""The Markdown of a sample page, read into the blocks that the editor knows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from quietline.content.sample_files import SampleProblem

# A block as Wagtail's StreamField takes it from a list.
Block = tuple[str, Any]
# Where a link `page:why-change` or `url:contact:write` leads: the attributes of its <a>.
LeadsTo = Callable[[str], str]

FIGURE_NEEDS = {"unit", "begins_on", "ends_on", "area", "channels", "missing", "source"}
RICH = {"objectives", "callout", "exercise", "reflection", "next"}
_FENCED = re.compile(r"^::: *(\w+)\n(.*?)^:::[ \t]*$", re.DOTALL | re.MULTILINE)
_MARK = re.compile(r"\[\[(\w+)(?::([\w-]+))?\]\]")
_BUTTON = re.compile(r"\*\*\[([^\]]+)\]\(url:([\w:-]+)\)\*\*")
_ANCHOR = re.compile(r"(.*?) *\{#([a-z][a-z0-9-]*)\}")
_DOOR = re.compile(r"- \[([^\]]+)\]\(page:([\w/-]+)\) *(.*)")
_ALLOWED = {"paragraph", "text", "inline", "strong", "em", "link", "softbreak", "hardbreak"}
_LISTS = {"bullet_list", "ordered_list", "list_item"}
_TAGS = {"strong": "b", "em": "i", "paragraph": "p", "bullet_list": "ul", "ordered_list": "ol", "list_item": "li"}

_markdown = MarkdownIt("commonmark", {"html": False})


def blocks_of(text: str, *, leads_to: LeadsTo, signpost: Callable[[str], str]) -> list[Block]:
    """The blocks of a page. `signpost` finds the directory's id for a mark, or gives nothing: then it is left out.

    Raises:
        SampleProblem: without the file's name, which the caller adds.
    """
    blocks: list[Block] = []
    at = 0
    for fenced in _FENCED.finditer(text):
        blocks += _plain(text[at : fenced.start()], leads_to, signpost)
        blocks.append(_fenced(fenced.group(1), fenced.group(2).strip(), leads_to))
        at = fenced.end()
    return blocks + list(_plain(text[at:], leads_to, signpost))


def _fenced(kind: str, text: str, leads_to: LeadsTo) -> Block:
    if kind in RICH:
        return kind, rich_text(text, leads_to, lists=True)
    if kind == "rating":
        return kind, _rating(text)
    if kind == "quote":
        words, _, by = text.partition("\n-- ")
        # What stands in the files is invented, so nobody had to be asked.
        return kind, {"text": rich_text(words, leads_to, lists=False), "by": by.strip(), "permission": True}
    if kind == "doors":
        return kind, [_door(line, leads_to) for line in text.splitlines() if line.strip()]
    if kind == "figure":
        return kind, _figure(text)
    if kind == "call":
        return kind, _call(text)
    if kind == "needs":
        return kind, [_need(line) for line in text.splitlines() if line.strip()]
    known = ", ".join(sorted(RICH | {"rating", "quote", "doors", "figure", "call", "needs"}))
    raise SampleProblem(f"there is no block '{kind}'. Known: {known}.")


def _rating(text: str) -> dict[str, str]:
    question, *ends = [line.strip() for line in text.splitlines() if line.strip()]
    if len(ends) != 2 or not all(end.startswith("- ") for end in ends):
        raise SampleProblem("a rating is a question on one line, then two lines '- …' for what 0 and 10 mean.")
    low, high = (re.sub(r"^(0|10) *[:=–-] *", "", end.removeprefix("- ").strip()) for end in ends)
    return {"question": question, "low": low, "high": high}


def _figure(text: str) -> dict[str, Any]:
    """Its title, then a line `name: words` for all that it needs, then a line `- what: number` for each number."""
    title, *lines = [line.strip() for line in text.splitlines() if line.strip()]
    numbers = [line.removeprefix("- ").rpartition(":") for line in lines if line.startswith("- ")]
    settings = dict(line.split(": ", 1) for line in lines if ": " in line and not line.startswith("- "))
    if set(settings) != FIGURE_NEEDS or not numbers or not all(each[2].strip().isdecimal() for each in numbers):
        raise SampleProblem(f"a figure needs {', '.join(sorted(FIGURE_NEEDS))} and a line '- what: number' or more.")
    counted = [{"what": what.strip(), "number": int(number)} for what, _, number in numbers]
    return {"title": title, "numbers": counted, **settings}


def _call(text: str) -> dict[str, str]:
    """An emergency number: its heading, then a line `name: words` for the rest; `after` may come more than once."""
    heading, *lines = [line.strip() for line in text.splitlines() if line.strip()]
    said: dict[str, list[str]] = {name: [] for name in ("purpose", "number", "who", "before", "after")}
    for line in lines:
        name, _, words = line.partition(": ")
        if name not in said:
            raise SampleProblem(f"'{line}' is no line of an emergency number. Known: {', '.join(said)}.")
        said[name].append(words)
    if not (said["purpose"] and said["number"]):
        raise SampleProblem("an emergency number needs a line 'purpose: …' and a line 'number: …'.")
    return {"heading": heading} | {name: "\n".join(words) for name, words in said.items()}


def _need(line: str) -> dict[str, str]:
    term, _, words = line.strip().removeprefix("- ").partition(": ")
    if not words:
        raise SampleProblem(f"the name of a need is written '- low mood: words', not '{line.strip()}'.")
    return {"term": term, "words": words}


def _door(line: str, leads_to: LeadsTo) -> dict[str, Any]:
    found = _DOOR.fullmatch(line.strip())
    if found is None:
        raise SampleProblem(f"a door is written '- [words](page:slug) more words', not '{line.strip()}'.")
    page = re.search(r'id="(\d+)"', leads_to(f"page:{found[2]}"))
    return {"page": int(page[1]) if page else None, "title": found[1], "text": found[3]}


def _plain(text: str, leads_to: LeadsTo, signpost: Callable[[str], str]) -> Iterator[Block]:
    """Headings, lists and marks stand alone; the paragraphs between them are one text."""
    if re.search(r"^:::", text, re.MULTILINE):
        raise SampleProblem("a block was opened with ':::' and not closed, or closed and not opened.")
    paragraphs: list[Token] = []
    for tokens in _top_level(_markdown.parse(text)):
        kind = tokens[0].type.removesuffix("_open")
        alone = tokens[1].content.strip() if kind == "paragraph" else ""
        mark, button = _MARK.fullmatch(alone), _BUTTON.fullmatch(alone)
        if kind == "paragraph" and not (mark or button):
            paragraphs += tokens
            continue
        if paragraphs:
            yield "text", _html(paragraphs, leads_to, lists=False)
            paragraphs = []
        if button:
            leads_to(f"url:{button[2]}")
            yield "button", {"words": button[1], "goal": button[2]}
        elif mark:
            yield from _marked(mark[1], mark[2] or "", signpost)
        else:
            yield _standing_alone(kind, tokens, leads_to)
    if paragraphs:
        yield "text", _html(paragraphs, leads_to, lists=False)


def _marked(kind: str, named: str, signpost: Callable[[str], str]) -> Iterator[Block]:
    if kind == "numbers":
        yield "numbers", None
    elif kind == "signpost" and named:
        if found := signpost(named):
            yield "signpost", found
    else:
        raise SampleProblem(f"there is no mark '[[{kind}]]'. Known: [[signpost:ID]], [[numbers]].")


def _standing_alone(kind: str, tokens: list[Token], leads_to: LeadsTo) -> Block:
    if kind == "heading":
        if tokens[0].tag != "h2":
            raise SampleProblem("a page has headings of one kind, '## …'; its title stands in its settings.")
        text = tokens[1].content
        anchored = _ANCHOR.fullmatch(text)
        return "heading", {"text": anchored[1], "anchor": anchored[2]} if anchored else {"text": text, "anchor": ""}
    if kind in {"bullet_list", "ordered_list"}:
        return "list", {"numbered": kind == "ordered_list", "items": list(_items(tokens, leads_to))}
    raise SampleProblem(f"'{kind}' has no place on a page: use paragraphs, headings and lists.")


def _items(tokens: list[Token], leads_to: LeadsTo) -> Iterator[str]:
    for item in _top_level(tokens[1:-1], level=1):
        inside = [token for token in item[1:-1] if token.type not in {"paragraph_open", "paragraph_close"}]
        if len(inside) != 1:
            raise SampleProblem("a list has one paragraph an entry, and no list inside another.")
        yield _html(inside, leads_to, lists=False)


def _top_level(tokens: list[Token], level: int = 0) -> Iterator[list[Token]]:
    """The tokens of each element that stands at this level."""
    element: list[Token] = []
    for token in tokens:
        element.append(token)
        if token.level == level and token.nesting <= 0:
            yield element
            element = []


def rich_text(text: str, leads_to: LeadsTo, *, lists: bool) -> str:
    return _html(_markdown.parse(text), leads_to, lists=lists)


def _html(tokens: list[Token], leads_to: LeadsTo, *, lists: bool) -> str:
    allowed = _ALLOWED | (_LISTS if lists else set())
    out: list[str] = []
    for token in tokens:
        kind = token.type.removesuffix("_open").removesuffix("_close")
        if kind not in allowed:
            raise SampleProblem(
                f"'{kind}' has no place here: use paragraphs, bold, links" + (" and lists." if lists else ".")
            )
        if kind == "inline":
            out.append(_html(token.children or [], leads_to, lists=lists))
        elif kind == "text":
            out.append(_escaped(token.content))
        elif kind in {"softbreak", "hardbreak"}:
            out.append(" ")
        elif not token.hidden:
            out.append(_tag(token, kind, leads_to))
    return "".join(out)


def _tag(token: Token, kind: str, leads_to: LeadsTo) -> str:
    if kind == "link":
        return "</a>" if token.nesting < 0 else f"<a {leads_to(str(token.attrs['href']))}>"
    return f"</{_TAGS[kind]}>" if token.nesting < 0 else f"<{_TAGS[kind]}>"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
