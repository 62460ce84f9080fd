"""The reports of the past months: made, read over and published when they were due, opened by some,
and what departments did about them.

The last month is half done: some reports wait for the KCC manager. Months are counted back from the
month in which the story ends.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db.models import Q

from contacts.history.services import answer_repeat
from contacts.models import Question
from contacts.models.contact import RepeatState
from dashboard.management.demo import shape
from dashboard.management.demo.reporttexts import (
    ACTIONS,
    CASES,
    COMMENTS,
    CONTACT,
    DRAFTS,
    RECOUNTED,
    UNREAD,
    VERSION,
    WITHDRAWN,
    Agreed,
)
from dashboard.management.demo.steering import count_unseen
from dashboard.models import Report, ReportAction, ReportSchedule
from dashboard.reports.actions.services import add_action, change_action, seal_of
from dashboard.reports.changed.services import check, to_check
from dashboard.reports.delivery.services import remind
from dashboard.reports.editing.selectors import candidates
from dashboard.reports.editing.services import approve_case, choose_case, note_looks, write_comment
from dashboard.reports.editing.services import seal_of as seal_of_words
from dashboard.reports.planning import default_of, next_missing, period_kind, plan_of
from dashboard.reports.reading import opened
from dashboard.reports.schedule import Kind, Period
from dashboard.reports.services import build, freeze, make_rows, new_version, publish, withdraw
from dashboard.tallies.keeping import settle
from kcc.jobs.models import Job, Notification, OutboxMessage
from kcc.lib.periods import local_day
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Department, User

State = Report.State
# Of a hundred readers so many open it, within so many hours of the morning it comes.
OPEN_IT, WITHIN = 86, 90
READ_OVER = timedelta(hours=2, minutes=20)  # after the hour of the schedule
REMINDED = timedelta(days=8)
FRESH = timedelta(days=21)  # what stands under the bell as new
ALL_MONTHS, SOME_MONTHS, ENOUGH = 13, 4, 500


def publish_reports(town, contacts: int) -> None:
    """Of a whole year; of a few contacts a year of reports would say nothing."""
    story = Story(town, ALL_MONTHS if contacts >= ENOUGH else SOME_MONTHS)
    story.tell()
    town.happened["reports"] = Report.objects.filter(state=State.PUBLISHED).count()


@dataclass
class Story:
    town: object
    # That lie back, the one in which it ends among them.
    number: int

    def __post_init__(self):
        self.end = self.town.end
        self.chance = Random(f"reports {self.end.isoformat()}")  # noqa: S311 - a story, no secret
        self.people = {user.username: user for user in User.objects.filter(is_active=True)}
        self.manager = self.people["manager"]
        self.departments = {row.slug: row for row in Department.objects.all()}
        self.months = shape.months_until(self.end)[::-1][: self.number]
        # (months before the end at which it is closed, the action, what came of it)
        self.agreed: list[tuple[int, ReportAction, Agreed]] = []

    def tell(self) -> None:
        self.schedules = self._schedules()
        self._forget_addresses()
        while wanted := next_missing(self.schedules, self.end):
            if self._is_mailed(wanted.period):
                self._remember_addresses()
            self._period(wanted.period, wanted.places)
        self._remember_addresses()
        self._recount()
        self._tidy_up()

    def _schedules(self) -> list[ReportSchedule]:
        """As if it had been so from the first month on."""
        first = self.months[-1].first_day
        found = [default_of(kind, first) for kind in ReportSchedule.Kind.values]
        for schedule in found:
            schedule.contact = CONTACT
            schedule.save(force_insert=True)
        return found

    def _forget_addresses(self) -> None:
        """Mail of long ago is not kept (settings.MAIL_KEPT_DAYS), so it need not be written: nobody
        has an address until the mail of these weeks."""
        self.addresses = dict(User.objects.exclude(email="").values_list("pk", "email"))
        User.objects.update(email="")

    def _remember_addresses(self) -> None:
        users = [User(pk=pk, email=email) for pk, email in self.addresses.items()]
        User.objects.bulk_update(users, ["email"], batch_size=500)
        self.addresses = {}

    def _is_mailed(self, period: Period) -> bool:
        return self._moments(period)[1] > self.end - timedelta(days=settings.MAIL_KEPT_DAYS)

    # -- One period --------------------------------------------------------------------------------

    def _period(self, period: Period, places) -> None:
        made, due = self._moments(period)
        make_rows(period=period, places=places, by=None, now=made)
        reports = freeze(period=period, now=made)
        at = due + READ_OVER
        is_last = period.kind == Kind.MONTH and self._back(period) == 1
        if period.kind == Kind.MONTH:
            self._close_actions(self._back(period), at)
        for report in reports:
            self._read_over(report, min(at - timedelta(minutes=40), self.end))
            if at > self.end or (is_last and self._slug(report) in DRAFTS):
                build(report=report, now=made)
            else:
                published = publish(report=report, by=self.manager, now=at, with_files=False)
                self._read(published, at)
                self._afterwards(published, at)
            at += timedelta(minutes=1)
        if at + REMINDED <= self.end:
            remind(now=at + REMINDED)

    def _moments(self, period: Period) -> tuple[datetime, datetime]:
        """When it was made, and when it was due."""
        plans = [plan_of(each) for each in self.schedules if period_kind(each.kind) == period.kind]
        calendar = calendar_for()
        return (
            min(plan.made(calendar, period) for plan in plans),
            max(plan.published(calendar, period) for plan in plans),
        )

    def _back(self, period: Period) -> int:
        """How many months before the end."""
        firsts = [month.first_day for month in self.months]
        return firsts.index(period.first_day) if period.first_day in firsts else 0

    @staticmethod
    def _slug(report: Report) -> str:
        return report.department.slug if report.department_id else ""

    def _key(self, report: Report) -> tuple[str, int]:
        return self._slug(report), self._back(Period(report.kind, report.first_day))

    # -- People ------------------------------------------------------------------------------------

    def _read(self, report: Report, at: datetime) -> None:
        """Who opens it; the accounts "head" and "head2" find only the last one unread."""
        recent = self._back(Period(report.kind, report.first_day)) == 1
        for reader in report.readers.select_related("user").order_by("user_id"):
            account = reader.user.username in UNREAD
            looks = self.chance.randrange(100) < OPEN_IT or account
            hours = self.chance.randrange(1, WITHIN)
            moment = self.town.clock.on_a_working_day(at + timedelta(hours=hours))
            if looks and moment <= self.end and not (account and recent):
                opened(report=report, user=reader.user, now=moment)

    def _afterwards(self, report: Report, at: datetime) -> None:
        key = self._key(report)
        if report.kind == Kind.YEAR:
            return
        for number, agreed in enumerate(ACTIONS.get(key, ())):
            self._agree(report, key, number, agreed, at + timedelta(days=1, hours=number))
        if key == VERSION.key and at + VERSION.after <= self.end:
            self._again(report, at + VERSION.after)
        if key == WITHDRAWN.key and at + WITHDRAWN.after <= self.end:
            withdraw(
                report=report, reason=WITHDRAWN.reason, by=self.manager, now=at + WITHDRAWN.after
            )

    def _again(self, report: Report, at: datetime) -> None:
        new_version(report=report, reason=VERSION.reason, by=self.manager, now=at)
        (frozen,) = freeze(period=Period(report.kind, report.first_day), now=at)
        at += timedelta(minutes=12)
        self._read(publish(report=frozen, by=self.manager, now=at, with_files=False), at)

    def _agree(self, report: Report, key, number: int, agreed: Agreed, at: datetime) -> None:
        at = self.town.clock.on_a_working_day(at)
        slug, back = key
        if at > self.end:
            return
        head = self.town.staff.heads[slug]
        colleagues = self.town.staff.handlers[slug]
        action = add_action(
            by=head,
            report=report,
            key=uuid5(NAMESPACE_URL, f"lindenwaard:{self.end.isoformat()}:{slug}:{back}:{number}"),
            department=report.department,
            text=agreed.text,
            owner=colleagues[number % len(colleagues)] if colleagues else head,
            due_on=local_day(at) + timedelta(days=agreed.days),
            now=at,
        )
        if agreed.state != ReportAction.State.OPEN:
            self.agreed.append((back - agreed.closed, action, agreed))

    def _close_actions(self, back: int, at: datetime) -> None:
        """Before the report of this month is published: there it stands as it is by now."""
        for closes, action, agreed in [each for each in self.agreed if each[0] == back]:
            self.agreed.remove((closes, action, agreed))
            change_action(
                by=self.town.staff.heads[action.department.slug],
                action=action,
                seal=seal_of(action),
                text=action.text,
                owner=action.owner,
                due_on=action.due_on,
                state=agreed.state,
                result=agreed.result,
                now=min(at, self.end) - timedelta(days=1),
            )

    # -- The KCC manager ---------------------------------------------------------------------------

    def _read_over(self, report: Report, at: datetime) -> None:
        if report.kind == Kind.YEAR:
            return
        key = self._key(report)
        if key in COMMENTS:
            write_comment(
                by=self.manager, report=report, text=COMMENTS[key], seal=seal_of_words(""), now=at
            )
        if key in CASES:
            self._tell_a_case(report, at, CASES[key])

    def _tell_a_case(self, report: Report, at: datetime, text: str) -> None:
        seen = candidates(report)
        if not seen:
            return
        note_looks(by=self.manager, report=report, seen=seen, now=at)
        case = choose_case(
            by=self.manager, report=report, question=seen[0].question, seal=seal_of_words(""),
            now=at,
        )  # fmt: skip
        if text:
            approve_case(
                by=self.manager, report=report, text=text, seal=seal_of_words(case.text),
                looked=True, now=at,
            )  # fmt: skip

    def _recount(self) -> None:
        """Somebody says of repeats that they were none, after the report was published."""
        for slug, back in RECOUNTED:
            month = self.months[back]
            repeats = Question.objects.filter(
                repeat_state=RepeatState.CONFIRMED,
                repeat_department=self.departments[slug],
                contact__local_day__range=(month.first_day, month.last_day),
            )
            for question in repeats.order_by("pk")[:2]:
                answer_repeat(
                    by=self.people["kcc-lead"], question=question, confirmed=False,
                    now=self.end - timedelta(hours=3),
                )  # fmt: skip
        settle(self.end)
        for period in to_check(self.end):
            check(kind=period.kind, first_day=period.first_day, now=self.end)

    def _tidy_up(self) -> None:
        """What was told has been read and sent long ago, but for the last days."""
        kinds = Q(kind__startswith="report")
        recent = self.end - FRESH
        Notification.objects.filter(kinds, at__lt=recent).update(read_at=self.end)
        Notification.objects.filter(kinds).update(for_digest=False)
        count_unseen()
        OutboxMessage.objects.filter(kinds, created_at__lt=self.end - timedelta(hours=20)).update(
            state=OutboxMessage.State.SENT, finished_at=self.end
        )
        # What they were to do was done above, at its own moment.
        Job.objects.filter(kind__startswith="dashboard.report", state=Job.State.DUE).update(
            state=Job.State.DONE, finished_at=self.end
        )
