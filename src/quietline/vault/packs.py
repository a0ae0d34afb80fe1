"""Sealing a file for somebody outside, in the age format (age-encryption.org/v1), which others' programs open.

Nothing of ours is: whoever gets a pack has neither our keys nor our program.
"""

from __future__ import annotations

import pyrage

from quietline.vault.errors import PackKeyProblem
from quietline.vault.kinds import Plain, Sealed

# Below this somebody with the file could try them all; the scrypt of the format costs about a second a try.
PACK_PASSPHRASE_CHARACTERS = 16


def seal_with_passphrase(plain: Plain, passphrase: str) -> Sealed:
    """Seal under a passphrase; takes about a second and 128 MiB, on purpose.

    Raises:
        PackKeyProblem: the passphrase is too short.
    """
    if len(passphrase) < PACK_PASSPHRASE_CHARACTERS:
        raise PackKeyProblem(f"Use at least {PACK_PASSPHRASE_CHARACTERS} characters: several words are easy to say.")
    return Sealed(pyrage.passphrase.encrypt(plain, passphrase))


def seal_to_recipient(plain: Plain, recipient: str) -> Sealed:
    """Seal to an agency's own age key (`age1…`, X25519).

    Raises:
        PackKeyProblem: it is none.
    """
    try:
        key = pyrage.x25519.Recipient.from_str(recipient.strip())
    except pyrage.RecipientError:
        raise PackKeyProblem("This is no age key: one starts with age1 and has 62 characters.") from None
    return Sealed(pyrage.encrypt(plain, [key]))
