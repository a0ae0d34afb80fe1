"""Shaping a line's record form: drafted, looked at, published as a new version that never changes again."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.records.models import FormField, FormOption, RecordForm
from quietline.contact.records.rules import CHOICES, Kind, new_code
from quietline.contact.records.seed import SEED
from quietline.team.models import Line

Row = TypeVar("Row", FormField, FormOption)


class NotEditable(Exception):
    """There is no such draft, field or option to edit: it was published, or never was."""


def ensure_form(*, line: Line, by: None = None) -> RecordForm:
    """The form in force on a line; a line without one begins with the field's own categories."""
    newest = _published(line)
    if newest is not None:
        return newest
    try:
        with transaction.atomic():
            return _seeded(line)
    except IntegrityError:  # somebody seeded it at the same moment
        return RecordForm.objects.get(line=line, version=1)


def edit(*, line: Line, by: UUID) -> RecordForm:
    """The draft of a line's next version, begun as a copy of the one in force."""
    with transaction.atomic():
        Line.objects.select_for_update().get(pk=line.pk)
        draft = RecordForm.objects.filter(line=line, published_at=None).first()
        return draft or _copied(ensure_form(line=line))


def discard(*, line: Line, by: UUID) -> None:
    """Forget the draft; what is in force stays."""
    RecordForm.objects.filter(line=line, published_at=None).delete()


def publish(*, line: Line, by: UUID) -> int:
    """Put the draft in force; returns its version. Records that were begun keep to theirs.

    Raises:
        NotEditable: there is no draft.
    """
    with transaction.atomic():
        draft = _draft(line)
        draft.published_at = timezone.now()
        draft.save(update_fields=["published_at"])
        record(act=Act.RECORD_FORM_PUBLISHED, by=by, subject=line.pk)
    return draft.version


def add_field(*, line: Line, label: str, kind: Kind, help_text: str, required: bool, by: UUID) -> str:
    """Add a question at the end; returns its permanent code, which no field of any line ever had."""
    with transaction.atomic():
        draft = _draft(line)
        taken = set(FormField.objects.values_list("code", flat=True))
        code = new_code(label, taken)
        FormField.objects.create(
            form=draft,
            code=code,
            label=label,
            help=help_text,
            kind=kind,
            required=required,
            position=_after_last(draft.fields.aggregate(last=Max("position"))["last"]),
        )
    return code


def change_field(*, line: Line, code: str, label: str, help_text: str, required: bool, by: UUID) -> None:
    """Rename a question, or change its help; its code and its series stay."""
    with transaction.atomic():
        field = _field(line, code)
        field.label, field.help, field.required = label, help_text, required
        field.save(update_fields=["label", "help", "required"])


def retire_field(*, line: Line, code: str, retired: bool, by: UUID) -> None:
    """Ask a question no longer, or again."""
    with transaction.atomic():
        field = _field(line, code)
        field.retired = retired
        field.save(update_fields=["retired"])


def move_field(*, line: Line, code: str, up: bool, by: UUID) -> None:
    """Move a question one place up or down; at the end of the list it stays where it is."""
    with transaction.atomic():
        fields = list(_draft(line).fields.all())
        _move(fields, code, up=up)
        FormField.objects.bulk_update(fields, ["position"])


def add_option(*, line: Line, field: str, label: str, by: UUID) -> str:
    """Add an answer at the end; returns its permanent code, which no answer of this question ever had."""
    with transaction.atomic():
        row = _field(line, field)
        if Kind(row.kind) not in CHOICES - {Kind.AREA}:
            raise NotEditable
        taken = set(FormOption.objects.filter(field__code=field).values_list("code", flat=True))
        code = new_code(label, taken)
        last = row.options.aggregate(last=Max("position"))["last"]
        FormOption.objects.create(field=row, code=code, label=label, position=_after_last(last))
    return code


def change_option(*, line: Line, field: str, code: str, label: str, by: UUID) -> None:
    """Rename an answer; its code and its series stay."""
    with transaction.atomic():
        option = _option(line, field, code)
        option.label = label
        option.save(update_fields=["label"])


def retire_option(*, line: Line, field: str, code: str, retired: bool, by: UUID) -> None:
    """Offer an answer no longer, or again; records that have it keep it."""
    with transaction.atomic():
        option = _option(line, field, code)
        option.retired = retired
        option.save(update_fields=["retired"])


def move_option(*, line: Line, field: str, code: str, up: bool, by: UUID) -> None:
    """Move an answer one place up or down."""
    with transaction.atomic():
        options = list(_field(line, field).options.all())
        _move(options, code, up=up)
        FormOption.objects.bulk_update(options, ["position"])


def _published(line: Line) -> RecordForm | None:
    return RecordForm.objects.filter(line=line).exclude(published_at=None).order_by("-version").first()


def _seeded(line: Line) -> RecordForm:
    form = RecordForm.objects.create(line=line, version=1, published_at=timezone.now())
    fields = [
        FormField(
            form=form,
            code=seed.code,
            label=seed.label,
            help=seed.help,
            kind=seed.kind,
            required=seed.required,
            position=position,
        )
        for position, seed in enumerate(SEED)
    ]
    FormField.objects.bulk_create(fields)
    FormOption.objects.bulk_create(
        FormOption(field=field, code=code, label=label, position=position)
        for field, seed in zip(fields, SEED, strict=True)
        for position, (code, label) in enumerate(seed.options)
    )
    return form


def _copied(form: RecordForm) -> RecordForm:
    copy = RecordForm.objects.create(line_id=form.line_id, version=form.version + 1)
    for field in form.fields.prefetch_related("options"):
        options = list(field.options.all())
        field.pk, field.form = None, copy
        field.save(force_insert=True)
        for option in options:
            option.pk, option.field = None, field
        FormOption.objects.bulk_create(options)
    return copy


def _draft(line: Line) -> RecordForm:
    draft = RecordForm.objects.select_for_update().filter(line=line, published_at=None).first()
    if draft is None:
        raise NotEditable
    return draft


def _field(line: Line, code: str) -> FormField:
    field = _draft(line).fields.filter(code=code).first()
    if field is None:
        raise NotEditable
    return field


def _option(line: Line, field: str, code: str) -> FormOption:
    option = _field(line, field).options.filter(code=code).first()
    if option is None:
        raise NotEditable
    return option


def _move(rows: list[Row], code: str, *, up: bool) -> None:
    place = next((place for place, row in enumerate(rows) if row.code == code), None)
    if place is None:
        raise NotEditable
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
    for position, row in enumerate(rows):
        row.position = position


def _after_last(last: int | None) -> int:
    return 0 if last is None else last + 1
