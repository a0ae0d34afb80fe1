"""What phone systems report: taken in once, in any order, from whom it comes, and never with a number."""

from __future__ import annotations

import json
import logging
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from email.utils import format_datetime
from itertools import permutations
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import pytest
from django.db import OperationalError, connection, connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytest_django import Settings

from quietline.contact import outbox
from quietline.contact.calls.actions import forget_reports
from quietline.contact.calls.reports import (
    ATTRIBUTE_HEADERS,
    NotAReport,
    read_binary_event,
    read_cloud_event,
    read_twilio,
    twilio_said_at,
)
from quietline.contact.calls.signatures import sign_as_twilio
from quietline.contact.contacts import actions
from quietline.contact.contacts.rules import Channel
from quietline.contact.models import Contact, HeardReport, ReportedCall
from quietline.edge.hooks import sign
from quietline.tally.measures import Measure
from quietline.tally.queries import totals
from quietline.team import actions as team
from quietline.team.hours.models import OpenSpan, SpecialDay
from quietline.team.hours.queries import zone_of
from quietline.team.hours.rules import Channel as Hours
from tests.factories.helpline import Helpline, signed_in

pytestmark = pytest.mark.django_db(databases=["default", "figures"])

SECRET = "a secret between two machines"
TOKEN = "the token that twilio knows"
NUMBER = "07700900461"
HOOK = "/hooks/calls/"


@pytest.fixture(autouse=True)
def set_up(settings: Settings) -> None:
    settings.QUIETLINE_CALL_SECRET = SECRET
    settings.QUIETLINE_TWILIO_TOKEN = TOKEN


def event(kind: str, call: str = "call-1", report: str = "", **more: Any) -> dict[str, Any]:
    return {
        "specversion": "1.0",
        "type": f"org.quietline.call.{kind}",
        "source": "/exchange",
        "subject": call,
        "id": report or f"{call}-{kind}",
    } | more


def send(
    body: dict[str, Any] | bytes, *, secret: str = SECRET, at: float | None = None, signature: str = "", **headers: str
) -> Any:
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    timestamp = headers.pop("timestamp", "") or str(int(at if at is not None else time.time()))
    given = {"Quietline-Timestamp": timestamp, "Quietline-Signature": signature or sign(secret, timestamp, content)}
    return Client().post(HOOK, content, content_type="application/cloudevents+json", headers=given | headers)


def send_binary(
    kind: str,
    call: str = "call-1",
    data: object = None,
    *,
    at: float | None = None,
    secret: str = SECRET,
    content_type: str = "application/json",
    signed: dict[str, str] | None = None,
    body: bytes | None = None,
    **changes: str,
) -> Any:
    """The same in binary mode; `signed` are the attributes that the signature covers, where they are others."""
    attributes = {name: str(value) for name, value in event(kind, call).items()} | changes
    content = body if body is not None else b"" if data is None else json.dumps(data).encode()
    timestamp = str(int(at if at is not None else time.time()))
    lines = "".join(f"ce-{name}:{value}\n" for name, value in sorted((attributes | (signed or {})).items()))
    signature = sign(secret, timestamp, lines.encode() + content)
    headers = {f"Ce-{name}": value for name, value in attributes.items()}
    headers |= {"Quietline-Timestamp": timestamp, "Quietline-Signature": signature}
    return Client().post(HOOK, content, content_type=content_type, headers=headers)


def twilio(status: str, call: str = "CA1", *, token: str = TOKEN, at: datetime | None = None, **more: str) -> Any:
    form = {"CallSid": call, "CallStatus": status, "Timestamp": format_datetime(at or datetime.now(UTC))} | more
    signature = sign_as_twilio(token, f"http://testserver{HOOK}", {name: [value] for name, value in form.items()})
    return Client().post(
        HOOK,
        urlencode(form),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )


def demand() -> dict[tuple[str, ...], int]:
    outbox.carry()
    today = timezone.localdate()
    return totals(measure=Measure.CONTACTS, since=today - timedelta(days=1), until=today, by=("outcome",))


