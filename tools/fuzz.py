"""`make fuzz`: 100,000 odd inputs to everything that reads what somebody else wrote; each is read or refused.

A reader may raise what its docstring names, and nothing else: anything else would be a page that breaks. Inputs are
right ones, damaged: cut, doubled, with bytes changed, and with odd pieces put in. `--seed` draws others.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from typing import Any

INPUTS = 100_000
# An input that takes so long is a way to stop the server; the machine may be busy with other things.
SLOW_SECONDS = 5.0
KEY = b"k" * 32
ODD = [
    "",
    "\x00",
    "\ufeff",
    "\ud800",
    "\u202e",
    "\ufdfa" * 40,
    "9" * 5_000,
    "-1",
    "1e999",
    "NaN",
    "Infinity",
    "=1+1",
    "²",
    "١٢",
    "0001-01-01",
    "9999-12-31",
    "2026-02-30",
    "24:61",
    "[" * 3_000,
    "{" * 3_000,
    '"',
    "'",
    "\\",
    "\r\n",
    ",",
    ";",
    "\t",
    "null",
    "true",
    "x" * 9_000,
    "<script>",
    "%00%ff",
    "../../etc/passwd",
    "e\u0301" * 30,
]


@dataclass(frozen=True)
class Reader:
    """`read` takes one of `right`, damaged, and may raise `refuses`."""

    read: Callable[[bytes], object]
    refuses: tuple[type[Exception], ...]
    right: tuple[bytes, ...]
    share: int = 10


def damaged(dice: random.Random, right: bytes) -> bytes:
    """A right input with one to four things done to it."""
    made = bytearray(right)
    for _ in range(dice.randint(1, 4)):
        at, to = sorted(dice.randrange(len(made) + 1) for _ in range(2))
        what = dice.randrange(6)
        if what == 0:
            del made[at:to]
        elif what == 1:
            made[at:at] = made[at:to][:2_000]
        elif what == 2 and made:
            made[min(at, len(made) - 1)] = dice.randrange(256)
        elif what == 3:
            made[at:at] = dice.choice(ODD).encode("utf-8", "surrogatepass")
        elif what == 4:
            made[at:to] = dice.choice(ODD).encode("utf-8", "surrogatepass")
        else:
            made[at:at] = dice.randbytes(dice.randint(1, 12))
    return bytes(made)


def set_up() -> None:
    if "django" in sys.modules and os.environ.get("DJANGO_SETTINGS_MODULE"):
        return
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()


@cache
def readers() -> dict[str, Reader]:
    """Everything that reads what comes from outside without a database, by name."""
    return {**_tables(), **_reports(), **_words(), **_forms()}


def _tables() -> dict[str, Reader]:
    from quietline.campaigns.areas.reading import NotAreas
    from quietline.campaigns.areas.reading import read as read_areas
    from quietline.campaigns.history.reading import Mapped, NotHistory, guessed, points_of
    from quietline.campaigns.sheets.reading import Unreadable, rows_of
    from quietline.insights.evaluation.reading import NotReadable, read_series
    from quietline.insights.evaluation.series import Refused
    from quietline.tally.history.rules import Step
    from quietline.team.signposts.hsds import NotAcceptable, parse

    months = b"Month;Area;Channel;Contacts\n" + b"".join(b"2024-%02d;North;Chat;%d\n" % (n, n) for n in range(1, 13))
    areas = b"code,name,parent,kind,offered\nlarkshire,Larkshire,,Force,yes\nesk-vale,Esk Vale,larkshire,County,\n"
    geo = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"esk","name":"Esk"}}]}'
    book = _workbook(months)

    def history(content: bytes) -> object:
        heading = next(rows_of(BytesIO(content)), None)
        mapped = Mapped(
            columns=guessed(heading.cells if heading else []),
            step=Step.MONTH,
            today=date(2026, 11, 24),
            areas={"north": "north"},
        )
        return list(points_of(rows_of(BytesIO(content)), mapped))

    def directory(content: bytes) -> object:
        return parse(content.decode("utf-8", "surrogateescape"))

    service = (
        b'[{"id":"c4a1bb9c-4f6c-4f5b-8e06-1f4f8b0b7c11","name":"Advice","status":"active","organization":{"id":'
        b'"c4a1bb9c-4f6c-4f5b-8e06-1f4f8b0b7c12","name":"Esk Trust","description":""},"phones":[{"number":'
        b'"01632 960123"}],"languages":[{"code":"en"}],"minimum_age":18,"assured_date":"2026-03-02"}]'
    )
    return {
        "earlier figures, CSV": Reader(history, (NotHistory, Unreadable), (months, months.replace(b";", b","))),
        "earlier figures, XLSX": Reader(history, (NotHistory, Unreadable), (book,), share=3),
        "areas, CSV and GeoJSON": Reader(read_areas, (NotAreas,), (areas, geo)),
        "areas, XLSX": Reader(read_areas, (NotAreas,), (_workbook(areas.replace(b",", b";")),), share=2),
        "a directory (HSDS)": Reader(directory, (NotAcceptable,), (service,)),
        "a series to be evaluated": Reader(
            read_series, (NotReadable, Refused), (b"month,contacts\n2024-01,41\n2024-02,39\n2024-03,44\n",)
        ),
    }


def _workbook(table: bytes) -> bytes:
    from openpyxl import Workbook

    book, file = Workbook(), BytesIO()
    for line in table.decode().splitlines():
        book.active.append(line.split(";"))
    book.properties.created = book.properties.modified = datetime(2026, 11, 24, tzinfo=UTC)
    book.save(file)
    return file.getvalue()


def _reports() -> dict[str, Reader]:
    from quietline.campaigns.hook import reading as hook
    from quietline.contact.calls import reports
    from quietline.contact.calls.reports import NotAReport

    event = (
        b'{"specversion":"1.0","type":"org.quietline.call.missed","source":"/pbx","id":"1","subject":"c1",'
        b'"data":{"reason":"busy","line":"c4a1bb9c-4f6c-4f5b-8e06-1f4f8b0b7c11"}}'
    )

    def form_of(content: bytes) -> dict[str, list[str]]:
        from urllib.parse import parse_qs

        try:
            return parse_qs(content.decode(), keep_blank_values=True, max_num_fields=100)
        except ValueError as wrong:  # as the view says it
            raise NotAReport("no form") from wrong

    def twilio(content: bytes) -> object:
        form = form_of(content)
        reports.twilio_said_at(form)
        return reports.read_twilio(form, key=KEY)

    def binary(content: bytes) -> object:
        head, _, body = content.partition(b"\n")
        names = zip(reports.ATTRIBUTE_HEADERS, head.decode("latin-1").split("|"), strict=False)
        return reports.read_binary_event(dict(names), body, key=KEY)

    day = b'{"partner":"esk","campaign":"spring","on":"2026-03-02","displays":120,"clicks":3}'
    called = b"CallSid=CA1&CallStatus=busy&Timestamp=Tue%2C+24+Nov+2026+10%3A00%3A00+%2B0000"
    return {
        "a call report, structured": Reader(lambda c: reports.read_cloud_event(c, key=KEY), (NotAReport,), (event,)),
        "a call report, binary": Reader(
            binary, (NotAReport,), (b'1|/pbx|1.0|c1|org.quietline.call.missed\n{"reason":"busy"}',)
        ),
        "a call report, Twilio": Reader(twilio, (NotAReport,), (called,)),
        "a partner's day": Reader(hook.read_report, (hook.NotAReport,), (day,)),
    }


def _words() -> dict[str, Reader]:
    from quietline.content.translation.po import PoProblem
    from quietline.edge.headers import framed_policy
    from quietline.edge.limits import parse
    from quietline.insights.releases.windows import ReleaseRefused, Window
    from quietline.safeguarding.disclosures.passing import For, PackKeyProblem, check
    from quietline.vault import PhraseProblem, RecoveryProblem, join_recovery_shares, read_phrase, wordlist_for
    from quietline.vault.phrase import phrase_of
    from quietline.vault.streams import KeyTextProblem, key_from_text

    lists = [wordlist_for(language) for language in ("en", "ar", "pl")]
    phrases = tuple(" ".join(phrase_of(bytes(range(10)), each).words).encode() for each in lists)
    age = b"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"

    def text(read: Callable[[str], object]) -> Callable[[bytes], object]:
        return lambda content: read(content.decode("utf-8", "replace"))

    po = (
        b'msgid ""\nmsgstr ""\n"Language: ar\\n"\n"X-Quietline-Page: 1\\n"\n\n'
        b'msgctxt "title"\nmsgid "Hello"\nmsgstr "A"\n'
    )
    return {
        "a return phrase": Reader(
            text(lambda t: read_phrase(t, prefer="english")), (PhraseProblem,), phrases, share=3
        ),
        "recovery shares": Reader(
            text(lambda t: join_recovery_shares(t.split("\n"))), (RecoveryProblem,), (b"academic acid " * 16,), share=2
        ),
        "a backup's key": Reader(text(key_from_text), (KeyTextProblem,), (b"ab" * 36,)),
        "an agency's age key": Reader(text(lambda t: check(For(age_key=t or "-"))), (PackKeyProblem,), (age,)),
        "a release's window": Reader(text(Window.of), (ReleaseRefused,), (b"2026-01", b"2026Q1")),
        "limits": Reader(text(parse), (ValueError,), (b"writing=20/30s, returning=10/6s",)),
        "sites of a frame": Reader(text(lambda t: framed_policy(t.split())), (ValueError,), (b"https://esk.example",)),
        "a translation (PO)": Reader(text(_as_po), (PoProblem,), (po,), share=5),
    }


def _as_po(text: str) -> object:
    from quietline.content.translation.po import read

    class Untranslated:
        translation_key, title, seo_title, summary = "1", "Hello", "", ""

        def body_as_kept(self) -> list[dict[str, Any]]:
            return []

    return read(text, Untranslated(), "ar")  # type: ignore[arg-type]


def _forms() -> dict[str, Reader]:
    """Forms refuse by themselves, so that they may raise nothing."""
    from django.http import QueryDict

    from quietline.contact.forms import ConfirmForm, ReturnForm, ThreadForm
    from quietline.desk.follow_ups.forms import FollowUpForm
    from quietline.desk.hours.forms import SpecialDayForm, WeeklyForm
    from quietline.desk.retention.forms import HoldForm, PeriodsForm
    from quietline.team.sign_in.forms import CodeForm, PasskeyForm, SignInForm

    def form(kind: Callable[[QueryDict], Any]) -> Callable[[bytes], object]:
        def read(content: bytes) -> object:
            filled = kind(QueryDict(content.replace(b"|", b"&"), mutable=False))
            return filled.is_valid() and filled.cleaned_data

        return read

    kinds: dict[str, tuple[Callable[[QueryDict], Any], bytes]] = {
        "signing in": (SignInForm, b"email=mina@larkmere.example|password=a+walk+by+the+river"),
        "a code": (CodeForm, b"code=123456"),
        "a passkey's answer": (PasskeyForm, b'credential={"id":"a","response":{}}|prf=00'),
        "a message": (ThreadForm, b"message=Hello|draft=" + b"0a" * 16),
        "the way back": (ReturnForm, b"phrase=one+two|pending=text"),
        "two words typed back": (lambda data: ConfirmForm(data, places=(1, 3)), b"first_word=one|second_word=two"),
        "a follow-up": (FollowUpForm, b"due_on=2027-03-02|message=Ask+again"),
        "hours of a week": (WeeklyForm, b"channel=chat|weekdays=1|weekdays=2|opens=10:00|closes=18:30"),
        "a special day": (SpecialDayForm, b"on=2027-12-25|name=Fair"),
        "periods of keeping": (PeriodsForm, b"closed=90|plans=30"),
        "a hold": (HoldForm, b"reference=ABCD-2345"),
    }
    return {name: Reader(form(kind), (), (right,), share=5) for name, (kind, right) in kinds.items()}


@dataclass
class Outcome:
    read: Counter[str]
    refused: Counter[str]
    broken: list[str]


def run(inputs: int, *, seed: int, tell: Callable[[int], object] = lambda _: None) -> Outcome:
    """So many inputs, shared out among the readers."""
    outcome = Outcome(Counter(), Counter(), [])
    for number, (name, reader, content) in enumerate(_inputs(inputs, seed)):
        began = time.process_time()
        try:
            reader.read(content)
            outcome.read[name] += 1
        except reader.refuses:
            outcome.refused[name] += 1
        except Exception as broken:
            outcome.broken.append(f"{name}: {type(broken).__name__}: {str(broken)[:200]}: {content[:300]!r}")
        if (took := time.process_time() - began) > SLOW_SECONDS:
            outcome.broken.append(f"{name}: {took:.1f} s: {content[:300]!r}")
        if number % 1_000 == 0:
            tell(number)
    return outcome


def _inputs(inputs: int, seed: int) -> Iterator[tuple[str, Reader, bytes]]:
    dice = random.Random(seed)  # noqa: S311
    names = list(readers())
    shares = [readers()[name].share for name in names]
    for name in dice.choices(names, shares, k=inputs):
        reader = readers()[name]
        yield name, reader, damaged(dice, dice.choice(reader.right))


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--inputs", type=int, default=INPUTS)
    arguments.add_argument("--seed", type=int, default=20261124)
    asked = arguments.parse_args()
    set_up()
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

    console = Console()
    with Progress(console=console) as progress:
        task = progress.add_task("inputs", total=asked.inputs)
        outcome = run(asked.inputs, seed=asked.seed, tell=lambda number: progress.update(task, completed=number))
        progress.update(task, completed=asked.inputs)
    table = Table("reader", "read", "refused")
    for name in readers():
        table.add_row(name, f"{outcome.read[name]:,}", f"{outcome.refused[name]:,}")
    table.add_row("all", f"{outcome.read.total():,}", f"{outcome.refused.total():,}")
    console.print(table)
    for broken in outcome.broken[:50]:
        console.print(broken, style="red", markup=False)
    console.print(f"{len(outcome.broken)} broken of {asked.inputs:,}; seed {asked.seed}.")
    return 1 if outcome.broken else 0


if __name__ == "__main__":
    sys.exit(main())
