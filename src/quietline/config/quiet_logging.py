"""Logs that an operator can act on and nobody can read anything in.

What may be written: our own messages, which are literals with counts and ids in them, and of everybody else's only
the literal template and the place in the code. An exception's text is never written: it may quote what a person typed.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from types import TracebackType

OWN = "quietline"


_Information = tuple[type[BaseException], BaseException, TracebackType | None]


class QuietFormatter(logging.Formatter):
    """One line: time, level, logger, message; an exception as its type and the frames it went through."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"

    def format(self, record: logging.LogRecord) -> str:
        line = f"{self.formatTime(record)} {record.levelname.lower()} {record.name}: {self._text(record)}"
        return line + self._frames(record) if record.exc_info else line

    @staticmethod
    def _text(record: logging.LogRecord) -> str:
        if not isinstance(record.msg, str):
            return type(record.msg).__name__
        if record.name == OWN or record.name.startswith(f"{OWN}."):
            try:
                return record.getMessage()
            except (TypeError, ValueError):
                return record.msg
        # Others put paths, headers and values into their arguments, and asyncio what failed into further lines.
        text = record.msg.partition("\n")[0]
        error = record.exc_info[1] if record.exc_info else None
        # Django's security log takes the exception's own text for its template.
        return "failed" if error is not None and str(error) in text else text

    @staticmethod
    def _frames(record: logging.LogRecord) -> str:
        kind, _, trace = record.exc_info or (None, None, None)
        if kind is None:
            return ""
        frames = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
        return "\n".join([f" [{kind.__module__}.{kind.__qualname__}]", *frames])


def configure(_: object = None) -> None:
    """Send everything from warnings upwards, and our own notices, to the standard error stream."""
    _silence_python()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(QuietFormatter())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger(OWN).setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").disabled = True
    # Anybody can provoke its warnings with a request that is none.
    logging.getLogger("uvicorn.error").setLevel(logging.ERROR)
    # Written for every 4xx, with the path: noise for the operator, a trace of the visitor.
    logging.getLogger("django.request").setLevel(logging.ERROR)
    logging.getLogger("django.security").setLevel(logging.ERROR)


def _silence_python() -> None:
    """Take what Python would print by itself of an exception that nobody caught through the formatter above."""
    logging.raiseExceptions = False
    own = logging.getLogger(OWN)
    sys.excepthook = lambda kind, error, trace: own.critical("stopped", exc_info=(kind, error, trace))
    sys.unraisablehook = lambda what: own.error("ignored", exc_info=_information(what.exc_value))
    threading.excepthook = lambda what: own.error("a thread stopped", exc_info=_information(what.exc_value))


def _information(
    error: BaseException | None,
) -> tuple[type[BaseException], BaseException, TracebackType | None] | None:
    return (type(error), error, error.__traceback__) if error else None
