"""The command `quietline`, run as an administrator runs it: what it makes, what it says, how it ends."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations
from pathlib import Path
from typing import IO, Any
from urllib.request import urlopen

import pytest

from quietline.config.datadir import DataDir, Installation
from quietline.vault import PublicKey, Sealed, join_recovery_shares, open_with, seal_to
from tests.factories.browsing import Browser, messages_on, sign_in, write_first
from tests.factories.server import (
    FILES,
    ON_POSTGRESQL,
    QUIETLINE,
    STUCK_SECONDS,
    Server,
    copied,
    database,
    fresh_server,
)

NOBODY_ANSWERS = "postgresql://postgres@127.0.0.1:1/nothing"
EMAIL, PASSWORD = "rowan@larkmere.example", "a walk by the slow river"
FOUNDING = {
    "organisation": "The Larkmere Trust",
    "neutral-name": "Larkmere",
    "line": "Larkmere line",
    "email": EMAIL,
    "name": "Rowan Adeyemi",
    "shown-as": "Rowan",
    "area": "North Larkmere",
}


@dataclass(frozen=True)
class Ended:
    """A command that has ended; line breaks are the terminal's and taken out."""

    code: int
    said: str
    problem: str


def quietline(server: Server, command: str, *options: str, **settings: str | None) -> Ended:
    """Run one command on a server's data directory; a traceback is never an answer."""
    done = subprocess.run(
        [str(QUIETLINE), command, "--data", str(server.data), *options],
        env=environment(server, **settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=STUCK_SECONDS,
        umask=0,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, " ".join(done.stdout.split()), " ".join(done.stderr.split()))


def environment(server: Server, **settings: str | None) -> dict[str, str]:
    given = {f"QUIETLINE_{name.upper()}": value for name, value in settings.items()}
    merged = server.environment | {"COLUMNS": "300"} | given
    return {name: value for name, value in merged.items() if value is not None}


def sentence(ended: Ended) -> str:
    """The one thing that a command said on the error stream before it gave up."""
    assert ended.code == 1
    assert ended.problem.startswith("error: ")
    assert ended.problem.count("error: ") == 1
    return ended.problem.removeprefix("error: ")


def founding(server: Server, *, password: str = PASSWORD, **changes: str) -> list[str]:
    """Options of `init`; the password comes by a file."""
    file = server.data.parent / "password"
    file.write_text(f"{password}\nnot this line\n")
    given = FOUNDING | {name.replace("_", "-"): value for name, value in changes.items()}
    return [text for name, value in given.items() for text in (f"--{name}", value)] + ["--password-file", str(file)]


@dataclass(frozen=True)
class Made:
    server: Server
    init: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    """One helpline by `init`, under a careless umask. Nobody changes it: who wants to takes a copy."""
    with fresh_server(tmp_path_factory.mktemp("made")) as server:
        command = [str(QUIETLINE), "init", "--data", str(server.data), *founding(server)]
        init = subprocess.run(
            command, env=environment(server), capture_output=True, text=True, timeout=STUCK_SECONDS, umask=0
        )
        assert init.returncode == 0, init.stderr
        yield Made(server, init)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """An empty place for a helpline."""
    with fresh_server(tmp_path) as server:
        yield server


@pytest.fixture
def copy(made: Made, tmp_path: Path) -> Iterator[Server]:
    """The made helpline again, to spoil."""
    with copied(made.server, tmp_path) as server:
        yield server


@pytest.fixture
def folder(made: Made, tmp_path: Path) -> Iterator[Server]:
    """A copy of the directory alone: on PostgreSQL the databases are the made one's and must be left as they are."""
    shutil.copytree(made.server.data, tmp_path / "data")
    server = Server(tmp_path / "data", made.server.environment)
    yield server
    if server.process and server.process.poll() is None:
        server.stop(signal.SIGKILL)


def change(server: Server, statement: str, alias: str = "default") -> None:
    with database(server, alias) as connection:
        assert connection.execute(statement).rowcount, f"nothing was changed by: {statement}"


def one(server: Server, query: str) -> Any:
    with database(server) as connection:
        return connection.execute(query).fetchone()[0]


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in [folder, *folder.rglob("*")]}


