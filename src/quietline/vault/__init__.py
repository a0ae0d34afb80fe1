"""Sealing, keys and return phrases. The format stands in docs/sealed-format.md."""

from quietline.vault.chain import ChainSealer
from quietline.vault.derivation import Gate, PhraseKeys, derive
from quietline.vault.errors import (
    Busy,
    CannotOpen,
    KeyTextProblem,
    OtherKey,
    PackKeyProblem,
    PhraseProblem,
    RecoveryProblem,
    VaultError,
    WordProblem,
)
from quietline.vault.installation import installation_key, passkey_key, peppered_mark
from quietline.vault.keys import (
    KeyPair,
    lock_private_key,
    new_key_pair,
    new_wrapping_key,
    open_with,
    seal_to,
    unlock_private_key,
    unwrap,
    wrap,
)
from quietline.vault.kinds import Pepper, Plain, PrivateKey, PublicKey, Sealed, ThreadKey, WrappingKey
from quietline.vault.packs import PACK_PASSPHRASE_CHARACTERS, seal_to_recipient, seal_with_passphrase
from quietline.vault.phrase import (
    ReturnPhrase,
    are_key_words,
    key_words,
    new_phrase,
    read_phrase,
    same_word,
    wordlist_for,
)
from quietline.vault.recovery import join_recovery_shares, split_recovery_key
from quietline.vault.sealing import Place, Purpose, new_thread_key, open_sealed, seal
from quietline.vault.streams import StreamSealer, key_as_text, key_from_text, open_stream, public_half
from quietline.vault.tokens import TokenHalves, new_token, same, split_token, token_mac

__all__ = [
    "PACK_PASSPHRASE_CHARACTERS",
    "Busy",
    "CannotOpen",
    "ChainSealer",
    "Gate",
    "KeyPair",
    "KeyTextProblem",
    "OtherKey",
    "PackKeyProblem",
    "Pepper",
    "PhraseKeys",
    "PhraseProblem",
    "Place",
    "Plain",
    "PrivateKey",
    "PublicKey",
    "Purpose",
    "RecoveryProblem",
    "ReturnPhrase",
    "Sealed",
    "StreamSealer",
    "ThreadKey",
    "TokenHalves",
    "VaultError",
    "WordProblem",
    "WrappingKey",
    "are_key_words",
    "derive",
    "installation_key",
    "join_recovery_shares",
    "key_as_text",
    "key_from_text",
    "key_words",
    "lock_private_key",
    "new_key_pair",
    "new_phrase",
    "new_thread_key",
    "new_token",
    "new_wrapping_key",
    "open_sealed",
    "open_stream",
    "open_with",
    "passkey_key",
    "peppered_mark",
    "public_half",
    "read_phrase",
    "same",
    "same_word",
    "seal",
    "seal_to",
    "seal_to_recipient",
    "seal_with_passphrase",
    "split_recovery_key",
    "split_token",
    "token_mac",
    "unlock_private_key",
    "unwrap",
    "wordlist_for",
    "wrap",
]
