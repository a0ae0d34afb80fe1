"""The log: an operator learns where something failed, and nobody learns what somebody wrote."""

from __future__ import annotations

import asyncio
import gc
import io
import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from quietline.config.quiet_logging import QuietFormatter

TYPED = "canary-gannet-on-a-green-gate"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that the loggers used here write, as the server would write it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(QuietFormatter())
    root = logging.getLogger()
    root.addHandler(handler)
    yield stream
    root.removeHandler(handler)


def fail(text: str = TYPED) -> None:
    raise ValueError(text)


def test_our_own_counts_and_ids_are_written(written: io.StringIO) -> None:
    logging.getLogger("quietline.contact").warning("%d threads erased", 3)
    assert written.getvalue().endswith(" warning quietline.contact: 3 threads erased\n")


@pytest.mark.parametrize("name", ["django.request", "uvicorn.error", "asyncio", "quietliner", "root", "psycopg"])
def test_what_others_put_into_a_message_is_never_written(written: io.StringIO, name: str) -> None:
    logging.getLogger(name).error("Not Found: %s", f"/en/?q={TYPED}")
    logging.getLogger(name).error("Header %(value)s", {"value": TYPED})
    assert TYPED not in written.getvalue()
    assert "Not Found: %s" in written.getvalue()


@pytest.mark.parametrize("name", ["quietline", "quietline.contact.views", "django.request"])
def test_an_exceptions_text_is_never_written_but_its_kind_and_place_are(written: io.StringIO, name: str) -> None:
    try:
        fail()
    except ValueError:
        logging.getLogger(name).exception("failed")
    assert TYPED not in written.getvalue()
    assert "[builtins.ValueError]" in written.getvalue()
    assert f"{__file__}:" in written.getvalue()
    assert " fail\n" in f"{written.getvalue()}\n"


def test_neither_is_the_text_of_what_caused_it_nor_a_note_on_it(written: io.StringIO) -> None:
    try:
        try:
            fail()
        except ValueError as cause:
            cause.add_note(TYPED)
            raise LookupError(TYPED) from cause
    except LookupError:
        logging.getLogger("quietline").exception("failed")
    assert TYPED not in written.getvalue()
    assert "[builtins.LookupError]" in written.getvalue()


def test_an_empty_exception_info_and_a_wanted_stack_leave_one_line(written: io.StringIO) -> None:
    logging.getLogger("quietline").error("failed", exc_info=(None, None, None), stack_info=True)
    assert written.getvalue().count("\n") == 1


def test_an_exception_given_as_the_message_is_not_written_either(written: io.StringIO) -> None:
    logging.getLogger("uvicorn.error").error(ValueError(TYPED))
    assert TYPED not in written.getvalue()


def test_a_task_that_nobody_waited_for_is_reported_without_what_it_said(written: io.StringIO) -> None:
    async def in_background() -> None:
        fail()

    async def forget_one() -> None:
        task = asyncio.get_running_loop().create_task(in_background())
        await asyncio.wait([task])
        del task
        gc.collect()

    # In a thread of its own: the browser's driver may have a loop in this one.
    loop = threading.Thread(target=lambda: asyncio.run(forget_one()))
    loop.start()
    loop.join()
    assert "never retrieved" in written.getvalue()
    assert "[builtins.ValueError]" in written.getvalue()
    assert TYPED not in written.getvalue()


def as_the_server(act: str) -> str:
    """What a process of its own writes once our logging is configured."""
    script = f"from quietline.config.quiet_logging import configure\nimport logging\nconfigure()\n{act}"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=240)
    assert done.stdout == ""
    return done.stderr


def test_a_visitors_requests_leave_nothing_once_it_is_configured() -> None:
    wrote = as_the_server(
        "logging.getLogger('uvicorn.access').critical('GET /en/')\n"
        "logging.getLogger('uvicorn.error').info('connection open')\n"
        "logging.getLogger('django.request').warning('Not Found')\n"
        "logging.getLogger('django.security.csrf').warning('Forbidden')\n"
        "logging.getLogger('quietline.config').info('ready')\n"
        "logging.getLogger('django.request').error('Internal Server Error: %s', 'canary')\n"
    )
    lines = [line.split(" ", 1)[1] for line in wrote.splitlines()]
    assert lines == ["info quietline.config: ready", "error django.request: Internal Server Error: %s"]


@pytest.mark.parametrize(
    "act",
    [
        "logging.getLogger('quietline').error('%d erased', 'canary')",
        "import threading\nt = threading.Thread(target=lambda: int('canary'))\nt.start()\nt.join()",
    ],
    ids=["our own argument does not fit", "a thread that dies"],
)
def test_python_itself_reports_a_mistake_without_what_was_typed(act: str) -> None:
    assert "canary" not in as_the_server(act)


@pytest.mark.parametrize("write", [logging.Logger.debug, logging.Logger.info])
def test_others_are_heard_from_warnings_upwards_only(write: Callable[..., None]) -> None:
    assert as_the_server(f"logging.getLogger('django.db').{write.__name__}('SELECT canary')") == ""
