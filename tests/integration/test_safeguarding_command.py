"""The command line of safeguarding: the rules there are, and two of them tried on invented situations."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from quietline.config.cli import app, safeguarding
from quietline.config.datadir import DataDirProblem
from quietline.safeguarding.rulesets.queries import SAMPLE
from tests.factories.helpline import Helpline


@pytest.fixture(autouse=True)
def here(helpline: Helpline, monkeypatch: pytest.MonkeyPatch) -> None:
    """The helpline of the test, instead of one in a directory."""
    monkeypatch.setattr(safeguarding, "set_up", lambda data: data)
    monkeypatch.setattr(safeguarding, "behind", lambda data: None)


def run(*arguments: str) -> str:
    done = CliRunner().invoke(app, ["safeguarding", *arguments, "--data", "."])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return " ".join(done.output.split())


def test_rules_are_listed_and_tried() -> None:
    assert "uk-two-keys/1/1" in run("rules")
    assert "0 of 9 situations would come out differently" in run("simulate", "uk-two-keys/1/1", "uk-two-keys/1/1")
    told = run("simulate", "uk-two-keys/1/1", "imminent-danger-only/1/1")
    assert "changes Somebody is named" in told


def test_rules_from_a_file_are_tried_before_they_are_published(tmp_path: Path) -> None:
    text = (SAMPLE / "uk-two-keys" / "1" / "1.toml").read_text(encoding="utf-8")
    file = tmp_path / "new.toml"
    file.write_text(text.replace("hours = 72", "hours = 48"), encoding="utf-8")
    assert "2 of 9 situations" in run("simulate", "uk-two-keys/1/1", str(file))
    file.write_text("alone =", encoding="utf-8")
    with pytest.raises(DataDirProblem, match=r"new\.toml"):
        run("simulate", "uk-two-keys/1/1", str(file))
    with pytest.raises(DataDirProblem, match="There are no rules"):
        run("simulate", "uk-two-keys/1/1", "nowhere/1/1")
    with pytest.raises(DataDirProblem, match="can't be read"):
        run("simulate", "uk-two-keys/1/1", str(tmp_path / "none.toml"))
    file.write_text("[[situations]]\n", encoding="utf-8")
    with pytest.raises(DataDirProblem, match="missing"):
        run("simulate", "uk-two-keys/1/1", "uk-two-keys/1/1", "--situations", str(file))
