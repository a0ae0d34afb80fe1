"""A return phrase for somebody on the phone: a thread of their own, and the eight words to read out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.actions import confirm_phrase as _confirm_phrase
from quietline.contact.committing import Group, MessageRow, commit_group
from quietline.contact.contacts.actions import contact_row, tell_desk
from quietline.contact.contacts.models import Contact
from quietline.contact.contacts.states import ContactEvent, ContactNotPossible, ContactState
from quietline.contact.derivations import for_writing
from quietline.contact.making import held_by_line, held_by_seeker, new_reference, opening_under
from quietline.contact.models import PRACTITIONER, Message, Opening, PhraseHold, Thread
from quietline.contact.outbox import addition
from quietline.contact.pieces import FirstMessage, message_place
from quietline.contact.queries import (
    StatementText,
    intake_place,
    opened_by_line,
    opened_by_token,
    unconfirmed_phrase,
)
from quietline.contact.rules import Intake, places_to_confirm, sent_once
from quietline.contact.states import Event, State, after
from quietline.tally.measures import Measure
from quietline.team.keys import LineKeys
from quietline.vault import (
    Busy,
    CannotOpen,
    PhraseKeys,
    Plain,
    ReturnPhrase,
    ThreadKey,
    new_phrase,
    new_thread_key,
    new_token,
    same_word,
    seal,
    wordlist_for,
)

# So long the words can be shown again on the page that reads them out.
READING_OUT = timedelta(minutes=30)
LANGUAGE = "en"  # of the words: they are read out by the desk, which speaks English
GREETING = "We spoke on the phone. You can write to us here whenever you like, and we answer here."


class PhraseGiven(Exception):
    """The caller confirmed their words already: nobody can show them again."""


class WordsGone(Exception):
    """The words can't be shown or confirmed any more: half an hour passed, or new ones were made."""


class TryAgain(Exception):
    """Too many phrases are being made at this moment."""


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """What is read out, and which two words (counted from 1) are said back."""

    words: list[str]
    places: tuple[int, int]
    language: str


@dataclass(slots=True, kw_only=True)
class OpenedOnThePhone(FirstMessage):
    """A thread that begins with a practitioner's greeting: they hold it, and nobody waits for an answer."""

    practitioner: UUID

    def join(self, group: Group) -> int:
        thread, at = self.thread, group.at
        thread.opened_at = thread.last_message_at = thread.claimed_at = at
        thread.state = after(after(State.WAITING, Event.TAKE), Event.REPLY)
        thread.claimed_by_id, thread.read_sequence, thread.last_author = self.practitioner, 1, PRACTITIONER
        self.opening.ends_at = at + self.opening_lasts
        group.add(thread, self.line_hold, self.phrase_hold, self.opening, addition(Measure.HELP_SEEKERS, at))
        row = MessageRow(thread.id, 1, PRACTITIONER, self.practitioner, self.message, at, self.draft)
        group.add_message(row)
        group.record(Act.THREAD_TAKEN, thread.id, self.practitioner)
        return 1


def give_phrase(*, contact_id: UUID, line_keys: LineKeys, statement: StatementText, by: UUID) -> str:
    """Open a thread for a caller, or give new words to one whose words were not confirmed; returns a token.

    With the token the words can be shown until two of them were said back.

    Raises:
        ContactGone
        ContactNotPossible: it is neither going on nor just over.
        PhraseGiven
        TryAgain: too many phrases are being made at this moment.
    """
    phrase = new_phrase(LANGUAGE)
    try:
        keys = for_writing(phrase.bits)
    except Busy:
        raise TryAgain from None
    contact = Contact.objects.select_related("line", "thread").filter(pk=contact_id).first()
    if contact is not None and contact.thread is not None:
        return _new_words(contact.thread, line_keys, phrase, keys, by)
    token = new_token()
    key, thread_id = new_thread_key(), uuid4()
    with transaction.atomic():
        contact = contact_row(contact_id)
        if contact.state not in {ContactState.OPEN, ContactState.ENDED}:
            raise ContactNotPossible(ContactState(contact.state), ContactEvent.CORRECT)
        if contact.thread_id is not None:  # a second click: its words are on the other page
            raise PhraseGiven
        # Not through the committer: a group led by somebody else would wait for this very transaction.
        (outcome,) = commit_group([_piece(contact, thread_id, key, token, statement, phrase, keys, by)])
        if isinstance(outcome, Exception):
            raise outcome
        contact.thread_id = thread_id
        contact.save(update_fields=["thread"])
        record(act=Act.PHRASE_GIVEN, by=by, subject=contact.pk)
        tell_desk()
    return token


