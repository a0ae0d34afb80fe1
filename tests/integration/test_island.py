"""The partners' island in a process of its own: the figures database, settings of its own, and nothing else."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from quietline.config.datadir import DataDir
from tests.factories.browsing import Browser, csrf
from tests.factories.island import PASSWORD
from tests.factories.server import ON_POSTGRESQL, STUCK_SECONDS, fresh_databases

GUIDE = Path(__file__).parents[2] / "docs" / "administrators-guide.md"
KEPT_OUT = ("contact", "vault", "team", "desk", "campaigns", "safeguarding", "audit", "content", "live")
# Begins a process in which the code of the conversations can't be imported, however it is asked for.
_WITHOUT = f"""
import runpy, sys
class Wall:
    def find_spec(self, name, path=None, target=None):
        part = name.partition("quietline.")[2].partition(".")[0]
        if part in {KEPT_OUT!r} or name == "quietline.config.settings":
            raise ImportError("walled off: " + name)
sys.meta_path.insert(0, Wall())
sys.argv = ["island", *sys.argv[1:]]
runpy.run_module("quietline.config.island", run_name="__main__")
"""
_LAY_OUT = """
import django; django.setup()
from django.core.management import call_command
for part in ("partners", "released"):
    call_command("migrate", part, database="figures", verbosity=0)
"""
_INVITE = """
import sys, django; django.setup()
from django.utils import timezone
from quietline.insights.partners import links
from quietline.insights.partners.models import Partner
token, mark = links.new_link(timezone.now())
today = timezone.localdate()
row = Partner.objects.create(email="sam@constabulary.example", name="Sam", link_mark=mark, invited_on=today)
row.areas.create(code="esk-vale", name="Esk Vale")
print(token)
"""
_CODE = """
import sys, django; django.setup()
from quietline.insights.partners import keys
from quietline.insights.partners.models import Partner
print(keys.code_now(Partner.objects.get().link_mark))
"""


@contextmanager
def figures_machine(folder: Path) -> Iterator[tuple[Path, dict[str, str], dict[str, str]]]:
    """A directory with settings and the figures database alone; the surroundings of its owner, and of who serves."""
    data = folder / "figures"
    data.mkdir(mode=0o700)
    DataDir(data).settings_file.write_text("")
    DataDir(data).settings_file.chmod(0o600)
    DataDir(data).make_partners_key()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("QUIETLINE_")}
    plain |= {"QUIETLINE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "quietline.config.island.settings"}
    with fresh_databases() as urls:
        owner = plain | {"QUIETLINE_FIGURES_URL": urls["QUIETLINE_FIGURES_URL"]} if urls else plain
        run(_LAY_OUT, owner)
        with role_that_serves(urls) as url:
            yield data, owner, plain | {"QUIETLINE_FIGURES_URL": url} if url else plain


@contextmanager
def role_that_serves(urls: dict[str, str]) -> Iterator[str]:
    """On PostgreSQL the role that the guide tells to make, with the rights that it lists."""
    if not urls:
        yield ""
        return
    url, role = urls["QUIETLINE_FIGURES_URL"], f"partners_{secrets.token_hex(4)}"
    statements = guides_rights().replace("quietline_partners", role).replace("'…'", "'only for a test'")
    name = url.rpartition("/")[2]
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in statements.replace("quietline_figures", f'"{name}"').split(";"):
            if statement.strip():
                connection.execute(statement)  # type: ignore[arg-type]
    try:
        yield re.sub(r"//[^@]*@", f"//{role}:only%20for%20a%20test@", url)
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {role}")  # type: ignore[arg-type]
            connection.execute(f"DROP ROLE {role}")  # type: ignore[arg-type]


def guides_rights() -> str:
    """The statements of the guide, word for word."""
    section = GUIDE.read_text(encoding="utf-8").partition("\n## Partners, and a machine for the figures\n")[2]
    lines = [line[4:] for line in section.partition("\n## ")[0].splitlines() if line.startswith("    ")]
    return "\n".join(line for line in lines if line.startswith(("CREATE ROLE", "GRANT", "REVOKE", "  ")))


def run(program: str, surroundings: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
        timeout=STUCK_SECONDS,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@contextmanager
def serving(command: list[str], surroundings: dict[str, str]) -> Iterator[str]:
    """A process that serves; its address. It ends at once when it is told to."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=surroundings)
    said: list[str] = []
    ready = threading.Event()

    def read() -> None:
        assert process.stdout
        with process.stdout:
            for line in process.stdout:
                said.append(line)
                if line.startswith("ready: "):
                    ready.set()
        ready.set()

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    try:
        assert ready.wait(STUCK_SECONDS)
        assert said[-1].startswith("ready: "), "".join(said)
        yield said[-1].removeprefix("ready: ").strip().rstrip("/")
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=STUCK_SECONDS) == 0, "".join(said)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        reader.join(timeout=STUCK_SECONDS)


