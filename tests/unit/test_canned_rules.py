"""A canned reply has no variables: what looks like one is refused before a seeker reads it."""

from __future__ import annotations

import pytest

from quietline.team.canned.rules import HasVariable, check_text


@pytest.mark.parametrize("text", ["Dear {name},", "Dear {{ name }}", "Hello %name%", "Hello %(name)s", "Hi %s!", "{}"])
def test_a_variable_is_refused_with_words(text: str) -> None:
    with pytest.raises(HasVariable, match="nothing is filled in here"):
        check_text(text)


@pytest.mark.parametrize("text", ["Half of it, 50 %.", "10% and 20% more", "A smile :-}", "5 %", "اكتب إلينا"])
def test_ordinary_text_passes(text: str) -> None:
    assert check_text(text) == text
