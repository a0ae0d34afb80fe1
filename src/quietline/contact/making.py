"""What a new thread is made of: its first message, a short reference, and what lets its two sides open it."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from quietline.contact.keyring import Keyring
from quietline.contact.models import LineHold, Opening, PhraseHold, Thread
from quietline.contact.pieces import OPENING_USE, FirstMessage, message_place
from quietline.contact.queries import PHRASE_USE, UNCONFIRMED_USE, StatementText, intake_place
from quietline.contact.rules import Intake, sent_once
from quietline.team.models import Line
from quietline.team.queries import newest_line_key
from quietline.vault import (
    PhraseKeys,
    Plain,
    PublicKey,
    ReturnPhrase,
    ThreadKey,
    new_thread_key,
    new_token,
    seal,
    seal_to,
    split_token,
    wrap,
)

# A thread stands open in a browser for so long after the last page of it was loaded: long enough to think,
# short enough for a shared device.
OPENING_LIFE = timedelta(minutes=30)
_REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_REFERENCE_DIGITS = "23456789"


@dataclass(frozen=True, slots=True)
class Opened:
    """A thread just opened: what its seeker takes away."""

    thread_id: UUID
    token: str
    phrase: ReturnPhrase


@dataclass(frozen=True, slots=True)
class NewThread:
    """A thread that is not kept yet: its first message with all around it, its key, what its seeker takes away."""

    first: FirstMessage
    key: ThreadKey
    opened: Opened


def new_thread(
    *,
    line: Line,
    statement: StatementText,
    language: str,
    intake: Intake,
    text: str,
    draft: str,
    phrase: ReturnPhrase,
    keys: PhraseKeys,
    live: bool = False,
    urgent: bool = False,
    practitioner: UUID | None = None,
) -> NewThread:
    """Seal all that opens a thread; nothing is written. `practitioner`: who greets a seeker in it on the phone."""
    key = new_thread_key()
    keyring, token = Keyring(key), new_token()
    thread = blank_thread(line=line, statement=statement, language=language, intake=intake, key=key)
    thread.last_sequence, thread.urgent = 1, urgent
    first = FirstMessage(
        thread_id=thread.pk,
        draft=sent_once(draft, text),
        thread=thread,
        message=seal(key, Plain(text.encode()), place=message_place(thread.pk, 1, practitioner)),
        line_hold=held_by_line(thread, key),
        phrase_hold=held_by_seeker(thread, keyring, keys),
        opening=opening_under(thread, keyring, token, phrase),
        opening_lasts=OPENING_LIFE,
        live=live,
        practitioner=practitioner,
    )
    return NewThread(first=first, key=key, opened=Opened(thread_id=thread.pk, token=token, phrase=phrase))


def blank_thread(*, line: Line, statement: StatementText, language: str, intake: Intake, key: ThreadKey) -> Thread:
    """The row of a new thread in which nothing was said yet."""
    thread_id = uuid4()
    return Thread(
        id=thread_id,
        reference=new_reference(),
        line=line,
        language=language,
        statement_key=statement.key,
        statement_version=statement.version,
        intake=seal(key, Plain(intake.as_bytes()), place=intake_place(thread_id)),
    )


def new_reference() -> str:
    """A short name that colleagues can say on the phone: no letter or digit that is taken for another."""
    letters = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(4))
    digits = "".join(secrets.choice(_REFERENCE_DIGITS) for _ in range(4))
    return f"{letters}-{digits}"


def held_by_line(thread: Thread, key: ThreadKey) -> LineHold:
    """The thread's key, sealed to its line's newest key."""
    line_key = newest_line_key(thread.line)
    return LineHold(thread=thread, line_key=line_key, sealed_key=seal_to(PublicKey(bytes(line_key.public_key)), key))


def held_by_seeker(thread: Thread, keyring: Keyring, keys: PhraseKeys) -> PhraseHold:
    """The seeker's keys, wrapped for whoever brings the return phrase."""
    wrapped = wrap(keys.unwrap, keyring.as_bytes(), use=PHRASE_USE, bound_to=thread.pk.bytes)
    return PhraseHold(thread=thread, lookup=keys.lookup, wrapped_key=wrapped)


def opening_under(thread: Thread, keyring: Keyring, token: str, phrase: ReturnPhrase | None = None) -> Opening:
    """What lets a thread stand open under a token: nothing in it opens without that."""
    halves = split_token(token)
    bound_to = thread.pk.bytes
    words = phrase and " ".join(phrase.words).encode()
    return Opening(
        lookup=halves.lookup,
        thread=thread,
        wrapped_key=wrap(halves.key, keyring.as_bytes(), use=OPENING_USE, bound_to=bound_to),
        unconfirmed_phrase=words and wrap(halves.key, words, use=UNCONFIRMED_USE, bound_to=bound_to),
    )
