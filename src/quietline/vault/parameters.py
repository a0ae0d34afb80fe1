"""The numbers that decide secrecy, each with its reason."""

from __future__ import annotations

MIB = 1024 * 1024

# XChaCha20-Poly1305, X25519 and BLAKE2b keys.
KEY_BYTES = 32
# XChaCha20's nonce is long enough to be drawn at random for ever.
NONCE_BYTES = 24
# Standing in front of every sealed value: a reader refuses what it does not know.
FORMAT_VERSION = 1

# A sealed message tells its length only in steps of this: a short sentence and a long one look alike.
PAD_BYTES = 256

# The return phrase: 80 random bits can't be searched even at 2^40 guesses a second, and eight words can be written
# on a hand. The check bits name a wrong word before anything is derived.
PHRASE_BITS = 80
PHRASE_CHECK_BITS = 8
WORD_BITS = 11
PHRASE_WORDS = (PHRASE_BITS + PHRASE_CHECK_BITS) // WORD_BITS
# A public key read out on the phone: enough that no other key with the same words is found while somebody waits.
KEY_WORDS = 4
# No list has a word of more than 11 letters; this leaves room for numbering and several lines.
PHRASE_MOST_CHARACTERS = 1_000
WORD_MOST_CHARACTERS = 64

# Argon2id for the phrase, after OWASP's minimum (19 MiB, 2 passes, 1 lane): 80 random bits need no more, and it is the
# one cost that a stranger can make the server pay.
PHRASE_MEMORY = 19 * MIB
PHRASE_PASSES = 2
# Argon2id for a practitioner's password, which people choose: RFC 9106's second recommendation (64 MiB, 3 passes).
PASSWORD_MEMORY = 64 * MIB
PASSWORD_PASSES = 3
# The cost stands in the locked key so that it can be raised later; a forged row must not make us allocate without end.
PASSWORD_MOST_MEMORY = 1024 * MIB
PASSWORD_MOST_PASSES = 16
SALT_BYTES = 16

# A cookie's secret: 256 bits, of which halves are derived.
TOKEN_BYTES = 32

RECOVERY_SHARES = 3
RECOVERY_NEEDED = 2

# A mark on a row of the audit: forging one blindly takes 2^128 tries, and each is a row that shows.
MARK_BYTES = 16
# Tells two rows of the same content apart; a few thousand rows a day never meet by chance.
MARK_NONCE_BYTES = 8

# A backup is sealed in pieces of this: large enough to cost little, small enough for any memory.
STREAM_CHUNK_BYTES = 64 * 1024
# A wrongly copied digit of a key on paper passes unnoticed once in four thousand million times.
KEY_CHECK_BYTES = 4
