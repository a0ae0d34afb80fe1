"""Our side of each row, inside a process that is set up for a data directory: the message path without HTTP."""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

from benchmarks.bare import TEXT

# As many at once as a group holds in the bare loop.
THREADS = 64


def sends(seconds: float) -> float:
    """Messages a second through `contact.actions.send`, by so many threads at once, each in a thread of its own."""
    from django.db import connections

    from quietline.contact import actions, queries
    from quietline.contact.forms import new_draft
    from quietline.contact.rules import Intake
    from quietline.team.queries import line_for_public
    from quietline.vault import PhraseKeys, WrappingKey, new_phrase

    line = line_for_public()
    statement = queries.statement_in_force(line, "en")
    if statement is None:
        raise RuntimeError("no statement in force")
    opened = []
    for _ in range(THREADS):
        made = actions.open_thread(
            line=line,
            statement=statement,
            language="en",
            intake=Intake(),
            text=TEXT,
            draft=new_draft(),
            phrase=new_phrase("en"),
            keys=PhraseKeys(uuid4().bytes * 2, WrappingKey(bytes(32))),
        )
        opened.append(queries.opened_by_token(made.token))
    count, lock, ends_at = 0, threading.Lock(), time.perf_counter() + seconds

    def work(mine: queries.OpenThread) -> None:
        nonlocal count
        sent = 0
        while time.perf_counter() < ends_at:
            actions.send(opened=mine, text=TEXT, draft=new_draft())
            sent += 1
        connections.close_all()
        with lock:
            count += sent

    threads = [threading.Thread(target=work, args=(each,)) for each in opened]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    from quietline.config.cli.setup import set_up

    set_up(Path(sys.argv[1]))
    sys.stdout.write(f"{sends(float(sys.argv[2]))}\n")
