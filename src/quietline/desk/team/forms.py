from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings

from quietline.contact.rules import CallerGroup
from quietline.desk.choosing import choose
from quietline.desk.queries import GROUPS
from quietline.desk.signposts.forms import Line as OneLine
from quietline.team.models import Line
from quietline.team.roles.rules import LINE_ROLES, Role
from quietline.team.skills.models import Skill
from quietline.team.skills.rules import NAME_CHARACTERS, Abilities


class SkillForm(forms.Form):
    """A skill of the list."""

    name = OneLine(
        label="Name", max_length=NAME_CHARACTERS, help_text="For colleagues; no seeker sees it. Change it at any time."
    )
    caller_group = forms.ChoiceField(
        label="Threads of this caller group want it",
        required=False,
        choices=[
            ("", "None: practitioners mark them"),
            *((key.value, name) for key, name in GROUPS.items() if key != CallerGroup.NOT_SAID),
        ],
        help_text="What the seeker chose before writing. A practitioner can say otherwise on the thread.",
    )
    position = forms.IntegerField(
        label="Place in the list", min_value=0, max_value=999, initial=0, help_text="The lowest number stands first."
    )

    def __init__(self, *args: Any, before: Skill | None = None, **kwargs: Any) -> None:
        if before is not None:
            names = ("name", "caller_group", "position")
            kwargs["initial"] = {name: getattr(before, name) for name in names}
        super().__init__(*args, **kwargs)


class AbilitiesForm(forms.Form):
    """What somebody can do."""

    languages = forms.MultipleChoiceField(
        label="Languages",
        required=False,
        choices=settings.LANGUAGES,
        help_text="None: they are offered threads in every language.",
        widget=forms.CheckboxSelectMultiple,
    )
    skills = forms.MultipleChoiceField(
        label="Skills",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "One of these skills is not in use (any more)."},
    )

    def __init__(self, *args: Any, skills: Iterable[Skill], now: Abilities, **kwargs: Any) -> None:
        kwargs["initial"] = {"languages": sorted(now.languages), "skills": [str(each) for each in now.skills]}
        super().__init__(*args, **kwargs)
        choose(self.fields["skills"], [(str(each.pk), each.name) for each in skills])

    def chosen(self) -> Abilities:
        given = self.cleaned_data
        return Abilities(frozenset(UUID(each) for each in given["skills"]), frozenset(given["languages"]))


class RoleForm(forms.Form):
    """A role to give."""

    role = forms.ChoiceField(
        label="Role",
        choices=[(role.value, role.shown.capitalize()) for role in Role],
        error_messages={"invalid_choice": "There is no such role."},
    )
    line = forms.ChoiceField(
        label="On",
        required=False,
        help_text="One line is for practitioners, supervisors and safeguarding leads only.",
        error_messages={"invalid_choice": "There is no such line."},
    )

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines = {str(line.pk): line for line in lines}
        named = [(key, line.name) for key, line in self._lines.items()]
        choose(self.fields["line"], [("", "every line, or the whole helpline"), *named])

    def chosen(self) -> dict[str, Any]:
        """The role, and the line or none."""
        given = self.cleaned_data
        return {"role": Role(given["role"]), "line": self._lines.get(given["line"])}


class ResetForm(forms.Form):
    """What becomes of the second factor of somebody whose password is reset."""

    factor = forms.ChoiceField(
        label="Their second factor",
        choices=[
            ("keep", "They still have it: it stays, and is asked for after the new password"),
            ("reset", "It is lost too: take it off; link and code together let somebody in then"),
        ],
        initial="keep",
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Choose one of the two."},
    )


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(
        label="Their e-mail", max_length=254, help_text="They sign in with it; nothing is sent to it from here."
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        choices=[(role.value, role.shown.capitalize()) for role in Role],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one role."},
    )
    lines = forms.MultipleChoiceField(
        label="Lines",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="For practitioners, supervisors and safeguarding leads. None: every line.",
        error_messages={"invalid_choice": "There is no such line."},
    )

    def __init__(self, *args: Any, lines: Iterable[Line], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines = {str(line.pk): line for line in lines}
        choose(self.fields["lines"], [(key, line.name) for key, line in self._lines.items()])

    def chosen(self) -> list[tuple[Role, Line | None]]:
        """Each role with its line, or none where it is for all."""
        given = self.cleaned_data
        lines = [self._lines[key] for key in given["lines"]]
        found: list[tuple[Role, Line | None]] = []
        for role in map(Role, given["roles"]):
            found += [(role, line) for line in lines] if lines and role in LINE_ROLES else [(role, None)]
        return found
