"""The administrator's guide names every setting, limit and command, and none that there is not."""

from __future__ import annotations

import re
from pathlib import Path

from quietline.config.cli import app
from quietline.config.datadir import Installation
from quietline.edge.limits import DEFAULTS, parse

GUIDE = (Path(__file__).parents[2] / "docs" / "administrators-guide.md").read_text(encoding="utf-8")
# Not a setting: it says where the settings are.
WHERE = "QUIETLINE_DATA"


def settings_said(text: str) -> dict[str, str]:
    """The settings in the guide's table, each with the default it gives."""
    table = text.partition("\n## Settings\n")[2].partition("\n## ")[0]
    return dict(re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", table, re.MULTILINE))


def settings_there() -> dict[str, str]:
    """The settings as `quietline init` writes them into a new file."""
    return dict(line.split(" = ", 1) for line in Installation().as_toml().splitlines())


def variables_said(text: str) -> set[str]:
    return set(re.findall(r"\bQUIETLINE_[A-Z_]*[A-Z]\b", text))


def commands_said(text: str) -> set[str]:
    """Commands as they are typed: with an option behind them, or set as code."""
    return {one or other for one, other in re.findall(r"\bquietline ([a-z-]+) (?:--|…)|`quietline ([a-z-]+)", text)}


def test_every_setting_stands_in_the_guide_with_its_default() -> None:
    assert settings_said(GUIDE) == settings_there()


def test_a_setting_left_out_made_up_or_with_another_default_is_caught() -> None:
    for planted in (
        GUIDE.replace("| `exit_url` |", "| exit_url |"),
        GUIDE.replace("| `limits` | `", "| `debug` | `false` | shows more |\n| `limits` | `"),
        GUIDE.replace("| `behind_proxy` | `false` |", "| `behind_proxy` | `true` |"),
    ):
        assert planted != GUIDE
        assert settings_said(planted) != settings_there()


def test_every_variable_is_of_a_setting() -> None:
    assert variables_said(GUIDE) - {f"QUIETLINE_{name.upper()}" for name in settings_there()} == {WHERE}


def test_every_command_exists() -> None:
    there = {command.name for command in [*app.registered_commands, *app.registered_groups]}
    assert commands_said(GUIDE) - there == set()
    assert {command.name for command in app.registered_commands} - commands_said(GUIDE) == set()
    assert commands_said(f"{GUIDE}\n    quietline reset --data x\n") - there == {"reset"}


def test_the_limits_are_the_ones_that_hold() -> None:
    (given,) = re.findall(r'`"(writing=[^"]*)"`', GUIDE)
    assert set(re.findall(r"([\w-]+)=", given)) == set(DEFAULTS)
    assert parse(given) == DEFAULTS
