"""`quietline release`: make, list, show and verify releases of figures, and write their files."""

from __future__ import annotations

import sys
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from quietline.config.cli.screen import counted, problem, say
from quietline.config.cli.setup import Data, behind, set_up
from quietline.config.datadir import DataDirProblem

if TYPE_CHECKING:
    from quietline.insights.releases.document import Document

app = typer.Typer(help="Releases: protected figures of closed months and quarters, signed.", no_args_is_help=True)

NOT_GENUINE = 1

WindowArgument = Annotated[str, typer.Argument(metavar="WINDOW", help="A month as 2026-01, a quarter as 2026Q1.")]
Number = Annotated[str, typer.Argument(help="The release's number, e.g. 2026-3.")]
Title = Annotated[str, typer.Option("--title", help="What stands over it.")]
Corrects = Annotated[str, typer.Option("--corrects", help="The number of the release whose place it takes.")]
Reason = Annotated[str, typer.Option("--reason", help="Why, for its readers.")]
Yes = Annotated[bool, typer.Option("--yes", help="Don't ask: drawing and releasing can't be taken back.")]
Out = Annotated[Path | None, typer.Option("--out", help="Write the signed file there.")]
File = Annotated[Path, typer.Argument(help="The signed file as it was published.")]
Archive = Annotated[Path, typer.Option("--out", help="The ZIP to write.")]
Contact = Annotated[str, typer.Option("--contact", help="Who answers the press; else a place to write it in.")]
Key = Annotated[str, typer.Option("--key", help="The publisher's public key, from elsewhere than the file.")]


@app.command("make")
def make(
    window: WindowArgument,
    data: Data,
    title: Title = "",
    corrects: Corrects = "",
    reason: Reason = "",
    yes: Yes = False,  # noqa: FBT002
) -> None:
    """Draw the protected numbers of a closed month or quarter, where they were not drawn, and sign a release."""
    behind(set_up(data))
    from django.utils import timezone

    from quietline.insights.released import actions
    from quietline.insights.released.ready import title_of
    from quietline.insights.releases.windows import ReleaseRefused, Window
    from quietline.insights.releases.wording import NotPublishable

    if not yes and not typer.confirm(f"Numbers are drawn once, and a release is never taken back. Release {window}?"):
        raise typer.Exit(1)
    try:
        with counted("drawing", total=None):
            number = actions.release(
                window=Window.of(window),
                title=title or title_of(Window.of(window)),
                on=timezone.localdate(),
                by=None,
                corrects=corrects,
                reason=reason,
            )
    except (ReleaseRefused, NotPublishable) as refusal:
        raise DataDirProblem(f"Nothing was released. {refusal}") from None
    typer.echo(f"Released as {number}. Its file: quietline release show {number} --out FILE --data {data}")


@app.command("list")
def listed(data: Data) -> None:
    """Every release, the newest first."""
    behind(set_up(data))
    from quietline.insights.released.queries import releases

    rows = releases()
    for row in rows:
        instead = f", replaced by {row.successor.number}" if row.successor else ""
        typer.echo(f"{row.number}  {row.issued_on}  {row.title}{instead}")
    if not rows:
        say("Nothing was released yet. Make one: quietline release make 2026Q1")


@app.command("show")
def show(number: Number, data: Data, out: Out = None) -> None:
    """One release: what it says, or its signed file."""
    behind(set_up(data))
    from quietline.insights.released.queries import document_of, release
    from quietline.insights.releases.signature import NotGenuine

    row = release(number)
    if row is None:
        raise DataDirProblem(f"There is no release {number}. See them: quietline release list")
    try:
        document = document_of(row)
    except NotGenuine as why:
        raise DataDirProblem(f"{number}: {why} Compare it with a copy that was published.") from None
    if out is None:
        _tell(document)
        return
    try:
        out.write_bytes(row.signed.encode())
    except OSError as error:
        raise DataDirProblem(f"{out} can't be written: {error.strerror}.") from None
    typer.echo(f"Written to {out}. Anybody can check it: quietline release verify {out} --key {row.public_key}")


@app.command("key")
def key(data: Data) -> None:
    """The public key that this helpline signs with. Print it where readers can believe it is yours."""
    set_up(data)
    from quietline.insights.released.signing import own_key

    typer.echo(own_key())


@app.command("verify")
def verify(file: File, key: Key = "") -> None:
    """Say whether a release is, to the byte, what its publisher signed. Needs no helpline and no network."""
    from quietline.insights.releases import signature

    try:
        wanted = signature.read_key(key) if key else None
        signed = signature.verify(_bytes(file), key=wanted)
    except signature.NotGenuine as why:
        problem(f"{file}: {why}")
        sys.exit(NOT_GENUINE)
    _tell(signed.document)
    typer.echo(f"\nSigned with {signed.key}")
    if wanted:
        typer.echo("Verified: not a byte was changed since the holder of the key that you gave signed it.")
    else:
        typer.echo(
            "Whole: not a byte was changed since it was signed. Whose key that is, the file can't prove: compare it"
            " with the one that the publisher makes known, or give that with --key."
        )


@app.command("files")
def files(file: File, out: Archive, key: Key = "", contact: Contact = "") -> None:
    """Write a signed release in every format, with its press packs, as a ZIP. Needs no helpline and no network."""
    from quietline.insights.releases import formats, press, signature
    from quietline.insights.releases.wording import NotPublishable

    content = _bytes(file)
    try:
        document = signature.verify(content, key=signature.read_key(key) if key else None).document
    except signature.NotGenuine as why:
        problem(f"{file}: {why}")
        sys.exit(NOT_GENUINE)
    try:
        with counted("writing", total=None):
            found = formats.files(document, content) | press.press_packs(document, contact=contact)
        out.write_bytes(press.press_archive(document, found))
    except NotPublishable as refusal:
        raise DataDirProblem(f"Nothing was written. {refusal}") from None
    except OSError as error:
        raise DataDirProblem(f"{out} can't be written: {error.strerror}.") from None
    say(f"{len(found)} files of release {document.number} written to {out}.")


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        problem(f"{file} can't be read: {error.strerror}.")
        sys.exit(NOT_GENUINE)


def _tell(document: Document) -> None:
    from quietline.insights.releases.display import shown

    typer.echo(f"{document.number}: {document.title}")
    typer.echo(f"{document.publisher}, {document.issued_on:%-d %B %Y}")
    if document.corrects:
        typer.echo(f"Takes the place of {document.corrects.number}: {document.corrects.reason}")
    for table in document.tables:
        rule = f"; area: {table.area_rule}" if "area" in table.dimensions else ""
        typer.echo(f"{table}: {table.unit} by {' and '.join(table.dimensions)}{rule}")
    for one in document.totals:
        found = document.sum_of(one)
        typer.echo(f"  {one.name}: {shown(found.value)} (give or take {ceil(found.within)})")
