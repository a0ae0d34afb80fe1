"""`quietline audit`, as an administrator runs it, over a record that somebody edited in the database itself."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest

from tests.factories.browsing import Browser, sign_in
from tests.factories.server import ON_POSTGRESQL, QUIETLINE, URLS, Server
from tests.integration.test_command_line import (  # noqa: F401
    EMAIL,
    PASSWORD,
    Ended,
    change,
    copy,
    environment,
    made,
    one,
    quietline,
)


def audit(server: Server, command: str, *options: str, **settings: str | None) -> Ended:
    done = subprocess.run(
        [str(QUIETLINE), "audit", command, "--data", str(server.data), *options],
        env=environment(server, **settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Ended(done.returncode, " ".join(done.stdout.split()), " ".join(done.stderr.split()))


def test_a_record_that_was_edited_is_found_and_a_noted_head_finds_what_was_cut_off(
    copy: Server,  # noqa: F811
    tmp_path: Path,
) -> None:
    copy.start("serve")
    for _ in range(3):
        sign_in(Browser(copy.url), copy, EMAIL, PASSWORD)
    copy.stop()
    head = audit(copy, "head").said
    assert re.fullmatch(r"\d+:[0-9a-f]{64}", head)
    assert int(head.partition(":")[0]) == one(copy, "SELECT count(*) FROM audit_entry")
    heads = tmp_path / "heads"
    heads.write_text(f"{head}\n\n")
    whole = audit(copy, "verify", "--heads", str(heads))
    assert (whole.code, "are whole and fit 1 noted head" in whole.said) == (0, True), whole

    change(copy, "DELETE FROM audit_entry WHERE id = (SELECT max(id) FROM audit_entry)")
    change(copy, "DELETE FROM audit_seal WHERE place = (SELECT max(place) FROM audit_seal)")
    (copy.data / "audit-head").unlink()
    assert audit(copy, "verify").code == 0
    cut = audit(copy, "verify", "--head", head)
    assert cut.code == 1
    assert "The chain ends at place" in cut.problem

    change(copy, "UPDATE audit_entry SET act = 'signed_out' WHERE act = 'signed_in'")
    edited = audit(copy, "verify")
    assert edited.code == 1
    assert "was changed" in edited.problem


def test_what_is_no_head_or_no_file_is_said(copy: Server) -> None:  # noqa: F811
    assert "'12' is no head" in audit(copy, "verify", "--head", "12").problem
    assert "can't be read" in audit(copy, "verify", "--heads", str(copy.data / "nothing")).problem


def test_check_says_whether_the_role_could_change_the_record(copy: Server) -> None:  # noqa: F811
    said = quietline(copy, "check").said
    assert (
        "could change its rows; the guide" if ON_POSTGRESQL else "whoever may write to the database's file"
    ) in said


def test_a_role_of_its_own_can_add_to_the_record_and_change_nothing(copy: Server) -> None:  # noqa: F811
    if not ON_POSTGRESQL:
        assert "SQLite knows no roles" in audit(copy, "protect", "--as", "postgresql://x@127.0.0.1:1/x").problem
        return
    superuser = copy.environment[URLS["default"]]
    role = f"quietline_{token_hex(4)}"
    serving = re.sub(r"//[^@]*@", f"//{role}@", superuser)
    with psycopg.connect(superuser, autocommit=True) as link:
        link.execute(f"CREATE ROLE {role} LOGIN")  # type: ignore[arg-type]
        for table in link.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall():
            link.execute(f'ALTER TABLE "{table[0]}" OWNER TO {role}')  # type: ignore[arg-type]
    try:
        done = audit(copy, "protect", "--as", superuser, database_url=serving)
        assert done.code == 0, done.problem
        assert "can add rows and change none" in quietline(copy, "check", database_url=serving).said
        with psycopg.connect(serving) as link:
            for statement in (
                "UPDATE audit_entry SET act = 'signed_out'",
                "DELETE FROM audit_seal",
                "TRUNCATE audit_entry",
            ):
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    link.execute(statement)
                link.rollback()
        before = one(copy, "SELECT count(*) FROM audit_entry")
        again = Server(copy.data, copy.environment | {"QUIETLINE_DATABASE_URL": serving})
        again.start("serve")
        assert sign_in(Browser(again.url), again, EMAIL, PASSWORD).status == 200
        again.stop()
        assert one(copy, "SELECT count(*) FROM audit_entry") > before
        assert audit(copy, "verify", database_url=serving).code == 0
        assert (
            "leads to another database"
            in audit(copy, "protect", "--as", superuser.rpartition("/")[0] + "/postgres", database_url=serving).problem
        )
    finally:
        with psycopg.connect(superuser, autocommit=True) as link:
            link.execute(f"DROP OWNED BY {role} CASCADE")  # type: ignore[arg-type]
            link.execute(f"DROP ROLE {role}")  # type: ignore[arg-type]
