from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from quietline.audit.models import Act, Entry, Seal
from quietline.audit.rules import Head, Sealer, parts_of, read_head

# What stands before the first entry.
BEGINNING = bytes(32)
# On PostgreSQL numbers come in another order than commits. A transaction that is still open while so many others
# were recorded is found at the next start, when all entries are looked at.
_SLACK = 1_000
# Checked at a time, so that memory stays small however long the chain is.
_CHUNK = 1_000
# More would tell nobody anything new.
_MOST_PROBLEMS = 20


def acts_on(subject: UUID) -> list[tuple[Act, UUID | None]]:
    """What was done to a subject, oldest first, and by whom."""
    rows = Entry.objects.filter(subject=subject).order_by("id").values_list("act", "actor")
    return [(Act(act), actor) for act, actor in rows]


def looked_at(subject: UUID, *, looking: Collection[Act]) -> list[tuple[UUID, datetime, int]]:
    """Who looked at a subject: when last, and how often; the newest first."""
    rows = Entry.objects.filter(subject=subject, act__in=[act.value for act in looking], actor__isnull=False)
    counted = rows.values("actor").annotate(last=Max("at"), times=Count("pk")).order_by("-last")
    return [(row["actor"], row["last"], row["times"]) for row in counted if row["actor"]]


def is_on_record(act: Act, *, by: UUID, subject: UUID) -> bool:
    """Whether this helpline itself wrote down that somebody did this: a row put in past it has no true mark."""
    rows = Entry.objects.filter(act=act.value, actor=by, subject=subject)
    return any(
        _sealer().fits(bytes(row.mark), *parts_of(at=row.at, act=row.act, actor=row.actor, subject=row.subject))
        for row in rows
    )


def newest_at() -> datetime | None:
    """When the newest act was put on record."""
    return Entry.objects.order_by("-id").values_list("at", flat=True).first()


def last_at(act: Act) -> datetime | None:
    """When this was done last."""
    return Entry.objects.filter(act=act).order_by("-id").values_list("at", flat=True).first()


def place_of(act: Act, subject: UUID) -> int | None:
    """Where in the chain it stands that this was done to a subject; the newest place where it was done again."""
    entry = Entry.objects.filter(act=act, subject=subject).order_by("-id").values_list("pk", flat=True).first()
    return Seal.objects.filter(entry=entry).values_list("place", flat=True).first() if entry else None


def head() -> Head:
    """How far the chain reaches now."""
    last = Seal.objects.order_by("-place").values_list("place", "seal").first()
    return Head(last[0], bytes(last[1])) if last else Head(0, BEGINNING)


class _Swept:
    """Whether this process has looked at all entries once; afterwards the newest are enough."""

    done = False


def note_chained() -> None:
    _Swept.done = True


def unchained() -> QuerySet[Entry]:
    """The entries that are not in the chain yet, in the order in which they go into it."""
    last = Seal.objects.order_by("-entry").values_list("entry", flat=True).first() if _Swept.done else None
    newest = Entry.objects.filter(pk__gt=(last or 0) - _SLACK)
    return newest.filter(~Exists(Seal.objects.filter(entry=OuterRef("pk")))).order_by("pk")


@dataclass(slots=True)
class Verdict:
    """What a verification found; `problems` is empty where nothing was touched."""

    head: Head
    checked: int = 0
    unchained: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, problem: str) -> None:
        if len(self.problems) < _MOST_PROBLEMS:
            self.problems.append(problem)
        elif len(self.problems) == _MOST_PROBLEMS:
            self.problems.append("… and more.")


def verify(heads: list[Head], *, advance: Callable[[int], object] = lambda _: None) -> Verdict:
    """Go through the whole chain: rows that were changed, taken out, cut off the end or copied.

    `heads` were noted before; the one beside the database is looked at as well. `advance` is told how many more
    entries were checked. Rows that somebody takes out before they are chained, a second at most, are not missed.
    """
    verdict = Verdict(head())
    wanted = {each.place: each for each in [*heads, *_kept_head()]}
    seen: set[bytes] = set()
    last = Head(0, BEGINNING)
    for seals in _in_chunks():
        entries = Entry.objects.in_bulk([row.entry for row in seals])
        for row in seals:
            last = _check(row, entries.get(row.entry), last, seen, verdict)
            noted = wanted.pop(row.place, last)
            if noted.seal != last.seal:
                verdict.add(f"At place {row.place} the chain is another than the head says that was noted then.")
        verdict.checked += len(seals)
        advance(len(seals))
    for noted in sorted(wanted.values(), key=lambda each: each.place):
        if noted.place:
            verdict.add(f"The chain ends at place {last.place}; a head was noted at place {noted.place}.")
    _check_unchained(seen, verdict)
    return verdict


def _check(row: Seal, entry: Entry | None, last: Head, seen: set[bytes], verdict: Verdict) -> Head:
    """Check one place; goes on with the seal that stands there, so that one change is told once."""
    stands = Head(row.place, bytes(row.seal))
    if row.place != last.place + 1:
        verdict.add(f"Places {last.place + 1} to {row.place - 1} of the chain are missing.")
        return stands
    if entry is None:
        verdict.add(f"The entry at place {row.place} is missing.")
        return stands
    _check_entry(entry, f"The entry at place {row.place}", seen, verdict)
    sealed = _sealer().seal(last.seal, place=row.place, row=entry.pk, mark=bytes(entry.mark))
    if sealed != stands.seal:
        verdict.add(f"The seal at place {row.place} does not fit what stands before it.")
    return stands


def _check_entry(entry: Entry, name: str, seen: set[bytes], verdict: Verdict) -> None:
    mark = bytes(entry.mark)
    parts = parts_of(at=entry.at, act=entry.act, actor=entry.actor, subject=entry.subject)
    if not _sealer().fits(mark, *parts):
        verdict.add(f"{name} was changed, or was not written by this helpline.")
    if mark in seen:
        verdict.add(f"{name} is a copy of another one.")
    seen.add(mark)


def _check_unchained(seen: set[bytes], verdict: Verdict) -> None:
    late = Entry.objects.filter(~Exists(Seal.objects.filter(entry=OuterRef("pk")))).order_by("pk")
    for entry in late:
        _check_entry(entry, f"The newest entry with number {entry.pk}", seen, verdict)
        verdict.unchained += 1


def _in_chunks() -> Iterator[list[Seal]]:
    after = None
    while True:
        rows = Seal.objects.order_by("place")
        chunk = list((rows if after is None else rows.filter(place__gt=after))[:_CHUNK])
        if not chunk:
            return
        yield chunk
        after = chunk[-1].place


def _kept_head() -> list[Head]:
    file: Path | None = settings.QUIETLINE_AUDIT_HEAD
    if file is None or not file.exists():
        return []
    kept = read_head(file.read_text(encoding="utf-8", errors="replace"))
    # One that can't be read is no proof of anything: it is told by a place that no chain has.
    return [kept or Head(10**18, BEGINNING)]


def may_change_entries() -> bool | None:
    """Whether the role that serves could change or take out entries; None where the database knows no roles."""
    if connection.vendor != "postgresql":
        return None
    rights = ["UPDATE", "DELETE", "TRUNCATE"]
    tables = [Entry._meta.db_table, Seal._meta.db_table]
    with connection.cursor() as cursor:
        for table in tables:
            for right in rights:
                cursor.execute("SELECT has_table_privilege(current_user, %s, %s)", [table, right])
                if cursor.fetchone()[0]:
                    return True
    return False


def _sealer() -> Sealer:
    sealer: Sealer = settings.QUIETLINE_AUDIT_SEALER
    return sealer
