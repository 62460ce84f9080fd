"""What people make of their worklists: saved views, and acts on several rows that can be undone."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kcc.organisation.models.places import Department


class Worklist(models.TextChoices):
    CALLBACKS = "callbacks", _("Callbacks")
    CASES = "cases", _("Cases")
    CONTACTS = "contacts", _("Contacts")
    FIGURES = "figures", _("Figures")


class SavedView(models.Model):
    """A list as somebody wants to see it again: its filters, order and columns under a name.

    `query` is the query string of the list, without its page; it is checked by the filters of the
    list each time it is opened, so it can never show more than the address itself would.
    """

    class Sharing(models.TextChoices):
        MINE = "mine", _("Only me")
        DEPARTMENT = "department", _("My department")
        EVERYBODY = "everybody", _("Everybody")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    worklist = models.CharField(max_length=10, choices=Worklist)
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=1000, blank=True)
    sharing = models.CharField(
        _("who sees it"), max_length=10, choices=Sharing, default=Sharing.MINE
    )
    # The department it is shared with; none for a view of one person or of everybody.
    department = models.ForeignKey(Department, models.CASCADE, null=True, related_name="+")
    # What the owner sees when the list is opened without asking for anything.
    is_default = models.BooleanField(_("show when I open the list"), default=False)

    personal_data = frozenset()
    plain_data = frozenset(
        {
            "id", "public_id", "owner", "worklist", "name", "query", "sharing", "department",
            "is_default",
        }
    )  # fmt: skip

    class Meta:
        ordering = ("name", "id")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "worklist", "name"],
                name="saved_view_name_once",
                violation_error_message=_("You have a view with that name already."),
            ),
            models.UniqueConstraint(
                fields=["owner", "worklist"],
                condition=Q(is_default=True),
                name="saved_view_one_default",
            ),
            models.CheckConstraint(
                condition=Q(sharing="department", department__isnull=False)
                | (~Q(sharing="department") & Q(department__isnull=True)),
                name="saved_view_department_when_shared_with_it",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """The query string that opens it, and says by which name."""
        return "&".join(filter(None, [self.query, f"view={self.public_id}"]))


class Batch(models.Model):
    """One act on one or more pieces of work, with what is needed to take it back.

    Everybody may undo the own act until `undo_until`. The work of somebody absent is handed back
    later, as far as it is still open and still with the colleague who took it over.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    act = models.CharField(max_length=20)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    undo_until = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    # Only when the work of somebody absent is handed over: whose, and until which day.
    absent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="absences"
    )
    absent_until = models.DateField(null=True)
    handed_back_at = models.DateTimeField(null=True)

    personal_data = frozenset({"reason"})
    plain_data = frozenset(
        {
            "id", "public_id", "act", "by", "at", "undo_until", "undone_at", "absent",
            "absent_until", "handed_back_at",
        }
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undo_until__gte=F("at")), name="batch_undo_after_the_act"
            ),
            models.CheckConstraint(
                condition=Q(absent__isnull=False)
                | Q(absent_until__isnull=True, handed_back_at__isnull=True),
                name="batch_handed_back_only_when_absent",
            ),
        ]
        indexes = [
            # Who is away now, on the page of the team.
            models.Index(
                fields=["absent", "-at"],
                name="batch_absent",
                condition=Q(absent__isnull=False, handed_back_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class BatchItem(models.Model):
    """One piece of work in a batch: what it was before, and the version the act gave it."""

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items")
    worklist = models.CharField(max_length=10, choices=Worklist)
    work_id = models.BigIntegerField()
    # The columns that changed, with their values before: ids, codes and moments, never words.
    before = models.JSONField()
    version = models.PositiveIntegerField()

    personal_data = frozenset()
    plain_data = frozenset({"id", "batch", "worklist", "work_id", "before", "version"})

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "worklist", "work_id"], name="batch_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.worklist} {self.work_id}"
