"""The demo town: everything in it is fictional, happens in order, and leaves work for today."""

from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.db.models import Max

from cases.following.codes import digest, same_code
from cases.models import Case, CaseDocument, CaseEvent, DestructionList, FollowCode
from contacts.models import (
    Callback,
    CallbackEvent,
    Contact,
    Escalation,
    Question,
    WeeklyList,
)
from contacts.models.contact import RepeatState
from dashboard.management.demo.reporttexts import DRAFTS
from dashboard.models import (
    PracticeCase,
    Report,
    ReportAction,
    ReportFile,
    ReportReader,
    ReportSchedule,
)
from dashboard.reports.changed.services import to_check
from dashboard.reports.planning import next_missing
from kcc.audit.models import AuditEvent
from kcc.customers.models import ContactPoint, Customer
from kcc.jobs.models import Job, Notification, OutboxMessage
from kcc.jobs.notifications import KEPT
from kcc.organisation.demo import DEMO_PASSWORD, FOLLOW_CODE, demo_accounts
from kcc.organisation.models import Batch, Department, Role, User
from kcc.organisation.reach import works_in
from maturity.asked import asked_of
from maturity.models import (
    Assessment,
    ImprovementAction,
    OwnStatement,
    Respondent,
    Response,
    SharedResult,
)
from maturity.outcome.selectors import result_of

pytestmark = pytest.mark.django_db
CONTACTS = 600
END = datetime(2026, 11, 20, 17, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))


@pytest.fixture(scope="module", autouse=True)
def town(django_db_setup, django_db_blocker):
    """Built once for this file, and rolled back; what was said of it. By force: DEMO is off."""
    told = StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DEMO", False)
        with django_db_blocker.unblock(), transaction.atomic():
            call_command(
                "load_demo", contacts=CONTACTS, today=date(2026, 11, 20), force=True, stdout=told
            )
            yield told.getvalue()
            transaction.set_rollback(True)


def test_the_town_in_numbers(town):
    assert town.startswith(f"Lindenwaard is ready: {CONTACTS} contacts")
    assert Contact.objects.count() == CONTACTS
    assert Department.objects.count() == 18
    assert 55 <= User.objects.count() <= 70
    assert Customer.objects.count() == 171 + 40
    assert Callback.objects.count() > 100
    assert Case.objects.count() > 60
    assert Question.objects.filter(repeat_state=RepeatState.CONFIRMED).count() > 30


def test_every_role_has_an_account_that_can_log_in():
    accounts = demo_accounts()
    # One for each role, and the team lead of a department.
    assert len(accounts) == len(Role) + 2
    for account in accounts:
        assert User.objects.get(username=account.username).check_password(DEMO_PASSWORD)
    # The others are people in the story: nobody can log in as them.
    known = {account.username for account in accounts} | {"head2"}
    others = User.objects.exclude(username__in=known)
    assert [user for user in others if user.has_usable_password()] == []


def test_nothing_happens_after_the_end_or_outside_the_story():
    first = datetime(2025, 11, 1, tzinfo=END.tzinfo)
    for model, field in (
        (Contact, "ended_at"), (CallbackEvent, "at"), (CaseEvent, "at"), (Callback, "requested_at"),
        (Case, "registered_at"),
    ):  # fmt: skip
        moments = list(model.objects.values_list(field, flat=True))
        # But for cases whose retention has passed.
        assert first <= min(moments) or model in (Case, CaseEvent)
        assert max(moments) <= END
    assert (
        AuditEvent.objects.filter(at__gt=END).exclude(action="reference_data.loaded").count() == 0
    )


def test_contacts_come_in_opening_time():
    for contact in Contact.objects.all():
        assert contact.local_day.weekday() < 5
        assert 8 <= contact.local_hour < 17


def test_there_is_open_work_of_every_kind():
    open_callbacks = Callback.objects.open()
    assert open_callbacks.filter(promised_at__lt=END).exists()
    assert open_callbacks.filter(assignee=None).exists()
    assert Case.objects.open().exists()
    assert Case.objects.exclude(closed_at=None).exists()
    assert FollowCode.objects.filter(digest=digest(same_code(FOLLOW_CODE))).count() == 1
    assert CaseDocument.objects.exists()
    assert DestructionList.objects.get().state == DestructionList.State.PROPOSED


def test_everybody_is_fictional():
    for phone in ContactPoint.objects.filter(kind="phone").values_list("value", flat=True):
        assert phone.startswith(("+31660", "+315990"))
    for email in ContactPoint.objects.filter(kind="email").values_list("value", flat=True):
        assert email.endswith(".example")
    assert set(Customer.objects.values_list("city", flat=True)) == {"Lindenwaard"}
    assert "mmen" not in " ".join(Customer.objects.values_list("organisation_name", flat=True))


def test_the_callbacks_show_everything_that_can_happen_to_one():
    found = Callback.objects.values_list("status", "answer_by").distinct()
    statuses = {status for status, _ in found}
    assert statuses >= {"new", "claimed", "attempted", "done", "lapsed"}
    assert CallbackEvent.objects.filter(kind="waiting").exists()
    assert {answer_by for _, answer_by in found} >= {"phone", "email", "channel"}
    assert Escalation.objects.filter(told__gt=0).exists()
    assert WeeklyList.objects.exists()