def shares_in(printed: str) -> list[str]:
    """The text of the framed shares."""
    frames = re.findall(r"╭─+ share \d of 3 ─+╮\n(.*?)╰─+╯", printed, re.DOTALL)
    return [" ".join(frame.replace("│", " ").split()) for frame in frames]


# ── init


def test_init_makes_a_directory_that_nobody_else_can_read(made: Made) -> None:
    found = modes(made.server.data)
    assert found.pop(".") == 0o700
    assert set(found.values()) == {0o600}
    kept = {"pepper", "secret-key", "release-key", "quietline.toml"}
    assert set(found) == kept if ON_POSTGRESQL else set(found) >= kept | set(FILES.values())


def test_any_two_recovery_shares_bring_the_recovery_key_and_with_it_the_line_key_back(made: Made) -> None:
    shares = shares_in(made.init.stdout)
    public = PublicKey(bytes(one(made.server, "SELECT recovery_public_key FROM team_organisation")))
    hold = Sealed(bytes(one(made.server, "SELECT recovery_hold FROM team_linekey")))
    line_public = PublicKey(bytes(one(made.server, "SELECT public_key FROM team_linekey")))
    assert len(shares) == 3
    for pair in combinations(shares, 2):
        recovery = join_recovery_shares(pair)
        assert open_with(recovery, seal_to(public, b"for the recovery key")) == b"for the recovery key"
        line_key = open_with(recovery, hold)
        assert open_with(line_key, seal_to(line_public, b"for the line")) == b"for the line"  # type: ignore[arg-type]


def test_recovery_shares_are_printed_once_and_kept_nowhere(made: Made) -> None:
    printed = " ".join(made.init.stdout.replace("│", " ").split())
    files = [path.read_bytes() for path in made.server.data.rglob("*") if path.is_file()]
    again = quietline(made.server, "check").said
    for share in shares_in(made.init.stdout):
        assert printed.count(share) == 1
        assert share not in made.init.stderr
        beginning = " ".join(share.split()[:6])
        assert beginning not in again
        assert not any(beginning.encode() in content for content in files)


def test_init_refuses_a_directory_that_holds_a_helpline_and_changes_nothing(made: Made) -> None:
    pepper = (made.server.data / "pepper").read_bytes()
    people = one(made.server, "SELECT count(*) FROM team_practitioner")
    ended = quietline(made.server, "init", *founding(made.server, email="mina@larkmere.example"))
    assert "already holds a helpline" in sentence(ended)
    assert (made.server.data / "pepper").read_bytes() == pepper
    assert one(made.server, "SELECT count(*) FROM team_practitioner") == people


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"password": "river"}, "at least 12 characters"),
        ({"password": "rowan@larkmere"}, "too similar"),
        ({"email": "rowan at larkmere"}, "valid email"),
        ({"statement": "none-of-ours"}, "uk-two-keys"),
    ],
    ids=["short password", "password like the e-mail", "e-mail", "statement"],
)
def test_what_init_cannot_use_is_said_and_a_second_try_works(
    server: Server, changes: dict[str, str], says: str
) -> None:
    said = sentence(quietline(server, "init", *founding(server, **changes)))
    assert says in said
    assert "run init again" in said
    assert quietline(server, "init", *founding(server)).code == 0
    assert quietline(server, "check").code == 0


def test_after_a_database_that_did_not_answer_a_second_try_works(server: Server) -> None:
    first = quietline(server, "init", *founding(server), database_url=NOBODY_ANSWERS)
    assert "can't be reached" in sentence(first)
    assert quietline(server, "init", *founding(server)).code == 0


