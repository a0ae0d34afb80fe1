"""`quietline evaluate`: judge a campaign on any series, without a helpline's data directory."""

from __future__ import annotations

import sys
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from quietline.config.cli.screen import counted, problem

if TYPE_CHECKING:
    from quietline.insights.evaluation.results import Evaluation

NOT_JUDGED = 2  # the exit code for whatever is wrong with file, dates or options


class Form(StrEnum):
    TEXT = "text"
    JSON = "json"
    HTML = "html"


class Bears(StrEnum):
    STEP = "step"
    RAMP = "ramp"
    DOSE = "dose"


def _option(text: str, *names: str) -> Any:
    return typer.Option(*names, help=text)


File = Annotated[Path, typer.Argument(help="A CSV: headings, then a row for each month or ISO week. - reads a pipe.")]
Start = Annotated[str, _option("The campaign's first day, month or week: 2026-03-01, 2026-03, 2026-W10.")]
End = Annotated[str, _option("Its last day, month or week. Without it, it goes on.")]
Count = Annotated[list[str] | None, _option("The column that is judged; several are areas, and added up.")]
When = Annotated[str, _option("The column of months or weeks.")]
Compare = Annotated[list[str] | None, _option("A column of an area without the campaign; may be said again.")]
Population = Annotated[str, _option("A column of the area's people: then rates are compared.")]
Unit = Annotated[str, _option("What was counted, as it is to stand in the sentence.")]
Area = Annotated[str, _option("Where, as it is to stand in the sentence.")]
Bearing = Annotated[Bears, _option("At once, building up over --ramp periods, or by --dose.")]
Ramp = Annotated[int, _option("Over how many periods it builds up.")]
Dose = Annotated[str, _option("How much in each of its periods, with spaces between: 1 2 2 0.5")]
Washout = Annotated[int, _option("For how many periods after its end it may still work; -1: for all.")]
Changed = Annotated[list[str] | None, _option("What was changed after the start: the result is exploratory.")]
Outliers = Annotated[bool, _option("Take a count out of all proportion as it is.", "--outliers-are-right")]
Around = Annotated[bool, _option("Ask about other choices and other dates too.")]
As = Annotated[Form, _option("text, json or html.", "--format")]
Out = Annotated[Path | None, _option("Where to write it; otherwise on the screen.")]


def evaluate(
    file: File,
    start: Start,
    end: End = "",
    count: Count = None,
    when: When = "",
    compare: Compare = None,
    population: Population = "",
    unit: Unit = "contacts",
    area: Area = "",
    bears: Bearing = Bears.STEP,
    ramp: Ramp = 0,
    dose: Dose = "",
    washout: Washout = -1,
    changed: Changed = None,
    outliers_are_right: Outliers = False,  # noqa: FBT002
    sensitivity: Around = True,  # noqa: FBT002
    form: As = Form.TEXT,
    out: Out = None,
) -> None:
    """Judge what a campaign changed in a series of counts. Nothing leaves this machine; no helpline is needed."""
    from quietline.insights import Exposure, NotFitted, Plan, Refused
    from quietline.insights.evaluation.reading import Columns, read_series

    try:
        columns = Columns(
            when=when,
            counts=tuple(count or ()),
            comparisons=tuple(compare or ()),
            population=population,
            outliers_are_right=outliers_are_right,
        )
        series = read_series(_bytes(file), columns, unit=unit, area=area)
        plan = Plan(
            start=_day(start),
            end=_last(end) if end else None,
            exposure=Exposure(bears.value),
            ramp=ramp,
            doses=_doses(dose),
            washout=None if washout < 0 else washout,
            changed=tuple(changed or ()),
        )
        with counted("asking other choices and dates", total=None) as more:
            from quietline.insights import evaluate as judge

            def progress(done: int, total: int) -> None:
                more.expect(total)
                more(1 if done else 0)

            told = judge(series, plan, sensitivity=sensitivity, progress=progress)
    except (Refused, NotFitted) as refusal:
        problem(f"{file}: nothing was judged.\n{refusal}")
        raise typer.Exit(NOT_JUDGED) from None
    _put(_written(told, form), out)


def _bytes(file: Path) -> bytes:
    from quietline.insights import Refused
    from quietline.insights.evaluation.reading.cells import MOST_BYTES

    if str(file) == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise Refused(f"It can't be read: {error.strerror}.") from None


def _day(text: str) -> date:
    from quietline.insights import Refused
    from quietline.insights.evaluation.reading.days import one_day

    try:
        return one_day(text)
    except ValueError as error:
        raise Refused(str(error)) from None


def _last(text: str) -> date:
    """The last day of what is meant by an end: a month or week goes to its own."""
    from quietline.insights.evaluation.periods import Period

    day = _day(text)
    if "W" in text.upper():
        return Period.WEEK.last_day(day)
    return Period.MONTH.last_day(day) if len(text.strip()) <= len("2026-03") else day


def _doses(text: str) -> tuple[float, ...]:
    from quietline.insights import Refused

    try:
        return tuple(float(each) for each in text.split())
    except ValueError:
        raise Refused(f"{text!r} are no doses. Write numbers with spaces between: 1 2 2 0.5") from None


def _written(told: Evaluation, form: Form) -> str:
    from quietline.insights.evaluation.report import as_html, as_json, as_text

    return {Form.TEXT: as_text, Form.JSON: as_json, Form.HTML: as_html}[form](told)


def _put(text: str, out: Path | None) -> None:
    if out is None:
        typer.echo(text, nl=not text.endswith("\n"))
        return
    try:
        out.write_text(text, encoding="utf-8")
    except OSError as error:
        problem(f"{out} can't be written: {error.strerror}.")
        raise typer.Exit(NOT_JUDGED) from None
