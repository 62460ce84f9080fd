"""Reading what people answered, how many were asked, and what a link is about."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Avg, BooleanField, Count, ExpressionWrapper, F, Q, QuerySet

from contacts.models import Invitation, SurveyOptOut, SurveyPolicy
from contacts.models.satisfaction import HIGHEST, LOWEST
from contacts.satisfaction.tokens import digest_of
from kcc.lib.periods import local_day
from kcc.organisation.access import Access
from kcc.organisation.models import Department, Role

SHOWN = timedelta(days=365)


def every_answer():
    """All answers there are, whoever may see them: the rows of a figure."""
    return Invitation.objects.filter(rated_on__isnull=False)


def policy_now() -> SurveyPolicy:
    """As it is kept, or as it is while nobody kept one. One statement."""
    return SurveyPolicy.objects.filter(pk=1).first() or SurveyPolicy(pk=1)


@dataclass(frozen=True)
class Response:
    """Of the last thirty days; `opted_out` of all time."""

    asked: int
    printed: int
    answered: int
    opted_out: int

    @property
    def share(self) -> float | None:
        return self.answered / self.asked if self.asked else None


def response(now: datetime) -> Response:
    """Who was asked in the last thirty days, and how many of them answered. Two statements."""
    asked = Invitation.objects.filter(created_at__gt=now - timedelta(days=30))
    counted = asked.aggregate(
        asked=Count("pk"),
        printed=Count("pk", filter=Q(way=Invitation.Way.PRINT)),
        answered=Count("pk", filter=Q(rated_on__isnull=False)),
    )
    return Response(**counted, opted_out=SurveyOptOut.objects.count())


def is_open(token: str, now: datetime) -> bool:
    """Whether this link can be answered with now. One statement."""
    rows = Invitation.objects.filter(digest=digest_of(token), rated_at__isnull=True)
    return rows.filter(expires_at__gt=now).exists()


# -- Comments -------------------------------------------------------------------------------------


def departments_read_by(access: Access, user) -> list[Department]:
    """Whose comments this person reads: a head's, of the contact centre for its lead, all of them
    for the manager. One statement."""
    rows = Department.objects.order_by("name")
    if access.has(Role.MANAGER):
        return list(rows)
    heads = Q(memberships__user=user, memberships__role=Role.HEAD)
    lead = Q(is_contact_centre=True) if access.has(Role.KCC_LEAD) else Q(pk__in=[])
    return list(rows.filter(heads | lead).distinct())


def answers_of(departments: list[Department], today: date) -> QuerySet[Invitation]:
    """Of the last year."""
    since = today - SHOWN
    return Invitation.objects.filter(department__in=departments, rated_on__gte=since)


def comments_of(departments: list[Department], now: datetime) -> QuerySet[Invitation]:
    """With what the list shows: no person, and nothing that leads to one."""
    rows = answers_of(departments, local_day(now)).exclude(comment_masked="")
    hidden = ExpressionWrapper(~Q(comment=F("comment_masked")), output_field=BooleanField())
    shown = rows.annotate(is_masked=hidden).defer("comment", "person_key")
    return shown.select_related("department", "subject", "channel")


@dataclass(frozen=True)
class Scores:
    """`counts` from the lowest mark to the highest. Of fewer than five no mean is shown."""

    number: int
    mean: float | None
    counts: list[tuple[int, int]]

    @property
    def few(self) -> bool:
        return self.number < 5


def scores_of(departments: list[Department], now: datetime) -> Scores:
    """One statement."""
    each = {f"n{score}": Count("pk", filter=Q(score=score)) for score in _scale()}
    found = answers_of(departments, local_day(now)).aggregate(
        number=Count("pk"), mean=Avg("score"), **each
    )
    counts = [(score, found[f"n{score}"]) for score in _scale()]
    return Scores(found["number"], found["mean"], counts)


def _scale() -> range:
    return range(LOWEST, HIGHEST + 1)
