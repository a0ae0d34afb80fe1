"""What a new thread is made of besides its words: a short reference, and what lets its two sides open it."""

from __future__ import annotations

import secrets

from quietline.contact.models import LineHold, Opening, PhraseHold, Thread
from quietline.contact.pieces import OPENING_USE
from quietline.contact.queries import PHRASE_USE, UNCONFIRMED_USE
from quietline.team.queries import newest_line_key
from quietline.vault import PhraseKeys, PublicKey, ReturnPhrase, ThreadKey, seal_to, split_token, wrap

_REFERENCE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
_REFERENCE_DIGITS = "23456789"


def new_reference() -> str:
    """A short name that colleagues can say on the phone: no letter or digit that is taken for another."""
    letters = "".join(secrets.choice(_REFERENCE_LETTERS) for _ in range(4))
    digits = "".join(secrets.choice(_REFERENCE_DIGITS) for _ in range(4))
    return f"{letters}-{digits}"


def held_by_line(thread: Thread, key: ThreadKey) -> LineHold:
    """The thread's key, sealed to its line's newest key."""
    line_key = newest_line_key(thread.line)
    return LineHold(thread=thread, line_key=line_key, sealed_key=seal_to(PublicKey(bytes(line_key.public_key)), key))


def held_by_seeker(thread: Thread, key: ThreadKey, keys: PhraseKeys) -> PhraseHold:
    """The thread's key, wrapped for whoever brings the return phrase."""
    wrapped = wrap(keys.unwrap, key, use=PHRASE_USE, bound_to=thread.pk.bytes)
    return PhraseHold(thread=thread, lookup=keys.lookup, wrapped_key=wrapped)


def opening_under(thread: Thread, key: ThreadKey, token: str, phrase: ReturnPhrase | None = None) -> Opening:
    """What lets a thread stand open under a token: nothing in it opens without that."""
    halves = split_token(token)
    bound_to = thread.pk.bytes
    words = phrase and " ".join(phrase.words).encode()
    return Opening(
        lookup=halves.lookup,
        thread=thread,
        wrapped_key=wrap(halves.key, key, use=OPENING_USE, bound_to=bound_to),
        unconfirmed_phrase=words and wrap(halves.key, words, use=UNCONFIRMED_USE, bound_to=bound_to),
    )
