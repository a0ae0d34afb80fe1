"""The minimum that is passed on, as PDF and as JSON: who decided what by which rules, facts, chosen identities.

Nothing of the conversation is in it that nobody wrote into the proposal.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from quietline.contact.queries import OpenThread
from quietline.safeguarding.disclosures.queries import DisclosureText, is_borne_out
from quietline.safeguarding.disclosures.rules import Told
from quietline.safeguarding.identities.queries import identity_row, identity_text
from quietline.team.queries import organisation
from quietline.vault import Plain, PrivateKey

_TOLD = {
    Told.BEFORE: "The person was told before.",
    Told.WILL_BE: "The person will be told.",
    Told.NOT: "The person was not told.",
}
_FORMAT = 1


class NotBorneOut(Exception):
    """The record of acts knows of no such decision: somebody wrote it into the database."""


class NothingToPassOn(Exception):
    """It was not decided to pass this on."""


@dataclass(frozen=True, slots=True)
class Pack:
    """What a pack says. Instants are in UTC."""

    organisation: str
    line: str
    reference: str
    number: int
    version: int
    made_at: datetime
    agency: str
    statement: str
    rules: str
    decided: tuple[str, ...]
    keys_met: tuple[str, ...]
    facts: tuple[str, ...]
    words: str
    identities: tuple[tuple[str, str], ...]
    told: str
    told_words: str

    @property
    def name(self) -> str:
        return f"disclosure-{self.reference}-{self.number}-version-{self.version}"


def pack_of(
    opened: OpenThread,
    row: DisclosureText,
    line_keys: Mapping[int, PrivateKey],
    *,
    version: int,
    at: datetime,
) -> Pack:
    """
    Raises:
        NothingToPassOn, NotBorneOut
        CannotOpen: an identity is of another thread, or sealed to a key that is not held.
    """
    if not row.is_passable:
        raise NothingToPassOn
    if not is_borne_out(row):
        raise NotBorneOut
    rows = [identity_row(opened.thread.pk, each) for each in row.identities]
    texts = [(each.ordinal, identity_text(each, line_keys)) for each in rows if each]
    ours = organisation()
    return Pack(
        organisation=ours.name if ours else "",
        line=opened.thread.line.name,
        reference=opened.thread.reference,
        number=row.ordinal,
        version=version,
        made_at=at,
        agency=row.case.agency,
        statement=f"{opened.thread.statement_key}, version {opened.thread.statement_version}",
        rules=row.published.name,
        decided=tuple(_decided(row)),
        keys_met=tuple(row.keys_met),
        facts=tuple(row.facts),
        words=row.case.words,
        identities=tuple((text.what.value, text.words) for _, text in sorted(texts, key=lambda each: each[0])),
        told=_TOLD[row.case.told],
        told_words=row.case.told_words,
    )


def as_archive(pack: Pack) -> Plain:
    """Both forms in one archive, to be sealed as a whole."""
    from quietline.safeguarding.disclosures.printing import as_pdf

    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(f"{pack.name}.pdf", as_pdf(pack))
        archive.writestr(f"{pack.name}.json", as_json(pack))
    return Plain(content.getvalue())


def as_json(pack: Pack) -> str:
    said: dict[str, Any] = {
        "quietline disclosure": _FORMAT,
        "organisation": pack.organisation,
        "line": pack.line,
        "reference": pack.reference,
        "number": pack.number,
        "version": pack.version,
        "made_at": pack.made_at.isoformat(),
        "agency": pack.agency,
        "statement": pack.statement,
        "rules": pack.rules,
        "decided": list(pack.decided),
        "keys_met": list(pack.keys_met),
        "facts": list(pack.facts),
        "words": pack.words,
        "identities": [{"what": what, "words": words} for what, words in pack.identities],
        "told": pack.told,
        "told_words": pack.told_words,
    }
    return json.dumps(said, ensure_ascii=False, indent=1)


def _decided(row: DisclosureText) -> list[str]:
    proposed = f"{row.proposed_by}, {row.proposed_at:%d %B %Y, %H:%M} UTC"
    if not row.alone:
        return [f"Proposed by {proposed}", f"Agreed by {row.decided_by}, {row.decided_at:%d %B %Y, %H:%M} UTC"]
    looked = (
        f"Looked at by {row.decided_by}, {row.decided_at:%d %B %Y, %H:%M} UTC"
        if row.decided_at
        else f"Not looked at by a second person yet: due {row.decide_by:%d %B %Y, %H:%M} UTC"
    )
    return [f"Decided alone, as minutes counted, by {proposed}", looked]
