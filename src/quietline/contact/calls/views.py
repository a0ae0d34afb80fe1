"""The webhook for phone systems. It answers in a few plain words, and keeps nothing of what it refuses."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import parse_qs

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quietline.contact.calls.actions import Replayed, take_report
from quietline.contact.calls.reports import (
    ATTRIBUTE_HEADERS,
    CallReport,
    NotAReport,
    read_binary_event,
    read_cloud_event,
    read_twilio,
    twilio_said_at,
)
from quietline.contact.calls.signatures import is_signed_by_twilio, signed_lines
from quietline.edge.hooks import SECRET_CHARACTERS, Refused, check_signed, check_size, is_fresh, say

logger = logging.getLogger(__name__)
MOST_FIELDS = 100
CLOUD_EVENT = "application/cloudevents+json"
BATCH = "application/cloudevents-batch"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@login_not_required
@require_POST
def calls(request: HttpRequest) -> HttpResponse:
    """A phone system reports that a call rings, was answered, was missed or ended."""
    try:
        take_report(report=_report(request))
    except Refused as refused:
        return say(refused.status, refused.text)
    except NotAReport as problem:
        return say(400, str(problem))
    except Replayed:
        return say(409, "This report was taken in before.")
    except DatabaseError:
        logger.exception("a call report could not be kept")
        return say(503, "Not kept just now. Send it again in a moment.")
    return HttpResponse(status=204)


def _report(request: HttpRequest) -> CallReport:
    check_size(request)
    return _reader(request)(request)


def _reader(request: HttpRequest) -> Callable[[HttpRequest], CallReport]:
    kind = (request.content_type or "").lower()
    if kind == CLOUD_EVENT:
        return _cloud_event
    if kind == FORM:
        return _twilio
    if kind.startswith(BATCH):
        raise Refused(415, "Send each event by itself: a batch is not taken in.")
    if "ce-specversion" not in request.headers:
        raise Refused(400, f"Send {CLOUD_EVENT}, the same with ce- headers, or Twilio's form.")
    if request.body and kind != JSON:
        raise Refused(415, f"The data of an event with ce- headers must be {JSON}.")
    return _binary_event


def _cloud_event(request: HttpRequest) -> CallReport:
    _check_signature(request, request.body)
    return read_cloud_event(request.body, key=settings.QUIETLINE_PEPPER)


def _binary_event(request: HttpRequest) -> CallReport:
    _check_signature(request, signed_lines(request.headers, ATTRIBUTE_HEADERS) + request.body)
    return read_binary_event(request.headers, request.body, key=settings.QUIETLINE_PEPPER)


def _check_signature(request: HttpRequest, signed: bytes) -> None:
    secret = _set_up(settings.QUIETLINE_CALL_SECRET)
    check_signed(request, secret=secret, signed=signed, now=timezone.now())


def _twilio(request: HttpRequest) -> CallReport:
    token = _set_up(settings.QUIETLINE_TWILIO_TOKEN)
    try:
        form = parse_qs(request.body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise Refused(400, "The form can't be read.") from None
    signature = request.headers.get("X-Twilio-Signature", "")
    if not is_signed_by_twilio(signature, token=token, url=_address(request), form=form):
        raise Refused(401, "The signature is wrong.")
    if not is_fresh(twilio_said_at(form), timezone.now()):
        raise Refused(401, "The timestamp is more than five minutes off.")
    return read_twilio(form, key=settings.QUIETLINE_PEPPER)


def _set_up(secret: str) -> str:
    if len(secret) < SECRET_CHARACTERS:
        raise Refused(401, "No phone system of this kind is set up here.")
    return secret


def _address(request: HttpRequest) -> str:
    """The address as the phone system was told it; behind a proxy only the settings know that."""
    return f"{settings.ORIGIN or f'{request.scheme}://{request.get_host()}'}{request.get_full_path()}"
