from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, TypedDict
from uuid import uuid4

from django import forms

from quietline.campaigns.queries import areas
from quietline.team.signposts import rules
from quietline.team.signposts.queries import needs, organisation_named
from quietline.team.signposts.rules import Entry, Organisation, Phone, Wrong
from quietline.ui.words import one_line, several_lines

# As much as the edge lets through; more goes by the command line.
IMPORT_CHARACTERS = 128 * 1024


class Wishes(TypedDict):
    """What somebody looks for."""

    words: str
    area: str
    need: str


class SearchForm(forms.Form):
    """What to look for in the directory. Wrong values count as none."""

    words = forms.CharField(
        label="Words", required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    area = forms.ChoiceField(label="Area", required=False)
    need = forms.ChoiceField(label="Need", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choose(self.fields["area"], [("", "Any"), *((area.code, area.name) for area in areas())])
        _choose(self.fields["need"], [("", "Any"), *((term, term) for term in needs())])

    def wishes(self) -> Wishes:
        self.is_valid()
        given = self.cleaned_data
        return Wishes(words=given.get("words", ""), area=given.get("area", ""), need=given.get("need", ""))


class Line(forms.CharField):
    """One line of text, cleaned."""

    def to_python(self, value: object) -> str:
        return one_line(super().to_python(value) or "")


class SignpostForm(forms.Form):
    """One service, written by hand."""

    name = Line(label="Name of the service", max_length=rules.NAME_CHARACTERS)
    organisation = Line(label="Who runs it", max_length=rules.NAME_CHARACTERS)
    description = forms.CharField(
        label="What it does",
        required=False,
        max_length=rules.TEXT_CHARACTERS,
        help_text="It goes into the reply with the numbers: write it for the seeker.",
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )
    phones = forms.CharField(
        label="Telephone",
        required=False,
        help_text="One on each line; after a comma, what it is for: 01632 960123, evenings",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    url = Line(
        label="Website", required=False, max_length=rules.LINE_CHARACTERS, help_text="Shown as text, never fetched."
    )
    hours = Line(label="Hours", required=False, max_length=rules.LINE_CHARACTERS)
    areas = forms.MultipleChoiceField(
        label="Areas", required=False, help_text="None: everywhere.", widget=forms.CheckboxSelectMultiple
    )
    needs = Line(label="Needs", required=False, help_text="What colleagues search by, separated by commas.")
    languages = Line(label="Languages", required=False, help_text="Codes separated by commas: en, ar")
    minimum_age = forms.IntegerField(label="Lowest age", required=False, min_value=0, max_value=rules.MOST_AGE)
    maximum_age = forms.IntegerField(label="Highest age", required=False, min_value=0, max_value=rules.MOST_AGE)
    eligibility = Line(label="Who can use it", required=False, max_length=rules.LINE_CHARACTERS)

    def __init__(self, *args: Any, before: Entry | None = None, **kwargs: Any) -> None:
        if before is not None:
            kwargs.setdefault("initial", _initial(before))
        super().__init__(*args, **kwargs)
        self._before = before
        # An area that is no longer in the register stays with the service until somebody takes it off.
        known = {area.code: area.name for area in areas()}
        known |= {code: code for code in (before.areas if before else ()) if code not in known}
        _choose(self.fields["areas"], list(known.items()))

    def clean_description(self) -> str:
        return several_lines(self.cleaned_data["description"])

    def clean_phones(self) -> tuple[Phone, ...]:
        lines = [one_line(line) for line in self.cleaned_data["phones"].splitlines()]
        return tuple(dict.fromkeys(_phone(line) for line in lines if line))

    def clean_url(self) -> str:
        return _checked(rules.check_address, self.cleaned_data["url"])

    def clean_needs(self) -> tuple[str, ...]:
        terms = _parts(self.cleaned_data["needs"])
        if any(len(term) > rules.NEED_CHARACTERS for term in terms):
            raise forms.ValidationError(f"Keep each need short: at most {rules.NEED_CHARACTERS} characters.")
        return terms

    def clean_languages(self) -> tuple[str, ...]:
        return tuple(_checked(rules.check_language, code) for code in _parts(self.cleaned_data["languages"]))

    def clean(self) -> None:
        given = self.cleaned_data
        try:
            rules.check_ages(given.get("minimum_age"), given.get("maximum_age"))
        except Wrong as wrong:
            self.add_error("maximum_age", f"{wrong}.")

    def entry(self) -> Entry:
        """What was typed, as it is kept."""
        given = self.cleaned_data
        names = (
            "name",
            "description",
            "url",
            "hours",
            "needs",
            "languages",
            "minimum_age",
            "maximum_age",
            "eligibility",
        )
        values = {name: given[name] for name in names} | {"phones": given["phones"], "areas": tuple(given["areas"])}
        organisation = self._organisation(given["organisation"])
        if self._before is not None:
            return replace(self._before, organisation=organisation, **values)
        return Entry(id=uuid4(), organisation=organisation, **values)

    def _organisation(self, name: str) -> Organisation:
        before = self._before.organisation if self._before else None
        if before and before.name == name:
            return before
        return organisation_named(name) or Organisation(uuid4(), name)


class ImportForm(forms.Form):
    """Services as HSDS 3.0 JSON, pasted."""

    message = forms.CharField(
        label="HSDS 3.0 JSON",
        strip=False,
        max_length=IMPORT_CHARACTERS,
        help_text="A list of services, each with its organization. More than 128 KB goes by the command line: "
        "quietline signposts import FILE",
        widget=forms.Textarea(attrs={"rows": 14, "spellcheck": "false", "dir": "ltr"}),
    )


def _initial(entry: Entry) -> dict[str, Any]:
    values: dict[str, Any] = {name: getattr(entry, name) for name in SignpostForm.base_fields}
    return values | {
        "organisation": entry.organisation.name,
        "phones": "\n".join(f"{each.number}, {each.label}" if each.label else each.number for each in entry.phones),
        "needs": ", ".join(entry.needs),
        "languages": ", ".join(entry.languages),
        "areas": list(entry.areas),
    }


def _choose(field: forms.Field, choices: list[tuple[str, str]]) -> None:
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part for part in (one_line(part) for part in text.split(",")) if part))


def _phone(line: str) -> Phone:
    number, _, label = line.partition(",")
    label = label.strip()
    if len(number) > rules.NUMBER_CHARACTERS or len(label) > rules.NAME_CHARACTERS:
        raise forms.ValidationError(f"“{line[:60]}” is too long.")
    return Phone(_checked(rules.check_number, number.strip()), label)


def _checked(check: Callable[[str], str], text: str) -> str:
    try:
        return check(text)
    except Wrong as wrong:
        raise forms.ValidationError(f"{wrong}.") from None
