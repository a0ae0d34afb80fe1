"""What the tables may hold and what may point at what."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import models
from django.db.models import Field, Model
from django.test.utils import isolate_apps

from quietline.config.databases import FIGURES_PARTS, Router

# Every relation there is. String foreign keys slip past import checks: a new one is a decision, written here.
PERMITTED_RELATIONS = {
    ("team.LineKey", "team.Line"),
    ("team.LineKeyHold", "team.LineKey"),
    ("team.LineKeyHold", "team.Practitioner"),
    ("team.PasskeyHold", "team.Practitioner"),
    ("team.Invitation", "team.Practitioner"),
    ("team.Reset", "team.Practitioner"),
    ("team.SignOn", "team.Practitioner"),
    ("team.InvitedRole", "team.Invitation"),
    ("team.InvitedRole", "team.Line"),
    ("mfa.Authenticator", "team.Practitioner"),
    ("account.EmailAddress", "team.Practitioner"),
    ("team.HeldRole", "team.Practitioner"),
    ("team.HeldRole", "team.Line"),
    ("contact.StatementInForce", "team.Line"),
    ("contact.Thread", "team.Line"),
    ("contact.Thread", "team.Practitioner"),
    ("contact.Message", "contact.Thread"),
    ("contact.Message", "team.Practitioner"),
    ("contact.PhraseHold", "contact.Thread"),
    ("contact.LineHold", "contact.Thread"),
    ("contact.LineHold", "team.LineKey"),
    ("contact.Opening", "contact.Thread"),
    ("contact.Plan", "contact.Thread"),
    ("contact.CheckIn", "contact.Plan"),
    ("contact.Contact", "team.Line"),
    ("contact.Contact", "team.Practitioner"),
    ("contact.Contact", "contact.Thread"),
    ("contact.ReportedCall", "contact.Contact"),
    ("contact.RecordForm", "team.Line"),
    ("contact.FormField", "contact.RecordForm"),
    ("contact.FormOption", "contact.FormField"),
    ("contact.Record", "contact.Contact"),
    ("contact.Record", "contact.RecordForm"),
    ("contact.Record", "team.Practitioner"),
    ("contact.Record", "team.LineKey"),
    ("contact.Note", "contact.Thread"),
    ("contact.Note", "team.Practitioner"),
    ("contact.FollowUp", "contact.Thread"),
    ("contact.FollowUp", "team.Practitioner"),
    ("contact.HandoverNote", "team.LineKey"),
    ("contact.HandoverNote", "team.Practitioner"),
    ("contact.HandoverReading", "contact.HandoverNote"),
    ("contact.HandoverReading", "team.Practitioner"),
    ("team.Signpost", "team.Provider"),
    ("team.Signpost", "team.Practitioner"),
    ("team.SignpostPhone", "team.Signpost"),
    ("team.SignpostArea", "team.Signpost"),
    ("team.SignpostLanguage", "team.Signpost"),
    ("team.SignpostNeed", "team.Signpost"),
    ("team.CannedReply", "team.Line"),
    ("team.PractitionerSkill", "team.Practitioner"),
    ("team.PractitionerSkill", "team.Skill"),
    ("team.PractitionerLanguage", "team.Practitioner"),
    ("campaigns.MovedEnd", "campaigns.Campaign"),
    ("contact.WantedSkill", "contact.Thread"),
    ("team.OpenSpan", "team.Line"),
    ("team.SpecialDay", "team.Line"),
    ("team.SpecialSpan", "team.SpecialDay"),
    ("team.Shift", "team.Practitioner"),
    ("team.Shift", "team.Line"),
    ("team.Duty", "team.Practitioner"),
    ("team.Duty", "team.Line"),
    ("team.HardContact", "team.Practitioner"),
    ("team.HardContact", "team.Line"),
    ("contact.CallBack", "contact.Thread"),
    ("contact.CallBack", "team.Practitioner"),
    ("contact.CallBackPlace", "contact.CallBack"),
    ("contact.CallBackPlace", "team.Line"),
    ("contact.CallBackNumber", "contact.CallBack"),
    ("contact.CallBackNumber", "team.LineKey"),
    ("team.Practitioner", "auth.Group"),
    ("team.Practitioner", "auth.Permission"),
    ("team.Practitioner_groups", "team.Practitioner"),
    ("team.Practitioner_groups", "auth.Group"),
    ("team.Practitioner_user_permissions", "team.Practitioner"),
    ("team.Practitioner_user_permissions", "auth.Permission"),
    ("content.HomePage", "wagtailcore.Page"),
    ("content.SectionPage", "wagtailcore.Page"),
    ("content.ArticlePage", "wagtailcore.Page"),
    ("content.QuestionPage", "wagtailcore.Page"),
    ("content.ModulePage", "wagtailcore.Page"),
    ("content.StepPage", "wagtailcore.Page"),
    ("content.FirstStepPage", "wagtailcore.Page"),
    ("content.CampaignPage", "wagtailcore.Page"),
    ("content.CrisisPage", "wagtailcore.Page"),
    ("content.StatementPage", "wagtailcore.Page"),
    ("content.DirectoryPage", "wagtailcore.Page"),
    ("content.PressPage", "wagtailcore.Page"),
    ("content.EditingPlace", "team.Practitioner"),
    ("content.ReviewTask", "wagtailcore.GroupApprovalTask"),
    ("content.Picture", "wagtailcore.Collection"),
    ("content.Picture", "team.Practitioner"),
    ("content.Picture", "taggit.Tag"),
    ("content.PictureRendition", "content.Picture"),
    # The editor's own tables know who wrote, reviewed, locked and commented what on the public site.
    ("wagtailcore.Comment", "team.Practitioner"),
    ("wagtailcore.CommentReply", "team.Practitioner"),
    ("wagtailadmin.EditingSession", "team.Practitioner"),
    ("wagtailadmin.FormState", "team.Practitioner"),
    ("wagtailcore.ModelLogEntry", "team.Practitioner"),
    ("wagtailcore.Page", "team.Practitioner"),
    ("wagtailcore.PageLogEntry", "team.Practitioner"),
    ("wagtailcore.PageSubscription", "team.Practitioner"),
    ("wagtailcore.Revision", "team.Practitioner"),
    ("wagtailcore.TaskState", "team.Practitioner"),
    ("wagtailcore.UploadedFile", "team.Practitioner"),
    ("wagtailcore.WorkflowState", "team.Practitioner"),
    ("wagtaildocs.Document", "team.Practitioner"),
    ("wagtailimages.Image", "team.Practitioner"),
    ("wagtailusers.UserProfile", "team.Practitioner"),
    ("contact.Period", "team.Line"),
    ("contact.Hold", "contact.Thread"),
    ("contact.Hold", "team.Practitioner"),
    ("contact.RunErased", "contact.Run"),
    ("contact.RunErased", "team.Line"),
    ("tally.HistoryFigure", "tally.HistorySource"),
    ("partners.PartnerArea", "partners.Partner"),
    ("partners.PartnerCampaign", "partners.Partner"),
    ("partners.Sitting", "partners.Partner"),
    ("released.LedgerCell", "released.LedgerRow"),
    ("released.Release", "released.Release"),
    ("safeguarding.RuleKind", "safeguarding.Ruleset"),
    ("safeguarding.RuleKey", "safeguarding.Ruleset"),
    ("safeguarding.RuleFact", "safeguarding.RuleKey"),
    ("safeguarding.RuleAgency", "safeguarding.Ruleset"),
    ("safeguarding.Concern", "contact.Thread"),
    ("safeguarding.Concern", "safeguarding.Ruleset"),
    ("safeguarding.Concern", "team.Practitioner"),
    ("safeguarding.Identity", "contact.Thread"),
    ("safeguarding.Identity", "team.LineKey"),
    ("safeguarding.Identity", "team.Practitioner"),
    ("safeguarding.IdentityOpening", "safeguarding.Identity"),
    ("safeguarding.IdentityOpening", "team.Practitioner"),
    ("safeguarding.Disclosure", "contact.Thread"),
    ("safeguarding.Disclosure", "safeguarding.Ruleset"),
    ("safeguarding.Disclosure", "team.Practitioner"),
    ("safeguarding.DisclosedIdentity", "safeguarding.Disclosure"),
    ("safeguarding.DisclosedIdentity", "safeguarding.Identity"),
    ("safeguarding.SamePerson", "team.Practitioner"),
    ("campaigns.Area", "campaigns.Area"),
    ("campaigns.Campaign", "campaigns.Area"),
    ("campaigns.CampaignArea", "campaigns.Campaign"),
    ("campaigns.CampaignArea", "campaigns.Area"),
    ("campaigns.Phase", "campaigns.Campaign"),
    ("campaigns.Partner", "campaigns.Campaign"),
    ("campaigns.EmbedOrigin", "campaigns.Campaign"),
    ("campaigns.Material", "campaigns.Campaign"),
    ("campaigns.Wording", "campaigns.Campaign"),
    ("campaigns.Plan", "campaigns.Campaign"),
    ("campaigns.PlanArea", "campaigns.Plan"),
    ("campaigns.PlanArea", "campaigns.Area"),
}
CLASSES = ("open_fields", "sealed_fields", "count_fields")


def ours() -> Iterator[type[Model]]:
    for config in apps.get_app_configs():
        if config.name.startswith("quietline."):
            yield from config.get_models(include_auto_created=True)


def relations(model: type[Model]) -> set[tuple[str, str]]:
    """What a table points at; a page's row in Wagtail's table is looked at there."""
    own = [*model._meta.local_fields, *model._meta.local_many_to_many]
    fields = [field for field in own if field.is_relation]
    return {
        (model._meta.label, field.related_model._meta.label)
        for field in fields
        if isinstance(field.related_model, type)
    }


def classes(model: type[Model]) -> dict[str, list[str]]:
    """Each field with the classes it was given."""
    given: dict[str, list[str]] = {field.name: [] for field in model._meta.local_concrete_fields}
    for kind in CLASSES:
        for name in getattr(model, kind, ()):
            given.setdefault(name, []).append(kind)
    return given


def is_ours(label: str) -> bool:
    return apps.get_app_config(label.partition(".")[0]).name.startswith("quietline.")


def test_only_written_relations_exist() -> None:
    """Between our tables, from them and to them; what tables of Django and Wagtail have among themselves is theirs."""
    found = {pair for model in apps.get_models(include_auto_created=True) for pair in relations(model)}
    assert {pair for pair in found if any(map(is_ours, pair))} == PERMITTED_RELATIONS


def test_a_planted_relation_is_caught() -> None:
    with isolate_apps("quietline.campaigns"):

        class Leak(models.Model):
            thread = models.ForeignKey("contact.Thread", on_delete=models.CASCADE)

            class Meta:
                app_label = "campaigns"

        Leak._meta.get_field("thread").remote_field.model = apps.get_model("contact.Thread")  # type: ignore[union-attr]
        assert relations(Leak) - PERMITTED_RELATIONS == {("campaigns.Leak", "contact.Thread")}


@pytest.mark.parametrize("model", list(ours()), ids=lambda model: model._meta.label)
def test_every_field_has_exactly_one_class(model: type[Model]) -> None:
    assert {name: kinds for name, kinds in classes(model).items() if len(kinds) != 1} == {}


def test_an_unclassed_field_is_caught() -> None:
    with isolate_apps("quietline.tally"):

        class Unclassed(models.Model):
            note = models.TextField()
            open_fields = ("id",)

            class Meta:
                app_label = "tally"

        assert classes(Unclassed)["note"] == []


@pytest.mark.parametrize("model", list(ours()), ids=lambda model: model._meta.label)
def test_what_is_sealed_is_bytes(model: type[Model]) -> None:
    for name in getattr(model, "sealed_fields", ()):
        assert isinstance(model._meta.get_field(name), models.BinaryField)


@pytest.mark.parametrize("model", list(ours()), ids=lambda model: model._meta.label)
def test_figures_hold_whole_days_and_counts_only(model: type[Model]) -> None:
    if model._meta.app_label not in FIGURES_PARTS:
        return
    for field in model._meta.concrete_fields:
        assert not isinstance(field, models.DateTimeField | models.UUIDField | models.BinaryField), field
        assert isinstance(field, Field)


def test_the_two_databases_share_nothing() -> None:
    router = Router()
    tally = apps.get_model("tally.Tally")
    thread = apps.get_model("contact.Thread")
    assert (router.db_for_write(tally), router.db_for_write(thread)) == ("figures", "default")
    assert not router.allow_relation(tally(), thread())
    for config in apps.get_app_configs():
        assert router.allow_migrate("figures", config.label) is (config.label in FIGURES_PARTS)
        assert router.allow_migrate("default", config.label) is (config.label not in FIGURES_PARTS)


def sealed_to_a_line() -> Iterator[type[Model]]:
    """Tables that point to a line's key: all but the members' holds on it."""
    for model in ours():
        if any(f.related_model and f.related_model._meta.label == "team.LineKey" for f in model._meta.concrete_fields):
            yield model


def test_what_is_sealed_to_a_line_says_which_field_is_sealed_anew() -> None:
    said = {model._meta.label: getattr(model, "sealed_to_line_key", "") for model in sealed_to_a_line()}
    said.pop("team.LineKeyHold")
    assert said
    for label, name in said.items():
        assert name in apps.get_model(label).sealed_fields, label
