"""The data directory: private from the first byte, never overwritten, read back as it was set."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quietline.config.datadir import DataDir, DataDirProblem, Installation, write_private

printable = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]))


@pytest.fixture(autouse=True)
def careless_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def data_dir(tmp_path: Path) -> DataDir:
    made = DataDir(tmp_path / "above" / "data")
    made.create(Installation(origin="https://help.example"))
    return made


def modes(data_dir: DataDir) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in [data_dir.path, *data_dir.path.iterdir()]}


def test_nobody_else_can_read_what_was_made(data_dir: DataDir) -> None:
    assert modes(data_dir) == dict.fromkeys(("pepper", "secret-key", "release-key", "quietline.toml"), 0o600) | {
        "data": 0o700
    }
    assert data_dir.loose_permissions() == []


def test_secrets_are_drawn_for_each_helpline(data_dir: DataDir, tmp_path: Path) -> None:
    other = DataDir(tmp_path / "other")
    other.create(Installation())
    assert len(data_dir.pepper()) == 32
    assert data_dir.pepper() != other.pepper()
    assert data_dir.secret_key() != other.secret_key()
    assert len(data_dir.secret_key()) >= 64


def test_a_helpline_that_is_there_is_never_overwritten(data_dir: DataDir) -> None:
    pepper, secret_key = data_dir.pepper(), data_dir.secret_key()
    with pytest.raises(DataDirProblem, match="already holds a helpline"):
        data_dir.create(Installation())
    assert (data_dir.pepper(), data_dir.secret_key()) == (pepper, secret_key)
    assert data_dir.installation().origin == "https://help.example"


def test_making_one_that_was_interrupted_can_be_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data_dir = DataDir(tmp_path / "data")

    def interrupted(size: int) -> bytes:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("quietline.config.datadir.secrets.token_bytes", interrupted)
        with pytest.raises(KeyboardInterrupt):
            data_dir.create(Installation())
    data_dir.create(Installation())
    assert len(data_dir.pepper()) == 32


def test_where_the_disk_is_full_it_is_said_and_nothing_half_made_is_taken_for_a_helpline(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = DataDir(tmp_path / "data")

    def full(file: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        with pytest.raises(DataDirProblem, match="No space left on device"):
            data_dir.create(Installation())
    data_dir.create(Installation())
    assert len(data_dir.pepper()) == 32


def test_a_directory_that_was_open_is_closed_when_a_helpline_is_made_in_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o777)
    data_dir = DataDir(tmp_path / "data")
    data_dir.create(Installation())
    assert modes(data_dir)["data"] == 0o700


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o610, 0o666])
def test_whatever_others_may_read_is_found(data_dir: DataDir, mode: int) -> None:
    backups = data_dir.path / "backups"
    backups.mkdir(0o755)
    (backups / "sealed").touch(0o600)
    (backups / "open").touch(mode)
    data_dir.pepper_file.chmod(mode)
    assert set(data_dir.loose_permissions()) == {backups, backups / "open", data_dir.pepper_file}
    data_dir.path.chmod(0o750)
    assert data_dir.path in data_dir.loose_permissions()


def test_a_link_is_not_followed_out_of_the_directory(data_dir: DataDir, tmp_path: Path) -> None:
    (tmp_path / "outside").touch(0o644)
    (data_dir.path / "link").symlink_to(tmp_path / "outside")
    assert data_dir.loose_permissions() == []


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(33)])
def test_a_damaged_pepper_is_refused_and_not_replaced(data_dir: DataDir, content: bytes) -> None:
    data_dir.pepper_file.write_bytes(content)
    with pytest.raises(DataDirProblem, match="restore it from the backup"):
        data_dir.pepper()
    assert data_dir.pepper_file.read_bytes() == content


@pytest.mark.parametrize("name", ["pepper", "secret-key", "quietline.toml"])
def test_a_missing_file_is_named(data_dir: DataDir, name: str) -> None:
    (data_dir.path / name).unlink()
    read = {"pepper": data_dir.pepper, "secret-key": data_dir.secret_key, "quietline.toml": data_dir.installation}
    with pytest.raises(DataDirProblem, match=f"{name} is missing"):
        read[name]()


def test_a_private_file_is_private_at_every_instant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    write = os.fsync
    monkeypatch.setattr(os, "fsync", lambda file: (seen.append(os.fstat(file).st_mode & 0o777), write(file)))
    write_private(tmp_path / "secret", b"a walk by the slow river")
    assert seen == [0o600]
    assert (tmp_path / "secret").read_bytes() == b"a walk by the slow river"


def test_a_private_file_is_private_even_where_an_open_one_stood(tmp_path: Path) -> None:
    (tmp_path / "secret").touch(0o644)
    write_private(tmp_path / "secret", b"a walk by the slow river")
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600


def installations(text: st.SearchStrategy[str]) -> st.SearchStrategy[Installation]:
    return st.builds(
        Installation,
        origin=text,
        database_url=text,
        figures_url=text,
        exit_url=text,
        behind_proxy=st.booleans(),
        limits=text,
        allowed_hosts=st.lists(text, max_size=3),
    )


@given(installation=installations(printable))
def test_settings_read_back_as_they_were_set(installation: Installation) -> None:
    assert Installation.from_toml(installation.as_toml()) == installation


@given(installation=installations(st.text(max_size=20)))
def test_settings_with_control_characters_read_back_too(installation: Installation) -> None:
    assert Installation.from_toml(installation.as_toml()) == installation


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("origin = ", "can't be read"),
        ('colour = "green"', "there is no setting 'colour'. Known: origin, database_url"),
        ("origin = true", "'origin' must be a str"),
        ('behind_proxy = "yes"', "'behind_proxy' must be a bool"),
        ('backup_days = "30"', "'backup_days' must be a int"),
        ("backup_days = true", "'backup_days' must be a int"),
        ('allowed_hosts = "help.example"', "'allowed_hosts' must be a list"),
        ("allowed_hosts = [1]", "allowed_hosts"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(text: str, says: str) -> None:
    with pytest.raises(DataDirProblem) as problem:
        Installation.from_toml(text)
    assert "quietline.toml" in str(problem.value)
    assert says in str(problem.value)


def test_what_is_not_set_has_its_default() -> None:
    assert Installation.from_toml("") == Installation()
    assert Installation.from_toml('limits = "writing=1/2s"') == Installation(limits="writing=1/2s")


def test_the_environment_wins_over_the_file() -> None:
    given = {
        "QUIETLINE_ORIGIN": "https://other.example",
        "QUIETLINE_BEHIND_PROXY": "Yes",
        "QUIETLINE_ALLOWED_HOSTS": "one.example, ,two.example",
        "QUIETLINE_LIMITS": "",
        "ORIGIN": "https://nobody.example",
        "QUIETLINE_DATA": "/nowhere",
    }
    before = Installation(origin="https://help.example", limits="writing=1/2s", exit_url="https://weather.example")
    assert before.overridden_by(given) == Installation(
        origin="https://other.example",
        behind_proxy=True,
        allowed_hosts=["one.example", "two.example"],
        limits="",
        exit_url="https://weather.example",
    )
    assert before.overridden_by({}) == before


@pytest.mark.parametrize("text", ["0", "no", "false", "off", "", "perhaps"])
def test_a_switch_is_on_only_where_it_is_said_plainly(text: str) -> None:
    on = Installation(behind_proxy=True)
    assert on.overridden_by({"QUIETLINE_BEHIND_PROXY": text}).behind_proxy is False


def test_one_setting_is_chosen_and_every_other_line_stays(data_dir: DataDir) -> None:
    file = data_dir.settings_file
    file.write_text(f"# ours\n{file.read_text()}")
    data_dir.choose("backup_key", "ab" * 32)
    data_dir.choose("backup_key", "cd" * 32)
    assert data_dir.installation().backup_key == "cd" * 32
    assert data_dir.installation().origin == "https://help.example"
    assert file.read_text().count("backup_key") == 1
    assert "# ours" in file.read_text()
