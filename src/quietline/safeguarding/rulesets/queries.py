from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db.models import QuerySet

from quietline.safeguarding.rulesets.models import RuleKind, Ruleset
from quietline.safeguarding.rulesets.rules import Fact, Key, Kind, Rules, Situation, situations_from_text

SAMPLE = Path(__file__).parent / "sample"
# Where nothing was published for a statement a concern can be marked all the same; nothing can be passed on.
NO_RULES = Rules(alone=False, kinds=(Kind("other", "Somebody may be in danger", 24),), keys=(), agencies=())


@dataclass(frozen=True, slots=True)
class Published:
    """A version of the rules, with what names it."""

    id: UUID
    statement_key: str
    statement_version: int
    version: int
    published_at: datetime
    rules: Rules

    @property
    def name(self) -> str:
        return f"{self.statement_key} {self.statement_version}, rules {self.version}"

    @property
    def label(self) -> str:
        """The same for the command line and for addresses."""
        return f"{self.statement_key}/{self.statement_version}/{self.version}"


def in_force(statement_key: str, statement_version: int) -> Published | None:
    """The newest rules of the statement that somebody was shown; a later statement never binds them."""
    rows = _rows().filter(statement_key=statement_key, statement_version=statement_version)
    row = rows.order_by("-version").first()
    return _published(row) if row else None


def kinds_in_force(statement_key: str, statement_version: int) -> tuple[Kind, ...]:
    """The kinds of concern alone, in one query: every thread's page offers them."""
    newest = Ruleset.objects.filter(statement_key=statement_key, statement_version=statement_version)
    rows = RuleKind.objects.filter(ruleset=newest.order_by("-version").values("pk")[:1])
    return tuple(Kind(row.code, row.label, row.hours, row.immediate) for row in rows)


def ruleset(ruleset_id: UUID) -> Published | None:
    row = _rows().filter(pk=ruleset_id).first()
    return _published(row) if row else None


def labelled(label: str) -> Published | None:
    """The rules of this label, like `uk-two-keys/1/1`."""
    match label.split("/"):
        case [key, statement, version] if statement.isdecimal() and version.isdecimal() and len(label) < 80:
            row = _rows().filter(statement_key=key, statement_version=statement, version=version).first()
            return _published(row) if row else None
    return None


def all_rulesets() -> list[Published]:
    """Every version there is, the newest of each statement first."""
    return [_published(row) for row in _rows()]


def invented_situations() -> list[Situation]:
    """What comes with Quietline to try rules on."""
    return situations_from_text((SAMPLE / "situations.toml").read_text(encoding="utf-8"))


def _rows() -> QuerySet[Ruleset]:
    return Ruleset.objects.prefetch_related("kinds", "keys__facts", "agencies")


def _published(row: Ruleset) -> Published:
    kinds = tuple(Kind(each.code, each.label, each.hours, each.immediate) for each in row.kinds.all())
    keys = tuple(
        Key(each.code, each.label, tuple(Fact(fact.code, fact.label) for fact in each.facts.all()))
        for each in row.keys.all()
    )
    return Published(
        id=row.pk,
        statement_key=row.statement_key,
        statement_version=row.statement_version,
        version=row.version,
        published_at=row.published_at,
        rules=Rules(row.alone, kinds, keys, tuple(each.name for each in row.agencies.all())),
    )
