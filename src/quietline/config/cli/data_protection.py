from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from quietline.config.cli.screen import say, steps
from quietline.config.cli.setup import Data, behind, set_up


def data_protection(
    data: Data, folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the two files go.")]
) -> None:
    """Write the data-protection pack of this helpline as it stands: record of processing, periods, DPIA template."""
    behind(set_up(data))
    from quietline.config.data_protection.facts import facts
    from quietline.config.data_protection.writing import write

    with steps(1) as progress, progress.step("writing"):
        files = write(facts(), folder.expanduser())
    say(f"Written: {', '.join(escape(str(file)) for file in files)}. Have your data-protection officer complete it.")
