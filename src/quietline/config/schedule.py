"""What is due is done, for as long as a server runs: the clock itself, which knows no job."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import connections

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every: float  # seconds
    run: Callable[[], object]
    at_end: bool = False  # once more when the clock is stopped: what waits in memory goes with the process


@dataclass(slots=True)
class Schedule:
    """When each job is due, told by a monotonic instant that the caller gives; no clock of its own."""

    jobs: Iterable[Job]
    _due_at: dict[str, float] = field(default_factory=dict)

    def due(self, now: float) -> list[Job]:
        """The jobs to run now; each is put off by its interval from now, so that missed turns don't pile up."""
        due = [job for job in self.jobs if self._due_at.get(job.name, now) <= now]
        self._due_at |= {job.name: now + job.every for job in due}
        return due

    def wait(self, now: float) -> float:
        """Seconds until the next job is due."""
        return max(0.0, min((at - now for at in self._due_at.values()), default=0.0))


class Clock:
    """A thread that runs a schedule until it is stopped."""

    def __init__(self, jobs: Iterable[Job]) -> None:
        self._schedule = Schedule(jobs)
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="clock", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._thread.join(timeout=1)

    def _run(self) -> None:
        try:
            while not self._stopped.wait(self._schedule.wait(time.monotonic())):
                for job in self._schedule.due(time.monotonic()):
                    _run_one(job)
            for job in self._schedule.jobs:
                if job.at_end:
                    _run_one(job)
        finally:
            connections.close_all()


def _run_one(job: Job) -> None:
    try:
        job.run()
    except Exception:  # whatever it was, the other jobs and the next turn must come
        logger.exception("clock: %s failed and is tried again at its next turn", job.name)