def test_a_missed_call_is_counted_as_demand(helpline: Helpline) -> None:
    assert send(event("ringing")).status_code == 204
    assert Contact.objects.get().state == "ringing"
    assert send(event("missed")).status_code == 204
    assert (Contact.objects.get().state, demand()) == ("missed", {("abandoned",): 1})


@pytest.mark.parametrize("reason", ["abandoned", "busy", "closed"])
def test_the_phone_system_may_know_why(helpline: Helpline, reason: str) -> None:
    send(event("missed", data={"reason": reason}))
    assert demand() == {(reason,): 1}


def test_where_every_member_is_on_the_phone_it_was_busy(helpline: Helpline) -> None:
    for who in (helpline.lead, helpline.mina):
        actions.begin(line=helpline.line, channel=Channel.CALL, by=who.row.pk)
    send(event("missed", "first"))
    actions.begin(line=helpline.line, channel=Channel.CALL, by=helpline.tom.row.pk)
    send(event("missed", "second"))
    assert demand() == {("abandoned",): 1, ("busy",): 1}


def test_outside_the_hours_of_the_phone_it_was_closed(helpline: Helpline) -> None:
    midnight = clock_time(0, 0)
    for weekday in range(7):  # the whole week; then this day is an exception without any hours
        OpenSpan.objects.create(
            line=helpline.line, channel=Hours.PHONE, weekday=weekday, opens=midnight, closes=midnight
        )
    send(event("missed", "first"))
    for away in (-1, 0, 1):
        on = timezone.localdate(timezone=zone_of(helpline.line)) + timedelta(days=away)
        SpecialDay.objects.create(line=helpline.line, on=on, name="closed")
    send(event("missed", "second"))
    assert demand() == {("abandoned",): 1, ("closed",): 1}


@pytest.mark.parametrize("order", list(permutations(["ringing", "answered", "missed"])))
def test_in_whatever_order_an_answered_call_is_open_and_counted_as_nothing(
    helpline: Helpline, order: tuple[str, ...]
) -> None:
    for kind in order:
        assert send(event(kind)).status_code == 204
        outbox.carry()
    assert (Contact.objects.get().state, demand()) == ("open", {})


def test_an_answered_call_is_taken_over_and_wrapped_up(helpline: Helpline) -> None:
    send(event("answered"))
    contact = Contact.objects.get()
    mina, tom = signed_in(helpline.mina), signed_in(helpline.tom)
    assert "It is mine" in mina.get("/desk/calls/").content.decode()
    claim = f"/desk/calls/{contact.pk}/claim/"
    assert mina.post(claim)["Location"] == f"/desk/records/{contact.pk}/"
    refused = tom.post(claim)
    assert (refused.status_code, "Mina Kowalska has this call" in refused.content.decode()) == (409, True)
    send(event("ended"))
    contact.refresh_from_db()
    assert (contact.state, contact.practitioner_id) == ("ended", helpline.mina.row.pk)
    assert contact.ended_at is not None


def test_a_missed_call_is_not_taken_over(helpline: Helpline) -> None:
    send(event("missed"))
    answer = signed_in(helpline.mina).post(f"/desk/calls/{Contact.objects.get().pk}/claim/")
    assert answer.status_code == 409


def test_what_ended_before_it_was_ever_heard_of_is_no_contact(helpline: Helpline) -> None:
    assert send(event("ended")).status_code == 204
    assert not Contact.objects.exists()


def test_the_line_may_be_named(helpline: Helpline) -> None:
    other = team.make_line(name="Zander line", jurisdiction="uk", founder=helpline.lead.row, by=None)
    send(event("missed", "one", data={"line": str(other.pk)}))
    send(event("missed", "two", data={"line": "none of ours"}))
    assert [contact.line for contact in Contact.objects.order_by("began_at")] == [other, helpline.line]


