"""The walls between the parts, as import-linter keeps them; and a breach of each, planted to see it caught."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

# Each: the contract that must break, the file a line is added to, and the line.
BREACHES = [
    ("layers", "ui/assets.py", "import quietline.edge.limits"),
    ("layers", "team/rules.py", "import quietline.desk.views"),
    ("layers", "content/views.py", "import quietline.desk.views"),
    ("vault-is-pure", "vault/sealing.py", "import django"),
    ("vault-is-pure", "vault/sealing.py", "import time"),
    ("vault-is-pure", "vault/sealing.py", "import logging"),
    ("vault-is-guarded", "desk/views.py", "import quietline.vault"),
    ("vault-is-guarded", "content/views.py", "import quietline.vault"),
    ("conversation-models", "desk/views.py", "import quietline.contact.models"),
    ("conversation-models", "config/demo.py", "import quietline.contact.models"),
    (
        "public-and-figures-apart",
        "content/views.py",
        "import quietline.team.queries, quietline.contact.queries",
    ),
    ("public-and-figures-apart", "tally/queries.py", "import quietline.contact.queries"),
    ("public-and-figures-apart", "insights/evaluation/series.py", "import quietline.contact.queries"),
    ("evaluation-is-pure", "insights/evaluation/series.py", "import django.conf"),
]


def lint(source: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).parent / "lint-imports", "--no-cache", "--contract", contract]
    command += ["--config", str(ROOT / "pyproject.toml")]
    environment = {"PYTHONPATH": str(source), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=source, env=environment, capture_output=True, text=True, check=False)


def test_it_keeps_every_wall() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(("contract", "file", "line"), BREACHES)
def test_it_catches_a_planted_breach(tmp_path: Path, contract: str, file: str, line: str) -> None:
    copy = tmp_path / "src"
    shutil.copytree(ROOT / "src" / "quietline", copy / "quietline", ignore=shutil.ignore_patterns("__pycache__"))
    target = copy / "quietline" / file
    target.write_text(f"{target.read_text() if target.exists() else ''}\n{line}\n")
    done = lint(copy, contract)
    assert done.returncode != 0, done.stdout
    assert "BROKEN" in done.stdout


def test_a_copy_without_a_breach_passes(tmp_path: Path) -> None:
    """So that the test above fails for the planted line and for nothing else."""
    copy = tmp_path / "src"
    shutil.copytree(ROOT / "src" / "quietline", copy / "quietline", ignore=shutil.ignore_patterns("__pycache__"))
    for contract in sorted({contract for contract, _, _ in BREACHES}):
        assert lint(copy, contract).returncode == 0, contract
