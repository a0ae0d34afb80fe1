"""Fill a data directory with stored threads: `python -m benchmarks.fill DIR THREADS MESSAGES`."""

from __future__ import annotations

import sys
from pathlib import Path

from quietline.config.cli.setup import set_up


def fill(threads: int, messages: int) -> None:
    from quietline.contact.models import LineHold, Message, Thread
    from quietline.team.models import Line, LineKey
    from tests.factories.rows import thread_rows

    rows, holds, kept = thread_rows(Line.objects.get(), LineKey.objects.get(), count=threads, messages=messages)
    Thread.objects.bulk_create(rows)
    LineHold.objects.bulk_create(holds)
    Message.objects.bulk_create(kept, batch_size=2_000)


if __name__ == "__main__":
    set_up(Path(sys.argv[1]))
    fill(int(sys.argv[2]), int(sys.argv[3]))
