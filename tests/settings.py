"""The real settings over a data directory that lasts as long as the test run."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from quietline.config.datadir import DataDir, Installation

_folder = Path(tempfile.mkdtemp(prefix="quietline-tests-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
DataDir(_folder / "data").create(Installation())
os.environ["QUIETLINE_DATA"] = str(_folder / "data")

from quietline.config.settings import *  # noqa: E402, F403

# A file, not memory: the tests use several threads, and the write-ahead log is part of what they test.
for _name, _database in DATABASES.items():  # noqa: F405
    if "sqlite" in _database["ENGINE"]:
        _database["TEST"] = {"NAME": str(_folder / f"test-{_name}.sqlite3")}
