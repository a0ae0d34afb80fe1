from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import get_language_info

from quietline.contact.states import State

SEEKER = "seeker"
PRACTITIONER = "practitioner"


class Statement(models.Model):
    """One version of a confidentiality statement, in one language. Never edited: a change is a new version."""

    key = models.SlugField()  # e.g. uk-two-keys
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=12)
    jurisdiction = models.SlugField()
    title = models.CharField(max_length=120)
    body = models.TextField()  # Markdown

    open_fields: ClassVar = {"id", "key", "version", "language", "jurisdiction", "title", "body"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "version", "language"], name="one_text_a_version")]


class StatementInForce(models.Model):
    """Which statement a line shows now."""

    line = models.OneToOneField("team.Line", on_delete=models.PROTECT, related_name="+")
    key = models.SlugField()
    version = models.PositiveIntegerField()

    open_fields: ClassVar = {"id", "line", "key", "version"}


class Thread(models.Model):
    """One exchange with one seeker. What it is about is sealed; what stands open is what the queue needs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=9, unique=True)  # what colleagues say aloud to each other
    line = models.ForeignKey("team.Line", on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=12)
    statement_key = models.SlugField()
    statement_version = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in State], default=State.WAITING)
    opened_at = models.DateTimeField()
    phrase_confirmed = models.BooleanField(default=False)
    intake = models.BinaryField()  # caller group, area, nickname
    last_sequence = models.PositiveIntegerField(default=0)
    last_author = models.CharField(max_length=12, default=SEEKER)
    last_message_at = models.DateTimeField()
    waiting_since = models.DateTimeField(null=True)  # when the oldest unanswered message came
    read_sequence = models.PositiveIntegerField(default=0)  # how far a practitioner has read
    claimed_by = models.ForeignKey("team.Practitioner", null=True, on_delete=models.PROTECT, related_name="+")
    claimed_at = models.DateTimeField(null=True)
    concern_open = models.BooleanField(default=False)
    concern_settled_at = models.DateTimeField(null=True)  # when the last of its concerns was settled
    disclosed_at = models.DateTimeField(null=True)  # when it was decided to pass something of it on
    withdrawn_at = models.DateTimeField(null=True)
    last_read_at = models.DateTimeField(null=True)  # of a withdrawn thread: when its one reading began
    urgent = models.BooleanField(default=False)  # said before a chat that somebody is in danger now
    live_since = models.DateTimeField(null=True)  # since when the seeker sits in front of it: a chat
    live_seen_at = models.DateTimeField(null=True)  # the last sign of the seeker's page
    claim_seen_at = models.DateTimeField(null=True)  # the last sign of the holder's page
    seeker_seen = models.PositiveIntegerField(default=0)  # how far the seeker's page has shown it

    open_fields: ClassVar = {
        "id",
        "reference",
        "line",
        "language",
        "statement_key",
        "statement_version",
        "state",
        "opened_at",
        "phrase_confirmed",
        "last_sequence",
        "last_author",
        "last_message_at",
        "waiting_since",
        "read_sequence",
        "claimed_by",
        "claimed_at",
        "concern_open",
        "concern_settled_at",
        "disclosed_at",
        "withdrawn_at",
        "last_read_at",
        "urgent",
        "live_since",
        "live_seen_at",
        "claim_seen_at",
        "seeker_seen",
    }
    sealed_fields: ClassVar = {"intake"}

    class Meta:
        indexes = [models.Index(fields=["line", "state", "waiting_since"])]

    @property
    def is_safeguarded(self) -> bool:
        """Whether safeguarding keeps it from every erase but that of its period."""
        return self.concern_open or self.disclosed_at is not None

    def get_language_name(self) -> str:
        return str(get_language_info(self.language)["name"])


class Message(models.Model):
    """One sealed utterance; `sequence` counts from 1 within its thread, without gaps."""

    # No index of their own: the constraints below serve, and each one more is a page written with every message.
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="messages", db_index=False)
    sequence = models.PositiveIntegerField()
    author = models.CharField(max_length=12)
    practitioner = models.ForeignKey(
        "team.Practitioner", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    sealed = models.BinaryField()
    sent_at = models.DateTimeField()
    draft = models.CharField(max_length=32)  # rules.sent_once: sent twice from one form, it is kept once

    open_fields: ClassVar = {"id", "thread", "sequence", "author", "practitioner", "sent_at", "draft"}
    sealed_fields: ClassVar = {"sealed"}

    class Meta:
        ordering = ["sequence"]
        constraints = [
            models.UniqueConstraint(fields=["thread", "sequence"], name="one_message_a_place"),
            models.UniqueConstraint(fields=["draft", "thread"], name="one_message_a_draft"),
        ]


class PhraseHold(models.Model):
    """The seeker's hold on the thread key: found and opened by what the return phrase derives."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="phrase_hold")
    lookup = models.BinaryField(max_length=32, unique=True)
    wrapped_key = models.BinaryField()

    open_fields: ClassVar = {"id", "thread"}
    sealed_fields: ClassVar = {"lookup", "wrapped_key"}


