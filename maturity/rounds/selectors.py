"""Rounds, who is asked, and how far they are: never what somebody answered."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Lower

from kcc.lib.periods import local_day, start_of
from kcc.organisation import calendars
from kcc.organisation.access import Access
from kcc.organisation.models import Department, Membership, Role, User
from kcc.organisation.worktime import OpeningCalendar, is_working_day
from maturity.audience import CAN_BE_ASKED, readable
from maturity.models import Assessment, ImprovementAction, Respondent
from maturity.outcome import FEWEST
from maturity.plan.selectors import counts_of
from maturity.rounds.groups import BY_DEPARTMENT, ROLES

Group = Respondent.Group
State = Assessment.State
# Working days before the last day on which who did not hand in is reminded.
REMIND_BEFORE = 3
# More people than this are not shown to choose from.
MOST_CANDIDATES = 300


def rounds() -> QuerySet[Assessment]:
    """With their place and who leads them, the newest first. Does not load what is large."""
    return (
        Assessment.objects.select_related("department", "domain", "leader")
        .defer("evidence", "own", "result")
        .order_by("-created_at", "-id")
    )


def round_with_statements(public_id) -> Assessment | None:
    """One of them, with what it asks (maturity.asked). One statement."""
    rows = rounds().defer(None).defer("evidence", "result").select_related("edition")
    return rows.filter(public_id=public_id).first()


# -- How far they are -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """How many of a group were asked, began and handed in."""

    group: Respondent.Group
    people: tuple[Respondent, ...]

    @property
    def asked(self) -> int:
        return len(self.people)

    @property
    def begun(self) -> int:
        """Also who handed in."""
        return sum(each.started_at is not None for each in self.people)

    @property
    def submitted(self) -> int:
        return sum(each.submitted_at is not None for each in self.people)

    @property
    def is_missing(self) -> bool:
        return not self.people

    @property
    def is_small(self) -> bool:
        return 0 < self.asked < FEWEST


@dataclass(frozen=True)
class Progress:
    """Of a whole round; every group is there, also an empty one."""

    groups: tuple[Standing, ...]

    @property
    def people(self) -> list[Respondent]:
        return [each for group in self.groups for each in group.people]

    @property
    def asked(self) -> int:
        return sum(group.asked for group in self.groups)

    @property
    def begun(self) -> int:
        return sum(group.begun for group in self.groups)

    @property
    def submitted(self) -> int:
        return sum(group.submitted for group in self.groups)

    @property
    def waiting(self) -> list[Respondent]:
        """Who was asked and did not hand in."""
        return [each for each in self.people if each.submitted_at is None]

    @property
    def missing(self) -> list[Standing]:
        return [group for group in self.groups if group.is_missing]

    @property
    def small(self) -> list[Standing]:
        return [group for group in self.groups if group.is_small]


def progress_of(assessment: Assessment) -> Progress:
    """With the persons, by name. One statement."""
    rows = Respondent.objects.filter(assessment=assessment).select_related("user")
    people = sorted(rows, key=lambda row: (row.user.get_display_name().casefold(), row.pk))
    return Progress(
        tuple(
            Standing(group, tuple(row for row in people if row.group == group)) for group in Group
        )
    )


# -- Who can be asked -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be asked, as what, and where this person works."""

    user: User
    group: Respondent.Group
    places: tuple[str, ...]


def candidates(
    *,
    groups: Collection[str],
    departments: Collection[Department] = (),
    name: str = "",
    leaving_out: Collection[int] = (),
) -> list[Candidate]:
    """People of these groups who can be asked, by group and name; heads and employees of these
    departments, of all when none is given. `name` is a part of it. One statement; one more than
    MOST_CANDIDATES when there are too many."""
    places = [each.pk for each in departments]
    wanted = Q(pk__in=[])
    for group in groups:
        found = Q(role__in=ROLES[Group(group)])
        if places and group in BY_DEPARTMENT:
            found &= Q(department__in=places)
        wanted |= found
    rows = Membership.objects.filter(wanted, user__is_active=True).exclude(user__in=leaving_out)
    for part in name.split():
        rows = rows.filter(
            Q(user__first_name__icontains=part)
            | Q(user__last_name__icontains=part)
            | Q(user__username__icontains=part)
        )
    rows = rows.select_related("user", "department").order_by(
        Lower("user__last_name"), Lower("user__first_name"), "user_id", "pk"
    )
    return _candidates(rows[: 3 * MOST_CANDIDATES])


def _candidates(rows: Iterable[Membership]) -> list[Candidate]:
    people: dict[int, list[Membership]] = {}
    for row in rows:
        people.setdefault(row.user_id, []).append(row)
    found = []
    for memberships in people.values():
        roles = {row.role for row in memberships}
        places = tuple(
            dict.fromkeys(row.department.name for row in memberships if row.department_id)
        )
        found.append(Candidate(memberships[0].user, group_of(roles), places))
    order = list(Group)
    found.sort(key=lambda each: order.index(each.group))
    return found[: MOST_CANDIDATES + 1]


