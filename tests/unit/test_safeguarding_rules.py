"""Rules of a statement, what looks like a detail, which accounts look alike: without a database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quietline.safeguarding.identities.rules import What, details_in
from quietline.safeguarding.people.rules import Account, look_alike
from quietline.safeguarding.rulesets.queries import SAMPLE, invented_situations
from quietline.safeguarding.rulesets.rules import (
    Kind,
    NotUsable,
    Rules,
    from_text,
    may_act_alone,
    situations_from_text,
    tried,
)
from quietline.safeguarding.rulesets.writing import Written, as_written, from_written

TEXT = (SAMPLE / "uk-two-keys" / "1" / "1.toml").read_text(encoding="utf-8")
UK = from_text(TEXT)


@pytest.mark.parametrize("file", sorted(SAMPLE.glob("*/*/*.toml")), ids=str)
def test_the_rules_that_come_with_it_can_be_worked_by(file: object) -> None:
    rules = from_text(file.read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    assert from_written(as_written(rules)) == rules


def test_nothing_is_passed_on_unless_every_key_is_met() -> None:
    assert [key.code for key in UK.missing(set())] == ["who", "why"]
    assert [key.code for key in UK.missing({"name"})] == ["why"]
    assert [key.code for key in UK.missing({"child-at-risk"})] == ["who"]
    assert UK.missing({"name", "child-at-risk"}) == ()


def test_one_may_act_alone_only_in_immediate_danger_with_every_key_where_the_statement_says_so() -> None:
    now, later = UK.kind("child-in-danger"), UK.kind("named-child")
    assert may_act_alone(UK, now, {"name", "child-at-risk"})
    assert not may_act_alone(UK, later, {"name", "child-at-risk"})
    assert not may_act_alone(UK, now, {"name"})
    assert not may_act_alone(replace(UK, alone=False), now, {"name", "child-at-risk"})


def test_a_kind_that_there_is_not_any_more_has_the_strictest_deadline() -> None:
    assert UK.kind("gone").hours == 1


def test_two_versions_are_tried_on_the_same_situations() -> None:
    situations = invented_situations()
    assert not any(row.changed for row in tried(UK, UK, situations))
    looser = replace(UK, keys=UK.keys[:1])
    rows = tried(UK, looser, situations)
    changed = [row for row in rows if row.changed]
    assert rows[: len(changed)] == changed
    assert not any(row.before.may_pass_on for row in changed)
    assert any(row.after.may_pass_on for row in changed)
    assert "may be passed on" in " ".join(str(row.after) for row in changed)


WRONG = {
    "no TOML": ("alone = true", "alone ="),
    "something missing": ('label = "A named child"\n', ""),
    "no hours": ("hours = 72", "hours = 0"),
    "hours that are none": ("hours = 72", 'hours = "soon"'),
    "two of one code": ('code = "own-life"', 'code = "child-in-danger"'),
    "a code that is none": ('code = "own-life"', 'code = "Own Life!"'),
    "a name without end": ('label = "A named child"', f'label = "{"x" * 200}"'),
    "no agency": ('agencies = ["Police", "Children\'s services", "Ambulance service"]', "agencies = []"),
    "agencies that are none": ('["Police", "Children\'s services", "Ambulance service"]', "[1, 2]"),
}


@pytest.mark.parametrize("name", WRONG)
def test_rules_that_nobody_can_work_by_are_refused_with_the_reason(name: str) -> None:
    was, now = WRONG[name]
    assert was in TEXT
    with pytest.raises(NotUsable, match=r"\w"):
        from_text(TEXT.replace(was, now))


def test_situations_that_are_none_are_refused() -> None:
    with pytest.raises(NotUsable):
        situations_from_text("[[situations]]\ntold = 'A'\n")


@pytest.mark.parametrize(
    ("kinds", "keys"),
    [
        ("A worry", "Who\n- a name"),
        ("A worry | soon", "Who\n- a name"),
        ("A worry | 1 | later", "Who\n- a name"),
        ("A worry | 1", "- a name"),
        ("A worry | 1", "Who"),
        ("A worry | 1", ""),
        ("", "Who\n- a name"),
        ("A worry | 999999999", "Who\n- a name"),
    ],
)
def test_lines_that_are_no_rules_are_refused(kinds: str, keys: str) -> None:
    with pytest.raises(NotUsable, match=r"\w"):
        from_written(Written(alone=False, kinds=kinds, keys=keys, agencies="Police"))


def test_new_lines_get_names_of_their_own() -> None:
    kinds, keys = "A worry | 1\nA worry! | 2 | now", "Who\n- a\n- a"
    rules = from_written(Written(alone=False, kinds=kinds, keys=keys, agencies="Police"))
    assert [kind.code for kind in rules.kinds] == ["a-worry", "a-worry-2"]
    assert rules.kinds[1] == Kind("a-worry-2", "A worry!", 2, immediate=True)
    assert isinstance(rules, Rules)
    assert [fact.code for fact in rules.keys[0].facts] == ["a", "a-2"]


DETAILS = {
    "Ring me on 07700 900461 after six.": [(What.PHONE, "07700 900461")],
    "+44 (0)7700 900461, or heron@larkmere.example.": [
        (What.E_MAIL, "heron@larkmere.example"),
        (What.PHONE, "+44 (0)7700 900461"),
    ],
    "رقمي ٠٧٧٠٠٩٠٠٤٦١": [(What.PHONE, "٠٧٧٠٠٩٠٠٤٦١")],
    "We live at 12 Gull Lane, EX4 9ZZ.": [(What.ADDRESS, "12 Gull Lane"), (What.ADDRESS, "EX4 9ZZ")],
    "It began on 12.11.2026, at 10.30.": [],
    "I am 34 and have 2 brothers.": [],
    "": [],
}


@pytest.mark.parametrize("text", DETAILS)
def test_what_looks_like_a_detail_is_found(text: str) -> None:
    assert [(each.what, each.passage) for each in details_in(text)] == DETAILS[text]
    assert all(each.passage in text for each in details_in(text))


@pytest.mark.parametrize("text", ["1 " * 4_000, "a@" * 4_000, "1 A" * 2_600, "+" * 8_000, "EX4 " * 2_000])
def test_looking_for_details_takes_no_time_however_a_text_is_made(text: str) -> None:
    details_in(text)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (("Mina Kowalska", "mina@a.example"), ("Kowalska Mína", "m.k@b.example"), True),
        (("Mina Kowalska", "mina@a.example"), ("M. K.", "mi.na+lead@a.example"), True),
        (("Mina Kowalska", "mina@a.example"), ("Tom Fairburn", "tom@a.example"), False),
    ],
)
def test_accounts_that_look_alike(one: tuple[str, str], other: tuple[str, str], alike: bool) -> None:
    assert look_alike(Account(*one), Account(*other)) is alike
