"""Why a link that works once is not good."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from quietline.team.links.rules import CODE_TRIES, LIFE, Refusal, Standing, refusal

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
GOOD = {"is_taken_up": False, "is_withdrawn": False, "tries_left": CODE_TRIES, "giver_may": True}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({}, None),
        ({"expires_at": NOW}, Refusal.EXPIRED),
        ({"is_taken_up": True, "tries_left": 0}, Refusal.TAKEN_UP),
        ({"is_withdrawn": True}, Refusal.WITHDRAWN),
        ({"tries_left": 0}, Refusal.TRIED_OUT),
        ({"giver_may": False}, Refusal.GIVER_GONE),
    ],
)
def test_why_one_is_not_good(changes: dict[str, Any], why: Refusal | None) -> None:
    assert refusal(Standing(**(GOOD | {"expires_at": NOW + LIFE} | changes)), NOW) is why