def test_a_forged_report_is_refused(helpline: Helpline) -> None:
    for answer in (
        send(event("missed"), secret="another secret of theirs"),
        send(event("missed"), signature="00" * 32),
        send(event("missed"), signature="nonsense"),
        twilio("no-answer", token="another token of theirs"),
    ):
        assert (answer.status_code, answer.content) == (401, b"The signature is wrong.")
    body = json.dumps(event("missed")).encode()
    now = str(int(time.time()))
    changed = send(body.replace(b"call-1", b"call-2"), timestamp=now, signature=sign(SECRET, now, body))
    assert changed.status_code == 401
    moved = send(body, timestamp=str(int(now) + 1), signature=sign(SECRET, now, body))
    assert moved.status_code == 401
    assert not Contact.objects.exists()


@pytest.mark.parametrize("off", [-301, 330, -86_400, 86_400 * 365])
def test_a_stale_report_is_refused(helpline: Helpline, off: int) -> None:
    assert send(event("missed"), at=time.time() + off).status_code == 401
    assert twilio("no-answer", at=datetime.now(UTC) + timedelta(seconds=off)).status_code == 401
    assert not Contact.objects.exists()


@pytest.mark.parametrize("off", [-240, 0, 240])
def test_clocks_may_differ_a_little(helpline: Helpline, off: int) -> None:
    assert send(event("missed"), at=time.time() + off).status_code == 204


def test_a_replayed_report_is_refused_and_counts_once(helpline: Helpline) -> None:
    assert send(event("missed")).status_code == 204
    assert send(event("missed")).status_code == 409
    assert send(event("missed"), at=time.time() + 60).status_code == 409
    assert twilio("no-answer").status_code == 204
    assert twilio("no-answer").status_code == 409
    assert demand() == {("abandoned",): 2}


def test_a_report_that_was_not_kept_can_be_sent_again(helpline: Helpline) -> None:
    with patch("quietline.contact.contacts.actions.put_down", side_effect=OperationalError):
        answer = send(event("missed"))
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert send(event("missed")).status_code == 204
    assert demand() == {("abandoned",): 1}


def test_the_same_report_sent_by_eight_at_once_counts_once(kept_helpline: Helpline) -> None:
    codes: list[int] = []

    def one() -> None:
        try:
            codes.append(send(event("missed")).status_code)
        finally:
            connections.close_all()

    senders = [threading.Thread(target=one) for _ in range(8)]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert sorted(codes) == [204] + [409] * 7
    assert demand() == {("abandoned",): 1}


def test_two_reports_of_one_call_at_once_make_one_contact(kept_helpline: Helpline) -> None:
    def one(kind: str) -> None:
        try:
            assert send(event(kind)).status_code == 204
        finally:
            connections.close_all()

    senders = [threading.Thread(target=one, args=(kind,)) for kind in ("ringing", "answered", "missed")]
    for each in senders:
        each.start()
    for each in senders:
        each.join()
    assert [contact.state for contact in Contact.objects.all()] == ["open"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no json",
        b"\xff\xfe",
        b"[" * 15_000,
        b"[]",
        b'"1.0"',
        b"{}",
        json.dumps(event("ringing") | {"specversion": "0.3"}).encode(),
        json.dumps(event("ringing") | {"type": "org.example.call"}).encode(),
        json.dumps(event("ringing") | {"type": ["ringing"]}).encode(),
        json.dumps(event("ringing") | {"id": ""}).encode(),
        json.dumps(event("ringing") | {"id": 7}).encode(),
        json.dumps({name: value for name, value in event("ringing").items() if name != "subject"}).encode(),
    ],
)
def test_what_is_no_report_is_told_so_in_a_few_words(helpline: Helpline, body: bytes) -> None:
    answer = send(body)
    assert answer.status_code == 400
    assert len(answer.content) < 250
    assert answer["Content-Type"].startswith("text/plain")
    assert not Contact.objects.exists()


def test_odd_but_whole_reports_are_taken_in(helpline: Helpline) -> None:
    assert send(event("missed", "\ud800", data=[1, 2])).status_code == 204
    assert send(event("missed", "x" * 7_000, data={"line": 7, "reason": {"a": 1}})).status_code == 204


@pytest.mark.parametrize("timestamp", ["soon", "-5", "1e9", "١٢٣", "9" * 40])
def test_a_timestamp_that_is_none_is_refused(helpline: Helpline, timestamp: str) -> None:
    assert send(event("missed"), timestamp=timestamp).status_code in {400, 401}


