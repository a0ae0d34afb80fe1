from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape

from quietline.config.cli.screen import say
from quietline.config.cli.setup import Data, behind, set_up
from quietline.config.datadir import DataDirProblem


def reset_second_factor(
    data: Data, email: Annotated[str, typer.Option(help="Their e-mail.", prompt="E-mail of whoever lost it")]
) -> None:
    """Take the second factor off somebody who lost theirs; their next sign-in sets up a new one. It is on record.

    Make sure on the phone that it is them who ask: whoever knows their password gets in then.
    """
    behind(set_up(data))
    from quietline.team.models import Practitioner
    from quietline.team.sign_in.actions import reset_second_factor as reset

    practitioner = Practitioner.objects.filter(email=email.strip().lower()).first()
    if practitioner is None:
        raise DataDirProblem(f"There is no practitioner {email}.")
    reset(practitioner=practitioner, by=None)
    say(f"Done. {escape(practitioner.name)} signs in with the password and sets up a new second factor.")
