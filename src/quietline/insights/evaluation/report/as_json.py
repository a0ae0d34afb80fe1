"""An evaluation for a program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from math import isfinite
from typing import Any

from quietline.insights.evaluation.results import Evaluation

VERSION = 1  # goes up when a name here changes its meaning or goes


def as_json(told: Evaluation) -> str:
    """All of it, names as in `Evaluation`, numbers to six digits; what is endless or not known is null."""
    whole = {"version": VERSION, "fragile": told.fragile, "exploratory": told.exploratory, **_plain(told)}
    return json.dumps(whole, ensure_ascii=False, indent=1, allow_nan=False)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return float(f"{value:.6g}") if isfinite(value) else None
    return value
