"""What respondents answered each for themselves, and what the group settled on."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maturity.models.assessments import Assessment, Respondent


class Estimate(models.Model):
    """In which phase somebody thinks a pillar is, asked before the statements."""

    respondent = models.ForeignKey(Respondent, models.CASCADE, related_name="estimates")
    pillar = models.SlugField(max_length=40)
    phase = models.PositiveSmallIntegerField()

    personal_data = frozenset({"phase"})
    plain_data = frozenset({"id", "respondent", "pillar"})

    class Meta:
        verbose_name = _("own estimate")
        verbose_name_plural = _("own estimates")
        constraints = [
            models.UniqueConstraint(fields=["respondent", "pillar"], name="estimate_once"),
            models.CheckConstraint(condition=Q(phase__lte=5), name="estimate_of_a_phase"),
        ]

    def __str__(self) -> str:
        return self.pillar


class Response(models.Model):
    """An answer of one respondent to one statement: 0 to 3, not applicable with a reason, "I do not
    know" (which counts nowhere), or only a comment so far."""

    respondent = models.ForeignKey(Respondent, models.CASCADE, related_name="responses")
    # Of a statement (maturity.asked).
    code = models.CharField(max_length=10)
    value = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    unknown = models.BooleanField(default=False)
    reason = models.CharField(_("why it does not apply"), max_length=300, blank=True)
    comment = models.CharField(_("comment"), max_length=1000, blank=True)
    evidence = models.CharField(_("what shows it"), max_length=1000, blank=True)
    changed_at = models.DateTimeField()

    personal_data = frozenset(
        {"value", "not_applicable", "unknown", "reason", "comment", "evidence"}
    )
    plain_data = frozenset({"id", "respondent", "code", "changed_at"})

    class Meta:
        verbose_name = _("answer of a respondent")
        verbose_name_plural = _("answers of respondents")
        constraints = [
            models.UniqueConstraint(fields=["respondent", "code"], name="response_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True) | Q(value__lte=3), name="response_on_the_scale"
            ),
            models.CheckConstraint(
                condition=Q(not_applicable=False, unknown=False)
                | (Q(value__isnull=True) & ~Q(not_applicable=True, unknown=True)),
                name="response_one_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class FinalAnswer(models.Model):
    """What the group settled on for one statement, and why."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="answers")
    code = models.CharField(max_length=10)
    value = models.PositiveSmallIntegerField(null=True)
    not_applicable = models.BooleanField(default=False)
    # Needed for what does not apply.
    note = models.CharField(_("note"), max_length=1000, blank=True)
    # Taken over because everybody had answered the same.
    unanimous = models.BooleanField(default=False)
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    personal_data = frozenset({"note"})
    plain_data = frozenset(
        {
            "id", "assessment", "code", "value", "not_applicable", "unanimous", "set_at", "set_by",
        }
    )  # fmt: skip

    class Meta:
        verbose_name = _("final answer")
        verbose_name_plural = _("final answers")
        constraints = [
            models.UniqueConstraint(fields=["assessment", "code"], name="final_answer_once"),
            models.CheckConstraint(
                condition=Q(not_applicable=False, value__isnull=False, value__lte=3)
                | (Q(not_applicable=True, value__isnull=True) & ~Q(note="")),
                name="final_answer_on_the_scale",
            ),
        ]

    def __str__(self) -> str:
        return self.code
