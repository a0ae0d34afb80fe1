"""How often a sign-in may be tried: counts blinded visitors only."""

from __future__ import annotations

import hashlib

from django.http import HttpRequest

from quietline.edge.limits import limits
from quietline.edge.marks import visitor


def may_try(request: HttpRequest, account: str) -> bool:
    """By visitor, and by account *and* visitor: tries from elsewhere never lock anybody out."""
    blinded = visitor(request)
    both = hashlib.blake2b(account.encode(), key=blinded, digest_size=16).digest()
    return limits.allow("sign-in", blinded) and limits.allow("sign-in", both)
