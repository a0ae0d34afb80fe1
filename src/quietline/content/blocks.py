"""The blocks that pages are made of: few, plain, and each the same thing to read, to hear and to print."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.images.blocks import ImageBlock

from quietline.team.signposts.queries import entries
from quietline.ui.emergency import Call, Purpose

# What an editor can do inside a text. No heading: those are blocks, so that they stand in order.
INLINE = ["bold", "italic", "link"]
LISTS = [*INLINE, "ul", "ol"]


def _signposts() -> list[tuple[str, str]]:
    return [(str(entry.id), entry.name) for entry in entries() if not entry.is_retired]


# Where a button can lead, by the name of its address.
GOALS = (
    ("contact:write", "Write a message"),
    ("contact:chat", "Chat"),
    ("contact:call-back", "Have a call"),
    ("contact:start", "All ways to reach us"),
    ("contact:plan", "Keep a plan"),
    ("contact:return", "Come back"),
    ("contact:statement", "How far confidentiality goes"),
    ("content:help-now", "Emergency help"),
    ("content:how-it-works", "How it works"),
    ("content:trust", "What we keep"),
)


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(max_length=120)
    anchor = blocks.RegexBlock(
        regex=r"^[a-z][a-z0-9-]*$",
        required=False,
        max_length=40,
        help_text="A short word that a link can lead to, as in /en/trust/#history; most headings need none.",
        error_messages={"invalid": "Use small letters, digits and hyphens, and begin with a letter."},
    )

    class Meta:
        icon = "title"
        template = "content/blocks/heading.html"


class TextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "pilcrow"
        template = "content/blocks/text.html"


class ListBlock(blocks.StructBlock):
    numbered = blocks.BooleanBlock(required=False, help_text="For steps that come one after the other.")
    items = blocks.ListBlock(blocks.RichTextBlock(features=INLINE), min_num=1)

    class Meta:
        icon = "list-ul"
        template = "content/blocks/list.html"


class ObjectivesBlock(blocks.RichTextBlock):
    class Meta:
        icon = "list-ol"
        label = "What this step is for"
        template = "content/blocks/objectives.html"


class CalloutBlock(blocks.RichTextBlock):
    class Meta:
        icon = "info-circle"
        template = "content/blocks/callout.html"


class ExerciseBlock(blocks.RichTextBlock):
    class Meta:
        icon = "edit"
        template = "content/blocks/exercise.html"


class ReflectionBlock(blocks.RichTextBlock):
    class Meta:
        icon = "help"
        template = "content/blocks/reflection.html"


class RatingBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=200)
    low = blocks.CharBlock(max_length=60, label="What 0 means")
    high = blocks.CharBlock(max_length=60, label="What 10 means")

    class Meta:
        icon = "order"
        label = "Self-rating"
        template = "content/blocks/rating.html"


class NextBlock(blocks.RichTextBlock):
    class Meta:
        icon = "arrow-right"
        label = "What next"
        template = "content/blocks/next.html"


class ButtonBlock(blocks.StructBlock):
    words = blocks.CharBlock(max_length=60)
    goal = blocks.ChoiceBlock(choices=GOALS)

    class Meta:
        icon = "mail"
        label = "Button to a person"
        template = "content/blocks/button.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.RichTextBlock(features=INLINE)
    by = blocks.CharBlock(required=False, max_length=100, help_text="Never a full name.")
    permission = blocks.BooleanBlock(
        label="They have given permission",
        help_text="In writing, for these very words, and they know that they can take it back.",
    )

    class Meta:
        icon = "openquote"
        label = "Quote by permission"
        template = "content/blocks/quote.html"


class SignpostBlock(blocks.ChoiceBlock):
    def __init__(self, **options: Any) -> None:
        super().__init__(choices=_signposts, **options)

    class Meta:
        icon = "link-external"
        template = "content/blocks/signpost.html"


class DoorBlock(blocks.StructBlock):
    page = blocks.PageChooserBlock()
    title = blocks.CharBlock(max_length=100)
    text = blocks.CharBlock(max_length=160, required=False)


class DoorsBlock(blocks.ListBlock):
    def __init__(self, **options: Any) -> None:
        super().__init__(DoorBlock(), min_num=1, **options)

    class Meta:
        icon = "grip"
        template = "content/blocks/doors.html"


class PictureBlock(ImageBlock):
    class Meta:
        icon = "image"
        template = "content/blocks/picture.html"


class NumbersBlock(blocks.StaticBlock):
    class Meta:
        icon = "warning"
        label = "Emergency numbers"
        admin_text = "The emergency numbers, as they stand on every emergency page."
        template = "content/blocks/numbers.html"


PURPOSES = (
    (Purpose.DANGER.value, "Somebody is in danger now"),
    (Purpose.LIFE.value, "Somebody thinks of ending their life"),
    (Purpose.YOUNG.value, "Somebody is under 18"),
    (Purpose.OTHER.value, "Something else"),
)


class CallValue(blocks.StructValue):
    @property
    def call(self) -> Call:
        """The number as pages show it."""
        return Call(
            purpose=Purpose(self["purpose"]),
            heading=self["heading"],
            number=self["number"],
            who=self["who"],
            before=self["before"],
            after=self["after"].splitlines(),
        )


class CallBlock(blocks.StructBlock):
    purpose = blocks.ChoiceBlock(
        choices=PURPOSES,
        label="When it is called",
        help_text="The first number for each of the first two stands beside every box for a message as well.",
    )
    heading = blocks.CharBlock(max_length=120)
    before = blocks.CharBlock(max_length=200, required=False, label="What stands above the number")
    number = blocks.RegexBlock(
        regex=r"^\+?[0-9][0-9 ]{1,24}$",
        help_text="Digits and spaces, as people read it.",
        error_messages={"invalid": "Use digits and spaces only: 116 123."},
    )
    who = blocks.CharBlock(max_length=60, required=False, label="Who answers", help_text="By name: Samaritans.")
    after = blocks.TextBlock(
        max_length=400, required=False, rows=2, label="What stands below the number", help_text="A paragraph a line."
    )

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if cleaned["purpose"] == Purpose.LIFE and not cleaned["who"]:
            said = "Say who answers: their name stands beside the boxes for messages."
            raise StructBlockValidationError(block_errors={"who": ValidationError(said)})
        return cleaned

    class Meta:
        icon = "warning"
        label = "Emergency number"
        template = "content/blocks/call.html"
        value_class = CallValue


class Body(blocks.StreamBlock):
    """What every page may hold."""

    heading = HeadingBlock()
    text = TextBlock(features=LISTS)
    list = ListBlock()
    callout = CalloutBlock(features=LISTS)
    quote = QuoteBlock()
    signpost = SignpostBlock()
    picture = PictureBlock()
    next = NextBlock(features=LISTS)
    button = ButtonBlock()
    doors = DoorsBlock()
    numbers = NumbersBlock()


class StepBody(Body):
    """What a step of a module may hold besides; the usual order is the one they stand in here."""

    objectives = ObjectivesBlock(features=LISTS)
    rating = RatingBlock()
    exercise = ExerciseBlock(features=LISTS)
    reflection = ReflectionBlock(features=LISTS)


class CrisisBody(Body):
    """What the page of emergency help may hold besides; its numbers stand on other pages too (ui/emergency.py)."""

    call = CallBlock()


class NeedBlock(blocks.StructBlock):
    term = blocks.CharBlock(max_length=60, help_text="The need as the desk writes it: low mood.")
    words = blocks.CharBlock(max_length=60, label="What visitors read")


class NeedsBlock(blocks.ListBlock):
    def __init__(self, **options: Any) -> None:
        super().__init__(NeedBlock(), min_num=1, **options)

    class Meta:
        icon = "tag"
        label = "Names of needs"
        template = "content/blocks/needs.html"


class DirectoryBody(Body):
    """What a directory of services may hold besides: how the desk's needs are called in the page's language."""

    needs = NeedsBlock()
