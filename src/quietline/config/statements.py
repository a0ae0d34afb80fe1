"""What the lines promise: the public site may show it, and not know the conversation."""

from __future__ import annotations

from quietline.contact import queries
from quietline.team.models import Line
from quietline.team.queries import line_for_public


def in_force(language: str, jurisdiction: str) -> queries.StatementText | None:
    """The statement in force of a jurisdiction; without one named, of the line that the public reaches."""
    if jurisdiction:
        return queries.statement_of(jurisdiction, language)
    try:
        return queries.statement_in_force(line_for_public(), language)
    except Line.DoesNotExist:
        return None


def jurisdictions() -> list[str]:
    return queries.jurisdictions_in_force()
