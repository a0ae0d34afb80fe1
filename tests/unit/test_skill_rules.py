"""Who fits a thread, and whose queue it stands in."""

from __future__ import annotations

from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from quietline.team.skills.rules import Abilities, Crew, Need

LINE, FAMILIES, POLICE = uuid4(), uuid4(), uuid4()
MINA, TOM = uuid4(), uuid4()
ABLE = {MINA: Abilities(frozenset({FAMILIES}), frozenset({"en"})), TOM: Abilities(languages=frozenset({"ar"}))}


def crew(*there: object) -> Crew:
    return Crew(abilities=ABLE, on_duty={LINE: frozenset(there)})  # type: ignore[arg-type]


def test_a_thread_that_wants_a_skill_fits_who_has_it_and_reads_it() -> None:
    assert crew().fits(MINA, Need(LINE, "en", FAMILIES))
    assert not crew().fits(MINA, Need(LINE, "ar", FAMILIES))
    assert not crew().fits(TOM, Need(LINE, "ar", FAMILIES))
    assert crew().fits(TOM, Need(LINE, "ar"))


def test_somebody_of_whom_nothing_was_noted_reads_everything_and_has_no_skill() -> None:
    stranger = uuid4()
    assert crew().fits(stranger, Need(LINE, "ar"))
    assert not crew().fits(stranger, Need(LINE, "ar", FAMILIES))


def test_what_fits_a_colleague_on_duty_is_theirs() -> None:
    need = Need(LINE, "en", FAMILIES)
    assert not crew(MINA).is_for(TOM, need)
    assert crew(MINA).is_for(MINA, need)
    assert crew().is_for(TOM, need), "the colleague who has it is not there"


def test_a_colleague_on_duty_for_another_line_does_not_count() -> None:
    elsewhere = Crew(abilities=ABLE, on_duty={uuid4(): frozenset({MINA})})
    assert elsewhere.is_for(TOM, Need(LINE, "en", FAMILIES))


def test_what_nobody_on_duty_can_do_is_said() -> None:
    assert crew(TOM).lacks_skill(Need(LINE, "en", POLICE))
    assert not crew(MINA).lacks_skill(Need(LINE, "en", FAMILIES))
    assert not crew(TOM).lacks_skill(Need(LINE, "en")), "nothing was wanted"
    assert crew(MINA).lacks_language(Need(LINE, "ar"))
    assert not crew().lacks_language(Need(LINE, "ar")), "nobody is there at all"


SKILLS, LANGUAGES, PEOPLE = [FAMILIES, POLICE], ["en", "ar"], [uuid4() for _ in range(4)]
abilities = st.builds(Abilities, st.frozensets(st.sampled_from(SKILLS)), st.frozensets(st.sampled_from(LANGUAGES)))
needs = st.builds(Need, st.just(LINE), st.sampled_from(LANGUAGES), st.sampled_from([None, *SKILLS]))


@given(
    able=st.dictionaries(st.sampled_from(PEOPLE), abilities),
    there=st.frozensets(st.sampled_from(PEOPLE), min_size=1),
    need=needs,
)
def test_every_thread_stands_in_the_queue_of_somebody_on_duty(
    able: dict[object, Abilities], there: frozenset[object], need: Need
) -> None:
    team = Crew(abilities=able, on_duty={LINE: there})  # type: ignore[arg-type]
    assert any(team.is_for(person, need) for person in there)  # type: ignore[arg-type]
