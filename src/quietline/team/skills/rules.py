"""Who fits a thread, said without a database. Fitting orders and suggests; it forbids nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

NAME_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Abilities:
    """What somebody has: skills, and languages; where no language was noted they count as reading every one."""

    skills: frozenset[UUID] = frozenset()
    languages: frozenset[str] = frozenset()

    def has(self, skill: UUID | None) -> bool:
        return skill is None or skill in self.skills

    def reads(self, language: str) -> bool:
        return not self.languages or language in self.languages


@dataclass(frozen=True, slots=True)
class Need:
    """What a thread asks of whoever takes it."""

    line: UUID
    language: str
    skill: UUID | None = None


@dataclass(frozen=True, slots=True)
class Crew:
    """What everybody can do, and who is at the desk now for each line."""

    abilities: Mapping[UUID, Abilities] = field(default_factory=dict)
    on_duty: Mapping[UUID, frozenset[UUID]] = field(default_factory=dict)

    def of(self, person: UUID) -> Abilities:
        return self.abilities.get(person, Abilities())

    def there(self, line: UUID) -> frozenset[UUID]:
        return self.on_duty.get(line, frozenset())

    def fits(self, person: UUID, need: Need) -> bool:
        own = self.of(person)
        return own.has(need.skill) and own.reads(need.language)

    def is_for(self, person: UUID, need: Need) -> bool:
        """Whether it stands in somebody's own queue: it fits them, or nobody on duty, and then it is everybody's."""
        return self.fits(person, need) or not any(self.fits(each, need) for each in self.there(need.line))

    def lacks_skill(self, need: Need) -> bool:
        """Nobody on duty has the skill that is wanted."""
        return not any(self.of(each).has(need.skill) for each in self.there(need.line)) and need.skill is not None

    def lacks_language(self, need: Need) -> bool:
        """Somebody is on duty, and nobody of them reads the language."""
        there = self.there(need.line)
        return bool(there) and not any(self.of(each).reads(need.language) for each in there)
