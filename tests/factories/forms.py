"""The forms that pages show, read as a browser does, and filled in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

TYPED = {"date": "2027-03-02", "time": "10:30", "number": "1", "email": "new@larkmere.example", "url": ""}
WORDS = "A careful word or two."
# Of these fields, by the end of their names, anything else would be refused for what it says.
GIVEN = {
    "closes": ["11:30"],
    "key-who": ["phone"],
    "key-why": ["child-at-risk"],
    "phone_number": ["01632 960123"],
    "periods-": ["90"],
    "code": ["spring"],
    "phases": [""],
    "embed_origins": [""],
    "embed-origins": [""],
    "minimum_age": ["12"],
    "maximum_age": ["18"],
    "phones": ["01632 960123"],
    "languages": ["en"],
    "materials": [""],
    "website": [""],
}


@dataclass
class Shown:
    """A form: where it is sent to, and what a browser sends when nothing was changed but what is empty filled in."""

    action: str
    method: str
    files: bool
    fields: dict[str, list[str]] = field(default_factory=dict)

    def give(self, name: str, value: str) -> None:
        self.fields.setdefault(name, []).append(value)

    @property
    def sent(self) -> dict[str, list[str]]:
        return {name: given(name, values) for name, values in self.fields.items() if name != "csrfmiddlewaretoken"}


def given(name: str, values: list[str]) -> list[str]:
    known = (GIVEN[mark] for mark in GIVEN if name.endswith(mark) or (mark[-1] == "-" and name.startswith(mark)))
    return next(known, values)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Shown] = []
        self._form: Shown | None = None
        self._select: tuple[str, list[tuple[str, bool]]] | None = None
        self._area: tuple[str, str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            files = "multipart" in given.get("enctype", "")
            self._form = Shown(given.get("action", ""), given.get("method", "get").lower(), files)
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(self._form, tag, given)

    def _field(self, form: Shown, tag: str, given: dict[str, str]) -> None:
        name = given.get("name", "")
        if tag == "input" and name and "disabled" not in given:
            self._input(form, name, given)
        elif tag == "button" and name and name not in form.fields:
            form.give(name, given.get("value", ""))
        elif tag == "textarea" and name:
            self._area = (name, "")
        elif tag == "select" and name:
            self._select = (name, [])
        elif tag == "option" and self._select:
            self._select[1].append((given.get("value", ""), "selected" in given))

    def _input(self, form: Shown, name: str, given: dict[str, str]) -> None:
        kind, value = given.get("type", "text"), given.get("value", "")
        if kind == "radio":
            if "checked" in given or name not in form.fields:
                form.fields[name] = [value or "on"]
        elif kind == "checkbox":
            form.give(name, value or "on")
        elif kind != "file":
            form.give(name, value or TYPED.get(kind, "" if kind == "hidden" else WORDS))

    def handle_data(self, data: str) -> None:
        if self._area:
            self._area = (self._area[0], self._area[1] + data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea" and self._area and self._form is not None:
            self._form.give(self._area[0], self._area[1].strip() or WORDS)
            self._area = None
        elif tag == "select" and self._select and self._form is not None:
            name, options = self._select
            chosen = [value for value, selected in options if selected and value] or [v for v, _ in options if v]
            self._form.fields[name] = chosen[:1]
            self._select = None


def forms_on(page: str, at: str) -> Iterator[Shown]:
    """The posted forms of a page that stands at this address."""
    reader = _Reader()
    reader.feed(page)
    for form in reader.forms:
        if form.method == "post":
            form.action = form.action or at
            yield form
