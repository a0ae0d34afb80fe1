"""The command `quietline`. Django is set up inside each command, once the data directory is known."""

from __future__ import annotations

import os
import sys

import typer

from quietline.config.cli import (
    add_practitioner,
    areas,
    audit,
    backup,
    check,
    data_protection,
    demo,
    evaluate,
    history,
    init,
    migrate,
    recover,
    release,
    reset_password,
    reset_second_factor,
    safeguarding,
    serve,
    signposts,
)
from quietline.config.cli.screen import problem
from quietline.config.datadir import DataDirProblem
from quietline.config.server import ServerProblem

app = typer.Typer(
    help="Quietline: a confidential prevention helpline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("init")(init.init)
app.command("add-practitioner")(add_practitioner.add_practitioner)
app.command("recover")(recover.recover)
app.command("reset-password")(reset_password.reset_password)
app.command("reset-second-factor")(reset_second_factor.reset_second_factor)
app.command("demo")(demo.demo)
app.command("demo-code")(demo.demo_code)
app.command("serve")(serve.serve)
app.command("migrate")(migrate.migrate)
app.command("check")(check.check)
app.command("data-protection")(data_protection.data_protection)
app.command("evaluate")(evaluate.evaluate)
app.command("restore")(backup.restore)
app.add_typer(signposts.app, name="signposts")
app.add_typer(areas.app, name="areas")
app.add_typer(history.app, name="history")
app.add_typer(release.app, name="release")
app.add_typer(audit.app, name="audit")
app.add_typer(safeguarding.app, name="safeguarding")
app.add_typer(backup.app, name="backup")


def main() -> None:
    """Run the command line; what can be mended by the person at the keyboard ends in a sentence, not a traceback."""
    # Databases, their journals and whatever else is made below a data directory must be private from the first byte.
    os.umask(0o077)
    try:
        app()
    except (DataDirProblem, ServerProblem) as error:
        problem(str(error))
        sys.exit(1)
