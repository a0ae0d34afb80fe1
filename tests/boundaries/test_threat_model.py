"""The threat model says nothing that no test stands behind, and calls open exactly what stands open."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Model

ROOT = Path(__file__).parents[2]
THREAT_MODEL = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")

_NAMED = re.compile(r"tests/[\w/.-]+::\w+")
_NAME = re.compile(r"`([\w.]+)`")
# The columns of the table of fields.
FIELDS_HEAD = ["table", "open", "sealed", "proved by"]


def named_tests(text: str) -> set[str]:
    return set(_NAMED.findall(text))


@cache
def functions_of(file: Path) -> set[str]:
    """The names of a file's test functions, read without running it; one that is expected to fail proves nothing."""
    if not file.is_file():
        return set()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    functions = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return {function.name for function in functions if function.name.startswith("test_") and proves(function)}


def proves(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    marks = {mark for decorator in function.decorator_list for mark in ast.unparse(decorator).split("(")[0].split(".")}
    return not marks & {"xfail", "skip"}


def missing(text: str) -> set[str]:
    """Named tests that do not exist."""
    split = ((name, *name.split("::")) for name in named_tests(text))
    return {name for name, file, test in split if test not in functions_of(ROOT / file)}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def tables(text: str) -> Iterator[tuple[list[str], list[list[str]]]]:
    """Each table's head and rows."""
    for block in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE):
        head, _, *rows = block.splitlines()
        yield cells(head), [cells(row) for row in rows]


def unproved(text: str) -> list[str]:
    """Rows that name no test and do not say that there is none."""
    rows = [row for _, rows in tables(text) for row in rows]
    return [" | ".join(row) for row in rows if not (named_tests(row[-1]) or re.match(r"untested: \w", row[-1]))]


def classes_said(text: str) -> dict[str, tuple[set[str], set[str]]]:
    """What the document calls open and sealed, by table."""
    rows = next(rows for head, rows in tables(text) if head == FIELDS_HEAD)
    return {_NAME.findall(row[0])[0]: (set(_NAME.findall(row[1])), set(_NAME.findall(row[2]))) for row in rows}


def classes_held(model: type[Model]) -> tuple[set[str], set[str]]:
    sealed = set(getattr(model, "sealed_fields", ()))
    return {field.name for field in model._meta.local_concrete_fields} - sealed - {"id"}, sealed


def with_words() -> list[type[Model]]:
    ours = [config for config in apps.get_app_configs() if config.name.startswith("quietline.")]
    return [Session, *(model for config in ours for model in config.get_models(include_auto_created=True))]


def test_every_named_test_exists() -> None:
    assert missing(THREAT_MODEL) == set()
    assert len(named_tests(THREAT_MODEL)) > 50


@pytest.mark.parametrize(
    "wrong",
    [
        "tests/boundaries/test_threat_model.py::test_that_nobody_wrote",
        "tests/boundaries/test_no_such_file.py::test_every_named_test_exists",
        "tests/boundaries/test_threat_model.py::missing",
    ],
)
def test_a_planted_wrong_name_is_caught(wrong: str) -> None:
    right = "tests/boundaries/test_threat_model.py::test_every_named_test_exists"
    assert missing(f"| surrenders | nothing | `{right}` |\n") == set()
    assert missing(f"{THREAT_MODEL}| surrenders | nothing | `{wrong}` |\n") == {wrong}


@pytest.mark.parametrize("mark", ["xfail(strict=True)", "skip"])
def test_a_test_that_is_expected_to_fail_is_no_proof(tmp_path: Path, mark: str) -> None:
    file = tmp_path / "test_planted.py"
    file.write_text(f"@pytest.mark.{mark}\ndef test_planted(): ...\n\n\ndef test_other(): ...\n", encoding="utf-8")
    assert functions_of(file) == {"test_other"}


def test_every_row_names_its_proof() -> None:
    assert unproved(THREAT_MODEL) == []


@pytest.mark.parametrize("proof", ["", "of course", "untested", "untested:", "`tests/boundaries/`"])
def test_a_planted_row_without_proof_is_caught(proof: str) -> None:
    assert unproved(f"{THREAT_MODEL}\n| it | what | proved by |\n| --- | --- | --- |\n| surrenders | x | {proof} |\n")


def test_the_fields_are_those_of_the_tables() -> None:
    assert classes_said(THREAT_MODEL) == {model._meta.label: classes_held(model) for model in with_words()}


def test_a_field_called_sealed_that_stands_open_is_caught() -> None:
    planted = THREAT_MODEL.replace("`concern_open`, ", "", 1).replace("| `intake` |", "| `intake`, `concern_open` |")
    assert classes_said(planted)["contact.Thread"] != classes_said(THREAT_MODEL)["contact.Thread"]
    assert classes_said(planted) != {model._meta.label: classes_held(model) for model in with_words()}
