from __future__ import annotations

from quietline.config.cli.screen import say, steps
from quietline.config.cli.setup import Data, bring_up_to_date, set_up


def migrate(data: Data) -> None:
    """Bring the databases to this program's form, after an upgrade. Take a backup first."""
    set_up(data)
    with steps(2) as progress:
        bring_up_to_date(progress)
    say("The databases are up to date.")
