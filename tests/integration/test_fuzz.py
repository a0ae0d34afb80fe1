"""A few of the inputs that `make fuzz` tries by the hundred thousand."""

from __future__ import annotations

import pytest
from tools import fuzz


def test_what_comes_from_outside_is_read_or_refused() -> None:
    outcome = fuzz.run(1_500, seed=7)
    assert outcome.broken == []
    tried = outcome.read + outcome.refused
    assert set(tried) == set(fuzz.readers())
    # Neither would prove anything by itself: every input thrown away, or none of them odd enough.
    assert outcome.read.total() > 100
    assert outcome.refused.total() > 300


def test_a_reader_that_breaks_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    planted = fuzz.Reader(lambda content: content.decode("ascii"), (LookupError,), (b"plain",))
    monkeypatch.setattr(fuzz, "readers", lambda: {"planted": planted})
    broken = fuzz.run(50, seed=7).broken
    assert broken
    assert all("UnicodeDecodeError" in each for each in broken)
