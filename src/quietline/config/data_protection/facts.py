"""What the data-protection pack says about this helpline, read from its settings and tables. Never about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import connection
from django.utils import timezone

from quietline import __version__
from quietline.contact.queries import StatementText, statement_in_force
from quietline.contact.retention.queries import periods_of
from quietline.desk.retention.forms import LABELS
from quietline.team.line_keys.queries import keepers_of
from quietline.team.models import Line, Practitioner
from quietline.team.queries import all_lines, organisation, with_role
from quietline.team.roles.rules import Role


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One line: what it promises, how long it keeps what, how many hold its key."""

    name: str
    jurisdiction: str
    statement: StatementText | None
    periods: list[tuple[str, int | None]]  # days; none: kept until somebody erases it
    keepers: int


@dataclass(frozen=True, slots=True)
class TableFacts:
    """The fields of one table by class."""

    name: str
    open: list[str]
    sealed: list[str]
    counts: list[str]


@dataclass(frozen=True, slots=True)
class Facts:
    """All of it, at one moment."""

    at: datetime
    version: str
    organisation: str
    origin: str
    database: str
    several_nodes: bool
    backup_days: int | None  # none: no backup key is set, so none can be made
    languages: list[str]
    people: int
    roles: list[tuple[str, int]]
    lines: list[LineFacts]
    tables: list[TableFacts]


def facts() -> Facts:
    """The helpline as it stands now.

    Raises:
        LookupError: none was made yet.
    """
    charity, installation = organisation(), settings.INSTALLATION
    if charity is None:
        raise LookupError("There is no helpline yet.")
    return Facts(
        at=timezone.localtime(),
        version=__version__,
        organisation=charity.name,
        origin=installation.origin,
        database="PostgreSQL" if connection.vendor == "postgresql" else "SQLite, a file on the same machine",
        several_nodes=bool(installation.bus_url),
        backup_days=installation.backup_days if installation.backup_key else None,
        languages=[str(name) for _, name in settings.LANGUAGES],
        people=Practitioner.objects.filter(is_active=True).count(),
        roles=[(role.shown, with_role(role).count()) for role in Role],
        lines=[_line(line) for line in all_lines()],
        tables=_tables(),
    )


def _line(line: Line) -> LineFacts:
    kept = periods_of(line)
    return LineFacts(
        name=line.name,
        jurisdiction=line.jurisdiction,
        statement=statement_in_force(line, "en"),
        periods=[(label, kept.get(kind)) for kind, label in LABELS.items()],
        keepers=len(keepers_of(line)),
    )


def _tables() -> list[TableFacts]:
    ours = [config for config in apps.get_app_configs() if config.name.startswith("quietline.")]
    return [
        TableFacts(
            name=model._meta.label,
            open=sorted(set(getattr(model, "open_fields", ())) - {"id"}),
            sealed=sorted(getattr(model, "sealed_fields", ())),
            counts=sorted(getattr(model, "count_fields", ())),
        )
        for config in ours
        for model in config.get_models()
    ]
