from __future__ import annotations

from typing import ClassVar

from django.db import models

from quietline.team.hours.rules import WITH_HOURS, Span

WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
CHANNELS = [(channel.value, channel.replace("_", "-").capitalize()) for channel in WITH_HOURS]


class OpenSpan(models.Model):
    """A line is open on one channel, each week: from one time of the wall clock to another."""

    line = models.ForeignKey("team.Line", on_delete=models.CASCADE, related_name="+")
    channel = models.CharField(max_length=12, choices=CHANNELS)
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(WEEKDAYS)))  # 0 is Monday
    opens = models.TimeField()
    closes = models.TimeField()  # not later than `opens`: on the next day

    open_fields: ClassVar = {"id", "line", "channel", "weekday", "opens", "closes"}

    class Meta:
        ordering = ["weekday", "opens"]

    @property
    def span(self) -> Span:
        return Span(self.opens, self.closes)


class SpecialDay(models.Model):
    """A day on which the week's hours do not hold. Open in its own spans only; without any, closed."""

    line = models.ForeignKey("team.Line", on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    name = models.CharField(max_length=60, blank=True)

    open_fields: ClassVar = {"id", "line", "on", "name"}

    class Meta:
        ordering = ["on"]
        constraints = [models.UniqueConstraint(fields=["line", "on"], name="one_special_day_a_date")]


class SpecialSpan(models.Model):
    """Open on a special day all the same, on one channel."""

    day = models.ForeignKey(SpecialDay, on_delete=models.CASCADE, related_name="spans")
    channel = models.CharField(max_length=12, choices=CHANNELS)
    opens = models.TimeField()
    closes = models.TimeField()

    open_fields: ClassVar = {"id", "day", "channel", "opens", "closes"}

    class Meta:
        ordering = ["opens"]

    @property
    def span(self) -> Span:
        return Span(self.opens, self.closes)