def test_after_a_database_url_that_is_none_a_second_try_works(server: Server) -> None:
    mistyped = founding(server, database_url="mysql://larkmere")
    first = quietline(server, "init", *mistyped, database_url=None, figures_url=None)
    assert "postgresql://" in sentence(first)
    assert quietline(server, "init", *founding(server)).code == 0


@pytest.mark.parametrize("content", [None, ""], ids=["missing", "empty"])
def test_a_password_file_without_a_password_makes_nothing(server: Server, content: str | None) -> None:
    options = founding(server)
    file = Path(options[-1])
    file.unlink()
    if content is not None:
        file.write_text(content)
    assert "Its first line must be the password" in sentence(quietline(server, "init", *options))
    assert not server.data.exists()


def test_a_name_that_is_too_long_or_empty_is_refused_on_both_engines(server: Server) -> None:
    assert quietline(server, "init", *founding(server, name="x" * 200)).code == 1
    assert quietline(server, "init", *founding(server, organisation="")).code == 1
    assert quietline(server, "init", *founding(server)).code == 0


def test_init_refuses_a_database_that_holds_a_helpline(copy: Server) -> None:
    for name in ("pepper", "secret-key", "quietline.toml"):
        (copy.data / name).unlink()
    ended = quietline(copy, "init", *founding(copy, email="mina@larkmere.example"))
    assert "already holds a helpline" in sentence(ended)
    assert one(copy, "SELECT count(*) FROM team_organisation") == 1
    assert not (copy.data / "pepper").exists(), "a new pepper would make every return phrase worthless"


def test_init_says_so_where_no_directory_can_be_made(server: Server) -> None:
    server.data.write_text("a file stands here")
    assert str(server.data) in sentence(quietline(server, "init", *founding(server)))


def test_init_asks_for_what_no_option_gave(server: Server) -> None:
    asked = [
        ("Name of the organisation", FOUNDING["organisation"]),
        ("neutral name", FOUNDING["neutral-name"]),
        ("first line", FOUNDING["line"]),
        ("Your e-mail", EMAIL),
        ("as colleagues know you", FOUNDING["name"]),
        ("as seekers see it", FOUNDING["shown-as"]),
        ("at least 12 characters", PASSWORD),
        ("Once more", PASSWORD),
    ]
    code, shown = at_a_terminal(server, ["init", "--data", str(server.data)], asked)
    assert code == 0, shown
    assert len(shares_in(shown)) == 3
    assert PASSWORD not in shown
    assert quietline(server, "check").code == 0


TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"


