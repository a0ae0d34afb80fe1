from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django import forms

from quietline.contact.forms import MessageText
from quietline.desk.choosing import choose
from quietline.safeguarding.disclosures.passing import For, suggested_passphrase
from quietline.safeguarding.disclosures.rules import Case, Decision, Told
from quietline.safeguarding.identities.queries import ShutIdentity
from quietline.safeguarding.identities.rules import IDENTITY_CHARACTERS, Detail, What
from quietline.safeguarding.rulesets.rules import Kind, Rules
from quietline.safeguarding.rulesets.writing import Written, as_written, from_written
from quietline.team.models import Practitioner

_CHOOSE = {"required": "Choose what comes nearest.", "invalid_choice": "Choose what comes nearest."}
WHATS = {
    What.NAME: "Name",
    What.PHONE: "Phone number",
    What.E_MAIL: "E-mail address",
    What.ADDRESS: "Address",
    What.OTHER: "Another detail",
}
_TOLD = {
    Told.BEFORE: "Told before",
    Told.WILL_BE: "Will be told",
    Told.NOT: "Not told, as that could put somebody in danger, or they can't be reached",
}
_DECISIONS = {
    Decision.DISCLOSE: "Pass it on",
    Decision.NOT: "Do not pass it on",
    Decision.CONSULT: "Ask for advice first, naming nobody",
}


