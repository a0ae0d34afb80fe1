"""`quietline release`: made on a helpline, verified without one, refused with a byte changed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quietline.config.cli import app
from quietline.insights.released.models import Release
from quietline.insights.released.queries import release
from quietline.insights.released.signing import own_key
from quietline.insights.releases.signature import new_secret, public_key
from tests.factories.figures import QUARTER, count_contacts
from tests.factories.helpline import Helpline

pytestmark = pytest.mark.django_db(databases=["default", "figures"])
DATA = os.environ["QUIETLINE_DATA"]


def run(*said: str) -> Result:
    return CliRunner().invoke(app, ["release", *said])


@pytest.fixture
def file(helpline: Helpline, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A release that was made and written out on the command line."""
    monkeypatch.setattr("quietline.config.cli.release.behind", lambda _: None)  # it closes the test's own connections
    count_contacts()
    made = run("make", str(QUARTER), "--yes", "--data", DATA, "--title", "Contacts [by] area")
    assert made.exit_code == 0, made.output
    number = Release.objects.get().number
    assert f"Released as {number}" in made.output
    assert "Contacts [by] area" in run("list", "--data", DATA).output
    out = tmp_path / "release.signed"
    shown = run("show", number, "--out", str(out), "--data", DATA)
    assert shown.exit_code == 0, shown.output
    row = release(number)
    assert row is not None
    assert out.read_bytes() == row.signed.encode()
    return out


def test_it_is_verified_without_a_helpline_and_says_what_was_verified(file: Path, tmp_path: Path) -> None:
    assert run("key", "--data", DATA).output.strip() == own_key()
    nowhere = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    command = [str(Path(sys.executable).parent / "quietline"), "release", "verify", str(file)]
    done = subprocess.run(
        [*command, "--key", own_key()], env=nowhere, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "contacts attempted by area and caller group; area: the area that the seeker chose" in done.stdout
    assert "Verified: not a byte was changed" in done.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == [file.name]
    without = run("verify", str(file))
    assert without.exit_code == 0
    assert "Whose key that is, the file can't prove" in without.output


def test_every_changed_byte_and_every_other_key_is_refused(file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    changed = tmp_path / "changed.signed"
    step = max(1, len(whole) // 60)
    for at in [*range(0, 240, 7), *range(240, len(whole), step), len(whole) - 1]:
        changed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert run("verify", str(changed)).exit_code == 1, at
    for other in (whole[:-1], whole + b"\n", b"", b"PK\x03\x04"):
        changed.write_bytes(other)
        assert run("verify", str(changed)).exit_code == 1
    by_others = run("verify", str(file), "--key", public_key(new_secret()))
    assert (by_others.exit_code, "signed by somebody else" in by_others.output) == (1, True)
    assert run("verify", str(file), "--key", "abc").exit_code == 1
    assert run("verify", str(tmp_path / "none")).exit_code == 1


def test_what_can_not_be_released_is_told(helpline: Helpline, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quietline.config.cli.release.behind", lambda _: None)
    count_contacts()
    for said, says in (
        (("make", "2026Q9", "--yes"), "is no period"),
        (("make", "2999Q1", "--yes"), "is not closed before"),
        (("show", "1999-1"), "There is no release 1999-1"),
    ):
        done = run(*said, "--data", DATA)
        assert says in str(done.exception), said
    assert run("make", str(QUARTER), "--data", DATA).exit_code == 1  # nobody said yes
    assert not Release.objects.exists()
