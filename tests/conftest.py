from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from quietline.contact.chat.waiting import queues
from quietline.edge.limits import limits
from quietline.edge.pages import pages
from quietline.team import queries as team
from quietline.ui.emergency import numbers
from tests.factories.helpline import Helpline, make_helpline
from tests.factories.server import Server, fresh_server
from tests.factories.site import SAMPLE, plant

# A word list is read from the disk when it is first needed: no test is judged by how long that takes.
settings.register_profile("quietline", deadline=None)
settings.load_profile("quietline")


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """No test is counted against the next one's limits, or served the last one's pages."""
    limits.forget()
    pages.clear()
    team.forget()
    queues.forget()
    numbers.forget()


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demo with two threads and a small site, stopped, to be copied: founding one takes several seconds."""
    with fresh_server(tmp_path_factory.mktemp("invented")) as server:
        server.start("demo", "--threads", "2", "--sample", str(SAMPLE)).stop()
        yield server


@pytest.fixture
def helpline(db: None) -> Helpline:
    """An invented helpline inside a transaction that is rolled back."""
    return make_helpline()


@pytest.fixture
def kept_helpline(transactional_db: None) -> Helpline:
    """The same, really committed: for tests with several threads, or that look at the files."""
    return make_helpline()


@pytest.fixture
def site(helpline: Helpline) -> Helpline:
    """The same helpline with a small public site, and people who work on it."""
    plant(helpline)
    return helpline
