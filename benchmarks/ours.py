"""Our side of the message path without HTTP: `python -m benchmarks.ours DIR SECONDS` prints four rates a second.

First the loop that keeps messages, one for each of 64 conversations a group, beside the bare loop of benchmarks/bare;
then 64 threads that each send one message after the other, as the web server does. Each is taken in turns.
"""

from __future__ import annotations

import sys
import threading
import time
from pathlib import Path
from uuid import uuid4

from benchmarks.bare import GROUP, TEXT, seals_and_commits
from quietline.config.cli.setup import set_up

TURNS = 4


def main(data: Path, seconds: float) -> None:
    set_up(data)
    conversations = _conversations()
    pairs = [
        (in_groups(conversations, seconds / TURNS), seals_and_commits(data, seconds / TURNS)) for _ in range(TURNS)
    ]
    ours, bare = (sum(rates) / TURNS for rates in zip(*pairs, strict=True))
    sys.stdout.write(f"{ours} {bare} {by_threads(conversations, seconds / 2)}\n")


def _conversations() -> list[object]:
    from quietline.contact import actions, queries
    from quietline.contact.forms import new_draft
    from quietline.contact.rules import Intake
    from quietline.team.queries import line_for_public
    from quietline.vault import PhraseKeys, WrappingKey, new_phrase

    line = line_for_public()
    statement = queries.statement_in_force(line, "en")
    if statement is None:
        raise RuntimeError("no statement in force")
    opened: list[object] = []
    for _ in range(GROUP):
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
    return opened


def in_groups(conversations: list[object], seconds: float) -> float:
    """Messages a second, one for each conversation a group, in one loop."""
    from quietline.contact.committing import commit_group
    from quietline.contact.forms import new_draft
    from quietline.contact.pieces import FromSeeker
    from quietline.contact.rules import sent_once

    count, began = 0, time.perf_counter()
    while time.perf_counter() - began < seconds:
        group = [
            FromSeeker(thread_id=each.thread.pk, key=each.key, text=TEXT, draft=sent_once(new_draft(), TEXT))  # type: ignore[attr-defined]
            for each in conversations
        ]
        for outcome in commit_group(list(group)):
            if not isinstance(outcome, int):
                raise outcome
        count += len(group)
    return count / (time.perf_counter() - began)


def by_threads(conversations: list[object], seconds: float) -> float:
    """Messages a second through `contact.actions.send`, each conversation in a thread of its own."""
    from django.db import connections

    from quietline.contact import actions
    from quietline.contact.forms import new_draft

    sys.setswitchinterval(0.001)  # as the server sets it
    counts: list[int] = []
    ends_at = time.perf_counter() + seconds

    def work(mine: object) -> None:
        sent = 0
        while time.perf_counter() < ends_at:
            actions.send(opened=mine, text=TEXT, draft=new_draft())  # type: ignore[arg-type]
            sent += 1
        connections.close_all()
        counts.append(sent)

    threads = [threading.Thread(target=work, args=(each,)) for each in conversations]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - began)


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