def to_confirm(*, token: str, contact_id: UUID) -> ToConfirm:
    """The words of this contact's thread that wait to be said back.

    Raises:
        WordsGone
    """
    try:
        opened = opened_by_token(token)
    except CannotOpen:
        raise WordsGone from None
    words = unconfirmed_phrase(opened)
    if not words or not Contact.objects.filter(pk=contact_id, thread=opened.thread).exists():
        raise WordsGone
    return ToConfirm(words, places_to_confirm(opened.thread.pk.bytes, len(words)), opened.thread.language)


def confirm(*, token: str, contact_id: UUID, said: tuple[str, str], by: UUID) -> list[int]:
    """Check the two words that a caller said back; returns the places of those that are wrong.

    Where both are right the words are wiped: from now on only the caller has them.

    Raises:
        WordsGone
    """
    waiting = to_confirm(token=token, contact_id=contact_id)
    wordlist = wordlist_for(waiting.language)
    pairs = zip(waiting.places, said, strict=True)
    wrong = [place for place, word in pairs if not same_word(word, waiting.words[place - 1], wordlist=wordlist)]
    if not wrong:
        with transaction.atomic():
            opened = opened_by_token(token)
            _confirm_phrase(opened=opened)
            Opening.objects.filter(thread=opened.thread).delete()
    return wrong


def _piece(
    contact: Contact,
    thread_id: UUID,
    key: ThreadKey,
    token: str,
    statement: StatementText,
    phrase: ReturnPhrase,
    keys: PhraseKeys,
    by: UUID,
) -> OpenedOnThePhone:
    thread = Thread(
        id=thread_id,
        reference=new_reference(),
        line=contact.line,
        language=LANGUAGE,
        statement_key=statement.key,
        statement_version=statement.version,
        intake=seal(key, Plain(Intake().as_bytes()), place=intake_place(thread_id)),
        last_sequence=1,
    )
    return OpenedOnThePhone(
        thread_id=thread_id,
        draft=sent_once(thread_id.hex, GREETING),
        thread=thread,
        message=seal(key, Plain(GREETING.encode()), place=message_place(thread_id, 1, by)),
        line_hold=held_by_line(thread, key),
        phrase_hold=held_by_seeker(thread, key, keys),
        opening=opening_under(thread, key, token, phrase),
        opening_lasts=READING_OUT,
        practitioner=by,
    )


def _new_words(thread: Thread, line_keys: LineKeys, phrase: ReturnPhrase, keys: PhraseKeys, by: UUID) -> str:
    key = opened_by_line(thread, line_keys).key
    token = new_token()
    with transaction.atomic():
        row = Thread.objects.select_for_update().get(pk=thread.pk)
        # A seeker who wrote has words of their own already: only what was opened on the phone gets new ones.
        ours = Message.objects.filter(thread=row, sequence=1, author=PRACTITIONER).exists()
        if row.phrase_confirmed or row.state == State.WITHDRAWN or not ours:
            raise PhraseGiven
        PhraseHold.objects.filter(thread=row).delete()
        Opening.objects.filter(thread=row).delete()
        held_by_seeker(row, key, keys).save(force_insert=True)
        opening = opening_under(row, key, token, phrase)
        opening.ends_at = timezone.now() + READING_OUT
        opening.save(force_insert=True)
        record(act=Act.PHRASE_GIVEN, by=by, subject=row.pk)
    return token
