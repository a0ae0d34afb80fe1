"""kill -9 under load: every acknowledged message is there afterwards, in order, once."""

from __future__ import annotations

import random
import signal
import threading
from pathlib import Path

import pytest

from tests.factories.browsing import Browser, messages_on, write_first
from tests.factories.server import STUCK_SECONDS, Server, copied

KILLS = 50
WRITERS = 4


class Writer:
    """One seeker who writes numbered messages until the server is gone, and remembers what was acknowledged."""

    def __init__(self, server: Server, number: int, heard: threading.Event) -> None:
        self.server = server
        self.name = f"writer {number}"
        browser = Browser(server.url)
        self.words = write_first(browser, f"{self.name} message 0", draft=f"{number:032x}")
        self.acknowledged = [f"{self.name} message 0"]
        self.tried = 0
        self.heard = heard

    def come_back(self) -> Browser:
        browser = Browser(self.server.url)
        page = browser.post("/en/return/", {"phrase": " ".join(self.words)})
        assert page.status == 200
        self.page = page
        return browser

    def write_until_gone(self, browser: Browser) -> None:
        form = browser.fields(self.page)
        try:
            while True:
                self.tried += 1
                text = f"{self.name} message {self.tried}"
                page = browser.post("/en/contact/thread/", form | {"message": text, "draft": f"{self.tried:032x}"})
                if page.status == 200:
                    self.acknowledged.append(text)
                    self.heard.set()
        except OSError:
            return  # killed in mid-answer: not acknowledged

    def check(self) -> None:
        self.come_back()
        kept = messages_on(self.page)
        numbers = [int(text.rpartition(" ")[2]) for text in kept]
        assert numbers == sorted(set(numbers))
        missing = set(self.acknowledged) - set(kept)
        assert not missing


@pytest.mark.drill
def test_no_acknowledged_message_is_lost(invented: Server, tmp_path: Path) -> None:
    chance = random.Random(20261123)
    limits = "writing=1000/1, sending=100000/0.001, returning=10000/0.01"
    with copied(invented, tmp_path, limits=limits) as server:
        server.start()
        heard = threading.Event()
        writers = [Writer(server, number, heard) for number in range(WRITERS)]
        for _ in range(KILLS):
            browsers = [writer.come_back() for writer in writers]
            heard.clear()
            threads = [
                threading.Thread(target=writer.write_until_gone, args=(browser,))
                for writer, browser in zip(writers, browsers, strict=True)
            ]
            for thread in threads:
                thread.start()
            threading.Event().wait(chance.uniform(0.02, 0.3))
            assert heard.wait(STUCK_SECONDS), "on a slow machine the first answer takes longer than that"
            server.stop(signal.SIGKILL)
            for thread in threads:
                thread.join(timeout=STUCK_SECONDS)
            server.start("serve")
            for writer in writers:
                writer.check()
        assert sum(len(writer.acknowledged) for writer in writers) > KILLS
