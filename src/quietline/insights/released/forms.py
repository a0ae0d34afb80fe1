from __future__ import annotations

from django import forms

TITLE_CHARACTERS = 200
REASON_CHARACTERS = 500


class ReleaseForm(forms.Form):
    """What stands over a release."""

    title = forms.CharField(
        max_length=TITLE_CHARACTERS, help_text="As readers cite it. Say what was counted, and when."
    )


class CorrectionForm(ReleaseForm):
    """The same, with why another one takes its place."""

    reason = forms.CharField(
        max_length=REASON_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Its readers see it. The protected numbers stay as they were drawn.",
    )
