"""What is counted. A measure names its unit, so that unlike units can't be added by mistake."""

from __future__ import annotations

from enum import StrEnum


class Measure(StrEnum):
    HELP_SEEKERS = "help_seekers"  # threads opened
    CALL_BACKS = "call_backs"  # calls asked for