def at_a_terminal(server: Server, command: list[str], asked: list[tuple[str, str]]) -> tuple[int, str]:
    """Run a command in a terminal of its own and answer its questions as they come."""
    process = subprocess.Popen(
        [sys.executable, "-c", TERMINAL, str(QUIETLINE), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(server, columns=None) | {"TERM": "dumb"},
    )
    assert process.stdin
    assert process.stdout
    with process, process.stdin, process.stdout:
        shown = ""
        for question, answer in asked:
            shown += read_until(process.stdout, question, ": ")
            process.stdin.write(f"{answer}\n".encode())
            process.stdin.flush()
        shown += process.stdout.read().decode()
    return process.returncode, shown.replace("\r\n", "\n")


def read_until(stream: IO[bytes], *marks: str) -> str:
    got = b""
    for mark in marks:
        start = len(got)
        while mark.encode() not in got[start:]:
            byte = stream.read(1)
            assert byte, got.decode()
            got += byte
    return got.decode()


# ── check


def test_check_finds_nothing_wrong_with_a_good_installation(made: Made) -> None:
    ended = quietline(made.server, "check")
    assert ended.code == 0, ended.said
    assert "Nothing is wrong." in ended.said
    assert "✗" not in ended.said
    assert ended.problem == ""


def loosen(server: Server) -> None:
    (server.data / "quietline.toml").chmod(0o640)


def set_the_clock_back(server: Server) -> None:
    later = datetime.now(UTC) + timedelta(days=2)
    change(server, f"UPDATE audit_entry SET at = '{later:%Y-%m-%d %H:%M:%S}'")


def take_the_keys(server: Server) -> None:
    change(server, "DELETE FROM team_linekeyhold")


def let_everybody_go(server: Server) -> None:
    change(server, "UPDATE team_practitioner SET is_active = false")


def take_the_statement(server: Server) -> None:
    change(server, "DELETE FROM contact_statementinforce")


def set_limits(server: Server) -> None:
    file = server.data / "quietline.toml"
    file.write_text(file.read_text().replace('limits = ""', 'limits = "writing=often"'))


def make_older(server: Server) -> None:
    """As if the figures had come from a program that knew nothing of them yet."""
    known = "pg_tables WHERE schemaname = 'public'" if ON_POSTGRESQL else "sqlite_master WHERE type = 'table'"
    column = "tablename" if ON_POSTGRESQL else "name"
    with database(server, "figures") as connection:
        tables = [name for (name,) in connection.execute(f"SELECT {column} FROM {known}").fetchall()]
        for table in tables:
            if table.startswith("tally_"):
                connection.execute(f"DROP TABLE {table}{' CASCADE' if ON_POSTGRESQL else ''}")
        assert connection.execute("DELETE FROM django_migrations WHERE app = 'tally'").rowcount


@pytest.mark.parametrize(
    ("spoil", "says", "mend"),
    [
        (loosen, "others on this machine may read: quietline.toml", "chmod -R go= {data}"),
        (set_the_clock_back, "which is in the past", "Set the clock"),
        (take_the_keys, "nobody holds the key of Larkmere line", "two recovery shares"),
        (let_everybody_go, "nobody is administrator", "Add one"),
        (take_the_statement, "Larkmere line shows none", "Put one in force"),
        (set_limits, "the rate limits can't be read", "Write e.g. writing=20/30s"),
        (make_older, "figures is older than this program", "quietline migrate --data {data}"),
    ],
)
def test_check_names_what_is_wrong_and_how_to_mend_it(
    copy: Server, spoil: Callable[[Server], None], says: str, mend: str
) -> None:
    spoil(copy)
    ended = quietline(copy, "check")
    assert ended.code == 1
    named = ended.said[ended.said.index("✗") :]
    assert says in named
    assert mend.format(data=copy.data) in named[named.index("Mend: ") :]
    assert " to mend." in ended.said
    assert ended.said.count("✗") == int(re.findall(r"(\d+) things? to mend", ended.said)[0])


@pytest.mark.parametrize("url", ["database_url", "figures_url"])
def test_check_names_a_database_that_does_not_answer(made: Made, url: str) -> None:
    ended = quietline(made.server, "check", **{url: NOBODY_ANSWERS})
    assert ended.code == 1
    alias = "default" if url == "database_url" else "figures"
    assert f"✗ database {alias} can't be reached Mend: Start it, or correct its URL" in ended.said


@pytest.mark.parametrize(
    "origin",
    [
        "http://help.example",
        "http://198.51.100.7",
        "http://localhost.example",
        "http://127.0.0.1.help.example",
    ],
)
def test_check_names_an_origin_that_others_reach_without_tls(made: Made, origin: str) -> None:
    ended = quietline(made.server, "check", origin=origin)
    assert ended.code == 1
    assert f"✗ settings origin {origin} is not https Mend: Put a proxy with TLS in front" in ended.said


@pytest.mark.parametrize(
    "origin",
    [
        "https://help.example",
        "http://localhost:8000",
        "http://127.0.0.1:8000",
        "http://[::1]:8000",
    ],
)
def test_check_is_content_with_https_and_with_this_machine(made: Made, origin: str) -> None:
    ended = quietline(made.server, "check", origin=origin)
    assert f"✓ settings origin {origin}" in ended.said
    assert ended.code == 0


@pytest.mark.skipif(not ON_POSTGRESQL, reason="on SQLite the two databases are two files and can't be one")
@pytest.mark.parametrize(
    "spelled",
    [
        "{base}/{name}",
        "postgresql://postgres@localhost:{port}/{name}",
    ],
)
def test_check_names_figures_that_share_the_conversations_database_on_postgresql(made: Made, spelled: str) -> None:
    base, _, name = made.server.environment["QUIETLINE_DATABASE_URL"].rpartition("/")
    url = spelled.format(base=base, name=name, port=base.rpartition(":")[2])
    ended = quietline(made.server, "check", figures_url=url)
    assert ended.code == 1
    assert "✗ figures share a database with the conversations Mend: Give figures_url a database" in ended.said


@pytest.mark.parametrize(
    ("command", "content", "says"),
    [
        ("check", "origin = ", "quietline.toml can't be read"),
        ("check", 'colour = "green"', "there is no setting 'colour'. Known: origin"),
        ("check", "behind_proxy = 1", "'behind_proxy' must be a bool"),
        ("check", 'database_url = "mysql://larkmere"', "postgresql://user:password@host:5432/name"),
        ("serve", "origin = ", "quietline.toml can't be read"),
        ("migrate", "origin = ", "quietline.toml can't be read"),
        ("demo", "origin = ", "quietline.toml can't be read"),
    ],
)
def test_a_bad_settings_file_is_named(folder: Server, command: str, content: str, says: str) -> None:
    (folder.data / "quietline.toml").write_text(content)
    said = sentence(quietline(folder, command, database_url=None))
    assert "quietline.toml" in said
    assert says in said


def test_a_damaged_pepper_is_named_with_the_backup_as_the_way_out(folder: Server) -> None:
    (folder.data / "pepper").write_bytes(b"short")
    said = sentence(quietline(folder, "check"))
    assert "pepper is damaged" in said
    assert "backup" in said


@pytest.mark.parametrize("name", ["pepper", "secret-key", "quietline.toml"])
def test_a_missing_secret_or_settings_file_is_named_with_the_backup_as_the_way_out(folder: Server, name: str) -> None:
    (folder.data / name).unlink()
    said = sentence(quietline(folder, "check"))
    assert f"{name} is missing" in said
    assert "backup" in said
    assert "quietline init" not in said


def test_brackets_in_a_name_are_shown_as_they_are(copy: Server) -> None:
    change(copy, "UPDATE team_organisation SET name = 'The [bold]Larkmere[/] [/Trust]'")
    assert "The [bold]Larkmere[/] [/Trust]" in quietline(copy, "check").said


# ── demo


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """An invented helpline, made and stopped: whoever needs it running starts it again."""
    with fresh_server(tmp_path_factory.mktemp("demo")) as server:
        server.start("demo", "--threads", "1")
        yield server
        if server.process and server.process.poll() is None:
            assert server.stop() == 0


def printed_sign_ins(server: Server) -> list[tuple[str, str]]:
    return re.findall(r"sign in as\s+(\S+@\S+)\s+(\S+)", "\n".join(server.printed))


def test_demo_prints_sign_ins_that_work_and_its_address_and_keeps_its_data(demo: Server) -> None:
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+", demo.url)
    assert f"ready: {demo.url}/" in demo.printed
    people = printed_sign_ins(demo)
    assert len(people) == 4
    for email, password in people:
        assert "Larkmere" in sign_in(Browser(demo.url), demo, email, password).text
    words = write_first(Browser(demo.url), "Written before the second start.")
    assert demo.stop() == 0
    demo.printed.clear()
    demo.url = ""
    demo.start("demo", "--threads", "1")
    assert printed_sign_ins(demo) == people
    back = Browser(demo.url).post("/en/return/", {"phrase": " ".join(words)})
    assert messages_on(back) == ["Written before the second start."]


def test_demo_prints_pages_that_answer_on_a_free_port_too(demo: Server) -> None:
    shown = re.findall(r"public site\s+(\S+)", "\n".join(demo.printed))
    assert shown == [f"{demo.url}/"]
    of_campaign = re.findall(r"a campaign\s+(\S+)", "\n".join(demo.printed))
    answers = [Browser(demo.url).get(address.removeprefix(demo.url)) for address in of_campaign]
    assert [each.status for each in answers] == [200, 200, 200]


def test_demo_starts_over_where_its_first_start_failed(server: Server) -> None:
    first = quietline(server, "demo", "--port", "0", "--threads", "0", database_url=NOBODY_ANSWERS)
    assert "can't be reached" in sentence(first)
    server.start("demo", "--threads", "0")
    assert len(printed_sign_ins(server)) == 4


def test_a_port_in_use_is_said_with_the_way_out(made: Made) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = str(other.getsockname()[1])
        said = sentence(quietline(made.server, "serve", "--port", port))
    assert f"127.0.0.1:{port}" in said
    assert "another --port" in said


def test_a_second_demo_on_the_same_port_is_told_of_it_and_the_first_goes_on(demo: Server) -> None:
    port = demo.url.rpartition(":")[2]
    assert "another --port" in sentence(quietline(demo, "demo", "--port", port))
    with urlopen(f"{demo.url}/healthz", timeout=STUCK_SECONDS) as answer:
        assert answer.status == 200


# ── serve and migrate


@pytest.mark.parametrize("command", ["serve", "check", "migrate"])
def test_a_directory_without_a_helpline_is_said_with_the_way_to_one(server: Server, command: str) -> None:
    said = sentence(quietline(server, command))
    assert f"There is no helpline in {server.data}" in said
    assert f"quietline init --data {server.data}" in said
    assert not server.data.exists()


def test_the_founder_signs_in_with_the_password_from_the_file_on_the_first_line_alone(copy: Server) -> None:
    copy.start("serve")
    assert sign_in(Browser(copy.url), copy, EMAIL, "not this line").status == 400
    page = sign_in(Browser(copy.url), copy, EMAIL, PASSWORD)
    assert page.status == 200
    assert "Rowan Adeyemi" in page.text


def test_serve_refuses_databases_that_were_never_made_until_migrate_made_them(server: Server) -> None:
    DataDir(server.data).create(Installation())
    assert f"quietline migrate --data {server.data}" in sentence(quietline(server, "serve", "--port", "0"))
    assert "up to date" in quietline(server, "migrate").said
    with urlopen(f"{server.start('serve').url}/healthz", timeout=STUCK_SECONDS) as answer:
        assert answer.status == 200


def test_serve_refuses_an_older_database_and_migrate_keeps_what_the_other_holds(copy: Server) -> None:
    make_older(copy)
    assert f"quietline migrate --data {copy.data}" in sentence(quietline(copy, "serve", "--port", "0"))
    assert quietline(copy, "migrate").code == 0
    assert one(copy, "SELECT count(*) FROM team_practitioner") == 1
    assert quietline(copy, "check").code == 0


def test_migrate_says_that_a_database_does_not_answer(made: Made) -> None:
    assert "can't be reached or changed" in sentence(quietline(made.server, "migrate", database_url=NOBODY_ANSWERS))


def test_serve_says_that_a_database_does_not_answer(made: Made) -> None:
    said = sentence(quietline(made.server, "serve", "--port", "0", figures_url=NOBODY_ANSWERS))
    assert "'figures' can't be reached" in said


def test_serve_names_limits_that_it_cannot_read(folder: Server) -> None:
    set_limits(folder)
    assert "writing=20/30s" in sentence(quietline(folder, "serve", "--port", "0"))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_serve_answers_when_it_says_ready_and_ends_with_code_0_sooner_than_it_started(
    folder: Server, how: signal.Signals
) -> None:
    loosen(folder)
    began = time.monotonic()
    folder.start("serve")
    starting = time.monotonic() - began
    with urlopen(f"{folder.url}/healthz", timeout=STUCK_SECONDS) as answer:
        assert answer.status == 200
    began = time.monotonic()
    assert folder.stop(how) == 0
    assert time.monotonic() - began < starting
    printed = "\n".join(folder.printed)
    assert "may read quietline.toml" in printed, "a loose permission is pointed out, and served all the same"
    assert "Traceback" not in printed


# ── add-practitioner


def newcomer(server: Server, **changes: str) -> list[str]:
    """The options that add somebody to `founding`'s helpline, with both passwords in files."""
    given = {"email": "mina@larkmere.example", "name": "Mina Kowalska", "shown-as": "Mina", "by": EMAIL} | changes
    passwords = {"password-file": "a lamp on the far shore", "member-password-file": PASSWORD}
    options = [part for name, value in given.items() for part in (f"--{name}", value)]
    for name, password in passwords.items():
        file = server.data.parent / name
        file.write_text(f"{password}\n")
        options += [f"--{name}", str(file)]
    return options


def test_a_member_lets_somebody_in_who_can_open_what_arrived_before(copy: Server) -> None:
    copy.start("serve")
    write_first(Browser(copy.url), "Written before Mina came.", nickname="Heron")
    copy.stop()
    ended = quietline(copy, "add-practitioner", *newcomer(copy))
    assert ended.code == 0, ended.problem
    assert FOUNDING["line"] in ended.said
    copy.start("serve")
    assert "Heron" in sign_in(Browser(copy.url), copy, "mina@larkmere.example", "a lamp on the far shore").text


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"by": "nobody@larkmere.example"}, "There is no practitioner nobody@larkmere.example"),
        ({"email": EMAIL}, "is a practitioner already"),
        ({"email": "no address"}, "email: Enter a valid email address"),
    ],
)
def test_who_can_not_be_let_in_is_said(copy: Server, changes: dict[str, str], says: str) -> None:
    assert says in sentence(quietline(copy, "add-practitioner", *newcomer(copy, **changes)))
    assert one(copy, "SELECT count(*) FROM team_practitioner") == 1