def test_other_kinds_methods_and_sizes_are_refused(helpline: Helpline) -> None:
    client = Client()
    assert client.get(HOOK).status_code == 405
    assert client.post(HOOK, "{}", content_type="application/json").status_code == 400
    assert client.post(HOOK, {"file": "x"}).status_code == 400
    assert send(b" " * 16_385).status_code == 413


# Binary mode.


def test_both_modes_speak_of_the_same_call(helpline: Helpline) -> None:
    assert send(event("ringing")).status_code == 204
    assert send_binary("missed", data={"reason": "busy", "number": NUMBER}).status_code == 204
    assert (Contact.objects.get().state, demand()) == ("missed", {("busy",): 1})


def test_an_event_in_binary_mode_needs_no_data(helpline: Helpline) -> None:
    assert send_binary("missed", content_type="text/plain").status_code == 204
    assert demand() == {("abandoned",): 1}


@pytest.mark.parametrize("sent", ["caf%C3%A9-1", '"caf%C3%A9-1"', '"caf\\%C3%A9-1"'])
def test_a_header_is_read_as_the_http_binding_says(helpline: Helpline, sent: str) -> None:
    assert send(event("ringing", "café-1")).status_code == 204
    assert send_binary("answered", sent).status_code == 204
    assert Contact.objects.get().state == "open"


@pytest.mark.parametrize("name", ["id", "source", "specversion", "subject", "type"])
def test_the_signature_covers_every_attribute(helpline: Helpline, name: str) -> None:
    answer = send_binary("missed", signed={name: "another"})
    assert (answer.status_code, answer.content) == (401, b"The signature is wrong.")
    assert not Contact.objects.exists()


def test_the_signature_covers_the_data_and_the_time(helpline: Helpline) -> None:
    timestamp = str(int(time.time()))
    lines = b"".join(b"ce-%s:%s\n" % (n.encode(), v.encode()) for n, v in sorted(event("missed").items()))
    good = sign(SECRET, timestamp, lines + b'{"reason": "busy"}')
    headers = {f"Ce-{name}": value for name, value in event("missed").items()}
    for body, when in ((b'{"reason": "closed"}', timestamp), (b'{"reason": "busy"}', str(int(timestamp) + 1))):
        signed = headers | {"Quietline-Timestamp": when, "Quietline-Signature": good}
        assert Client().post(HOOK, body, content_type="application/json", headers=signed).status_code == 401
    assert send_binary("missed", secret="another secret of theirs").status_code == 401
    assert not Contact.objects.exists()


def test_a_report_in_one_mode_is_no_report_in_the_other(helpline: Helpline) -> None:
    timestamp = str(int(time.time()))
    lines = b"".join(b"ce-%s:%s\n" % (n.encode(), v.encode()) for n, v in sorted(event("missed").items()))
    assert send(lines, timestamp=timestamp, signature=sign(SECRET, timestamp, lines)).status_code == 400
    structured = json.dumps(event("missed")).encode()
    signed = {"Quietline-Timestamp": timestamp, "Quietline-Signature": sign(SECRET, timestamp, structured)}
    signed |= {f"Ce-{name}": value for name, value in event("missed").items()}
    assert Client().post(HOOK, structured, content_type="application/json", headers=signed).status_code == 401
    assert not Contact.objects.exists()


def test_a_replay_is_one_in_whatever_mode_it_comes(helpline: Helpline) -> None:
    assert send_binary("missed").status_code == 204
    assert send_binary("missed").status_code == 409
    assert send(event("missed")).status_code == 409
    assert demand() == {("abandoned",): 1}


@pytest.mark.parametrize("off", [-301, 301])
def test_a_stale_report_in_binary_mode_is_refused(helpline: Helpline, off: int) -> None:
    assert send_binary("missed", at=time.time() + off).status_code == 401


