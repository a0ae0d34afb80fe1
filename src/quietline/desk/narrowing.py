"""Narrowing a view of the desk by line, language and skill. What tells of danger is never narrowed away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.conf import settings

from quietline.desk.choosing import choose
from quietline.team.models import Line
from quietline.team.skills.models import Skill


@dataclass(frozen=True, slots=True)
class Narrowing:
    """By what a view is narrowed; what is empty narrows nothing."""

    line: UUID | None = None
    language: str = ""
    skill: UUID | None = None

    @property
    def kept(self) -> str:
        """The same as the tail of an address."""
        given = {"line": self.line, "language": self.language, "skill": self.skill}
        query = urlencode({name: value for name, value in given.items() if value})
        return f"&{query}" if query else ""


class NarrowForm(forms.Form):
    """Which threads to list."""

    line = forms.ChoiceField(label="Line", required=False, error_messages={"invalid_choice": "This is not your line."})
    language = forms.ChoiceField(
        label="Language",
        required=False,
        choices=[("", "Any"), *settings.LANGUAGES],
        error_messages={"invalid_choice": "Nobody writes in this language here."},
    )
    skill = forms.ChoiceField(
        label="Skill", required=False, error_messages={"invalid_choice": "This skill is not in use (any more)."}
    )

    def __init__(self, *args: Any, lines: Iterable[Line], skills: Iterable[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "narrow_%s"})
        choose(self.fields["line"], [("", "Any"), *((str(line.pk), line.name) for line in lines)])
        choose(self.fields["skill"], [("", "Any"), *((str(skill.pk), skill.name) for skill in skills)])

    def narrowing(self) -> Narrowing:
        """What was asked for; of a wrong form nothing, so that it hides nothing."""
        if not self.is_valid():
            return Narrowing()
        given = self.cleaned_data
        return Narrowing(
            line=UUID(given["line"]) if given["line"] else None,
            language=given["language"],
            skill=UUID(given["skill"]) if given["skill"] else None,
        )