def test_a_wrong_members_password_lets_nobody_in(copy: Server) -> None:
    options = newcomer(copy)
    Path(options[-1]).write_text("not the password at all\n")
    assert "does not open the keys of" in sentence(quietline(copy, "add-practitioner", *options))
    assert one(copy, "SELECT count(*) FROM team_practitioner") == 1


def test_demo_leaves_a_real_helpline_alone(copy: Server) -> None:
    assert "holds a real helpline" in sentence(quietline(copy, "demo", "--port", "0"))
    assert one(copy, "SELECT count(*) FROM team_practitioner") == 1


@pytest.mark.parametrize(("secret", "found"), [("", False), ("short", True), ("a" * 16, False)])
def test_check_names_a_call_secret_that_can_be_guessed(made: Made, secret: str, found: bool) -> None:
    ended = quietline(made.server, "check", call_secret=secret, sso_client=secret)
    assert ("call_secret is too short" in ended.said) is found
    assert ("Set sso_issuer, sso_secret as well" in ended.said) is bool(secret)


def test_check_warns_of_missing_backups_and_is_content_all_the_same(copy: Server) -> None:
    ended = quietline(copy, "check")
    assert ended.code == 0
    assert "there is no key to seal one to" in ended.said
    assert "are noted on this disk only" in ended.said
    assert "their stated life is 30 days" in ended.said
    ended = quietline(copy, "check", backup_key="00" * 32, backup_days="7")
    assert "none was made yet" in ended.said
    assert "their stated life is 7 days" in ended.said


def test_check_names_a_file_of_erasures_that_can_not_be_used(folder: Server) -> None:
    nowhere = folder.data.parent / "nowhere" / "erasures"
    ended = quietline(folder, "check", erasures_copy=str(nowhere))
    assert (ended.code, f"{nowhere} can't be used" in ended.said) == (1, True)
    (folder.data / "erasures").write_text("zebra\n")
    assert "line 1 of" in quietline(folder, "check").said


def test_a_number_in_the_environment_that_is_none_is_said(made: Made) -> None:
    assert "must be a whole number" in sentence(quietline(made.server, "check", backup_days="soon"))