@pytest.mark.parametrize(
    "changes",
    [
        {"specversion": "0.3"},
        {"type": "org.example.call"},
        {"id": ""},
        {"source": ""},
        {"subject": ""},
        {"subject": "caf%E9"},
        {"subject": "café"},
        {"body": b"{"},
        {"body": b"[" * 15_000},
    ],
)
def test_what_is_no_report_in_binary_mode_is_told_so(helpline: Helpline, changes: dict[str, Any]) -> None:
    answer = send_binary("missed", **changes)
    assert answer.status_code == 400
    assert len(answer.content) < 250
    assert not Contact.objects.exists()


@pytest.mark.parametrize("kind", ["application/cloudevents-batch+json", "application/cloudevents-batch"])
def test_a_batch_is_refused(helpline: Helpline, kind: str) -> None:
    answer = Client().post(HOOK, json.dumps([event("missed")]), content_type=kind)
    assert (answer.status_code, answer.content) == (415, b"Send each event by itself: a batch is not taken in.")


def test_data_of_another_kind_is_refused(helpline: Helpline) -> None:
    assert send_binary("missed", body=b"<call/>", content_type="text/xml").status_code == 415
    assert not Contact.objects.exists()


def test_where_nothing_is_set_up_nothing_is_taken_in(helpline: Helpline, settings: Settings) -> None:
    for weak in ("", "short"):
        settings.QUIETLINE_CALL_SECRET = settings.QUIETLINE_TWILIO_TOKEN = weak
        assert send(event("missed"), secret=weak).status_code == 401
        assert send_binary("missed", secret=weak).status_code == 401
        assert twilio("no-answer", token=weak).status_code == 401


def test_a_flood_is_told_to_wait(helpline: Helpline) -> None:
    codes = {send(b"no json").status_code for _ in range(125)}
    assert codes == {400, 429}


@pytest.mark.parametrize(
    ("status", "state", "counted"),
    [
        ("ringing", "ringing", {}),
        ("in-progress", "open", {}),
        ("busy", "missed", {("busy",): 1}),
        ("no-answer", "missed", {("abandoned",): 1}),
        ("canceled", "missed", {("abandoned",): 1}),
    ],
)
def test_twilio_reports_in_its_own_words(
    helpline: Helpline, status: str, state: str, counted: dict[tuple[str, ...], int]
) -> None:
    assert twilio(status, From="client", Direction="inbound", Empty="").status_code == 204
    assert (Contact.objects.get().state, demand()) == (state, counted)


@pytest.mark.parametrize("missing", ["CallSid", "CallStatus", "Timestamp"])
def test_twilio_without_what_is_needed_is_refused(helpline: Helpline, missing: str) -> None:
    assert twilio("busy", **{missing: ""}).status_code == 400
    assert twilio("made-up").status_code == 400


def test_twilio_knows_us_by_the_address_in_the_settings(helpline: Helpline, settings: Settings) -> None:
    settings.ORIGIN = "https://help.example"
    form = {"CallSid": "CA1", "CallStatus": "busy", "Timestamp": format_datetime(datetime.now(UTC))}
    listed = {name: [value] for name, value in form.items()}

    def answer(url: str) -> int:
        headers = {"X-Twilio-Signature": sign_as_twilio(TOKEN, url, listed)}
        kind = "application/x-www-form-urlencoded"
        return Client().post(HOOK, urlencode(form), content_type=kind, headers=headers).status_code

    assert answer(f"http://testserver{HOOK}") == 401
    assert answer(f"https://help.example:443{HOOK}") == 204
    assert answer(f"https://help.example{HOOK}") == 409


def test_what_the_clock_does(helpline: Helpline) -> None:
    send(event("ringing"))
    forget_reports()
    assert (Contact.objects.get().state, HeardReport.objects.count()) == ("ringing", 1)
    later = timezone.now() + timedelta(minutes=16)
    with patch("quietline.contact.calls.actions.timezone.now", return_value=later):
        assert forget_reports() == 1
    assert (Contact.objects.get().state, HeardReport.objects.count(), ReportedCall.objects.count()) == ("missed", 0, 1)
    with patch("quietline.contact.calls.actions.timezone.now", return_value=later + timedelta(days=1)):
        forget_reports()
    assert not ReportedCall.objects.exists()
    assert demand() == {("abandoned",): 1}


