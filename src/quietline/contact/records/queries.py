"""Reading: record forms, and records opened with a practitioner's keys. Nothing here writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from quietline.campaigns.queries import areas
from quietline.contact.contacts.models import Contact
from quietline.contact.models import PRACTITIONER, LineHold
from quietline.contact.queries import opened_by_line
from quietline.contact.records.models import FormField, FormOption, Record, RecordForm
from quietline.contact.records.rules import CALLER_GROUP, FieldText, FormText, Kind, OptionText, Written
from quietline.contact.records.seed import SEED
from quietline.team.keys import LineKeys
from quietline.team.models import Line
from quietline.vault import CannotOpen, Place, Purpose, Sealed, ThreadKey, open_sealed, open_with


class KeyNotHeld(Exception):
    """The record is sealed to a line's key that this practitioner does not hold."""


@dataclass(frozen=True, slots=True)
class RecordText:
    """A record, opened; `revision` 0 says that nothing was written yet."""

    form: FormText
    written: Written
    revision: int = 0
    author: str = ""
    saved_at: datetime | None = None
    finished_revision: int | None = None

    @property
    def changed_since_finished(self) -> bool:
        return self.finished_revision is not None and self.finished_revision != self.revision


def form_in_force(line: Line) -> FormText | None:
    """The newest published version of a line's form; none before there was one."""
    row = RecordForm.objects.filter(line=line).exclude(published_at=None).order_by("-version").first()
    return form_text(row) if row else None


def form_being_edited(line: Line) -> FormText | None:
    row = RecordForm.objects.filter(line=line, published_at=None).first()
    return form_text(row) if row else None


def published_form(line: Line, form_id: UUID) -> FormText | None:
    """This version, where it is one of the line's and was published."""
    row = RecordForm.objects.filter(pk=form_id, line=line).exclude(published_at=None).first()
    return form_text(row) if row else None


def form_text(row: RecordForm) -> FormText:
    """A version with its fields; the areas as they are called today stand where it asks for one."""
    places = [OptionText(area.code, area.name) for area in areas()]
    fields = [_field(each, places) for each in row.fields.prefetch_related("options")]
    return FormText(row.pk, row.line_id, row.version, row.published_at is not None, tuple(fields))


def caller_groups() -> dict[str, str]:
    """Every option that a published form ever had for the caller group, by its code, as it is called now."""
    options = FormOption.objects.filter(field__code=CALLER_GROUP).exclude(field__form__published_at=None)
    seeded = next(dict(each.options) for each in SEED if each.code == CALLER_GROUP)
    # A line's first form is made when it is first asked for: what it will begin with is there already.
    return seeded | dict(options.order_by("field__form__version", "position", "pk").values_list("code", "label"))


def _field(row: FormField, places: Iterable[OptionText]) -> FieldText:
    kind = Kind(row.kind)
    options = places if kind is Kind.AREA else [OptionText(o.code, o.label, o.retired) for o in row.options.all()]
    return FieldText(row.code, row.label, row.help, kind, row.required, row.retired, tuple(options))


def record_of(contact: Contact, keys: LineKeys) -> RecordText | None:
    """The contact's record, opened; none where nothing was written yet.

    Raises:
        KeyNotHeld
    """
    row = Record.objects.select_related("author", "form").filter(contact=contact).first()
    if row is None:
        return None
    return RecordText(
        form=form_text(row.form),
        written=opened_record(row, key_of(row, contact, keys)),
        revision=row.revision,
        author=row.author.name,
        saved_at=row.saved_at,
        finished_revision=row.finished_revision,
    )


def opened_record(row: Record, key: ThreadKey) -> Written:
    place = record_place(row.contact_id, row.revision, row.author_id)
    return Written.from_bytes(open_sealed(key, Sealed(bytes(row.sealed)), place=place))


def key_of(row: Record, contact: Contact, keys: LineKeys) -> ThreadKey:
    """What this record is sealed with: its own key, which the line holds, or its thread's.

    Raises:
        KeyNotHeld
    """
    if row.sealed_key is None:
        return thread_key(contact, keys)
    private = keys.get(row.line_key_id or 0)
    if private is None:
        raise KeyNotHeld
    return ThreadKey(open_with(private, Sealed(bytes(row.sealed_key))))


def thread_key(contact: Contact, keys: LineKeys) -> ThreadKey:
    """The key of the contact's thread.

    Raises:
        KeyNotHeld
    """
    if contact.thread is None:
        raise KeyNotHeld
    try:
        return opened_by_line(contact.thread, keys).key
    except (CannotOpen, LineHold.DoesNotExist):
        raise KeyNotHeld from None


def record_place(contact_id: UUID, revision: int, author: UUID) -> Place:
    """Where a record stands: it opens for this contact, as this revision, by this author, and nowhere else."""
    return Place(purpose=Purpose.RECORD, thread_id=contact_id, sequence=revision, author=f"{PRACTITIONER}:{author}")
