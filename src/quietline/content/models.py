from __future__ import annotations

import json
import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest, HttpResponse
from modelsearch import index
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import Page

from quietline.content.blocks import Body, CrisisBody, StepBody
from quietline.content.first_step.blocks import Graph, pieces
from quietline.content.first_step.rules import problems
from quietline.content.forms import PublicPageForm
from quietline.content.panels import ReadingPanel
from quietline.content.reading import Reading, measured
from quietline.content.rules import FIRST_STEP, PLAN_PARTS, SLUG_CHARACTERS, is_fixed, is_slug_of_the_program
from quietline.content.translation.segments import texts
from quietline.ui.emergency import Call, arranged


class BodyField(StreamField):
    """The blocks of a page. A migration keeps the column alone: what blocks there are is the program's business."""

    def __init__(self, blocks: type[StreamBlock] = Body, **options: Any) -> None:
        super().__init__(blocks(), **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _blocks, options = super().deconstruct()
        return name, path, [], {key: value for key, value in options.items() if key != "block_lookup"}


class PublicPage(Page):
    """What all kinds of pages have. Its path is its place in the tree, which begins with the language."""

    summary = models.CharField(
        max_length=300, blank=True, help_text="One or two sentences: they open the page and stand in lists and search."
    )
    body = BodyField(blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("summary"), FieldPanel("body"), ReadingPanel()]
    # No fields for search engines and menus: titles stay neutral, and the tree is the menu.
    promote_panels: ClassVar = [
        FieldPanel("slug"),
        FieldPanel(
            "seo_title",
            heading="Title in the browser's tab",
            help_text="Where the page's own title would give something away to whoever looks over a shoulder.",
        ),
    ]
    search_fields: ClassVar = [*Page.search_fields, index.SearchField("summary"), index.SearchField("body")]
    show_in_menus_default = False
    base_form_class = PublicPageForm
    # Whether the emergency numbers stand above the text.
    opens_with_numbers = False

    class Meta:
        abstract = True

    @property
    def language(self) -> str:
        return str(self.locale.language_code)

    def set_body(self, blocks: list[dict[str, Any]]) -> None:
        """Put blocks in place of what is there, each as its type and its value as the database keeps it."""
        self.body = json.dumps(blocks)  # type: ignore[assignment]

    def body_as_kept(self) -> list[dict[str, Any]]:
        """The blocks as the database keeps them."""
        kept: list[dict[str, Any]] = json.loads(self._meta.get_field("body").value_to_string(self))
        return kept

    def reading(self) -> Reading | None:
        """How hard what stands on it reads."""
        bodies = (text for _, text in texts(self.body_as_kept()))
        return measured([self.summary, *bodies], language=self.language)

    def led_to(self) -> set[int]:
        """The rows of the pages that the text leads to."""
        kept = json.dumps(self.body_as_kept())
        return {int(found) for found in re.findall(r'linktype=\\"page\\" id=\\"(\d+)', kept)}

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """A page's address is its path in the tree, whatever Wagtail would make of sites and languages."""
        return (0, "", self.url_path)

    def get_url(self, request: HttpRequest | None = None, current_site: object = None) -> str:
        return str(self.url_path)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """What the editor's preview shows: the same page that visitors get."""
        from quietline.content.views import preview

        return preview(request, self)

    def has_what_it_needs(self) -> bool:
        """Whether it can stand on the site: a module can't without a live step."""
        return True

    def has_words(self) -> bool:
        """Whether it is there to be read, and not to be answered."""
        return True

    def problems_before_public(self, cleaned: dict[str, Any]) -> list[str]:
        """What stands between this draft and its review or its readers, each as a sentence."""
        return []

    def why_it_must_stay(self) -> str:
        """What keeps this page from being taken down or deleted, as a sentence; nothing where it may go."""
        if is_fixed(self.url_path):
            return (
                f"“{self.title}” stays where it is: the program, leaflets and other sites lead to it. "
                "You can change its text."
            )
        return ""

    def clean(self) -> None:
        super().clean()
        if len(self.slug) > SLUG_CHARACTERS:
            raise ValidationError({"slug": f"Use {SLUG_CHARACTERS} characters at the most."})
        if self._is_below_home() and is_slug_of_the_program(self.slug):
            raise ValidationError({"slug": f"“{self.slug}” leads to a page of the program. Choose another word."})

    def _is_below_home(self) -> bool:
        return bool(self.depth == HOME_DEPTH + 1)


# Below the root of Wagtail's tree, which nobody sees.
HOME_DEPTH = 2


class HomePage(PublicPage):
    """The first page of a language."""

    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = [
        "content.SectionPage",
        "content.ArticlePage",
        "content.QuestionPage",
        "content.CampaignPage",
        "content.FirstStepPage",
        "content.CrisisPage",
        "content.StatementPage",
        "content.DirectoryPage",
        "content.PressPage",
    ]

    open_fields: ClassVar = {"page_ptr", "summary", "body"}


class SectionPage(PublicPage):
    """A way through: its modules and further pages, in order."""

    parent_page_types: ClassVar = ["content.HomePage"]
    subpage_types: ClassVar = [
        "content.ModulePage",
        "content.ArticlePage",
        "content.QuestionPage",
        "content.DirectoryPage",
        "content.PressPage",
    ]

    open_fields: ClassVar = {"page_ptr", "summary", "body"}


class ArticlePage(PublicPage):
    """A page of text."""

    parent_page_types: ClassVar = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    open_fields: ClassVar = {"page_ptr", "summary", "body"}


class QuestionPage(PublicPage):
    """A question that people ask, and its answer."""

    parent_page_types: ClassVar = ["content.HomePage", "content.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    open_fields: ClassVar = {"page_ptr", "summary", "body"}


class CrisisPage(PublicPage):
    """Help at once. Its numbers stand on other pages too; without any of its own it opens with the usual ones."""

    body = BodyField(CrisisBody, blank=True)

    parent_page_types: ClassVar = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = []

    open_fields: ClassVar = {"page_ptr", "summary", "body"}

    def calls(self) -> list[Call]:
        """Its numbers, in their order."""
        return _calls(self.body)

    @property
    def opens_with_numbers(self) -> bool:  # type: ignore[override]
        return arranged(self.calls()) is None

    def problems_before_public(self, cleaned: dict[str, Any]) -> list[str]:
        calls = _calls(cleaned.get("body") or [])
        if not calls or arranged(calls):
            return []
        return [_TWO_NUMBERS]


_TWO_NUMBERS = (
    "Of the emergency numbers one must be for danger now, and one for somebody who thinks of ending their life. "
    "Add it, or take all numbers out: then the usual ones stand here."
)


def _calls(body: Any) -> list[Call]:
    return [block.value.call for block in body if block.block_type == "call"]


class ModulePage(PublicPage):
    """A self-help course; its steps are the pages below it, in order."""

    minutes = models.PositiveSmallIntegerField(
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
        help_text="About how many minutes it takes.",
    )
    plan_part = models.CharField(
        "part of a plan",
        max_length=20,
        blank=True,
        choices=list(PLAN_PARTS.items()),
        help_text="Its steps lead to keeping a plan, and notes made in them can be brought into this part of it. "
        "Leave it empty where nobody keeps a plan, as in modules for families.",
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("minutes"),
        FieldPanel("plan_part"),
        FieldPanel("body"),
        ReadingPanel(),
    ]
    parent_page_types: ClassVar = ["content.SectionPage"]
    subpage_types: ClassVar = ["content.StepPage"]

    open_fields: ClassVar = {"page_ptr", "summary", "body", "minutes", "plan_part"}

    def has_what_it_needs(self) -> bool:
        return bool(self.get_children().live().exists())

    def problems_before_public(self, cleaned: dict[str, Any]) -> list[str]:
        if self.pk and self.has_what_it_needs():
            return []
        return ["A module needs a step that is live. Save it as a draft, add its steps and publish one, then this."]


class StepPage(PublicPage):
    """One page of a module: what for, reading, a rating to start from, an exercise, a reflection, what next."""

    body = BodyField(StepBody, blank=True)

    parent_page_types: ClassVar = ["content.ModulePage"]
    subpage_types: ClassVar[list[str]] = []

    open_fields: ClassVar = {"page_ptr", "summary", "body"}


class FirstStepPage(PublicPage):
    """A few closed questions that end with help which is open at the time; no text box, nothing stored."""

    body = BodyField(Graph, blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("body", heading="Questions and ends")]
    parent_page_types: ClassVar = ["content.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    max_count_per_parent = 1

    open_fields: ClassVar = {"page_ptr", "summary", "body"}

    def problems_before_public(self, cleaned: dict[str, Any]) -> list[str]:
        return problems(pieces(cleaned.get("body") or []))

    def has_words(self) -> bool:
        return False

    def has_what_it_needs(self) -> bool:
        return not problems(pieces(self.body))

    def clean(self) -> None:
        super().clean()
        if self.slug != FIRST_STEP:
            raise ValidationError({"slug": f"The program leads to this page by “{FIRST_STEP}”: keep that word."})


class Picture(AbstractImage):
    """An editor's picture: made anew on the way in, so that nothing of the camera or the file's maker comes along."""

    admin_form_fields = tuple(name for name in Image.admin_form_fields if name != "tags")

    open_fields: ClassVar = {
        "id",
        "collection",
        "title",
        "file",
        "description",
        "width",
        "height",
        "created_at",
        "uploaded_by_user",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
        "file_size",
        "file_hash",
    }


class PictureRendition(AbstractRendition):
    """A picture in the size that a page shows."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    open_fields: ClassVar = {"id", "image", "filter_spec", "file", "width", "height", "focal_point_key"}

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="one_rendition")
        ]


class StoredFile(models.Model):
    """The bytes of a picture. In the database, so that every node has them and one backup holds everything."""

    name = models.CharField(max_length=200, unique=True)
    content = models.BinaryField()

    open_fields: ClassVar = {"id", "name", "content"}


from quietline.content.directory.models import DirectoryPage  # noqa: E402
from quietline.content.landing.models import CampaignPage  # noqa: E402
from quietline.content.places.models import EditingPlace, ReviewTask  # noqa: E402, F401
from quietline.content.press.models import PressPage  # noqa: E402
from quietline.content.statement.models import StatementPage  # noqa: E402

# Each kind by the word that the files of the sample site have for it.
PAGE_KINDS: dict[str, type[PublicPage]] = {
    "home": HomePage,
    "section": SectionPage,
    "article": ArticlePage,
    "question": QuestionPage,
    "module": ModulePage,
    "step": StepPage,
    "first-step": FirstStepPage,
    "crisis": CrisisPage,
    "statement": StatementPage,
    "directory": DirectoryPage,
    "press": PressPage,
    "campaign": CampaignPage,
}
