"""A return phrase for somebody on the phone: a thread of their own, and the eight words to read out."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from quietline.audit.actions import record
from quietline.audit.models import Act
from quietline.contact.actions import confirm_phrase as _confirm_phrase
from quietline.contact.committing import commit_within
from quietline.contact.contacts.actions import contact_row, tell_desk
from quietline.contact.contacts.models import Contact
from quietline.contact.contacts.states import ContactEvent, ContactNotPossible, ContactState
from quietline.contact.derivations import for_writing
from quietline.contact.forms import new_draft
from quietline.contact.keyring import Keyring
from quietline.contact.making import OPENING_LIFE, held_by_seeker, new_thread, opening_under
from quietline.contact.models import PRACTITIONER, Message, Opening, PhraseHold, Thread
from quietline.contact.queries import (
    StatementText,
    opened_by_line,
    opened_by_token,
    unconfirmed_phrase,
)
from quietline.contact.rules import Intake, places_to_confirm
from quietline.contact.states import State
from quietline.team.keys import LineKeys
from quietline.vault import (
    Busy,
    CannotOpen,
    PhraseKeys,
    ReturnPhrase,
    new_phrase,
    new_token,
    same_word,
    wordlist_for,
)

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
    with transaction.atomic():
        contact = contact_row(contact_id)
        if contact.state not in {ContactState.OPEN, ContactState.ENDED}:
            raise ContactNotPossible(ContactState(contact.state), ContactEvent.CORRECT)
        if contact.thread_id is not None:  # a second click: its words are on the other page
            raise PhraseGiven
        new = new_thread(
            line=contact.line,
            statement=statement,
            language=LANGUAGE,
            intake=Intake(),
            text=GREETING,
            draft=new_draft(),
            phrase=phrase,
            keys=keys,
            practitioner=by,
        )
        commit_within(new.first)
        contact.thread_id = new.opened.thread_id
        contact.save(update_fields=["thread"])
        record(act=Act.PHRASE_GIVEN, by=by, subject=contact.pk)
        tell_desk()
    return new.opened.token


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


def _new_words(thread: Thread, line_keys: LineKeys, phrase: ReturnPhrase, keys: PhraseKeys, by: UUID) -> str:
    keyring = Keyring(opened_by_line(thread, line_keys).key)
    token = new_token()
    with transaction.atomic():
        row = Thread.objects.select_for_update().get(pk=thread.pk)
        # A seeker who wrote has words of their own already: only what was opened on the phone gets new ones.
        ours = Message.objects.filter(thread=row, sequence=1, author=PRACTITIONER).exists()
        if row.phrase_confirmed or row.state == State.WITHDRAWN or not ours:
            raise PhraseGiven
        PhraseHold.objects.filter(thread=row).delete()
        Opening.objects.filter(thread=row).delete()
        held_by_seeker(row, keyring, keys).save(force_insert=True)
        opening = opening_under(row, keyring, token, phrase)
        opening.ends_at = timezone.now() + OPENING_LIFE
        opening.save(force_insert=True)
        record(act=Act.PHRASE_GIVEN, by=by, subject=row.pk)
    return token
