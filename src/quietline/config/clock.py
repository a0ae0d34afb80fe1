"""The in-process clock: what is due is done, once a minute, for as long as the server runs."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db import connections

from quietline.audit import actions as audit
from quietline.contact import actions as contact
from quietline.contact import by_hour, outbox
from quietline.contact.call_backs import actions as call_backs
from quietline.contact.call_backs import gaps
from quietline.contact.calls import actions as calls
from quietline.contact.chat import actions as chat
from quietline.contact.chat.presence import presence
from quietline.contact.handover import actions as handover
from quietline.contact.retention import actions as retention
from quietline.contact.tombstones import actions as tombstones
from quietline.contact.views import forget_old_forms
from quietline.content import actions as content
from quietline.content import counting
from quietline.edge.limits import limits
from quietline.team import keys
from quietline.team.invitations import actions as invitations
from quietline.team.line_keys.sealing import forget_earlier_keys
from quietline.team.resets import actions as resets
from quietline.team.rota import actions as rota

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    name: str
    every: float  # seconds
    run: Callable[[], object]


JOBS = (
    Job("sweep", every=60, run=contact.sweep),
    Job("earlier keys", every=600, run=forget_earlier_keys),
    Job("invitations", every=3600, run=invitations.forget_old),
    Job("resets", every=3600, run=resets.forget_old),
    Job("shut", every=60, run=keys.shut_idle_sessions),
    Job("reports", every=60, run=calls.forget_reports),
    Job("forget", every=60, run=limits.forget_when_old),
    Job("forget forms", every=60, run=forget_old_forms),
    Job("chain", every=1, run=audit.chain),
    Job("carry", every=5, run=outbox.carry),
    Job("hours to the figures", every=3600, run=by_hour.hand_over_hours),
    Job("presence", every=15, run=presence.write),
    Job("free chats", every=10, run=chat.free_chats_without_holder),
    Job("end chats", every=30, run=chat.end_chats_without_seeker),
    Job("retire", every=600, run=handover.retire),
    Job("retention", every=600, run=retention.run_when_due),
    Job("erasures", every=60, run=tombstones.write_out),
    Job("tombstones", every=3600, run=tombstones.retire),
    Job("rota", every=60, run=rota.sweep),
    Job("call-backs", every=60, run=call_backs.sweep),
    Job("publish", every=20, run=content.publish_due),
    Job("count pages", every=60, run=counting.carry),
    Job("gaps", every=60, run=gaps.sweep),
)


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

    def __init__(self, jobs: Iterable[Job] = JOBS) -> None:
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
        finally:
            connections.close_all()


def _run_one(job: Job) -> None:
    try:
        job.run()
    except Exception:  # whatever it was, the other jobs and the next turn must come
        logger.exception("clock: %s failed and is tried again at its next turn", job.name)