def group_of(roles: Collection[str]) -> Respondent.Group | None:
    """As what somebody with these roles is asked."""
    return next((group for group, fits in ROLES.items() if not roles.isdisjoint(fits)), None)


def groups_by_person(people: Collection[User]) -> dict[int, set[Respondent.Group]]:
    """As what each of these may be asked; nothing for who may not. One statement."""
    roles: dict[int, set[str]] = {}
    rows = Membership.objects.filter(user__in=people, user__is_active=True, role__in=CAN_BE_ASKED)
    for user_id, role in rows.values_list("user_id", "role"):
        roles.setdefault(user_id, set()).add(role)
    return {
        user_id: {group for group, fits in ROLES.items() if not held.isdisjoint(fits)}
        for user_id, held in roles.items()
    }


def managers() -> QuerySet[User]:
    """Who can lead a round, by name."""
    found = Membership.objects.filter(role=Role.MANAGER).values("user_id")
    return User.objects.filter(pk__in=found, is_active=True)


# -- What is due by itself ------------------------------------------------------------------------


def reminder_days(calendar: OpeningCalendar, closes_on: date) -> tuple[date, date]:
    """The two days on which who did not hand in is reminded: some working days before the last one,
    and the last working day on which answers are taken."""
    last = _working_day_until(calendar, closes_on)
    before = last
    for _step in range(REMIND_BEFORE):
        before = _working_day_until(calendar, date.fromordinal(before.toordinal() - 1))
    return before, last


def next_working_day(calendar: OpeningCalendar, day: date) -> date:
    """This day, or the first working day after it; the day itself as `_working_day_until`."""
    later = (date.fromordinal(day.toordinal() + ahead) for ahead in range(100))
    return next((each for each in later if is_working_day(calendar, each)), day)


def _working_day_until(calendar: OpeningCalendar, day: date) -> date:
    """This day, or the last working day before it; the day itself in a calendar that is closed for
    months."""
    for back in range(100):
        found = date.fromordinal(day.toordinal() - back)
        if is_working_day(calendar, found):
            return found
    return day


def reminded_since(assessment: Assessment, now: datetime) -> datetime | None:
    """Since when today's reminder counts as given; None when today is no day to remind."""
    before, last = reminder_days(calendars.calendar_for(), assessment.closes_on)
    today = local_day(now)
    if today < before or today > assessment.closes_on:
        return None
    day = last if today >= last else before
    return start_of(day)


def to_remind(assessment: Assessment, now: datetime) -> list[Respondent]:
    """Who is to be reminded by itself now: asked before this day, not handed in, and not reminded
    since. At most one statement."""
    since = reminded_since(assessment, now)
    return [] if since is None else list(not_reminded_since(assessment, since))


def not_reminded_since(assessment: Assessment, since: datetime) -> QuerySet[Respondent]:
    """Whom we wait for, but those who were asked or reminded after that moment."""
    not_yet = Q(reminded_at__isnull=True) | Q(reminded_at__lt=since)
    return (
        Respondent.objects.filter(
            not_yet, assessment=assessment, submitted_at__isnull=True, invited_at__lt=since,
            user__is_active=True,
        )
        .select_related("user")
        .order_by("pk")
    )  # fmt: skip


def open_rounds() -> list[Assessment]:
    """Those somebody can fill in. One statement."""
    return list(
        Assessment.objects.filter(state=State.OPEN)
        .defer("evidence", "result")
        .select_related("edition", "department", "domain", "leader")
        .order_by("pk")
    )


# -- On the start page ----------------------------------------------------------------------------


def forms_of(user) -> list[Respondent]:
    """What this person is asked to fill in, or filled in of a round that runs, the most urgent
    first, with what each asks. One statement."""
    return list(
        Respondent.objects.filter(
            user=user, invited_at__isnull=False,
            assessment__state__in=[State.OPEN, State.CONSENSUS],
        )
        .select_related("assessment__department", "assessment__domain", "assessment__edition")
        .defer("assessment__evidence", "assessment__result")
        .order_by("assessment__closes_on", "pk")
    )  # fmt: skip


def running_rounds() -> list[Assessment]:
    """Rounds that are prepared or run, with how many were asked and handed in (`asked`,
    `submitted`), the newest first. One statement."""
    handed_in = Q(respondents__submitted_at__isnull=False)
    return list(
        rounds()
        .filter(state__in=[State.DRAFT, State.OPEN, State.CONSENSUS])
        .annotate(asked=Count("respondents"), submitted=Count("respondents", filter=handed_in))[:50]
    )


def results_for(access: Access, user) -> QuerySet[Assessment]:
    """Settled rounds this person may read; `phase` is what came out."""
    return (
        rounds()
        .filter(readable(access, user), state=State.FINAL)
        .annotate(phase=KT("result__phase"))
    )


def actions_of(user, *, today: date) -> dict[str, int]:
    """How many improvement actions somebody has to do, and how many of these are late. One
    statement."""
    found = counts_of(ImprovementAction.objects.filter(owner=user), day=today)
    return {"running": found["open"], "late": found["late"]}


def last_round() -> Assessment | None:
    """Of which a new one takes over what stays the same."""
    return rounds().exclude(inhabitants=None).first()
