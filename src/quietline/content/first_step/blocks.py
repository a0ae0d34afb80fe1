from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks

from quietline.content.blocks import GOALS, LISTS
from quietline.content.first_step.rules import MOST_OFFERS, Answer, End, Question

NAME = {
    "regex": r"^[a-z][a-z0-9-]*$",
    "max_length": 40,
    "error_messages": {"invalid": "Use small letters, digits and hyphens, and begin with a letter."},
}


class AnswerBlock(blocks.StructBlock):
    words = blocks.CharBlock(max_length=120)
    leads_to = blocks.RegexBlock(**NAME, help_text="The name of the next question, or of an end.")


class QuestionBlock(blocks.StructBlock):
    name = blocks.RegexBlock(**NAME, help_text="A short word by which answers lead here. Nobody sees it.")
    question = blocks.CharBlock(max_length=160)
    hint = blocks.CharBlock(max_length=200, required=False)
    answers = blocks.ListBlock(AnswerBlock(), min_num=2)

    class Meta:
        icon = "help"


class OfferBlock(blocks.StructBlock):
    words = blocks.CharBlock(max_length=120)
    goal = blocks.ChoiceBlock(choices=GOALS, required=False, help_text="Either one of these …")
    page = blocks.PageChooserBlock(required=False, help_text="… or a page of the site.")

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if bool(cleaned["goal"]) == bool(cleaned["page"]):
            either = ValidationError("Choose one goal or one page.")
            raise blocks.StructBlockValidationError(block_errors={"goal": either})
        return cleaned


class EndBlock(blocks.StructBlock):
    name = blocks.RegexBlock(**NAME, help_text="A short word by which answers lead here. Nobody sees it.")
    title = blocks.CharBlock(max_length=120)
    words = blocks.RichTextBlock(features=LISTS)
    urgent = blocks.BooleanBlock(required=False, help_text="The first offer is help at once: it stands on top.")
    offers = blocks.ListBlock(
        OfferBlock(),
        min_num=1,
        help_text=f"In the order of how well they fit. Up to {MOST_OFFERS} that are open at the time are shown.",
    )

    class Meta:
        icon = "tick"


class Graph(blocks.StreamBlock):
    """Questions and ends; the first question is where everybody starts."""

    question = QuestionBlock()
    end = EndBlock()


def pieces(graph: Any) -> list[Question | End]:
    """A page's graph, as the rules look at it."""
    found: list[Question | End] = []
    for block in graph:
        value = block.value
        if block.block_type == "question":
            answers = tuple(Answer(each["words"], each["leads_to"]) for each in value["answers"])
            found.append(Question(value["name"], answers))
        else:
            found.append(End(value["name"], tuple(offer["goal"] for offer in value["offers"] if offer["goal"])))
    return found