def test_the_demo_begins_with_one_colleague_away_and_a_quiet_outbox():
    away = Batch.objects.get()
    assert away.absent is not None
    assert away.by.username == "team-lead"
    assert Batch.objects.filter(handed_back_at__isnull=True).count() == 1
    handler = User.objects.get(username="handler")
    assert Callback.objects.open().filter(assignee=handler).count() > 1
    waiting = OutboxMessage.objects.filter(state="waiting", created_at__lt=END - timedelta(days=1))
    assert not waiting.exists()
    for user in User.objects.all():
        assert user.unseen == user.notifications.filter(read_at__isnull=True).count()


def test_the_page_of_messages_says_how_long_lines_are_kept():
    lines = Notification.objects.all()
    assert lines.exists()
    assert not lines.filter(at__lt=END - KEPT).exists()


def test_the_reports_of_a_year_are_there():
    months = Report.objects.filter(kind="month", version=1)
    assert months.values("first_day").distinct().count() == 12
    assert months.count() == 12 * 19
    assert Report.objects.filter(kind="year").values_list("first_day", "state").get() == (
        date(2025, 1, 1), "published",
    )  # fmt: skip
    drafts = Report.objects.filter(state="built")
    assert set(drafts.values_list("first_day", flat=True)) == {date(2026, 10, 1)}
    assert set(drafts.values_list("department__slug", flat=True)) == DRAFTS
    assert Report.objects.filter(published_at__gt=END).count() == 0
    # Files are made when somebody asks for them, but of what is to be read over.
    assert ReportFile.objects.count() == 2 * len(DRAFTS)


def test_the_reports_show_everything_that_can_happen_to_one():
    assert Report.objects.filter(version=2, state="published").count() == 1
    assert Report.objects.filter(state="withdrawn").count() == 1
    changed = Report.objects.exclude(changes=[])
    assert changed.filter(department__isnull=False).exists()
    assert Report.objects.exclude(comment="").count() >= 10
    assert set(ReportAction.objects.values_list("state", flat=True)) == {"open", "done", "dropped"}
    assert PracticeCase.objects.filter(approved_at__isnull=False).exists()
    readers = ReportReader.objects.filter(report__first_day=date(2026, 10, 1))
    assert readers.filter(opened_at__isnull=False).exists()
    for username in ("head", "head2"):
        assert not readers.filter(user__username=username, opened_at__isnull=False).exists()
    assert not User.objects.filter(email="").exists()


def test_nothing_is_left_for_the_first_ticks_of_the_reports():
    schedules = list(ReportSchedule.objects.all())
    assert next_missing(schedules, END) is None
    assert to_check(END + timedelta(hours=1)) == []
    assert not Job.objects.filter(kind__startswith="dashboard.report", state="due").exists()


# -- The self-assessments --------------------------------------------------------------------------


def test_there_is_a_self_assessment_in_every_stage():
    rounds = Assessment.objects.order_by("opened_at")
    told = [(row.state, row.form, row.department and row.department.slug) for row in rounds]
    assert told == [
        ("final", "short", None),
        ("final", "full", None),
        ("final", "full", "openbare-ruimte"),
        ("consensus", "full", "vergunningen"),
        ("open", "full", None),
    ]
    # Thought better of than it turned out to be, with all statements and the figures beside them.
    first, whole = (result_of(row).outcome for row in rounds[:2])
    assert (first.phase, whole.phase, whole.lowest) == (3, 1, ("leiderschap-medewerkers",))
    assert [row.code for row in OwnStatement.objects.order_by("pk")] == ["E1", "E2"]
    assert all(
        set(row.evidence) == {s.figure for s in asked_of(row).catalogue.statements if s.figure}
        for row in rounds
    )


def test_the_round_of_today_is_half_done():
    people = Respondent.objects.filter(assessment__state="open")
    begun = {row.user.username: row.started_at is not None for row in people}
    handed_in = {row.user.username for row in people.filter(submitted_at__isnull=False)}
    assert {"kcc-lead", "manager", "head2"} <= handed_in
    assert [begun[name] for name in ("agent", "handler", "team-lead", "head", "board")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert not {"agent", "handler", "team-lead"} & handed_in


def test_permits_is_in_the_middle_of_its_consensus():
    row = Assessment.objects.select_related("edition").get(state="consensus")
    first, second = asked_of(row).pillars[:2]
    settled = set(row.answers.values_list("code", flat=True))
    assert settled == {each.code for each in asked_of(row).of_pillar(first.slug)}
    assert asked_of(row).by_code[row.discussing].pillar == second.slug
    assert row.respondents.filter(submitted_at__isnull=True).count() == 1


def test_the_plan_has_actions_in_every_state():
    actions = ImprovementAction.objects.select_related("department", "owner")
    assert {row.state for row in actions} == set(ImprovementAction.State)
    today = END.date()
    late = {row.state for row in actions if row.is_open and row.due_on < today}
    assert late == {"planned", "doing"}
    assert all(works_in(row.owner)(row.department) for row in actions)
    measured = [row for row in actions if row.kpi and row.started_on]
    assert measured
    assert all(row.baseline is not None for row in measured)


def test_others_of_every_size_gave_their_outcome_away():
    sizes = Counter(SharedResult.objects.values_list("size", flat=True))
    assert sizes == {"small": 2, "medium": 6, "large": 2}


def test_answers_of_long_ago_are_forgotten_and_those_of_today_are_not_of_tomorrow():
    forgotten = Assessment.objects.filter(forgotten_at__isnull=False)
    assert [row.title for row in forgotten.order_by("opened_at")] == [
        "Nulmeting november 2024", "Zelfevaluatie december 2025",
    ]  # fmt: skip
    assert not Response.objects.filter(respondent__assessment__in=forgotten).exists()
    assert Response.objects.aggregate(last=Max("changed_at"))["last"] <= END
