"""The terms of one case as its page shows them: every date with its reasons, what moved it, and
what lateness costs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from uuid import UUID

from django.db.models import BigIntegerField, Q
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.deadlines import Deadlines, after_extension, after_standing_still
from cases.models import (
    Case,
    DefaultNotice,
    Extension,
    PenaltyRate,
    Suspension,
)
from cases.overdue import OPEN, due_q, overdue_q, waiting_q
from cases.rights import acts_for
from cases.terms import rules
from cases.terms.ending import day_it_runs_again
from cases.terms.marks import stand_mark, term_facts
from cases.terms.penalty import (
    Penalty,
    Stretch,
    first_day,
    last_day_to_decide,
    penalty,
    received_for,
)
from cases.terms.standing import Stand, days_decided_late, due_of, is_overdue, stand, term_passed
from cases.whole import there
from cases.workflow import Act
from kcc.lib.periods import local_day
from kcc.lib.ready import Ready
from kcc.lib.templatetags.kcc import day
from kcc.organisation.access import Access
from kcc.organisation.directory import name_all
from kcc.organisation.due import Due
from kcc.organisation.explain import explain

ONE_DAY = timedelta(days=1)

# -- What a page shows ----------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Costs:
    """What a notice in force costs; amounts in whole euros. Without `amount` nobody filled in the
    amounts of that time."""

    first: date
    last: date | None = None
    last_to_decide: date
    days: int = 0
    amount: int | None = None
    maximum: int | None = None
    runs: bool = False
    begun: bool = False
    stretches: tuple[Stretch, ...] = ()
    source: str = ""


@dataclass(frozen=True, kw_only=True)
class NoticeLine:
    public_id: UUID
    received_on: date
    premature: bool
    withdrawn_on: date | None
    in_force: bool
    remark: str
    by: str
    costs: Costs | None = None
    may_withdraw: bool = False


@dataclass(frozen=True, kw_only=True)
class Clocks:
    case: Case
    stand: str
    overdue: bool
    due: Due
    days_decided_late: int | None
    norm: Due
    # The norm still has to be kept: it runs, and no decision was taken.
    norm_runs: bool
    suspensions: list[Suspension]
    extension: Extension | None
    notices: list[NoticeLine]
    # Whether a penalty is due at all when it is late; None when nobody said so for this type.
    penalty: bool | None
    may: frozenset[Act]
    # While it stands still: the end of the term, were it to go on today.
    if_today: date | None = None

    @cached_property
    def mark(self) -> SafeString:
        return stand_mark(self)

    @property
    def facts(self) -> SafeString:
        return term_facts(self)

    @property
    def due_why(self) -> str:
        return explain(self.case.due_steps)

    @property
    def norm_why(self) -> str:
        return explain(self.case.norm_steps)

    @property
    def may_suspend(self) -> bool:
        return Act.SUSPEND in self.may

    @property
    def may_resume(self) -> bool:
        return Act.RESUME in self.may

    @property
    def may_extend(self) -> bool:
        return Act.EXTEND in self.may

    @property
    def may_notice(self) -> bool:
        return Act.DEFAULT_NOTICE in self.may

    @property
    def suspension(self) -> Suspension | None:
        """The one that is running."""
        return next((row for row in self.suspensions if row.resumed_on is None), None)

    @property
    def costs(self) -> Costs | None:
        """Of the notice in force."""
        return next((line.costs for line in self.notices if line.costs), None)


def clocks_of(case: Case, access: Access, *, now: datetime) -> Clocks:
    """`case_type`, `department` are loaded. At most four statements: suspensions, extension and
    notices as far as the type knows them, and the amounts when a penalty may run."""
    today, case_type = local_day(now), case.case_type
    suspensions = []
    if (case_type.suspendable or case.is_suspended) and there(case).suspensions:
        suspensions = _suspensions(case=case.pk)
    extension = None
    if rules.may_be_extended(case_type):
        # On the page of a case it came along with the case.
        extension = getattr(case, "extension", None)
    notices = _notices(case=case.pk) if there(case).notices else []
    name_all([*suspensions, *notices], "added_by")
    acts = frozenset(acts_for(case, access))
    found = stand(case, today)
    waits = found == Stand.WAITING
    return Clocks(
        case=case,
        stand=found.value,
        overdue=is_overdue(case, today),
        due=due_of(case, now),
        days_decided_late=days_decided_late(case),
        norm=Due.of_moment(case.norm_due_at, now),
        norm_runs=found in (Stand.RUNNING, Stand.LATE, Stand.SERIOUS),
        suspensions=suspensions,
        extension=extension,
        notices=_lines(case, notices, today=today, may=Act.DEFAULT_NOTICE in acts),
        penalty=case_type.penalty,
        may=_possible(case, acts, extension, notices),
        if_today=_resumed(case, suspensions, extension, today).due_on if waits else None,
    )


_suspensions = Ready(
    lambda *, case: Suspension.objects.filter(case=case),
    case=BigIntegerField(),
)
_notices = Ready(
    lambda *, case: DefaultNotice.objects.filter(case=case),
    case=BigIntegerField(),
)


def _possible(case, acts, extension, notices) -> frozenset[Act]:
    """What this person may do, and what there is to do."""
    why_not = {
        Act.SUSPEND: rules.why_not_suspend(case),
        Act.RESUME: rules.why_not_resume(case),
        Act.EXTEND: rules.why_not_extend(case, extension),
        Act.DEFAULT_NOTICE: rules.why_no_notice(notices),
    }
    return frozenset(act for act, sentence in why_not.items() if act in acts and not sentence)


def _lines(case, notices: Iterable[DefaultNotice], *, today, may) -> list[NoticeLine]:
    return [
        NoticeLine(
            public_id=notice.public_id,
            received_on=notice.received_on,
            premature=notice.premature,
            withdrawn_on=notice.withdrawn_on,
            in_force=rules.is_in_force(notice),
            remark=notice.remark,
            by=notice.added_by.get_display_name() if notice.added_by else "",
            costs=costs_of(case, notice, today=today),
            may_withdraw=may and notice.withdrawn_on is None,
        )
        for notice in notices
    ]


def costs_of(case: Case, notice: DefaultNotice, *, today: date) -> Costs | None:
    """None for a type that knows no penalty, and for a notice that is not in force. One statement
    otherwise."""
    if not case.case_type.penalty or not rules.is_in_force(notice):
        return None
    first = first_day(notice.received_on)
    known = {"first": first, "last_to_decide": last_day_to_decide(notice.received_on)}
    rate = rate_on(first)
    found = penalty_of(case, notice, rate)
    if found is None:
        return Costs(**known)
    return Costs(
        **known,
        last=found.last,
        days=found.days(today),
        amount=found.amount(today),
        maximum=found.maximum,
        runs=found.runs(today),
        begun=found.days(today) > 0,
        stretches=found.stretches,
        source=rate.source,
    )


def penalty_of(case: Case, notice: DefaultNotice, rate: PenaltyRate | None) -> Penalty | None:
    if rate is None:
        return None
    return penalty(notice.received_on, rate.tiers, decided_on=case.decided_on)


def rate_on(day: date) -> PenaltyRate | None:
    """The amounts that hold on that day. One statement."""
    return PenaltyRate.objects.filter(valid_from__lte=day).order_by("-valid_from").first()


def why_not(act: Act, case: Case, clocks: Clocks) -> str:
    """Why there is no form for it on its page."""
    sentence = {
        Act.SUSPEND: lambda: rules.why_not_suspend(case),
        Act.RESUME: lambda: rules.why_not_resume(case),
        Act.EXTEND: lambda: rules.why_not_extend(case, clocks.extension),
    }.get(act, lambda: "")()
    if act == Act.DEFAULT_NOTICE and any(line.in_force for line in clocks.notices):
        sentence = _("There is a notice of default already.")
    return sentence or _("This cannot be done with this case now, or not by you.")


def foreseen(act: Act, case: Case, clocks: Clocks, *, today: date) -> str:
    """What the act would do, were it of today. No statement."""
    stood = sum(row.days or 0 for row in clocks.suspensions)
    if act in (Act.SUSPEND, Act.EXTEND) and term_passed(case, today):
        return _("The term passed on %(day)s. Only a letter that was sent before then counts.") % {
            "day": day(case.due_on)
        }
    if act == Act.SUSPEND:
        return _("With a letter of today the clock stands still from %(day)s.") % {
            "day": day(today + ONE_DAY)
        }
    if act == Act.RESUME:
        then = _resumed(case, clocks.suspensions, clocks.extension, today)
        return _("Received today, the term ends on %(day)s: %(why)s.") % _end(then)
    if act == Act.EXTEND and case.case_type.extension:
        then = after_extension(case, stood=stood)
        return _("The term then ends on %(day)s: %(why)s.") % _end(then)
    if act == Act.DEFAULT_NOTICE:
        return _foreseen_notice(case, today)
    return ""


def _foreseen_notice(case: Case, today: date) -> str:
    if not term_passed(case, today):
        return _("The term has not passed. A notice that comes too early counts for nothing.")
    if not case.case_type.penalty:
        return _("The term has passed. No penalty is due for this type of case.")
    return _("The term has passed. Received today, lateness costs money from %(day)s on.") % {
        "day": day(first_day(today))
    }


def _resumed(case: Case, suspensions, extension, today: date) -> Deadlines:
    """The deadlines, were the clock to go on today."""
    on = max(day_it_runs_again(case, received_on=today), case.suspended_on)
    stood = sum(row.days or 0 for row in suspensions)
    return after_standing_still(
        case, since=case.suspended_on, resumed_on=on, stood_before=stood, extension=extension
    )


def _end(then: Deadlines) -> dict:
    return {"day": day(then.due_on), "why": explain(then.due_steps)}


# -- What happens by itself -----------------------------------------------------------------------


def to_resume(today: date):
    """Suspended until a day that has passed unused; the longest ago first."""
    rows = Case.objects.for_acts().filter(waiting_q(), suspended_until__lt=today)
    return rows.order_by("suspended_until", "pk")


def ending(first: date, last: date):
    """The term ends from the one day up to and including the other."""
    return _told().filter(due_q(first, last))


def passed(first: date, today: date):
    """The term ended on or after `first`, and before today."""
    return _told().filter(overdue_q(today), Q(due_on__gte=first))


def _told():
    rows = Case.objects.filter(destroyed_at__isnull=True).order_by("pk")
    return rows.select_related("case_type", "department", "handler")


def costing(today: date):
    """Notices in force whose first day that costs money has come, of cases without a decision."""
    last = received_for(today)
    return (
        DefaultNotice.objects.filter(
            premature=False, withdrawn_on__isnull=True, received_on__lte=last,
            case__in=Case.objects.filter(OPEN, decided_on__isnull=True),
            case__case_type__penalty=True,
        )
        .select_related("case__case_type", "case__department", "case__handler")
        .order_by("pk")
    )  # fmt: skip


def in_chunks(rows, size: int = 100) -> Iterator[list]:
    """Rows in the order of their keys, so many in a statement."""
    after = 0
    while chunk := list(rows.filter(pk__gt=after)[:size]):
        yield chunk
        after = chunk[-1].pk
