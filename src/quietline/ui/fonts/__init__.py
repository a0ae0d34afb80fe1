"""The font of everything that is printed: the letters of every script that Europe and the Arab world write."""

from __future__ import annotations

from pathlib import Path

BODY = Path(__file__).parent / "DejaVuSans.ttf"