class LineHold(models.Model):
    """The team's hold on the thread key: sealed to the line's public key of one epoch."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="line_hold")
    line_key = models.ForeignKey("team.LineKey", on_delete=models.PROTECT, related_name="+")
    sealed_key = models.BinaryField()

    open_fields: ClassVar = {"id", "thread", "line_key"}
    sealed_fields: ClassVar = {"sealed_key"}
    sealed_to_line_key = "sealed_key"


class Opening(models.Model):
    """A thread standing open in one browser. What it holds opens with that browser's cookie only."""

    lookup = models.BinaryField(max_length=32, unique=True)
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="openings")
    wrapped_key = models.BinaryField()
    unconfirmed_phrase = models.BinaryField(null=True)  # wiped as soon as two of its words were typed back
    ends_at = models.DateTimeField()

    open_fields: ClassVar = {"id", "thread", "ends_at"}
    sealed_fields: ClassVar = {"lookup", "wrapped_key", "unconfirmed_phrase"}


# The parcel of additions that are not to be carried yet (contact/by_hour.py); real parcels count from 1.
HELD_BACK = 0


class Addition(models.Model):
    """So many of something that is counted, on its way to the figures. Names a day, and no thread or contact."""

    measure = models.CharField(max_length=40)
    on = models.DateField()
    amount = models.IntegerField(default=1)  # below zero where a correction takes back what was counted
    channel = models.CharField(max_length=50, blank=True, default="")
    outcome = models.CharField(max_length=50, blank=True, default="")
    area = models.CharField(max_length=50, blank=True, default="")
    caller_group = models.CharField(max_length=50, blank=True, default="")
    field = models.CharField(max_length=50, blank=True, default="")
    option = models.CharField(max_length=50, blank=True, default="")
    parcel = models.PositiveBigIntegerField(null=True)  # set once it is being carried (contact/outbox.py)

    open_fields: ClassVar = {
        "id",
        "measure",
        "on",
        "channel",
        "outcome",
        "area",
        "caller_group",
        "field",
        "option",
        "parcel",
    }
    count_fields: ClassVar = {"amount"}


class Outbox(models.Model):
    """How many parcels were packed; its one row is what two nodes that carry at once queue at."""

    parcels = models.PositiveBigIntegerField(default=0)

    open_fields: ClassVar = {"id", "parcels"}


# The models of this part's own parts, so that Django finds them.
# Models of the sub-packages, so that Django finds them.
from quietline.contact.call_backs.models import CallBack, CallBackNumber, CallBackPlace  # noqa: E402, F401
from quietline.contact.calls.models import *  # noqa: E402, F403
from quietline.contact.contacts.models import *  # noqa: E402, F403

# Further tables of this part, each beside its own actions and queries.
from quietline.contact.follow_ups.models import FollowUp  # noqa: E402, F401
from quietline.contact.handover.models import HandoverNote, HandoverReading  # noqa: E402, F401
from quietline.contact.notes.models import Note  # noqa: E402, F401
from quietline.contact.plans.models import CheckIn, Plan  # noqa: E402, F401
from quietline.contact.records.models import *  # noqa: E402, F403
from quietline.contact.retention.models import Hold, Period, Run, RunErased  # noqa: E402, F401
from quietline.contact.tombstones.models import Tombstone  # noqa: E402, F401
from quietline.contact.wanted.models import WantedSkill  # noqa: E402, F401
