"""How hard a text reads."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.content.reading import measured

EASY = "<p>You can stop here. You can come back on any day. We do not see what you write.</p>" * 4
HARD = (
    "<p>Notwithstanding considerable methodological heterogeneity, contemporaneous interventions characteristically "
    "demonstrate comparatively encouraging longitudinal outcomes throughout representative populations, although "
    "practitioners necessarily acknowledge substantial interpretative uncertainties.</p>"
) * 2


def test_short_words_in_short_sentences_are_easy() -> None:
    found = measured([EASY], language="en")
    assert found
    assert (found.words, found.words_a_sentence, found.longest_words) == (72, 6.0, 7)
    assert found.grade == 0.0
    assert not found.is_hard


def test_long_words_in_long_sentences_are_hard_and_the_longest_is_shown() -> None:
    found = measured([EASY, HARD], language="en")
    assert found
    assert found.is_hard
    assert found.has_a_long_sentence
    assert found.longest.startswith("Notwithstanding")


def test_the_grade_is_that_of_the_formula() -> None:
    # 40 words of 4 letters in sentences of 8: 4.71 * 4 + 0.5 * 8 - 21.43
    found = measured(["Each word here says just four dull ways. " * 5], language="en")
    assert found
    assert found.words_a_sentence == 8.0
    letters = len("Eachwordheresaysjustfourdullways") / 8
    assert found.grade == pytest.approx(4.71 * letters + 0.5 * 8 - 21.43, abs=0.05)


@pytest.mark.parametrize("language", ["ar", "cy", "pl"])
def test_other_languages_have_no_grade(language: str) -> None:
    found = measured([HARD], language=language)
    assert found
    assert found.grade is None
    assert found.is_hard


def test_entries_and_titles_make_nothing_easier() -> None:
    listed = measured([HARD, "<ul><li>One</li><li>Two words</li></ul>", "A title"], language="en")
    alone = measured([HARD], language="en")
    assert listed
    assert alone
    assert listed.words_a_sentence == alone.words_a_sentence


@given(st.lists(st.text()), st.sampled_from(["en", "ar"]))
def test_whatever_stands_there_gets_an_answer(texts: list[str], language: str) -> None:
    found = measured(texts, language=language)
    assert found is None or found.words >= 30
