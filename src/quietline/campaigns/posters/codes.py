"""The code of an arrival path that a phone's camera reads."""

from __future__ import annotations

from io import BytesIO

import segno

# A quarter of it may be hidden or torn off: posters hang in the rain.
ERROR_LEVEL = "q"
QUIET_MODULES = 4


def svg(address: str, title: str) -> bytes:
    """As a drawing to put anywhere, dark on white with its quiet edge."""
    drawn = BytesIO()
    code = segno.make(address, error=ERROR_LEVEL, micro=False)
    code.save(drawn, kind="svg", border=QUIET_MODULES, dark="#000", light="#fff", title=title, desc=address, scale=8)
    return drawn.getvalue()


def modules(address: str) -> list[list[bool]]:
    """Row by row which modules are dark, without the quiet edge."""
    return [[bool(module) for module in row] for row in segno.make(address, error=ERROR_LEVEL, micro=False).matrix]
