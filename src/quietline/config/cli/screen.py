"""What the command line shows: plain sentences, and progress for whatever takes over a second."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False)


def say(text: str = "") -> None:
    """Print a sentence; what somebody else chose in it must be escaped, as brackets are markup here."""
    console.print(text)


def problem(text: str) -> None:
    """Tell what went wrong and what to do, on the error stream."""
    errors.print(f"[bold red]error:[/] {escape(text)}", soft_wrap=True)


class Steps:
    """A bar that moves on with each named step."""

    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task("", total=total)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        self._progress.update(self._task, description=name)
        yield
        self._progress.advance(self._task)


@contextmanager
def steps(total: int) -> Iterator[Steps]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        yield Steps(progress, total)


class Counter:
    """A bar for many alike things: call it with how many more are done."""

    def __init__(self, progress: Progress, name: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(name, total=total)

    def __call__(self, more: int) -> None:
        self._progress.advance(self._task, more)

    def expect(self, total: int) -> None:
        """So many there will be."""
        self._progress.update(self._task, total=total)


@contextmanager
def counted(name: str, total: int | None) -> Iterator[Counter]:
    """On the error stream: a command's output may be what somebody pipes on."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=errors, transient=True) as progress:
        yield Counter(progress, name, total)