WITH_NUMBERS = event(
    "missed",
    f"sip:{NUMBER}@exchange.example",
    f"report-of-{NUMBER}",
    source=f"tel:+{NUMBER}",
    data={
        "from": NUMBER,
        "to": f"+44{NUMBER}",
        "line": NUMBER,
        "reason": NUMBER,
        "caller": {"number": NUMBER, "also": [NUMBER, {"x": NUMBER}]},
    },
    dataschema=f"https://exchange.example/{NUMBER}",
    number=NUMBER,
)
OF_TWILIO = dict.fromkeys(
    ("From", "To", "Caller", "Called", "ForwardedFrom", "CallerName", "FromCity", "Digits"), NUMBER
)


def stored() -> str:
    """Every value in every table of the conversations."""
    with connection.cursor() as cursor:
        found = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [repr(bytes(v) if isinstance(v, memoryview) else v) for row in cursor.fetchall() for v in row]
    return "\n".join(found)


def test_a_number_in_every_field_is_neither_stored_nor_logged(
    helpline: Helpline, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = dict.fromkeys(("From", "Ce-Subject", "X-Caller", "User-Agent"), NUMBER)
    assert send(WITH_NUMBERS, **headers).status_code == 204
    assert twilio("busy", f"CA{NUMBER}", **OF_TWILIO).status_code == 204
    binary = {"subject": f"tel:+{NUMBER}", "id": f"binary-{NUMBER}", "source": f"tel:{NUMBER}"}
    assert send_binary("missed", data=WITH_NUMBERS["data"], **binary).status_code == 204
    for refused in (
        send_binary(NUMBER, data=WITH_NUMBERS["data"], **binary),
        send_binary("missed", secret="another secret of theirs", **binary),
        send(WITH_NUMBERS | {"type": NUMBER}),
        send(WITH_NUMBERS, secret="another secret of theirs"),
        twilio(NUMBER, NUMBER, **OF_TWILIO),
    ):
        assert refused.status_code in {400, 401}
        assert NUMBER not in refused.content.decode()
    with patch("quietline.contact.contacts.actions.put_down", side_effect=OperationalError("trouble")):
        assert send(WITH_NUMBERS | {"id": f"other-{NUMBER}", "subject": f"other-{NUMBER}"}).status_code == 503
    # The statements of the database itself, which only a debugging log shows, carry hashes as well.
    assert NUMBER not in caplog.text
    assert NUMBER not in stored()
    assert Contact.objects.count() == 3


def test_a_report_has_no_place_for_a_number() -> None:
    report = read_cloud_event(json.dumps(WITH_NUMBERS).encode(), key=b"k" * 32)
    assert NUMBER not in repr(report)
    assert report.line is None
    assert report.reason is None
    assert report.call != read_cloud_event(json.dumps(WITH_NUMBERS).encode(), key=b"l" * 32).call


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
        max_leaves=12,
    ),
    st.sampled_from(["specversion", "type", "source", "subject", "id", "data"]),
)
def test_whatever_stands_in_a_field_a_report_is_read_or_refused(value: object, name: str) -> None:
    body = json.dumps(event("missed") | {name: value}).encode()
    with suppress(NotAReport):
        read_cloud_event(body, key=b"k" * 32)


@given(st.dictionaries(st.sampled_from(ATTRIBUTE_HEADERS), st.text()), st.binary())
def test_whatever_stands_in_a_header_a_report_is_read_or_refused(headers: dict[str, str], body: bytes) -> None:
    whole = {f"ce-{name}": str(value) for name, value in event("missed").items()} | headers
    with suppress(NotAReport):
        read_binary_event(whole, body, key=b"k" * 32)


@given(st.dictionaries(st.sampled_from(["CallSid", "CallStatus", "Timestamp"]), st.lists(st.text(), max_size=3)))
def test_whatever_twilio_sends_is_read_or_refused(form: dict[str, list[str]]) -> None:
    with suppress(NotAReport):
        read_twilio(form, key=b"k" * 32)
    with suppress(NotAReport):
        twilio_said_at(form)
