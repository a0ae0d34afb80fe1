"""What a seeker's holds wrap: the thread's key, and behind it the key of their plan where they keep one.

The line's hold is on the thread's key alone: whoever has that one does not come to the plan (docs/adr/0016).
"""

from __future__ import annotations

from dataclasses import dataclass

from quietline.vault import CannotOpen, ThreadKey
from quietline.vault.parameters import KEY_BYTES


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys that a return phrase, or the browser's cookie, leads to."""

    thread: ThreadKey
    plan: ThreadKey | None = None

    def as_bytes(self) -> bytes:
        return self.thread + (self.plan or b"")

    @classmethod
    def from_bytes(cls, keys: bytes) -> Keyring:
        """Read what was unwrapped.

        Raises:
            CannotOpen: it is neither one key nor two.
        """
        if len(keys) not in {KEY_BYTES, 2 * KEY_BYTES}:
            raise CannotOpen
        thread, plan = keys[:KEY_BYTES], keys[KEY_BYTES:]
        return cls(ThreadKey(thread), ThreadKey(plan) if plan else None)
