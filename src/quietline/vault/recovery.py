"""The recovery key, split so that any two of three people can bring it back and one alone can't."""

from __future__ import annotations

from collections.abc import Sequence

from shamir_mnemonic import combine_mnemonics, generate_mnemonics
from shamir_mnemonic.utils import MnemonicError

from quietline.vault.errors import RecoveryProblem
from quietline.vault.kinds import PrivateKey
from quietline.vault.parameters import KEY_BYTES, RECOVERY_NEEDED, RECOVERY_SHARES


def split_recovery_key(private: PrivateKey) -> tuple[str, str, str]:
    """Three SLIP-39 shares of 33 words each; any two make the key."""
    ((one, two, three),) = generate_mnemonics(1, [(RECOVERY_NEEDED, RECOVERY_SHARES)], private)
    return one, two, three


def join_recovery_shares(shares: Sequence[str]) -> PrivateKey:
    """Make the recovery key from two shares.

    Raises:
        RecoveryProblem: a share is mistyped, comes from another set, or there are too few.
    """
    try:
        key = combine_mnemonics([" ".join(share.lower().split()) for share in shares])
    except MnemonicError:
        raise RecoveryProblem(
            "These shares don't fit together. Check every word, and that both come from the same set; two are needed."
        ) from None
    if len(key) != KEY_BYTES:
        raise RecoveryProblem("These are shares of something else than a recovery key.")
    return PrivateKey(key)