def come_in(address: str, token: str, owner: dict[str, str]) -> Browser:
    browser = Browser(address)
    page = browser.get(f"/partners/invited/{token}/")
    form = {"csrfmiddlewaretoken": csrf(page), "password": PASSWORD, "code": run(_CODE, owner)}
    entered = browser.post(f"/partners/invited/{token}/", form)
    assert "<h1>Releases</h1>" in entered.text, entered.text
    return browser


@pytest.mark.drill
def test_it_serves_without_the_conversations_code_settings_and_database(tmp_path: Path) -> None:
    with figures_machine(tmp_path) as (data, owner, surroundings):
        token = run(_INVITE, owner)
        command = [sys.executable, "-W", "error", "-c", _WITHOUT, "--data", str(data), "--port", "0"]
        with serving(command, surroundings) as address:
            browser = come_in(address, token, owner)
            assert browser.get("/healthz").text == "ok"
            for path in ("/desk/", "/edit/", "/campaigns/", "/sign-in/", "/en/", "/account/"):
                assert browser.get(path).status == 404, path
            page = browser.get("/partners/account/")
            assert "default-src 'none'" in page.headers["content-security-policy"]
            assert page.headers["cache-control"] == "no-store"
        allowed = {"quietline.toml", "partners-key"} | {f"figures.sqlite3{end}" for end in ("", "-wal", "-shm")}
        assert {file.name for file in data.iterdir()} <= allowed


@pytest.mark.drill
def test_the_command_begins_it_and_a_lost_key_is_told(tmp_path: Path) -> None:
    quietline = Path(sys.executable).parent / "quietline"
    with figures_machine(tmp_path) as (data, owner, surroundings):
        command = [str(quietline), "serve", "--only", "figures", "--data", str(data), "--port", "0"]
        with serving(command, surroundings) as address:
            come_in(address, run(_INVITE, owner), owner)
        DataDir(data).partners_key_file.unlink()
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
        assert done.returncode == 1
        assert "Restore it" in done.stderr
        assert not DataDir(data).partners_key_file.exists()


@pytest.mark.skipif(not ON_POSTGRESQL, reason="SQLite knows no roles")
def test_the_role_that_serves_reads_releases_and_keeps_accounts_and_no_more(tmp_path: Path) -> None:
    with figures_machine(tmp_path) as (_, owner, surroundings):
        run(_INVITE, owner)
        with psycopg.connect(owner["QUIETLINE_FIGURES_URL"], autocommit=True) as connection:
            connection.execute("CREATE TABLE tally_tally (id int)")
        with psycopg.connect(surroundings["QUIETLINE_FIGURES_URL"], autocommit=True) as link:
            assert link.execute("SELECT count(*) FROM partners_partner").fetchone() == (1,)
            for refused in (
                "SELECT * FROM tally_tally",
                "INSERT INTO partners_partnerarea (partner_id, code, name) SELECT id, 'x', 'x' FROM partners_partner",
                "UPDATE partners_partner SET email = 'x'",
                "UPDATE partners_partner SET ended_on = NULL",
                "UPDATE partners_partner SET link_mark = 'x'",
                "DELETE FROM partners_partner",
                "CREATE TABLE mine (id int)",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    link.execute(refused)