class ConcernForm(forms.Form):
    """Marking a concern: its kind, and whatever a lead should know."""

    kind = forms.ChoiceField(label="What is it?", error_messages=_CHOOSE)
    message = MessageText(label="What a safeguarding lead should know", required=False)
    message.widget.attrs["rows"] = 3

    def __init__(self, *args: Any, kinds: Iterable[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self.fields["kind"], [("", "Choose …"), *((kind.code, kind.label) for kind in kinds)])

    @staticmethod
    def fresh(kinds: Iterable[Kind]) -> ConcernForm:
        return ConcernForm(kinds=kinds, auto_id="concern_%s")


class ReasonForm(forms.Form):
    """Why: of whatever takes a reason."""

    message = MessageText(label="Why?", help_text="Sealed, and kept with it.")
    message.widget.attrs["rows"] = 4


class IdentityForm(forms.Form):
    """A detail that a seeker gave, for its own compartment."""

    what = forms.ChoiceField(
        label="What is it?", choices=[(what.value, label) for what, label in WHATS.items()], error_messages=_CHOOSE
    )
    message = MessageText(label="As it was given")
    message.widget.attrs["rows"] = 2

    def clean_message(self) -> str:
        text: str = self.cleaned_data["message"]
        if len(text) > IDENTITY_CHARACTERS:
            raise forms.ValidationError(f"This is too long: at most {IDENTITY_CHARACTERS} characters fit.")
        return text


class MoveForm(forms.Form):
    """Which passages are moved out of the messages."""

    passages = forms.MultipleChoiceField(
        label="Move into a compartment of its own",
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": "Tick what is to be moved.",
            "invalid_choice": "One of these does not stand there any more. Look again.",
        },
    )

    def __init__(self, *args: Any, found: list[tuple[int, Detail]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._found = {f"{sequence} {detail.passage}": (sequence, detail) for sequence, detail in found}
        labels = [
            (value, f"{WHATS[detail.what]} in message {sequence}: {detail.passage}")
            for value, (sequence, detail) in self._found.items()
        ]
        choose(self.fields["passages"], labels)

    def details(self) -> list[tuple[int, Detail]]:
        return [self._found[value] for value in self.cleaned_data["passages"]]


class CaseForm(forms.Form):
    """What is so, in words and by the keys of the statement; to whom, and what the seeker was told."""

    message = MessageText(label="What we were told, in a few plain sentences", help_text="It goes into the pack.")
    message.widget.attrs["rows"] = 5
    agency = forms.ChoiceField(label="To whom?", required=False)
    told = forms.ChoiceField(
        label="What was the seeker told?",
        choices=[("", "Choose …"), *((told.value, label) for told, label in _TOLD.items())],
        error_messages=_CHOOSE,
    )
    told_words = forms.CharField(
        label="In which words, or why not?",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2, "dir": "auto", "autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, rules: Rules, identities: Iterable[ShutIdentity], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._keys = {f"key-{key.code}": key for key in rules.keys}
        choose(self.fields["agency"], [("", "Choose …"), *((name, name) for name in rules.agencies)])
        for name, key in self._keys.items():
            self.fields[name] = forms.MultipleChoiceField(
                label=f"Key: {key.label}",
                required=False,
                choices=[(fact.code, fact.label) for fact in key.facts],
                widget=forms.CheckboxSelectMultiple,
            )
        shut = [(str(each.id), f"Identity {each.ordinal}, entered by {each.entered_by}") for each in identities]
        if shut:
            self.fields["identities"] = forms.MultipleChoiceField(
                label="Identities that go into the pack",
                required=False,
                choices=shut,
                widget=forms.CheckboxSelectMultiple,
            )
        self.order_fields([*self._first(), *self._keys, "message", "identities", "agency", "told", "told_words"])

    def _first(self) -> list[str]:
        return []

    def case(self) -> Case:
        given = self.cleaned_data
        return Case(
            facts=tuple(code for name in self._keys for code in given[name]),
            words=given["message"],
            agency=given["agency"],
            told=Told(given["told"]),
            told_words=given["told_words"].strip(),
        )

    def identities(self) -> list[UUID]:
        return [UUID(each) for each in self.cleaned_data.get("identities", [])]


class ProposalForm(CaseForm):
    """The same, with what one proposes; somebody else decides."""

    decision = forms.ChoiceField(
        label="What do you propose?",
        choices=[("", "Choose …"), *((each.value, label) for each, label in _DECISIONS.items())],
        error_messages=_CHOOSE,
    )

    def _first(self) -> list[str]:
        return ["decision"]


class PackForm(forms.Form):
    """For whom the pack is sealed."""

    passphrase = forms.CharField(
        label="A passphrase",
        required=False,
        max_length=200,
        help_text="Tell it on the phone, never beside the file. Write it down now: it is kept nowhere.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )
    age_key = forms.CharField(
        label="Or the agency's own age key",
        required=False,
        max_length=200,
        help_text="It starts with age1. Leave the passphrase empty then.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}),
    )

    @staticmethod
    def fresh(number: int) -> PackForm:
        return PackForm(initial={"passphrase": suggested_passphrase()}, auto_id=f"pack{number}_%s")

    def recipient(self) -> For:
        return For(passphrase=self.cleaned_data["passphrase"], age_key=self.cleaned_data["age_key"])


class RulesForm(forms.Form):
    """A version of the rules, as lines."""

    kinds = forms.CharField(
        label="Kinds of concern",
        max_length=8_000,
        help_text="One a line: what it is | within how many hours it is decided | now, where somebody may be in "
        "danger at this moment. What stands in [brackets] names it across versions: leave it as it is.",
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )
    keys = forms.CharField(
        label="Keys of the statement",
        max_length=8_000,
        help_text="One a line, and below each the facts that meet it, each behind a hyphen. All keys must be met "
        "before anything is passed on.",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )
    agencies = forms.CharField(
        label="Agencies",
        max_length=4_000,
        help_text="One a line.",
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )
    alone = forms.BooleanField(
        label="The statement says that one person may act alone where every minute counts",
        required=False,
    )

    def rules(self) -> Rules:
        """
        Raises:
            NotUsable
        """
        given = self.cleaned_data
        return from_written(Written(given["alone"], given["kinds"], given["keys"], given["agencies"]))

    @staticmethod
    def of(rules: Rules) -> RulesForm:
        return RulesForm(initial=asdict(as_written(rules)))


class AccountsForm(forms.Form):
    """Two accounts, and whether they are one person's."""

    one = forms.ChoiceField(label="This account", error_messages=_CHOOSE)
    other = forms.ChoiceField(label="and this one", error_messages=_CHOOSE)
    are = forms.ChoiceField(
        label="are",
        choices=[("one", "one person's"), ("two", "two people's, however alike they look")],
        error_messages=_CHOOSE,
    )

    def __init__(self, *args: Any, people: Iterable[Practitioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "Choose …"), *((str(row.pk), f"{row.name}, {row.email}") for row in people)]
        for name in ("one", "other"):
            choose(self.fields[name], choices)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("one") and given.get("one") == given.get("other"):
            raise forms.ValidationError("Choose two accounts.")
        return given
