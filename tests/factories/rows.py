"""Rows of threads in number, sealed for real."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from quietline.contact.forms import new_draft
from quietline.contact.models import LineHold, Message, Thread
from quietline.contact.pieces import message_place
from quietline.contact.queries import intake_place
from quietline.contact.rules import Intake
from quietline.team.models import Line, LineKey
from quietline.vault import Plain, PublicKey, new_thread_key, seal, seal_to


def thread_rows(
    line: Line, line_key: LineKey, *, count: int, messages: int
) -> tuple[list[Thread], list[LineHold], list[Message]]:
    """`count` waiting threads of `messages` messages each."""
    now = timezone.now()
    threads, holds, rows = [], [], []
    for number in range(count):
        key = new_thread_key()
        thread = Thread(
            id=uuid4(),
            reference=f"T{number:07d}",
            line=line,
            language="en",
            statement_key="uk-two-keys",
            statement_version=1,
            opened_at=now - timedelta(minutes=number),
            waiting_since=now - timedelta(minutes=number),
            last_message_at=now,
            last_sequence=messages,
        )
        thread.intake = seal(key, Plain(Intake(nickname="Heron").as_bytes()), place=intake_place(thread.pk))
        threads.append(thread)
        holds.append(
            LineHold(thread=thread, line_key=line_key, sealed_key=seal_to(PublicKey(bytes(line_key.public_key)), key))
        )
        for sequence in range(1, messages + 1):
            place = message_place(thread.pk, sequence, None)
            sealed = seal(key, Plain(b"I would like to talk to somebody."), place=place)
            rows.append(
                Message(
                    thread=thread, sequence=sequence, author="seeker", sealed=sealed, sent_at=now, draft=new_draft()
                )
            )
    return threads, holds, rows
