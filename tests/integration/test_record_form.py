"""Shaping the record form: what is renamed keeps its id and its series, what is published never changes."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from quietline.contact import outbox
from quietline.contact.contacts import actions
from quietline.contact.contacts.rules import Channel
from quietline.contact.models import FormField, Record, RecordForm
from quietline.contact.records import actions as records
from quietline.contact.records import forming
from quietline.contact.records.forming import NotEditable
from quietline.contact.records.queries import form_being_edited, form_in_force, form_text
from quietline.contact.records.rules import CODE_CHARACTERS, FormText, Kind, Standing, new_code
from quietline.tally.models import Tally
from quietline.team import actions as team
from tests.factories.helpline import Helpline, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
WHERE = "/desk/record-form/"


@pytest.fixture
def admin(helpline: Helpline) -> Client:
    return signed_in(helpline.lead)


def in_force(helpline: Helpline) -> FormText:
    found = form_in_force(helpline.line)
    assert found is not None
    return found


def draft(helpline: Helpline) -> FormText:
    found = form_being_edited(helpline.line)
    assert found is not None
    return found


def codes(form: FormText) -> list[str]:
    return [field.code for field in form.fields]


def options(form: FormText, field: str) -> dict[str, str]:
    (found,) = [each for each in form.fields if each.code == field]
    return {option.code: option.label for option in found.options}


def finished(helpline: Helpline, group: str) -> None:
    contact_id = actions.begin(line=helpline.line, channel=Channel.CALL, by=helpline.mina.row.pk)
    records.finish(
        contact_id=contact_id,
        keys=helpline.mina.line_keys(),
        form_id=in_force(helpline).id,
        answers={"caller_group": (group,)},
        seen=0,
        by=helpline.mina.row.pk,
    )


def test_a_line_begins_with_the_fields_own_categories(admin: Client, helpline: Helpline) -> None:
    page = admin.get(WHERE).content.decode()
    assert "Version 1 is in force" in page
    assert "Known to the authorities" in page
    assert options(in_force(helpline), "authorities").keys() == {"no", "arrested", "under_investigation", "convicted"}
    assert options(in_force(helpline), "area") == {"north-larkmere": "North Larkmere", "esk-vale": "Esk Vale"}


def test_a_renamed_answer_keeps_its_id_and_its_series(admin: Client, helpline: Helpline) -> None:
    admin.get(WHERE)
    finished(helpline, "professional")
    rename = {"act": "change-option", "field": "caller_group", "option": "professional", "label": "Somebody at work"}
    for form in ({"act": "edit"}, rename, {"act": "publish"}):
        assert admin.post(WHERE, form).status_code == 302
    assert in_force(helpline).version == 2
    assert options(in_force(helpline), "caller_group")["professional"] == "Somebody at work"
    finished(helpline, "professional")
    outbox.carry()
    assert Tally.objects.get(field="caller_group", option="professional").count == 2


def test_what_is_published_never_changes(admin: Client, helpline: Helpline) -> None:
    admin.get(WHERE)
    before = in_force(helpline)
    with pytest.raises(NotEditable):
        forming.change_field(
            line=helpline.line, code="area", label="x", help_text="", required=True, by=helpline.lead.row.pk
        )
    assert admin.post(WHERE, {"act": "change-field", "field": "area", "label": "Region"}).status_code == 409
    admin.post(WHERE, {"act": "edit"})
    admin.post(WHERE, {"act": "change-field", "field": "area", "label": "Region"})
    admin.post(WHERE, {"act": "publish"})
    assert form_text(RecordForm.objects.get(pk=before.id)) == before
    assert admin.post(WHERE, {"act": "publish"}).status_code == 409


def test_a_draft_shows_to_nobody_until_it_is_published(admin: Client, helpline: Helpline) -> None:
    admin.post(WHERE, {"act": "edit"})
    added = {"act": "add-field", "label": "Weather", "kind": "one", "help": "", "required": "on"}
    assert admin.post(WHERE, added).status_code == 302
    for label in ("Sun", "Rain"):
        admin.post(WHERE, {"act": "add-option", "field": "weather", "label": label})
    assert "Weather" in admin.get(WHERE).content.decode()
    desk = signed_in(helpline.mina)
    where = desk.post("/desk/calls/begin/")["Location"]
    assert "Weather" not in desk.get(where).content.decode()
    admin.post(WHERE, {"act": "publish"})
    page = desk.get(where).content.decode()
    assert "Weather (needed)" in page
    assert "Rain" in page


def test_a_record_keeps_to_the_version_it_was_begun_with(admin: Client, helpline: Helpline) -> None:
    admin.get(WHERE)
    finished(helpline, "survivor")
    admin.post(WHERE, {"act": "edit"})
    admin.post(WHERE, {"act": "retire-field", "field": "caller_group", "retired": "1"})
    admin.post(WHERE, {"act": "publish"})
    row = Record.objects.get()
    assert row.form.version == 1
    assert "Caller group" in signed_in(helpline.mina).get(f"/desk/records/{row.pk}/").content.decode()


def test_moving_retiring_and_discarding(admin: Client, helpline: Helpline) -> None:
    admin.post(WHERE, {"act": "edit"})
    before = codes(draft(helpline))
    admin.post(WHERE, {"act": "move-field", "field": before[1], "up": "1"})
    assert codes(draft(helpline))[:2] == [before[1], before[0]]
    admin.post(WHERE, {"act": "move-field", "field": before[1], "up": "1"})  # it stands first already
    assert codes(draft(helpline))[0] == before[1]
    admin.post(WHERE, {"act": "move-field", "field": before[1], "up": "0"})
    assert codes(draft(helpline)) == before
    admin.post(WHERE, {"act": "move-option", "field": "authorities", "option": "arrested", "up": "1"})
    assert list(options(draft(helpline), "authorities"))[:2] == ["arrested", "no"]
    admin.post(WHERE, {"act": "retire-option", "field": "authorities", "option": "no", "retired": "1"})
    assert "Offer again" in admin.get(WHERE).content.decode()
    admin.post(WHERE, {"act": "retire-option", "field": "authorities", "option": "no", "retired": "0"})
    assert "Offer again" not in admin.get(WHERE).content.decode()
    admin.post(WHERE, {"act": "discard"})
    assert form_being_edited(helpline.line) is None
    assert codes(in_force(helpline)) == before


def test_a_retired_answer_stays_with_the_record_that_has_it(admin: Client, helpline: Helpline) -> None:
    desk = signed_in(helpline.mina)
    admin.post(WHERE, {"act": "edit"})
    admin.post(WHERE, {"act": "retire-option", "field": "caller_group", "option": "other", "retired": "1"})
    admin.post(WHERE, {"act": "publish"})
    page = desk.get(desk.post("/desk/calls/begin/")["Location"]).content.decode()
    assert '<option value="other">Other</option>' not in page.partition("Internet or contact")[0]
    finished(helpline, "other")
    where = f"/desk/records/{Record.objects.get().pk}/"
    assert '<option value="other" selected>Other</option>' in desk.get(where).content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {"act": "add-field", "label": "", "kind": "one"},
        {"act": "add-field", "label": "x" * 101, "kind": "one"},
        {"act": "add-field", "label": "x", "kind": "area"},
        {"act": "add-field", "label": "x", "kind": "made-up"},
        {"act": "change-field", "field": "area", "label": " "},
        {"act": "add-option", "field": "authorities", "label": "x" * 101},
        {"act": "nothing"},
        {},
    ],
)
def test_what_can_not_be_taken_is_told_and_shown(admin: Client, form: dict[str, str]) -> None:
    admin.post(WHERE, {"act": "edit"})
    answer = admin.post(WHERE, form)
    assert answer.status_code == 422
    assert form.get("label", "").strip() in answer.content.decode()


@pytest.mark.parametrize(
    "form",
    [
        {"act": "add-option", "field": "area", "label": "x"},
        {"act": "add-option", "field": "minutes", "label": "x"},
        {"act": "add-option", "field": "made-up", "label": "x"},
        {"act": "move-field", "field": "made-up", "up": "1"},
        {"act": "retire-option", "field": "area", "option": "made-up", "retired": "1"},
    ],
)
def test_what_is_not_there_is_told(admin: Client, form: dict[str, str]) -> None:
    admin.post(WHERE, {"act": "edit"})
    assert admin.post(WHERE, form).status_code == 409


def test_only_an_administrator_shapes_it(helpline: Helpline) -> None:
    desk = signed_in(helpline.mina)
    assert desk.get(WHERE).status_code == 403
    assert desk.post(WHERE, {"act": "edit"}).status_code == 403


def test_codes_are_never_used_twice_on_any_line(admin: Client, helpline: Helpline) -> None:
    other = team.make_line(name="Zander line", jurisdiction="uk", founder=helpline.lead.row, by=None)
    by = helpline.lead.row.pk
    made = []
    for line in (helpline.line, other):
        forming.edit(line=line, by=by)
        made.append(forming.add_field(line=line, label="Weather", kind=Kind.TEXT, help_text="", required=False, by=by))
    assert made == ["weather", "weather_2"]


def test_two_who_begin_to_edit_share_one_draft(kept_helpline: Helpline) -> None:
    def edit() -> None:
        try:
            forming.edit(line=kept_helpline.line, by=kept_helpline.lead.row.pk)
        finally:
            connections.close_all()

    editors = [threading.Thread(target=edit) for _ in range(5)]
    for each in editors:
        each.start()
    for each in editors:
        each.join()
    assert [form.version for form in RecordForm.objects.order_by("version")] == [1, 2]
    assert FormField.objects.filter(form__version=1).count() == FormField.objects.filter(form__version=2).count()


@given(st.text(max_size=150), st.sets(st.text(alphabet="abc_2", max_size=3)))
def test_a_new_code_is_short_plain_and_new(label: str, taken: set[str]) -> None:
    code = new_code(label, taken)
    assert code
    assert code not in taken
    assert code not in set(Standing)
    assert len(code) <= CODE_CHARACTERS
    assert code.replace("_", "").isalnum()
    assert code.isascii()
