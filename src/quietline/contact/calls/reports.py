"""What a phone system reports, read into a small value that has no place for a number.

Whatever else came with it (who called, who was called, names, places) is dropped here, before anything is logged or
stored. The names that a phone system gives its calls and events may hold a number too: only keyed hashes of them go
on.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from urllib.parse import unquote_to_bytes
from uuid import UUID

from quietline.contact.contacts.rules import Outcome
from quietline.contact.contacts.states import ContactEvent

_PERSON = b"ql-call-report"


class NotAReport(ValueError):
    """What came is no report that can be read; the text says what is missing, and quotes nothing of it."""


class Kind(StrEnum):
    RINGING = "ringing"
    ANSWERED = "answered"
    MISSED = "missed"
    ENDED = "ended"


EVENTS = {
    Kind.RINGING: ContactEvent.RING,
    Kind.ANSWERED: ContactEvent.ANSWER,
    Kind.MISSED: ContactEvent.MISS,
    Kind.ENDED: ContactEvent.END,
}
CLOUD_TYPES = {f"org.quietline.call.{kind}": kind for kind in Kind}
# Twilio's words for how a call stands.
TWILIO_STATES = {
    "queued": Kind.RINGING,
    "initiated": Kind.RINGING,
    "ringing": Kind.RINGING,
    "in-progress": Kind.ANSWERED,
    "answered": Kind.ANSWERED,
    "completed": Kind.ENDED,
    "busy": Kind.MISSED,
    "no-answer": Kind.MISSED,
    "canceled": Kind.MISSED,
    "failed": Kind.MISSED,
}
# All that is read of an event in binary mode; whatever else it brings stays at the edge.
ATTRIBUTE_HEADERS = ("ce-id", "ce-source", "ce-specversion", "ce-subject", "ce-type")
_NO_EVENT = "This is no CloudEvents 1.0 event."
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
REASONS = {reason.value: reason for reason in (Outcome.ABANDONED, Outcome.BUSY, Outcome.CLOSED)}


@dataclass(frozen=True, slots=True)
class CallReport:
    """One report. `call` and `report` are keyed hashes of the names that the phone system gave them."""

    kind: Kind
    call: bytes
    report: bytes
    line: UUID | None = None
    reason: Outcome | None = None


def read_cloud_event(body: bytes, *, key: bytes) -> CallReport:
    """Read a CloudEvents 1.0 event in structured mode.

    Raises:
        NotAReport
    """
    event = _json(body)
    if not isinstance(event, dict):
        raise NotAReport(_NO_EVENT)
    return _report(event, event.get("data"), key)


def read_binary_event(headers: Mapping[str, str], body: bytes, *, key: bytes) -> CallReport:
    """Read a CloudEvents 1.0 event in binary mode: its attributes are `ce-` headers, its data is the body.

    Raises:
        NotAReport
    """
    attributes = {name.removeprefix("ce-"): _unescaped(headers.get(name, "")) for name in ATTRIBUTE_HEADERS}
    return _report(attributes, _json(body) if body else None, key)


def _report(event: Mapping[str, object], data: object, key: bytes) -> CallReport:
    if event.get("specversion") != "1.0":
        raise NotAReport(_NO_EVENT)
    kind = CLOUD_TYPES.get(_text(event, "type"))
    if kind is None:
        raise NotAReport(f"The type must be one of {', '.join(CLOUD_TYPES)}.")
    source = _text(event, "source")
    about = data if isinstance(data, dict) else {}
    return CallReport(
        kind=kind,
        call=_blinded(key, "call", source, _text(event, "subject")),
        report=_blinded(key, "report", source, _text(event, "id")),
        line=_line(about.get("line")),
        reason=REASONS.get(str(about.get("reason"))),
    )


def read_twilio(form: Mapping[str, Sequence[str]], *, key: bytes) -> CallReport:
    """Read Twilio's form for a call's status.

    Raises:
        NotAReport
    """
    state = _first(form, "CallStatus")
    kind = TWILIO_STATES.get(state)
    if kind is None:
        raise NotAReport("The CallStatus is none that Quietline knows.")
    call = _first(form, "CallSid")
    return CallReport(
        kind=kind,
        call=_blinded(key, "call", "twilio", call),
        report=_blinded(key, "report", "twilio", call, state),
        reason=Outcome.BUSY if state == "busy" else None,
    )


def twilio_said_at(form: Mapping[str, Sequence[str]]) -> datetime:
    """When Twilio says that it happened; a form without that could be sent again at any time.

    Raises:
        NotAReport
    """
    try:
        said_at = parsedate_to_datetime(_first(form, "Timestamp"))
    except (ValueError, TypeError, IndexError, OverflowError):
        raise NotAReport("The Timestamp can't be read.") from None
    return said_at if said_at.tzinfo else said_at.replace(tzinfo=UTC)


def _json(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise NotAReport("This is no JSON.") from None


def _unescaped(value: str) -> str:
    """A header's value as CloudEvents' HTTP binding reads it: quotes first, then one round of percent-decoding."""
    quoted = _QUOTED.fullmatch(value)
    if quoted:
        value = re.sub(r"\\(.)", r"\1", quoted[1])
    try:
        return unquote_to_bytes(value.encode("ascii")).decode()
    except UnicodeError:
        raise NotAReport("The ce- headers must be ASCII, with other letters percent-encoded as UTF-8.") from None


def _text(event: Mapping[str, object], name: str) -> str:
    value = event.get(name)
    if not isinstance(value, str) or not value:
        raise NotAReport(f"The event needs a {name}.")
    return value


def _first(form: Mapping[str, Sequence[str]], name: str) -> str:
    value = next(iter(form.get(name, ())), "")
    if not value:
        raise NotAReport(f"The form needs a {name}.")
    return value


def _line(value: object) -> UUID | None:
    try:
        return UUID(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _blinded(key: bytes, *parts: str) -> bytes:
    encoded = [part.encode("utf-8", "surrogatepass") for part in parts]
    joined = b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
    return hashlib.blake2b(joined, key=key, digest_size=32, person=_PERSON).digest()
