"""The data directory: where a helpline's databases and installation secrets lie, and how tight it must be.

DIR/                 0700
  quietline.sqlite3  the conversations (absent where PostgreSQL serves)
  figures.sqlite3    the figures (likewise)
  pepper             0600, 32 random bytes: without it no return phrase can be tried against a stolen database
  secret-key         0600, signs practitioners' sessions
  release-key        0600, 32 random bytes that sign releases; made when the first one is, or by `quietline init`
  quietline.toml     0600, the settings of this installation
  erasures           0600, what was erased since the oldest backup: a restore erases it again
  audit-head         0600, how far the audit's chain reached: rows cut off its end are missed
  partners-key       0600, where the partners' island is served: nobody signs in there without it
"""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
import tomllib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PEPPER_BYTES = RELEASE_SEED_BYTES = PARTNERS_KEY_BYTES = 32
# Outsiders get nothing: neither the databases nor even the names of the files.
DIRECTORY_MODE = 0o700
FILE_MODE = 0o600


class DataDirProblem(Exception):
    """The data directory can't be used; the text says how to mend it."""


@dataclass(frozen=True, slots=True)
class DataDir:
    """One helpline's directory. Reading a secret fails loudly where the file is missing or damaged."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "quietline.sqlite3"

    @property
    def figures(self) -> Path:
        return self.path / "figures.sqlite3"

    @property
    def pepper_file(self) -> Path:
        return self.path / "pepper"

    @property
    def secret_key_file(self) -> Path:
        return self.path / "secret-key"

    @property
    def release_key_file(self) -> Path:
        return self.path / "release-key"

    @property
    def settings_file(self) -> Path:
        return self.path / "quietline.toml"

    @property
    def audit_head_file(self) -> Path:
        return self.path / "audit-head"

    @property
    def partners_key_file(self) -> Path:
        return self.path / "partners-key"

    @property
    def erasures_file(self) -> Path:
        return self.path / "erasures"

    def exists(self) -> bool:
        """Whether there is a helpline here, be it one that lost a file."""
        return self.is_complete() or self.secret_key_file.exists() or self.settings_file.exists()

    def is_complete(self) -> bool:
        """Whether one was made here: an interrupted or failed making leaves no pepper, and settings or a database."""
        return self.pepper_file.exists() or (self.settings_file.exists() and self.database.exists())

    def create(self, settings: Installation) -> None:
        """Make the directory, its secrets and its settings file.

        Raises:
            DataDirProblem: when a helpline is there already; nothing is overwritten.
        """
        if self.is_complete():
            msg = f"{self.path} already holds a helpline. Choose another directory, or serve this one."
            raise DataDirProblem(msg)
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            self.path.chmod(DIRECTORY_MODE)
            write_private(self.secret_key_file, secrets.token_urlsafe(64).encode())
            write_private(self.settings_file, settings.as_toml().encode())
            write_private(self.release_key_file, secrets.token_bytes(RELEASE_SEED_BYTES))
            # Last: its presence is what `is_complete` asks for, so an interrupted `create` can be repeated.
            write_private(self.pepper_file, secrets.token_bytes(PEPPER_BYTES))
        except OSError as error:
            msg = f"No helpline can be made in {self.path}: {error.strerror}. Choose another directory."
            raise DataDirProblem(msg) from None

    def unmake(self) -> None:
        """Take back what `create` wrote, after a founding that failed: nothing was sealed with it yet."""
        for path in (self.pepper_file, self.secret_key_file, self.release_key_file, self.settings_file):
            path.unlink(missing_ok=True)

    def choose(self, name: str, value: str) -> None:
        """Write one setting down, leaving every other line of the file as it is."""
        lines = self._read_private(self.settings_file).decode().splitlines()
        others = [line for line in lines if not re.match(rf"\s*{name}\s*=", line)]
        text = "".join(f"{line}\n" for line in [f"{name} = {_toml(value)}", *others])
        write_private(self.settings_file, text.encode())

    def secret_key(self) -> str:
        return self._read_private(self.secret_key_file).decode()

    def pepper(self) -> bytes:
        mend = "restore it from the backup, no return phrase works without it"
        return self._random(self.pepper_file, PEPPER_BYTES, mend=mend)

    def partners_key(self) -> bytes:
        mend = "restore it, or take it away and invite every partner anew"
        return self._random(self.partners_key_file, PARTNERS_KEY_BYTES, mend=mend)

    def make_partners_key(self) -> None:
        """The first start of the partners' island; nothing is overwritten."""
        if not self.partners_key_file.exists():
            write_private(self.partners_key_file, secrets.token_bytes(PARTNERS_KEY_BYTES))

    def release_seed(self) -> bytes:
        """What releases are signed by; made where a helpline is older than its releases."""
        if not self.release_key_file.exists():
            # Beside it first, then put in its place, unless another process was there before.
            new = self.path / f"release-key.{secrets.token_hex(8)}"
            write_private(new, secrets.token_bytes(RELEASE_SEED_BYTES))
            with suppress(FileExistsError):
                os.link(new, self.release_key_file)
            new.unlink()
        mend = "restore it from the backup, or readers must be told a new key"
        return self._random(self.release_key_file, RELEASE_SEED_BYTES, mend=mend)

    def installation(self) -> Installation:
        return Installation.from_toml(self._read_private(self.settings_file).decode())

    def loose_permissions(self) -> list[Path]:
        """Everything in the directory that somebody else on this machine may read."""
        inside = [p for p in self.path.rglob("*") if not p.is_symlink()]
        return [p for p in [self.path, *inside] if _mode(p) & (stat.S_IRWXG | stat.S_IRWXO)]

    def _random(self, path: Path, size: int, *, mend: str) -> bytes:
        found = self._read_private(path)
        if len(found) != size:
            msg = f"{path} is damaged: {mend}."
            raise DataDirProblem(msg)
        return found

    def _read_private(self, path: Path) -> bytes:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            msg = f"{path} is missing. Restore it from the backup: nothing else can take its place."
            raise DataDirProblem(msg) from None
        except OSError as error:
            msg = f"{path} can't be read: {error.strerror}. Run this as the account that the helpline belongs to."
            raise DataDirProblem(msg) from None


