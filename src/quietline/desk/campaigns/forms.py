from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings

from quietline.campaigns.areas.queries import tree
from quietline.campaigns.models import Campaign
from quietline.campaigns.register import rules
from quietline.campaigns.register.rules import CampaignGiven, PhaseGiven, WordingGiven, Wrong
from quietline.desk.choosing import choose
from quietline.ui.words import one_line, several_lines

MOST_LINES = 50
INDENT = "\u2003"


def area_choices() -> list[tuple[str, str]]:
    """All areas, parts below what they are part of."""
    return [(each.code, f"{INDENT * each.depth}{each.name}") for each in tree()]


def day_field(label: str, help_text: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Write the day like 2026-03-02."},
    )


class Lines(forms.CharField):
    """One thing on each line."""

    def __init__(self, *, check: Callable[[str], str] = str, rows: int = 3, most: int = 100, **kwargs: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}), **kwargs)
        self._check, self._most = check, most

    def clean(self, value: object) -> Any:
        lines = [one_line(line) for line in super().clean(value).splitlines()]
        kept = list(dict.fromkeys(line for line in lines if line))
        if len(kept) > MOST_LINES:
            raise forms.ValidationError(f"At most {MOST_LINES} lines.")
        if long := next((line for line in kept if len(line) > self._most), None):
            raise forms.ValidationError(f"“{long[:40]}…” has more than {self._most} characters.")
        return tuple(checked(self._check, line) for line in kept)


def checked(check: Callable[[str], str], text: str) -> str:
    """What a rule makes of a text; its refusal as a form's."""
    try:
        return check(text)
    except Wrong as wrong:
        raise forms.ValidationError(f"{wrong}.") from None


class CampaignForm(forms.Form):
    """A campaign as the register keeps it. A code is given at the beginning and never again."""

    name = forms.CharField(label="Name", max_length=rules.NAME_CHARACTERS, help_text="For colleagues and partners.")
    code = forms.CharField(
        label="Code of its arrival path",
        required=False,
        max_length=20,
        help_text="Left empty, one is drawn. It stands in people's browser history: consonants and digits only. "
        "Once given it stays, as it is printed on posters.",
    )
    begins_on = day_field("First day")
    ends_on = day_field("Last day")
    areas = forms.MultipleChoiceField(
        label="Areas",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Each with all its parts. None: no area in particular.",
    )
    partners = Lines(label="Partners", help_text="One on each line, by name.")
    phases = Lines(label="Phases", help_text="One on each line: Launch week, 2026-03-02, 2026-03-08", most=130)
    materials = Lines(
        label="Materials", help_text="One on each line: what is shown where.", most=rules.LINE_CHARACTERS
    )
    embed_origins = Lines(
        label="Sites that may show its warning message",
        help_text="One on each line: https://www.example.org",
        check=rules.check_origin,
        most=rules.ORIGIN_CHARACTERS,
    )
    note = forms.CharField(
        label="Note for colleagues",
        required=False,
        max_length=rules.NOTE_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )

    def __init__(self, *args: Any, before: Campaign | None = None, **kwargs: Any) -> None:
        if before is not None:
            kwargs.setdefault("initial", initial_of(before))
        super().__init__(*args, **kwargs)
        choose(self.fields["areas"], area_choices())
        if before is not None:
            del self.fields["code"]
        for language, name in settings.LANGUAGES:
            self.fields[f"heading_{language}"] = forms.CharField(
                label=f"Heading of its posters and page, in {name}", required=False, max_length=rules.LINE_CHARACTERS
            )
            self.fields[f"text_{language}"] = forms.CharField(
                label=f"Text below, in {name}",
                required=False,
                max_length=rules.WORDING_CHARACTERS,
                widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "lang": language}),
            )

    def clean_name(self) -> str:
        name = one_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("Write a name.")
        return name

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        return checked(rules.check_code, code) if code.strip() else ""

    def clean_phases(self) -> tuple[PhaseGiven, ...]:
        return tuple(_phase(line) for line in self.cleaned_data["phases"])

    def clean(self) -> None:
        given = self.cleaned_data
        begins_on, ends_on = given.get("begins_on"), given.get("ends_on")
        if begins_on and ends_on:
            try:
                rules.check_dates(begins_on, ends_on)
            except Wrong as wrong:
                self.add_error("ends_on", f"{wrong}.")
            outside = [
                each for each in given.get("phases", ()) if each.begins_on < begins_on or each.ends_on > ends_on
            ]
            if outside:
                self.add_error("phases", f"“{outside[0].name}” is not within the campaign's days.")
        for language, name in settings.LANGUAGES:
            if given.get(f"text_{language}") and not given.get(f"heading_{language}"):
                self.add_error(f"heading_{language}", f"The text in {name} needs a heading.")

    def given(self) -> CampaignGiven:
        """What was typed, as it is kept."""
        cleaned = self.cleaned_data
        return CampaignGiven(
            code=cleaned.get("code", ""),
            areas=tuple(cleaned["areas"]),
            note=several_lines(cleaned["note"]),
            wordings=tuple(self._wordings()),
            **{
                name: cleaned[name]
                for name in ("name", "begins_on", "ends_on", "partners", "phases", "materials", "embed_origins")
            },
        )

    def _wordings(self) -> Iterable[WordingGiven]:
        for language, _ in settings.LANGUAGES:
            if heading := one_line(self.cleaned_data[f"heading_{language}"]):
                text = several_lines(self.cleaned_data[f"text_{language}"])
                yield WordingGiven(language=language, heading=heading, text=text)


def initial_of(before: Campaign) -> dict[str, Any]:
    """A campaign as its form shows it."""
    values: dict[str, Any] = {name: getattr(before, name) for name in ("name", "begins_on", "ends_on", "note")}
    for wording in before.wordings.all():
        values |= {f"heading_{wording.language}": wording.heading, f"text_{wording.language}": wording.text}
    return values | {
        "areas": [area.code for area in before.areas.all()],
        "partners": "\n".join(each.name for each in before.partners.all()),
        "materials": "\n".join(each.name for each in before.materials.all()),
        "embed_origins": "\n".join(each.origin for each in before.embed_origins.all()),
        "phases": "\n".join(f"{each.name}, {each.begins_on}, {each.ends_on}" for each in before.phases.all()),
    }


def _phase(line: str) -> PhaseGiven:
    parts = [part.strip() for part in line.rsplit(",", 2)]
    try:
        name, begins_on, ends_on = parts[0], *(date.fromisoformat(part) for part in parts[1:])
        rules.check_dates(begins_on, ends_on)
    except Wrong as wrong:
        raise forms.ValidationError(f"“{line}”: {wrong}.") from None
    except ValueError:
        raise forms.ValidationError(f"“{line}” must read: name, first day, last day, like 2026-03-02.") from None
    if not name:
        raise forms.ValidationError(f"“{line}” needs a name.")
    return PhaseGiven(name=name[: rules.NAME_CHARACTERS], begins_on=begins_on, ends_on=ends_on)
