"""How much was open at the end of a day (stored, never recomputed)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Snapshot(models.Model):
    """What one department had open at 24:00 of a local day.

    Ages are in working days of the calendar of that day; `median_age` is null when nothing was
    open. `reckoned` says that it was worked out later from what the rows still tell (a
    first installation, an import, an installation that stood still): who had the work, and with
    which department it was, are then those of the moment of reckoning.
    """

    class Kind(models.TextChoices):
        CALLBACKS = "callbacks", _("Callbacks")
        CASES = "cases", _("Cases")

    day = models.DateField()
    department = models.ForeignKey("organisation.Department", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    open = models.PositiveIntegerField()
    overdue = models.PositiveIntegerField()
    serious = models.PositiveIntegerField()
    waiting = models.PositiveIntegerField()
    unassigned = models.PositiveIntegerField()
    median_age = models.DecimalField(max_digits=7, decimal_places=1, null=True)
    # How many of each age, as dashboard.figures.BUCKETS.
    ages = models.JSONField(default=list)
    made_at = models.DateTimeField()
    reckoned = models.BooleanField(default=False)

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "day", "department", "kind", "open", "overdue", "serious", "waiting",
            "unassigned", "median_age", "ages", "made_at", "reckoned",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("stock at the end of a day")
        verbose_name_plural = _("stock at the end of a day")
        constraints = [
            # Also the way in by day.
            models.UniqueConstraint(fields=["day", "department", "kind"], name="snapshot_once"),
            models.CheckConstraint(
                condition=models.Q(overdue__lte=models.F("open"))
                & models.Q(serious__lte=models.F("overdue"))
                & models.Q(unassigned__lte=models.F("open"))
                & models.Q(waiting__lte=models.F("open")),
                name="snapshot_parts_of_what_is_open",
            ),
        ]
        indexes = [models.Index(fields=["department", "day"], name="snapshot_of_department")]

    def __str__(self) -> str:
        return f"{self.day} {self.kind}"
