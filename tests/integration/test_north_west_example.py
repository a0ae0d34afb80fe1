"""The example of the North West runs, and says what its README says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from typer.testing import CliRunner

from quietline.config.cli import app
from quietline.insights.evaluation.reading import read_series

FOLDER = Path(__file__).parents[2] / "examples" / "north-west-2018"


def test_it_runs_and_its_readme_quotes_it() -> None:
    done = subprocess.run([sys.executable, FOLDER / "run.py"], capture_output=True, text=True, check=True)
    readme = " ".join((FOLDER / "README.md").read_text().replace("\n> ", " ").split())
    said = done.stdout.splitlines()
    for verdict in ("the number doubled (2.3 times", "There is no clear evidence"):
        (sentence,) = [line for line in said if verdict in line]
        assert sentence in readme
    assert "all: 3,549 against 1,747, ratio 2.03; 1.92 to 2.15" in done.stdout
    assert "North Wales: 139 against 84, ratio 1.65; 1.25 to 2.20" in done.stdout
    assert "Lancashire: +146% of an unknown number. No interval can be given." in said
    assert "not consecutive months or ISO weeks" in done.stdout


def test_the_invented_months_have_the_published_halves() -> None:
    for name in ("a", "b"):
        counts = read_series((FOLDER / f"invented-{name}.csv").read_bytes()).counts
        assert (sum(counts[-12:-6]), sum(counts[-6:])) == (1747, 3549)


def test_the_command_judges_it_too() -> None:
    done = CliRunner().invoke(app, ["evaluate", str(FOLDER / "invented-b.csv"), "--start", "2018-04"])
    assert done.exit_code == 0
    assert "There is no clear evidence" in done.stdout
