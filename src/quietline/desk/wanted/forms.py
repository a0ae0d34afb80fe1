from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms

from quietline.contact.wanted.queries import Wanted
from quietline.desk.choosing import choose
from quietline.team.skills.models import Skill


class WantedForm(forms.Form):
    """Which skill a thread wants."""

    skill = forms.ChoiceField(
        label="Skill it wants",
        required=False,
        help_text="The seeker never sees it. Colleagues who have it see the thread in For me.",
        error_messages={"invalid_choice": "This skill is not in use (any more). Choose another one."},
    )

    def __init__(self, *args: Any, skills: Iterable[Skill], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["skill"], [("", "None in particular"), *((str(each.pk), each.name) for each in skills)])

    @staticmethod
    def fresh(skills: Iterable[Skill], wanted: Wanted) -> WantedForm:
        now = str(wanted.skill.pk) if wanted.skill else ""
        return WantedForm(skills=skills, initial={"skill": now}, auto_id="wanted_%s")

    def chosen(self) -> UUID | None:
        given = self.cleaned_data["skill"]
        return UUID(given) if given else None
