"""How far a session reaches: until it showed a second factor, to the pages that set one up, and to nothing else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])
_OPEN = "opens_before_second_factor"


def before_second_factor(view: View) -> View:
    """Let the view be reached with the password alone; every other view that wants a sign-in refuses."""
    setattr(view, _OPEN, True)
    return view


def opens_before_second_factor(view: object) -> bool:
    return getattr(view, _OPEN, False) is True
