"""A figure that can be quoted: its number never stands without what was counted, when, where, and what is missing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from quietline.content.blocks import Body

# What was counted. One figure has one of these: unlike things can't be put side by side or added up.
UNITS = (
    ("contacts", _("contacts")),
    ("threads", _("conversations")),
    ("help-seekers", _("help-seekers")),
    ("visits", _("page views")),
    ("steps", _("finished self-help steps")),
    ("responses", _("answers to a questionnaire")),
)


class NumberBlock(blocks.StructBlock):
    what = blocks.CharBlock(max_length=120, help_text="Which part: “answered by chat”. The unit is said for all.")
    number = blocks.IntegerBlock(min_value=0)


class FigureBlock(blocks.StructBlock):
    title = blocks.CharBlock(max_length=120)
    unit = blocks.ChoiceBlock(choices=UNITS, help_text="What was counted. Another unit is another figure.")
    numbers = blocks.ListBlock(NumberBlock(), min_num=1, max_num=12)
    begins_on = blocks.DateBlock(label="First day")
    ends_on = blocks.DateBlock(label="Last day")
    area = blocks.CharBlock(max_length=120, help_text="Where: of whom the number says something.")
    channels = blocks.CharBlock(max_length=160, help_text="Which ways were counted: chat, messages, calls.")
    missing = blocks.CharBlock(
        max_length=300, label="Missing data", help_text="What the number leaves out. Write “Nothing known” if so."
    )
    source = blocks.CharBlock(max_length=200, help_text="Where it can be looked up: a release and its date.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["ends_on"] < cleaned["begins_on"]:
            turned = ValidationError("The last day is before the first. Give both as the figure counts them.")
            raise blocks.StructBlockValidationError(block_errors={"ends_on": turned})
        return cleaned

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(value, parent_context)
        return context | {"unit": dict(UNITS).get(value["unit"], "")}

    class Meta:
        icon = "table"
        template = "content/blocks/figure.html"


class PressBody(Body):
    """What a page of figures may hold."""

    figure = FigureBlock()
