"""What is wrong with an installation, and how to mend it. Each check looks at one thing and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connections

from quietline.audit.models import Act
from quietline.audit.queries import last_at, may_change_entries, newest_at
from quietline.config.databases import FIGURES, unapplied
from quietline.config.datadir import DataDir, DataDirProblem
from quietline.contact.queries import lines_without_statement
from quietline.contact.tombstones import actions as tombstones
from quietline.contact.tombstones.rules import NotReadable
from quietline.edge.hooks import SECRET_CHARACTERS
from quietline.edge.limits import parse
from quietline.team.models import Line
from quietline.team.queries import key_problems, organisation
from quietline.team.sign_in.queries import names_without_factor

# A day's work is lost at most, with some hours for whoever looks after it.
BACKUP_EVERY = timedelta(days=2)
# A clock before this program was written is wrong; one day ahead of the newest record was set back since.
WRITTEN = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; `mend` is empty where nothing is wrong."""

    subject: str
    says: str
    mend: str = ""
    only_warns: bool = False  # a helpline can open like this, and should not stay so

    @property
    def wrong(self) -> bool:
        return bool(self.mend) and not self.only_warns


def check(data_dir: DataDir) -> list[Finding]:
    """Look at everything; a check that can't run because an earlier one failed says so."""
    findings: list[Finding] = []
    for look in (
        _settings,
        _permissions,
        _secrets,
        _databases,
        _apart,
        _clock,
        _organisation,
        _keys,
        _second_factors,
        _statements,
        _audit,
        _backups,
        _erasures,
    ):
        findings += _safely(look, data_dir)
    return findings


def _safely(look: Callable[[DataDir], Iterator[Finding]], data_dir: DataDir) -> list[Finding]:
    subject = look.__name__.strip("_")
    try:
        return list(look(data_dir))
    except DataDirProblem as problem:
        return [Finding(subject, "can't be read", str(problem))]
    except DatabaseError:
        return [Finding(subject, "can't be looked at", "Mend the database first, then check again.")]


def _settings(data_dir: DataDir) -> Iterator[Finding]:
    origin = settings.ORIGIN
    if not origin:
        yield Finding(
            "settings", "origin is not set: fine on this machine only; set it to https://… before others come"
        )
    elif not settings.SECURE and not _is_this_machine(urlsplit(origin).hostname or ""):
        mend = "Put a proxy with TLS in front and set origin to its https:// address in quietline.toml."
        yield Finding("settings", f"origin {origin} is not https", mend)
    else:
        yield Finding("settings", f"origin {origin}")
    given_of = {name: getattr(settings.INSTALLATION, name) for name in ("sso_issuer", "sso_client", "sso_secret")}
    if any(given_of.values()) and not all(given_of.values()):
        missing = ", ".join(name for name, given in given_of.items() if not given)
        mend = f"Set {missing} as well, or none of the three: until then that sign-in is not offered."
        yield Finding("settings", "the organisation's own sign-in is set up by half", mend)
    for name in ("call_secret", "twilio_token"):
        if 0 < len(getattr(settings.INSTALLATION, name)) < SECRET_CHARACTERS:
            mend = f"Make it {SECRET_CHARACTERS} characters or more: until then no report of a call is taken in."
            yield Finding("settings", f"{name} is too short", mend)
    for given in settings.INSTALLATION.partner_secrets:
        partner, _, secret = given.partition("=")
        if len(secret) < SECRET_CHARACTERS:
            mend = f"Write name=secret, {SECRET_CHARACTERS} characters or more: until then none of theirs count."
            yield Finding("settings", f"the secret of the partner {partner} is too short", mend)
    try:
        parse(settings.INSTALLATION.limits)
    except ValueError as error:
        yield Finding("settings", "the rate limits can't be read", str(error))


