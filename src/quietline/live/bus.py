"""Several nodes, one conversation: what wakes listeners here wakes them on the other nodes, through Redis.

Only topics travel: which thread has news, never what. While Redis is away everybody is woken every few seconds, as
the database is where the news is read; nothing is lost, it only comes a little later.
"""

from __future__ import annotations

import logging
import secrets
import threading
from queue import Empty, SimpleQueue

from redis import Redis
from redis.exceptions import RedisError

from quietline.live.hub import Hub

logger = logging.getLogger(__name__)
CHANNEL = "quietline"
# While the bus is away, and as often as it is tried again.
AWAY_SECONDS = 3.0
# A listener that heard nothing for so long asks whether its connection still lives.
POLL_SECONDS = 1.0
# More topics than this waiting to be sent means that the bus is away; the waking of everybody makes up for them.
MOST_WAITING = 10_000


class Bus:
    """Joins a hub to the hubs of other nodes. Threads of its own; `publish` never waits for the network."""

    def __init__(self, hub: Hub, url: str) -> None:
        self._hub = hub
        self._url = url
        # Tells our own messages from the others'; drawn anew at each start.
        self._node = secrets.token_hex(8)
        self._out: SimpleQueue[str] = SimpleQueue()
        self._stopped = threading.Event()
        self._threads = [
            threading.Thread(target=self._speak, name="bus out", daemon=True),
            threading.Thread(target=self._hear, name="bus in", daemon=True),
        ]

    def start(self) -> None:
        self._hub.elsewhere = self.tell
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._hub.elsewhere = None
        for thread in self._threads:
            thread.join(timeout=1)

    def tell(self, topic: str) -> None:
        """Wake this topic's listeners on the other nodes."""
        if self._out.qsize() < MOST_WAITING:
            self._out.put(topic)

    def _speak(self) -> None:
        redis = self._connection()
        while not self._stopped.is_set():
            try:
                topic = self._out.get(timeout=POLL_SECONDS)
            except Empty:
                continue
            try:
                redis.publish(CHANNEL, f"{self._node} {topic}")
            except RedisError:
                # The listener says that it is away; what was not told is made up for by waking everybody.
                self._stopped.wait(AWAY_SECONDS)
        redis.close()

    def _hear(self) -> None:
        while not self._stopped.is_set():
            try:
                self._listen()
            except RedisError as error:
                logger.warning("the bus can't be reached; everybody is woken in turn meanwhile", exc_info=error)
                self._hub.wake_all()
                self._stopped.wait(AWAY_SECONDS)

    def _listen(self) -> None:
        redis = self._connection()
        try:
            with redis.pubsub(ignore_subscribe_messages=True) as channel:  # type: ignore[no-untyped-call]
                channel.subscribe(CHANNEL)
                # Whatever was told before we listened.
                self._hub.wake_all()
                while not self._stopped.is_set():
                    message = channel.get_message(timeout=POLL_SECONDS)
                    if message is not None:
                        self._heard(str(message["data"]))
        finally:
            redis.close()

    def _heard(self, told: str) -> None:
        node, _, topic = told.partition(" ")
        if node != self._node:
            self._hub.wake(topic)

    def _connection(self) -> Redis:
        return Redis.from_url(self._url, decode_responses=True, socket_timeout=5, health_check_interval=10)
