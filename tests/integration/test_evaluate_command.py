"""`quietline evaluate`: without a helpline, in three forms, with exit code 2 for whatever can't be judged."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from quietline.config.cli import app

VECTORS = Path(__file__).parents[1] / "vectors" / "evaluation"


def run(*said: str, name: str = "S3") -> Result:
    return CliRunner().invoke(app, ["evaluate", str(VECTORS / f"{name}.csv"), *said])


def test_text_has_the_sentence_and_every_section() -> None:
    done = run("--start", "2025-01", "--area", "Northland", "--unit", "help-seekers")
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    assert "1,082 help-seekers were counted in Northland" in text
    assert "more than doubled" in text
    for heading in ("THE RESULT", "WHAT WAS ASKED", "NOT TO BE QUOTED", "CHECKS", "OTHER CHOICES", "DATES WITHOUT"):
        assert heading in done.stdout


def test_json_is_whole(tmp_path: Path) -> None:
    done = run("--start", "2024-10", "--end", "2025-03", "--washout", "0", "--format", "json", name="S4")
    told = json.loads(done.stdout)
    assert told["version"] == 1
    assert told["verdict"] == "no_clear_evidence"
    assert told["ratio"]["middle"] == pytest.approx(1.095, abs=0.01)
    assert told["plan"]["end"] == "2025-03-31"
    assert len(told["course"]) == 39


def test_html_stands_alone_and_nothing_in_it_runs(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    done = run("--start", "2025-01", "--area", "<b>North & land</b>", "--format", "html", "--out", str(out))
    assert done.exit_code == 0
    page = out.read_text()
    body = ET.fromstring(f"<body>{page.partition('<body>')[2].partition('</html>')[0]}")
    assert body.find(".//figure") is not None
    assert "&lt;b&gt;North &amp; land&lt;/b&gt;" in page
    assert "default-src 'none'" in page
    for never in ("<script", "<b>", 'http-equiv="refresh', " style=", "src=", "href="):
        assert never not in page
    assert page.count("http://") == page.count("http://www.w3.org/2000/svg")


def test_too_little_is_told_without_a_ratio() -> None:
    done = run("--start", "2025-01", name="S5b")
    assert done.exit_code == 0
    assert "not enough" in done.stdout
    assert "%" not in done.stdout
    assert "RATIO" not in done.stdout


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (("--start", "2025-01", "--end", "2024-01"), "Are the dates swapped?"),
        (("--start", "2030-01"), "the series runs from 2022-01-01"),
        (("--start", "soon"), "is not a day"),
        (("--start", "2025-01", "--bears", "ramp"), "A ramp"),
        (("--start", "2025-01", "--bears", "dose", "--dose", "1 much"), "are no doses"),
        (("--start", "2025-01", "--bears", "dose", "--dose", "1 2"), "2 doses are given"),
        (("--start", "2025-01", "--count", "calls"), "no column 'calls'"),
        (("--start", "2025-01", "--format", "html", "--out", "/nowhere/at/all"), "can't be written"),
    ],
)
def test_what_cannot_be_judged_ends_with_two_and_a_reason(said: tuple[str, ...], reason: str) -> None:
    done = run(*said)
    assert done.exit_code == 2
    assert reason in " ".join(done.output.split())
    assert "%" not in done.stdout


def test_a_broken_row_is_named(tmp_path: Path) -> None:
    file = tmp_path / "series.csv"
    file.write_text("month,contacts\n2024-01,3\n2024-02,-4\n")
    done = CliRunner().invoke(app, ["evaluate", str(file), "--start", "2024-02"])
    assert done.exit_code == 2
    assert "row 3: contacts: -4 is negative" in done.output
    done = CliRunner().invoke(app, ["evaluate", str(tmp_path / "none.csv"), "--start", "2024-02"])
    assert (done.exit_code, "No such file" in done.output) == (2, True)


def test_it_reads_a_pipe_and_needs_no_helpline(tmp_path: Path) -> None:
    command = [Path(sys.executable).parent / "quietline", "evaluate", "-", "--start", "2025-01", "--no-sensitivity"]
    done = subprocess.run(
        command,
        input=(VECTORS / "S5a.csv").read_bytes(),
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert b"rose by 133%" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_ramp_dose_comparison_and_changes_reach_the_report(tmp_path: Path) -> None:
    rows = (VECTORS / "S3.csv").read_text().splitlines()
    file = tmp_path / "areas.csv"
    file.write_text("\n".join(["month,North,East", *(f"{row},{50 + n % 7}" for n, row in enumerate(rows[1:]))]))
    said = ["--start", "2025-01", "--count", "North", "--compare", "East", "--changed", "the end, on 3 May"]
    done = CliRunner().invoke(app, ["evaluate", str(file), *said, "--bears", "ramp", "--ramp", "2"])
    assert done.exit_code == 0, done.output
    text = " ".join(done.stdout.split())
    assert "Compared with East." in text
    assert "exploratory" in text
    assert "Ratio where the campaign bears fully" in text
    assert "ramp over 2 months" in text
