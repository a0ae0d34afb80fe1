from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from quietline.config.cli.files import Preview
from quietline.config.cli.screen import counted, say
from quietline.config.cli.setup import Data, behind, set_up
from quietline.config.datadir import DataDirProblem
from quietline.tally.history.rules import Step
from quietline.tally.units import AreaRule, Unit

app = typer.Typer(help="Earlier figures, from before this helpline counted.", no_args_is_help=True)

From = Annotated[Path, typer.Argument(help="CSV or XLSX, one row a period.")]
UnitOption = Annotated[Unit, typer.Option("--unit", help="What was counted.")]
StepOption = Annotated[Step, typer.Option("--step", help="What one row is.")]
RuleOption = Annotated[AreaRule, typer.Option("--area-rule", help="How it was known which area it counts for.")]
ColumnOption = Annotated[
    list[str],
    typer.Option(
        "--column", help="Which column is what, e.g. count=Calls: period, until, area, caller_group, channel."
    ),
]
OrderOption = Annotated[str, typer.Option("--order", help="day or month: what comes first in 01/02/2024.")]
NameOption = Annotated[str, typer.Option("--name", help="What to call this source; the file's name otherwise.")]
GapsOption = Annotated[bool, typer.Option("--missing-for-good", help="Periods that are left out are known to be.")]


@app.command("import")
def bring_in(
    file: From,
    data: Data,
    unit: UnitOption,
    step: StepOption = Step.MONTH,
    area_rule: RuleOption = AreaRule.RECORDED,
    column: ColumnOption = [],  # noqa: B006
    order: OrderOption = "",
    name: NameOption = "",
    missing_for_good: GapsOption = False,  # noqa: FBT002
    preview: Preview = False,  # noqa: FBT002
) -> None:
    """Keep every row of a file or, if one is wrong, none."""
    behind(set_up(data))
    from django.utils import timezone

    from quietline.campaigns.areas.queries import codes_by_word
    from quietline.campaigns.history import actions, periods, reading
    from quietline.campaigns.sheets.reading import Unreadable, rows_of
    from quietline.tally.history.rules import SourceGiven

    today = timezone.localdate()
    given = SourceGiven(
        name=name or file.name[:120],
        unit=unit,
        step=step,
        area_rule=area_rule,
        on=today,
        knows_gaps=missing_for_good,
    )
    try:
        with file.open("rb") as opened, counted("rows", None) as bar:
            columns = _columns(column) or reading.guessed(next(rows_of(opened)).cells)
            opened.seek(0)
            first = periods.Order(order) if order else None
            mapped = reading.Mapped(columns=columns, step=step, today=today, order=first, areas=codes_by_word())
            act = actions.preview_history if preview else actions.import_history
            done = act(given=given, rows=rows_of(opened), mapped=mapped, by=None, advance=bar)
    except (reading.NotHistory, Unreadable) as refusal:
        problems = refusal.problems if isinstance(refusal, reading.NotHistory) else [refusal.problem]
        told = "\n".join(f"  {problem}" for problem in problems)
        raise DataDirProblem(f"Nothing was imported. To mend in {file}:\n{told}") from None
    except OSError as error:
        raise DataDirProblem(f"{file} can't be read: {error.strerror}.") from None
    except ValueError:
        raise DataDirProblem("Write --order day or --order month, and --column count=Calls.") from None
    say(f"{done.figure}: {done.rows:,} rows, {done.areas} areas.")
    say("Nothing was kept: leave out --preview to keep it." if preview else f"Kept as source {done.source.pk}.")


@app.command("undo")
def undo(source: Annotated[int, typer.Argument(help="The number of the source.")], data: Data) -> None:
    """Take back what one import brought in."""
    behind(set_up(data))
    from quietline.campaigns.history.actions import undo_history
    from quietline.tally.history.models import HistorySource

    if not HistorySource.objects.filter(pk=source).exists():
        raise DataDirProblem(f"There is no source {source}. See them with: quietline history list")
    undo_history(source=source, by=None)
    say(f"Source {source} was taken back.")


@app.command("list")
def show(data: Data) -> None:
    """The sources that were brought in."""
    behind(set_up(data))
    from quietline.tally.history.queries import summaries

    for each in summaries():
        typer.echo(f"{each.source.pk}  {each.source.name}: {each.figure}; {each.rows:,} rows")


def _columns(given: list[str]) -> dict[str, str]:
    pairs = [each.partition("=") for each in given]
    if any(not theirs or ours not in _known() for ours, _, theirs in pairs):
        raise ValueError("no such column")
    return {ours: theirs for ours, _, theirs in pairs}


def _known() -> tuple[str, ...]:
    from quietline.campaigns.history.reading import COLUMNS

    return tuple(COLUMNS)
