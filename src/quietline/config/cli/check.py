from __future__ import annotations

import typer
from rich.markup import escape
from rich.table import Table

from quietline.config.cli.screen import console, say
from quietline.config.cli.setup import Data, set_up


def check(data: Data) -> None:
    """Look at settings, permissions, databases, clock and keys: what is wrong, and how to mend it."""
    data_dir = set_up(data)
    from quietline.config.checks import check as look

    findings = look(data_dir)
    table = Table("", "", "", show_header=False, box=None, padding=(0, 2, 0, 0))
    for finding in findings:
        mark = "[red]✗[/]" if finding.wrong else "[yellow]![/]" if finding.mend else "[green]✓[/]"
        mend = f"\n[bold]Mend:[/] {escape(finding.mend)}" if finding.mend else ""
        table.add_row(mark, finding.subject, f"{escape(finding.says)}{mend}")
    console.print(table)
    wrong = sum(finding.wrong for finding in findings)
    say("\nNothing is wrong." if not wrong else f"\n{wrong} thing{'s' if wrong > 1 else ''} to mend.")
    raise typer.Exit(1 if wrong else 0)