def _is_this_machine(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _permissions(data_dir: DataDir) -> Iterator[Finding]:
    loose = data_dir.loose_permissions()
    if loose:
        names = ", ".join(path.name for path in loose[:5])
        yield Finding("permissions", f"others on this machine may read: {names}", f"chmod -R go= {data_dir.path}")
    else:
        yield Finding("permissions", "nobody else on this machine may read the data directory")


def _secrets(data_dir: DataDir) -> Iterator[Finding]:
    data_dir.pepper()
    data_dir.secret_key()
    yield Finding("secrets", "pepper and signing key are there")


def _databases(data_dir: DataDir) -> Iterator[Finding]:
    for alias in ("default", FIGURES):
        connection = connections[alias]
        try:
            connection.ensure_connection()
        except DatabaseError:
            yield Finding("database", f"{alias} can't be reached", "Start it, or correct its URL in quietline.toml.")
            continue
        if unapplied(alias):
            mend = f"quietline migrate --data {data_dir.path}"
            yield Finding("database", f"{alias} is older than this program", mend)
        else:
            yield from _durable(alias)


def _durable(alias: str) -> Iterator[Finding]:
    connection = connections[alias]
    wanted = {"journal_mode": "wal", "synchronous": "2", "secure_delete": "1", "foreign_keys": "1"}
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            if cursor.fetchone()[0] == "off":
                mend = (
                    "Set synchronous_commit = on for this database: an acknowledged message must survive a power cut."
                )
                yield Finding("database", f"{alias} acknowledges before it writes", mend)
                return
    else:
        with connection.cursor() as cursor:
            for pragma, value in wanted.items():
                cursor.execute(f"PRAGMA {pragma}")
                found = str(cursor.fetchone()[0])
                if found != value:
                    yield Finding(
                        "database",
                        f"{alias}: {pragma} is {found}",
                        "Is the disk a network drive? Use a local one.",
                    )
                    return
    yield Finding("database", f"{alias} ({connection.vendor}) is reachable, current and durable")


def _apart(data_dir: DataDir) -> Iterator[Finding]:
    # Asked of the database itself: one can be reached by many addresses.
    if Line._meta.db_table in connections[FIGURES].introspection.table_names():
        yield Finding("figures", "share a database with the conversations", "Give figures_url a database of its own.")
    else:
        yield Finding("figures", "have a database of their own")


def _clock(data_dir: DataDir) -> Iterator[Finding]:
    now, newest = datetime.now(UTC), newest_at()
    if now < WRITTEN or (newest and now < newest):
        mend = "Set the clock (timedatectl set-ntp true): retention and waiting times go by it."
        yield Finding("clock", f"it says {now:%d %B %Y, %H:%M} UTC, which is in the past", mend)
    else:
        yield Finding("clock", f"{now:%d %B %Y, %H:%M} UTC")


def _organisation(data_dir: DataDir) -> Iterator[Finding]:
    found = organisation()
    if found is None:
        yield Finding("organisation", "there is none", f"quietline init --data {data_dir.path}")
    else:
        yield Finding("organisation", found.name)


def _keys(data_dir: DataDir) -> Iterator[Finding]:
    problems = key_problems()
    for says, mend in problems:
        yield Finding("keys", says, mend)
    if not problems:
        yield Finding("keys", "every line has a key that somebody holds")


def _second_factors(data_dir: DataDir) -> Iterator[Finding]:
    without = names_without_factor()
    if without:
        mend = "Let them sign in and set one up: until then the password alone does it, in whoever's hands."
        yield Finding("second factors", f"not set up yet by: {', '.join(without[:5])}", mend, only_warns=True)
    else:
        yield Finding("second factors", "everybody has one")


def _statements(data_dir: DataDir) -> Iterator[Finding]:
    without = lines_without_statement()
    for name in without:
        mend = "Put one in force: nobody can write before the limits of confidentiality are said."
        yield Finding("statement", f"{name} shows none", mend)
    if not without:
        yield Finding("statement", "every line has one in force")


def _audit(data_dir: DataDir) -> Iterator[Finding]:
    # Said, not wrong: a change is found out either way (quietline audit verify).
    could = may_change_entries()
    if could is None:
        yield Finding("audit", "whoever may write to the database's file could change its rows; the chain tells")
    elif could:
        yield Finding("audit", "the role that serves could change its rows; the guide says how to forbid it")
    else:
        yield Finding("audit", "the role that serves can add rows and change none")


def _backups(data_dir: DataDir) -> Iterator[Finding]:
    days, last = settings.QUIETLINE_BACKUP_DAYS, last_at(Act.BACKUP_MADE)
    if not settings.INSTALLATION.backup_key:
        mend = f"quietline backup key --data {data_dir.path}, then quietline backup DIR each night."
        yield Finding("backups", "there is no key to seal one to", mend, only_warns=True)
    elif last is None or datetime.now(UTC) - last > BACKUP_EVERY:
        says = "none was made yet" if last is None else f"the last one was made on {last:%d %B %Y, %H:%M} UTC"
        yield Finding("backups", says, "Make one each night: quietline backup DIR.", only_warns=True)
    else:
        yield Finding("backups", f"the last one was made on {last:%d %B %Y, %H:%M} UTC")
    yield Finding("backups", f"their stated life is {days} days: what is erased is gone from all of them after that")


def _erasures(data_dir: DataDir) -> Iterator[Finding]:
    copy = settings.INSTALLATION.erasures_copy
    if not copy:
        mend = "Set erasures_copy to a file on another disk: a restore is told by it what must not come back."
        yield Finding("erasures", "are noted on this disk only", mend, only_warns=True)
    for file in settings.QUIETLINE_ERASURES:
        try:
            tombstones.look_at(file)
        except NotReadable as problem:
            yield Finding("erasures", f"line {problem.number} of {file} is none", "Mend or take out that line.")
        except (OSError, UnicodeDecodeError) as error:
            mend = "Make the folder, and let this program's account write to it."
            yield Finding("erasures", f"{file} can't be used: {getattr(error, 'strerror', 'it is no text')}", mend)
