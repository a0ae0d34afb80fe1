"""A new helpline on SQLite in a throw-away directory, for what is measured in a process of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def fresh_helpline() -> Iterator[Path]:
    """Its directory; Django is set up, both databases are laid out. Once a process."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DJANGO_SETTINGS_MODULE"] = "quietline.config.settings"
        os.environ["QUIETLINE_DATA"] = folder
        from quietline.config.datadir import DataDir, Installation

        DataDir(Path(folder)).create(Installation())
        import django

        django.setup()
        from django.core.management import call_command

        for alias in ("default", "figures"):
            call_command("migrate", database=alias, verbosity=0)
        yield Path(folder)
