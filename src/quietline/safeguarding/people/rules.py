"""Whether two accounts look as if they were one person's; without a database."""

from __future__ import annotations

from dataclasses import dataclass

from quietline.ui.words import fold


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of an account's owner."""

    name: str
    email: str


def look_alike(one: Account, other: Account) -> bool:
    """The same name, whatever its capitals, accents and order, or the same mailbox, whatever stands behind a plus."""
    return _name(one) == _name(other) or _mailbox(one) == _mailbox(other)


def _name(account: Account) -> list[str]:
    return sorted(fold(account.name).split())


def _mailbox(account: Account) -> str:
    local, _, host = account.email.casefold().rpartition("@")
    return f"{local.partition('+')[0].replace('.', '')}@{host}"
