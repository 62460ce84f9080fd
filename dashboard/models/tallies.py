"""Counts per day and per month, so that a figure over years costs as much as one over weeks.

They are a copy and never the truth: every row here can be thrown away and is then counted again.
A day whose rows are complete is in SettledDay; a write that could change a count leaves a Mark with
its day, department and kind of fact, by triggers of the database (migration 0005). What is not
settled, or has a mark, is counted from the facts each time it is asked for
(dashboard.tallies.reading), so a figure is never behind its rows.
"""

from django.db import models
from django.db.models import Q

# In the order of dashboard.measures; each is a column here.
COUNTS = (
    "questions", "contacts", "direct", "direct_net", "repeats", "status", "status_linked",
    "calls", "transferred", "warm", "transfer_reached", "transfer_waits", "transfer_wait_seconds",
    "complete", "linked", "government",
    "government_done", "proactive", "timed", "talk_seconds",
    "wrap_up_seconds", "asked", "misrouted", "answered", "attempts", "phone_due", "phone_kept",
    "email_due", "email_kept", "letter_due", "letter_kept", "social_due", "social_kept",
    "cases_registered", "cases_closed", "cases_on_time", "cases_in_norm", "scores", "score_sum",
)  # fmt: skip


class Level(models.IntegerChoices):
    """What a row is a count of."""

    DEPARTMENT = 0  # everything of a department on a day
    SUBJECT = 1  # by subject and channel; together they are the row above
    HOUR = 2  # by channel and hour of the day (key)
    REASON = 3  # repeats by subject, channel and reason (key: its id, 0 without one)
    SCORE = 4  # answers to the survey by subject, channel and score (key)
    # The rows of a whole month together, on its first day; of the month they add up from what is
    # settled, and the marked days of it are in them too.
    MONTH = 10
    MONTH_SUBJECT = 11
    MONTH_HOUR = 12  # the key is 24 × the weekday (Monday is 1) + the hour
    MONTH_REASON = 13
    MONTH_SCORE = 14
    MONTH_WEEKDAY = 15  # everything of a department by weekday (key)


class Facts(models.IntegerChoices):
    """What a count is a count of: the kinds of source in dashboard.measures."""

    QUESTIONS = 1
    CALLBACKS = 2
    CASES = 3
    ANSWERS = 4


class Tally(models.Model):
    """The counts of one department on one local day, or in one month, at one level."""

    day = models.DateField()
    level = models.PositiveSmallIntegerField(choices=Level)
    department = models.ForeignKey("organisation.Department", models.CASCADE, related_name="+")
    # Of contacts, callbacks and cases that not everybody may open: apart, so that what somebody
    # counts is what that person may see.
    confidential = models.BooleanField()
    subject = models.ForeignKey("contacts.Subject", models.CASCADE, null=True, related_name="+")
    channel = models.ForeignKey("organisation.Channel", models.CASCADE, null=True, related_name="+")
    key = models.PositiveIntegerField(default=0)

    for name in COUNTS:
        locals()[name] = models.PositiveIntegerField(default=0)
    del name

    personal_data = frozenset()
    plain_data = frozenset(
        {"id", "day", "level", "department", "confidential", "subject", "channel", "key", *COUNTS}
    )

    class Meta:
        indexes = [
            # A page of everything, and of one department.
            models.Index(fields=["level", "day"], name="tally_by_day"),
            models.Index(fields=["level", "department", "day"], name="tally_by_department"),
            # Counting a day again.
            models.Index(fields=["day"], name="tally_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.level}"


class SettledDay(models.Model):
    """The tallies of this day are complete, as long as no mark says otherwise."""

    day = models.DateField(primary_key=True)
    made_at = models.DateTimeField()

    personal_data = frozenset()
    plain_data = frozenset({"day", "made_at"})

    def __str__(self) -> str:
        return str(self.day)


class Mark(models.Model):
    """Something about this day was written: a local day, or a moment in it; of this department
    (its id) and these facts, without them of all. Appended by triggers; nothing ever waits for a
    mark of somebody else, nor for a department, so it is no reference."""

    day = models.DateField(null=True)
    at = models.DateTimeField(null=True)
    department = models.BigIntegerField(null=True)
    facts = models.PositiveSmallIntegerField(choices=Facts, null=True)

    personal_data = frozenset()
    plain_data = frozenset({"id", "day", "at", "department", "facts"})

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(day__isnull=False, at__isnull=True)
                | Q(day__isnull=True, at__isnull=False),
                name="mark_day_or_moment",
            )
        ]

    def __str__(self) -> str:
        return str(self.day or self.at)