@dataclass(frozen=True, slots=True)
class Installation:
    """What an administrator sets once, in `quietline.toml`; an environment variable of the same name wins.

    `origin` is how visitors reach the helpline, e.g. `https://help.example`; with https, cookies are `Secure` and
    carry the `__Host-` prefix. `database_url` and `figures_url` are empty for SQLite in the data directory.
    `partners_origin` is how partners reach the released figures, which a process of their own serves.
    `bus_url` is a Redis (`redis://…`) that wakes listeners on other nodes; empty where one process serves alone.
    `exit_url` is the harmless page that the exit button leads to. `behind_proxy` says that the last address in
    `X-Forwarded-For` was put there by a proxy of one's own. `limits` overrides the rate limits, as
    `edge/limits.py` describes. `call_secret` signs what a phone system reports, `twilio_token` what Twilio does;
    without one such reports are refused. `partner_secrets` are `name=secret`, what each partner of a campaign signs
    its daily counts with. `sso_issuer`, `sso_client` and `sso_secret` let staff sign in by the organisation's own
    sign-in (OpenID Connect). `backup_key` is the public key that backups are sealed to, `backup_days`
    how long one is kept at most; `erasures_copy` a second file, on another disk, that notes what was erased.
    """

    origin: str = ""
    database_url: str = ""
    figures_url: str = ""
    partners_origin: str = ""
    bus_url: str = ""
    exit_url: str = "https://www.bbc.co.uk/weather"
    behind_proxy: bool = False
    limits: str = ""
    call_secret: str = ""
    twilio_token: str = ""
    partner_secrets: list[str] = field(default_factory=list)
    sso_issuer: str = ""
    sso_client: str = ""
    sso_secret: str = ""
    backup_key: str = ""
    backup_days: int = 30
    erasures_copy: str = ""
    allowed_hosts: list[str] = field(default_factory=list)

    @classmethod
    def from_toml(cls, text: str) -> Installation:
        try:
            given = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            msg = f"quietline.toml can't be read: {error}"
            raise DataDirProblem(msg) from None
        return cls(**_checked(given))

    def as_toml(self) -> str:
        return "".join(f"{name} = {_toml(getattr(self, name))}\n" for name in _names())

    def overridden_by(self, environment: dict[str, str] | os._Environ[str]) -> Installation:
        """The same, with `QUIETLINE_<NAME>` from the environment where it is set."""
        values: dict[str, Any] = {name: getattr(self, name) for name in _names()}
        for name, value in values.items():
            text = environment.get(f"QUIETLINE_{name.upper()}")
            if text is not None:
                values[name] = _from_text(text, like=value)
        return Installation(**values)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return 0  # a database's journal that came and went


def write_private(path: Path, content: bytes) -> None:
    """Write a file that was never, not for an instant, readable by others."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(descriptor, FILE_MODE)  # the mode above is for a new file only
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def first_line_of(file: Path) -> str:
    """The password that somebody put into a file.

    Raises:
        DataDirProblem: when there is none.
    """
    try:
        return file.read_text(encoding="utf-8").splitlines()[0]
    except (OSError, UnicodeDecodeError, IndexError):
        msg = f"{file} can't be read, or is empty. Its first line must be the password."
        raise DataDirProblem(msg) from None


def _names() -> list[str]:
    return list(Installation.__dataclass_fields__)


def _checked(given: dict[str, Any]) -> dict[str, Any]:
    reference = Installation()
    for name, value in given.items():
        if name not in _names():
            msg = f"quietline.toml: there is no setting '{name}'. Known: {', '.join(_names())}."
            raise DataDirProblem(msg)
        wanted = type(getattr(reference, name))
        if type(value) is not wanted:  # yes is no number, though Python says so
            msg = f"quietline.toml: '{name}' must be a {wanted.__name__}."
            raise DataDirProblem(msg)
        if isinstance(value, list) and not all(isinstance(item, str) for item in value):
            msg = f"quietline.toml: '{name}' must be a list of texts in quotes."
            raise DataDirProblem(msg)
    return given


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(_toml(item) for item in value) + "]"
    # JSON's escapes are TOML's, but for one more control character.
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")


def _from_text(text: str, *, like: str | bool | int | list[str]) -> str | bool | int | list[str]:
    if isinstance(like, bool):
        return text.strip().lower() in {"1", "true", "yes", "on"}
    if isinstance(like, int):
        if not text.strip().isdecimal():
            msg = f"'{text}' in the environment must be a whole number."
            raise DataDirProblem(msg)
        return int(text)
    if isinstance(like, list):
        return [item.strip() for item in text.split(",") if item.strip()]
    return text
