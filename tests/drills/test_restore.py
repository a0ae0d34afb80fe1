"""Backup, total loss, restore: phrases still open, what was erased stays erased, one wrong byte restores nothing."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quietline.config.datadir import DataDir
from tests.factories.apps import invented_apps
from tests.factories.browsing import Browser, csrf, messages_on, sign_in, write_first
from tests.factories.server import ON_POSTGRESQL, QUIETLINE, URLS, Server, copied, database, fresh_databases
from tests.integration.test_audit_command import audit
from tests.integration.test_command_line import Ended, change, environment, one, quietline

NEWEST = "SELECT thread_id FROM contact_message ORDER BY id DESC LIMIT 1"

pytestmark = pytest.mark.drill


@pytest.fixture
def demo(invented: Server, tmp_path: Path) -> Iterator[Server]:
    """An invented helpline that serves, with a backup key whose private half lies elsewhere."""
    with copied(invented, tmp_path, limits="writing=1000/1, returning=1000/1") as server:
        server.start()
        assert backup(server, "key", "--to", str(tmp_path / "key")).code == 0
        yield server


def backup(server: Server, *arguments: str, **settings: str | None) -> Ended:
    where = [] if arguments[0] == "verify" else ["--data", str(server.data)]
    return run("backup", *arguments, *where, of=server, **settings)


def run(*arguments: str, of: Server, **settings: str | None) -> Ended:
    done = subprocess.run(
        [str(QUIETLINE), *arguments],
        env=environment(of, **settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        umask=0,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, " ".join(done.stdout.split()), " ".join(done.stderr.split()))


def made(server: Server, folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    ended = backup(server, str(folder))
    assert ended.code == 0, ended.problem
    return max(folder.glob("quietline-*.backup"))


@contextmanager
def lost(server: Server, elsewhere: Path) -> Iterator[Server]:
    """The machine is gone, databases and all; another one, empty, stands in its place."""
    server.stop()
    shutil.rmtree(server.data)
    with fresh_databases() as urls:
        yield Server(elsewhere / "data", server.environment | urls)


def restore(file: Path, to: Server, *options: str, key: Path) -> Ended:
    arguments = ["restore", str(file), "--data", str(to.data), "--key-file", str(key), *options]
    return run(*arguments, of=to)


def erase(server: Server, words: list[str]) -> None:
    """As a seeker does, of what was read long ago."""
    browser = Browser(server.url)
    browser.post("/en/return/", {"phrase": " ".join(words)})
    form = browser.fields(browser.get("/en/contact/erase/"))
    page = browser.post("/en/contact/erase/", form | {"sure": "on"})
    assert "erased" in page.text


def all_read_long_ago(server: Server) -> None:
    change(server, "UPDATE contact_thread SET read_sequence = last_sequence, last_read_at = '2026-01-01 00:00:00+00'")


def opens(server: Server, words: list[str]) -> list[str]:
    return messages_on(Browser(server.url).post("/en/return/", {"phrase": " ".join(words)}))


def test_after_total_loss_phrases_open_and_what_was_erased_stays_erased(demo: Server, tmp_path: Path) -> None:
    key = tmp_path / "key"
    kept, erased, withdrawn = (write_first(Browser(demo.url), f"Message {name}.") for name in ("a", "b", "c"))
    all_read_long_ago(demo)
    change(demo, f"UPDATE contact_thread SET read_sequence = 0, last_read_at = NULL WHERE id = ({NEWEST})")
    figures = one_of_figures(demo)
    file = made(demo, tmp_path / "kept")
    assert backup(demo, "verify", str(file), "--key-file", str(key)).said.startswith("Whole: ")
    erase(demo, erased)
    erase(demo, withdrawn)  # nobody has read it: it is shut and waits
    assert one(demo, "SELECT count(*) FROM contact_tombstone") == 2
    elsewhere = tmp_path / "elsewhere"
    shutil.copy(demo.data / "erasures", elsewhere)
    head = audit(demo, "head").said
    sign_ins, apps = demo.sign_ins(), invented_apps(demo)

    with lost(demo, tmp_path / "new") as new:
        new.apps |= apps
        done = restore(file, new, "--erasures", str(elsewhere), key=key)
        assert done.code == 0, done.problem
        assert "Erased again: 1 × thread, 1 × withdrawn" in done.said
        new.start("serve")
        assert opens(new, kept) == ["Message a."]
        assert opens(new, erased) == opens(new, withdrawn) == []
        assert one(new, "SELECT count(*) FROM contact_thread WHERE state = 'withdrawn'") == 1
        email, password, _ = sign_ins[1]
        browser = Browser(new.url)
        assert sign_in(browser, new, email, password).status == 200
        assert csrf(browser.get("/desk/"))
        assert opens(new, write_first(Browser(new.url), "Written afterwards.")) == ["Written afterwards."]
        new.stop()
        assert one_of_figures(new) >= figures
        assert quietline(new, "check").code == 0
        assert audit(new, "verify").code == 0
        assert "a head was noted at place" in audit(new, "verify", "--head", later(head)).problem
        assert (new.data / "erasures").read_text().count(" thread ") == 1
        assert DataDir(new.data).loose_permissions() == []


def later(head: str) -> str:
    """A head far behind what a restore brings back."""
    return f"{int(head.partition(':')[0]) + 1_000}:{head.partition(':')[2]}"


def one_of_figures(server: Server) -> int:
    with database(server, "figures") as connection:
        return int(connection.execute("SELECT coalesce(sum(count), 0) FROM tally_tally").fetchone()[0])


def test_without_a_file_of_erasures_it_says_that_what_was_erased_is_back(demo: Server, tmp_path: Path) -> None:
    file = made(demo, tmp_path / "kept")
    with lost(demo, tmp_path / "new") as new:
        assert "what was erased since that moment is back" in restore(file, new, key=tmp_path / "key").said


def test_the_file_of_erasures_may_lie_in_the_new_directory(demo: Server, tmp_path: Path) -> None:
    words = write_first(Browser(demo.url), "Message a.")
    all_read_long_ago(demo)
    file = made(demo, tmp_path / "kept")
    erase(demo, words)
    erasures = (demo.data / "erasures").read_bytes()
    with lost(demo, tmp_path / "new") as new:
        new.data.mkdir(parents=True)
        (new.data / "erasures").write_bytes(erasures)
        assert "1 × thread" in restore(file, new, key=tmp_path / "key").said
        new.start("serve")
        assert opens(new, words) == []
        new.stop()


def test_one_wrong_byte_anywhere_restores_nothing(demo: Server, tmp_path: Path) -> None:
    file = made(demo, tmp_path / "kept")
    whole = file.read_bytes()
    places = [0, 15, 16, 17, 48, 49, 128, 129, 152, 153, 65_536, len(whole) // 2, len(whole) - 1]
    bad = tmp_path / "bad.backup"
    with lost(demo, tmp_path / "new") as new:
        spoilt = [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in places if at < len(whole)]
        cut_and_grown = [b"", whole[:100], whole[:-1], whole[: len(whole) // 2], whole + b"\0", whole + whole]
        for content in [*spoilt[::3], *cut_and_grown[1::2]]:
            bad.write_bytes(content)
            ended = restore(bad, new, key=tmp_path / "key")
            assert ended.code == 1
            assert "not a byte as it was sealed" in ended.problem or "another key" in ended.problem
            assert not new.data.exists()
        for content in [*spoilt, *cut_and_grown]:
            bad.write_bytes(content)
            assert looked_through(bad, tmp_path / "key") != ""
        assert restore(file, new, key=tmp_path / "key").code == 0


def looked_through(file: Path, key: Path) -> str:
    """The same look as `backup verify`, without a process for each; empty where it is whole."""
    from quietline.config.backups.contents import look_through
    from quietline.config.datadir import DataDirProblem
    from quietline.vault import key_from_text

    try:
        look_through(file, key_from_text(key.read_text()))
    except DataDirProblem as problem:
        return str(problem)
    return ""


def test_a_restore_overwrites_nothing(demo: Server, tmp_path: Path) -> None:
    file = made(demo, tmp_path / "kept")
    assert "a restore never overwrites" in restore(file, demo, key=tmp_path / "key").problem
    assert quietline(demo, "check").said
    if ON_POSTGRESQL:
        other = Server(tmp_path / "new" / "data", demo.environment)
        assert "holds something" in restore(file, other, key=tmp_path / "key").problem
        assert list(other.data.iterdir()) == []
        assert one(demo, "SELECT count(*) FROM team_practitioner") == 4


def test_a_backup_past_its_stated_life_is_refused_and_destroyed(demo: Server, tmp_path: Path) -> None:
    file = made(demo, tmp_path / "kept")
    old = file.with_name((datetime.now(UTC) - timedelta(days=40)).strftime("quietline-%Y%m%d-%H%M%S.backup"))
    shutil.copy(file, old)
    assert f"{old.name} has outlived its 30 days" in backup(demo, str(file.parent)).problem
    assert "Destroyed" in backup(demo, str(file.parent), "--destroy-old").problem
    assert not old.exists()
    text = (demo.data / "quietline.toml").read_text().replace("backup_days = 30", "backup_days = 0")
    (demo.data / "quietline.toml").write_text(text)
    short_lived = made(demo, tmp_path / "short")
    with lost(demo, tmp_path / "new") as new:
        ended = restore(short_lived, new, key=tmp_path / "key")
        assert "would come back" in ended.problem
        assert restore(short_lived, new, "--past-its-life", key=tmp_path / "key").code == 0


def test_a_backup_can_go_through_a_pipe_and_from_one_engine_to_the_other(demo: Server, tmp_path: Path) -> None:
    words = write_first(Browser(demo.url), "Message a.")
    command = [str(QUIETLINE), "backup", "-", "--data", str(demo.data)]
    done = subprocess.run(command, env=environment(demo), capture_output=True, timeout=60, check=True)
    file = tmp_path / "piped.backup"
    file.write_bytes(done.stdout)
    assert b"Sealed to the key" in done.stderr
    with lost(demo, tmp_path / "new") as new:
        if ON_POSTGRESQL:  # and back on files
            for name in URLS.values():
                del new.environment[name]
        ended = restore(file, new, "--database-url", "", "--figures-url", "", key=tmp_path / "key")
        if not ON_POSTGRESQL:
            assert ended.code == 0, ended.problem
        new.start("serve")
        assert opens(new, words) == ["Message a."]
        assert opens(new, write_first(Browser(new.url), "Written afterwards.")) == ["Written afterwards."]
        new.stop()


def test_a_backup_made_while_people_write_is_of_one_moment(demo: Server, tmp_path: Path) -> None:
    import threading

    stop = threading.Event()
    words: list[list[str]] = []

    def write() -> None:
        while not stop.is_set():
            words.append(write_first(Browser(demo.url), f"Message {len(words)}."))

    writer = threading.Thread(target=write)
    writer.start()
    files = [made(demo, tmp_path / f"kept-{number}") for number in range(3)]
    stop.set()
    writer.join()
    with lost(demo, tmp_path / "new") as new:
        assert restore(files[-1], new, key=tmp_path / "key").code == 0
        new.start("serve")
        threads = one(new, "SELECT count(*) FROM contact_thread")
        for table in ("contact_linehold", "contact_phrasehold"):
            assert one(new, f"SELECT count(*) FROM {table}") == threads
        assert [opens(new, each) for each in words[:2]] == [["Message 0."], ["Message 1."]]
        new.stop()
        assert audit(new, "verify").code == 0


def test_a_key_is_made_once_and_a_wrong_one_is_told(demo: Server, tmp_path: Path) -> None:
    assert "Backups have a key already" in backup(demo, "key").problem
    file = made(demo, tmp_path / "kept")
    printed = backup(demo, "key", "--replace").said
    (tmp_path / "other").write_text(re.findall(r"(?:[0-9a-f]{8} ?){9}", printed)[0])
    wrong = backup(demo, "verify", str(file), "--key-file", str(tmp_path / "other"))
    assert "sealed to another key" in wrong.problem
    (tmp_path / "typo").write_text((tmp_path / "key").read_text().replace("0", "1", 1).replace("2", "3", 1))
    assert "This is no key" in backup(demo, "verify", str(file), "--key-file", str(tmp_path / "typo")).problem
    nothing = backup(demo, str(tmp_path / "nowhere"))
    assert "Nothing was kept in" in nothing.problem


def test_without_a_key_no_backup_is_made(invented: Server, tmp_path: Path) -> None:
    with copied(invented, tmp_path) as server:
        assert "quietline backup key" in backup(server, str(tmp_path)).problem


def test_a_seized_backup_surrenders_no_word_and_no_name(demo: Server, tmp_path: Path) -> None:
    write_first(Browser(demo.url), "canary-message-gannet")
    content = made(demo, tmp_path / "kept").read_bytes()
    pepper = (demo.data / "pepper").read_bytes()
    for secret in (b"canary", b"larkmere", b"Rowan", b"contact_thread", pepper, pepper.hex().encode()):
        assert secret.lower() not in content.lower()
    assert (tmp_path / "kept").stat().st_mode
    assert max((tmp_path / "kept").iterdir()).stat().st_mode & 0o077 == 0


def test_a_backup_of_other_tables_is_refused_with_the_version_that_made_it(db: None) -> None:
    from quietline.config.backups import restoring, tables
    from quietline.config.backups.contents import Contents, Table
    from quietline.config.datadir import DataDirProblem

    same = Contents(
        made_at=datetime.now(UTC),
        program="0.1",
        migrations={alias: tables.migrations(alias) for alias in ("default",)} | {"figures": []},
        audit_head="0:",
        files={},
        tables=[Table(alias, model._meta.label, tables.columns_of(model), 0) for alias, model in tables.kept()],
    )
    fewer = Contents(same.made_at, "0.1", same.migrations, "0:", {}, same.tables[1:])
    other = Table("default", "contact.Thread", ["id", "words"], 0)
    changed = [other if table.label == other.label else table for table in same.tables]
    for contents in (fewer, Contents(same.made_at, "0.1", same.migrations, "0:", {}, changed)):
        with pytest.raises(DataDirProblem, match=r"made by Quietline 0\.1"):
            restoring._refuse_another_form(contents)
