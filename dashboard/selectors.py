"""Filling the figures, for all departments at once: the number of statements never grows.

What a person may open is what is counted: the rows come from the selectors of the rooms, with the
very conditions of the lists that the numbers open. Who oversees the work without opening it
(manager, board) gets the same figures of everything.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Avg, Count, F, Q
from django.db.models.functions import ExtractMonth, ExtractYear

from contacts.history.filters import ContactFilters
from contacts.history.selectors import counted_questions, listed_questions
from dashboard.figures import Flow
from dashboard.stock.live import stock_of
from dashboard.stock.work import Kind, Work
from kcc.lib.periods import Month
from kcc.organisation.access import FRONT_OFFICE, WORKERS, Access
from kcc.organisation.models import Department, Role
from kcc.organisation.worklist import OVERSEERS

CONFIRMED = "confirmed"  # the value of ?repeat= in the list of contacts
# Who may open the lists behind the numbers.
READS_WORK = WORKERS | {Role.MANAGER}
READS_CONTACTS = WORKERS
# Who may open the page of one department, with its ten oldest.
READS_DEPARTMENT = READS_WORK


@dataclass(frozen=True)
class Standing:
    """Everything about one department."""

    department: Department
    callbacks: Work
    cases: Work
    flow: Flow

    @property
    def open(self) -> int:
        return self.callbacks.open + self.cases.open

    @property
    def overdue(self) -> int:
        return self.callbacks.overdue + self.cases.overdue

    @property
    def is_empty(self) -> bool:
        return not (self.open or self.flow.questions or self.flow.repeats)


@dataclass(frozen=True)
class Overview:
    """The departments a person may see, what they are together, and what a contact costs."""

    month: Month
    standings: list[Standing]
    callbacks: Work
    cases: Work
    flow: Flow
    # Mean seconds of talking and work afterwards in that month; None when no time was kept.
    mean_seconds: float | None
    trend: list[tuple[Month, Flow]] = field(default_factory=list)
    repeat_reasons: list[tuple[str, int]] = field(default_factory=list)


def departments_for(access: Access) -> list[Department]:
    """The departments of which this person may see the figures. One statement."""
    rows = Department.objects.select_related("domain").order_by("name")
    if not access.has(*OVERSEERS, *FRONT_OFFICE):
        rows = rows.filter(pk__in=access.department_ids)
    return list(rows)


def overview(
    access: Access,
    user,
    departments: Sequence[Department],
    *,
    month: Month,
    now: datetime,
    trend: Sequence[Month] = (),
) -> Overview:
    """The figures of these departments in four statements.

    `trend` are months without a gap, `month` among them, of which the flow is told as well.
    """
    ids = [department.pk for department in departments]
    stock = stock_of(access, user, departments, now=now)
    months = list(trend) or [month]
    flows, reasons = _flows(access, user, ids, months, month)
    standings = [
        Standing(
            department,
            stock.of(Kind.CALLBACKS, [department.pk]),
            stock.of(Kind.CASES, [department.pk]),
            flows.get((department.pk, month), Flow()),
        )
        for department in departments
    ]
    standings = [row for row in standings if row.department.active or not row.is_empty]
    return Overview(
        month=month,
        standings=standings,
        callbacks=sum((row.callbacks for row in standings), Work()),
        cases=sum((row.cases for row in standings), Work()),
        flow=sum((row.flow for row in standings), Flow()),
        mean_seconds=_mean_seconds(month),
        trend=[
            (each, sum((flows.get((pk, each), Flow()) for pk in ids), Flow())) for each in months
        ],
        repeat_reasons=reasons,
    )


# -- What came in -----------------------------------------------------------------------------


def _questions(access: Access, user, filters: ContactFilters):
    """The questions this person may open; all of them for who oversees without opening any."""
    if access.has(*OVERSEERS):
        return counted_questions(filters)
    return listed_questions(access, user, filters)


def _flows(access, user, ids, months, chosen):
    """{(department id, month): Flow}, and the reasons of the repeats in the chosen month with how
    often each was given. Two statements."""
    span = ContactFilters(first_day=months[0].first_day, last_day=months[-1].last_day, counted=True)
    by_month = {
        "year": ExtractYear("contact__local_day"),
        "month": ExtractMonth("contact__local_day"),
    }
    came_in = (
        _questions(access, user, span)
        .filter(department_id__in=ids)
        .order_by()
        .values("department_id", **by_month)
        .annotate(number=Count("pk"), direct=Count("pk", filter=Q(counts_as_direct=True)))
    )
    repeated = (
        _questions(access, user, span.with_(repeat=CONFIRMED))
        .filter(repeat_department_id__in=ids)
        .order_by()
        .values("repeat_department_id", "repeat_reason__name", **by_month)
        .annotate(number=Count("pk"))
    )
    flows, reasons = defaultdict(Flow), Counter()
    for row in came_in:
        key = row["department_id"], Month(row["year"], row["month"])
        flows[key] += Flow(questions=row["number"], direct=row["direct"])
    for row in repeated:
        month = Month(row["year"], row["month"])
        flows[row["repeat_department_id"], month] += Flow(repeats=row["number"])
        if month == chosen:
            reasons[row["repeat_reason__name"] or ""] += row["number"]
    return dict(flows), reasons.most_common()


def _mean_seconds(month: Month) -> float | None:
    """Of the whole contact centre, so that a repeat costs the same everywhere. One statement."""
    seconds = F("contact__talk_seconds") + F("contact__wrap_up_seconds")
    timed = counted_questions(ContactFilters(month=month, counted=True)).filter(position=1)
    return (
        timed.annotate(seconds=seconds).filter(seconds__gt=0).aggregate(mean=Avg("seconds"))["mean"]
    )
