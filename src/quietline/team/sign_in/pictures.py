"""A text as a picture that a phone reads: drawn into the page itself, so that nothing is loaded for it."""

from __future__ import annotations

from qrcode.constants import ERROR_CORRECT_M
from qrcode.main import QRCode


def picture_of(text: str) -> tuple[int, str]:
    """How many squares a side has, and the path of the dark ones in an SVG of that size."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(text)
    code.make()
    rows = code.get_matrix()
    dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return len(rows), "".join(dark)
