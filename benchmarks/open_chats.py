"""Open chats in a data directory: `python -m benchmarks.open_chats DIR COUNT [EMAIL]`.

Whoever signs in with the address holds them; without one nobody has taken them yet. Prints a cookie and an id a line.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from benchmarks.bare import TEXT
from quietline.config.cli.setup import set_up


def main(data: Path, count: int, email: str = "") -> None:
    set_up(data)
    from quietline.contact import actions, queries
    from quietline.contact.forms import new_draft
    from quietline.contact.rules import Intake
    from quietline.team.models import Practitioner
    from quietline.team.queries import line_for_public
    from quietline.vault import PhraseKeys, WrappingKey, new_phrase

    line = line_for_public()
    holder = Practitioner.objects.get(email=email).pk if email else None
    statement = queries.statement_in_force(line, "en")
    if statement is None:
        raise RuntimeError("no statement in force")
    phrase = new_phrase("en")
    for _ in range(count):
        # No derivation: the phrase's cost is measured elsewhere.
        opened = actions.open_thread(
            line=line,
            statement=statement,
            language="en",
            intake=Intake(),
            text=TEXT,
            draft=new_draft(),
            phrase=phrase,
            keys=PhraseKeys(os.urandom(32), WrappingKey(bytes(32))),
            live=True,
        )
        if holder:
            actions.take(thread_id=opened.thread_id, by=holder)
        sys.stdout.write(f"{opened.token} {opened.thread_id}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
