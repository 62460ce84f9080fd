"""Who is told of a report, once, and by which mail."""

from datetime import date, datetime, timedelta

import pytest

from dashboard.models import Report, ReportReader
from dashboard.reports.audience import readable
from dashboard.reports.delivery.recipients import reach, recipients
from dashboard.reports.delivery.services import deliver, undeliver
from kcc.jobs.models import Notification, OutboxMessage
from kcc.lib.periods import ZONE
from kcc.organisation.access import access_of
from kcc.organisation.calendars import calendar_for
from kcc.organisation.models import Membership, Role
from tests.dashboard.reports.kept import OCTOBER, keep_report
from tests.dashboard.reports.mailed import DAY, PUBLISHED, mails, person, schedule
from tests.factories import make_department, make_user, reference
from tests.statements import statements


@pytest.fixture
def ref(db):
    return reference()


# -- Who -----------------------------------------------------------------------------------------


def test_heads_of_the_department_and_the_roles_that_were_chosen(ref):
    here, there = ref.department["vergunningen"], ref.department["burgerzaken"]
    head, deputy, other = person("head", here), person("head", here), person("head", there)
    manager, lead, handler = person("manager"), person("kcc_lead"), person("handler", here)
    board = person("board")
    person("handler", there), person("agent"), person("administrator")
    gone = person("head", here)
    gone.is_active = False
    gone.save(update_fields=["is_active"])
    report, year = keep_report(here), keep_report(None, date(2026, 1, 1), kind="year")
    assert recipients(report, []) == [head, deputy]
    assert recipients(report, ["manager", "kcc_lead"]) == [head, deputy, manager, lead]
    assert recipients(report, ["handler"]) == [head, deputy, handler]
    # Whoever may not open it is not told of it, whatever was chosen.
    assert recipients(report, ["board", "agent", "administrator"]) == [head, deputy]
    assert recipients(year, ["board", "head", "agent", "administrator"]) == [
        head, deputy, other, board,
    ]  # fmt: skip
    assert recipients(year, []) == []


def test_nobody_is_named_twice(ref):
    here = ref.department["vergunningen"]
    head = person("head", here)
    Membership.objects.create(user=head, role="manager")
    assert recipients(keep_report(here), ["manager"]) == [head]


def test_everybody_told_may_read_it(ref):
    here = ref.department["vergunningen"]
    for role in ("head", "handler", "manager", "board", "kcc_lead", "agent", "administrator"):
        person(role, here if role in ("head", "handler") else None)
    everything = list(Role.values)
    reports = [
        keep_report(here),
        keep_report(None),
        keep_report(None, date(2026, 1, 1), kind="year"),
    ]
    for report in reports:
        told = recipients(report, everything)
        assert told
        for user in told:
            assert Report.objects.filter(readable(access_of(user)), pk=report.pk).exists()


def test_what_a_schedule_reaches_and_misses(ref):
    here, there = ref.department["vergunningen"], ref.department["burgerzaken"]
    person("head", here), make_user("head", here, last_name="Zonder")
    manager = person("manager")
    Membership.objects.create(user=manager, role="head", department=there)
    make_department("gesloten", active=False)
    found = reach("departments", ["manager"])
    assert found.people == 3
    assert [user.last_name for user in found.without_mail] == ["Zonder"]
    assert [row.slug for row in found.headless] == ["kcc"]
    assert reach("organisation", ["manager", "head"]).people == 3
    with statements() as ran:
        reach("departments", [])
    assert len(ran) == 2


# -- Delivering ----------------------------------------------------------------------------------


def test_once_per_person_and_version_however_often(ref):
    schedule(roles=["manager"])
    here = ref.department["vergunningen"]
    head, quiet, manager = person("head", here), make_user("head", here), person("manager")
    report = keep_report(here, at=PUBLISHED)
    assert deliver(report=report, now=PUBLISHED) == 3
    assert deliver(report=report, now=PUBLISHED + DAY) == 0
    readers = ReportReader.objects.filter(report=report).order_by("user_id")
    assert [(each.user, each.told_at, each.opened_at) for each in readers] == [
        (user, PUBLISHED, None) for user in (head, quiet, manager)
    ]
    assert mails() == [head.email, manager.email]
    lines = Notification.objects.filter(kind="report")
    assert {line.user for line in lines} == {head, quiet, manager}
    assert {line.url for line in lines} == {f"/reports/{report.public_id}/"}
    quiet.refresh_from_db()
    assert quiet.unseen == 1


def test_who_becomes_head_later_is_told_when_it_is_delivered_again(ref):
    schedule()
    here = ref.department["vergunningen"]
    person("head", here)
    report = keep_report(here, at=PUBLISHED)
    deliver(report=report, now=PUBLISHED)
    later = person("head", here)
    assert deliver(report=report, now=PUBLISHED + DAY) == 1
    assert later.email in mails()


def test_a_mail_says_what_it_comes_down_to_in_the_language_of_the_reader(ref, settings):
    settings.BASE_URL = "https://kcc.lindenwaard.example"
    schedule()
    here = ref.department["vergunningen"]
    person("head", here, language="en"), person("head", here, language="nl")
    report = keep_report(here, at=PUBLISHED)
    deliver(report=report, now=PUBLISHED)
    english, dutch = OutboxMessage.objects.order_by("user_id")
    page = f"https://kcc.lindenwaard.example/reports/{report.public_id}/"
    assert english.subject == f"Report of October 2026, {here.name}"
    assert english.body == (
        f"The report of October 2026, {here.name} is there.\n\n"
        "At the end of October 2026 nothing was open. In October 2026 nobody contacted us about "
        "this.\n\n"
        f"Read it here: {page}\n"
    )
    assert page in dutch.body
    assert dutch.body != english.body


def test_a_new_version_is_told_again_with_the_reason(ref):
    schedule()
    here = ref.department["vergunningen"]
    head = person("head", here, language="en")
    deliver(report=keep_report(here, at=PUBLISHED), now=PUBLISHED)
    second = keep_report(here, at=PUBLISHED + 90 * DAY, version=2)
    assert deliver(report=second, now=PUBLISHED + 90 * DAY) == 1
    assert mails() == [head.email, head.email]
    body = OutboxMessage.objects.latest("pk").body
    assert "Why there is a new version: Beter geteld" in body
    assert "a new version." in body


def test_withdrawn_before_it_was_read(ref):
    schedule()
    here = ref.department["vergunningen"]
    head, other = person("head", here), person("head", here)
    report = keep_report(here, at=PUBLISHED)
    deliver(report=report, now=PUBLISHED)
    Notification.objects.filter(user=other).update(read_at=PUBLISHED)
    undeliver(report=report, now=PUBLISHED + DAY)
    states = OutboxMessage.objects.values_list("state", flat=True)
    assert list(states) == ["withdrawn", "withdrawn"]
    assert [line.user for line in Notification.objects.all()] == [other]
    head.refresh_from_db()
    assert head.unseen == 0


def test_withdrawn_after_it_was_mailed_or_opened(ref):
    schedule()
    here = ref.department["vergunningen"]
    opened, mailed, neither = (person("head", here, language="en") for _ in range(3))
    report = keep_report(here, at=PUBLISHED)
    deliver(report=report, now=PUBLISHED)
    ReportReader.objects.filter(user=opened).update(opened_at=PUBLISHED)
    OutboxMessage.objects.filter(user=mailed).update(state="sent", finished_at=PUBLISHED)
    report.state, report.withdrawn_because = "withdrawn", "Counted twice"
    undeliver(report=report, now=PUBLISHED + DAY)
    lines = Notification.objects.filter(at=PUBLISHED + DAY).order_by("user")
    assert [line.user for line in lines] == [opened, mailed]
    assert {(line.text.partition(" was ")[2], line.for_digest) for line in lines} == {
        ("withdrawn: Counted twice", True)
    }
    assert neither.notifications.count() == 0


@pytest.mark.parametrize("number", [1, 3])
def test_statements_of_delivering(ref, number):
    schedule()
    here = ref.department["vergunningen"]
    for _ in range(number):
        person("head", here)
    report = keep_report(here, at=PUBLISHED)
    calendar_for()  # known to a process that is at work
    with statements() as ran:
        deliver(report=report, now=PUBLISHED)
    # The schedule, the people, who was told; readers; three for the bell; what was missed.
    assert len(ran) == 8 + 2 * number


# -- After a standstill ----------------------------------------------------------------------------


def test_of_missed_months_the_last_one_is_mailed_and_names_the_others(ref):
    schedule()
    here = ref.department["vergunningen"]
    head, fresh = person("head", here, language="en"), person("head", here, language="en")
    june = keep_report(here, date(2026, 6, 1), at=datetime(2026, 7, 3, 8, tzinfo=ZONE))
    deliver(report=june, now=june.published_at)
    assert len(mails()) == 2
    missed = [keep_report(here, date(2026, month, 1), at=PUBLISHED) for month in (7, 8, 9)]
    for report in missed:
        deliver(report=report, now=PUBLISHED)
    assert len(mails()) == 2
    # This one opened what stood under the bell before the last one came.
    ReportReader.objects.filter(report=missed[0], user=fresh).update(opened_at=PUBLISHED)
    last = keep_report(here, OCTOBER, at=PUBLISHED)
    deliver(report=last, now=PUBLISHED)
    assert len(mails()) == 4
    to_head, to_fresh = OutboxMessage.objects.order_by("-pk")[:2][::-1]
    assert [to_head.user, to_fresh.user] == [head, fresh]
    named = [str(report.public_id) in to_head.body for report in (june, *missed, last)]
    assert named == [False, True, True, True, True]
    named = [str(report.public_id) in to_fresh.body for report in (june, *missed, last)]
    assert named == [False, False, True, True, True]
    assert to_head.body.index("July 2026") < to_head.body.index("September 2026")
    # Every month is under the bell.
    assert Notification.objects.filter(user=head).count() == 5
    # The next one names nothing any more.
    december = datetime(2026, 12, 3, 8, tzinfo=ZONE)
    deliver(report=keep_report(here, date(2026, 11, 1), at=december), now=december)
    assert "no mail about them" not in OutboxMessage.objects.latest("pk").body


def test_an_old_month_that_comes_late_is_under_the_bell_only(ref):
    schedule(working_day=3)
    here = ref.department["vergunningen"]
    person("head", here)
    deliver(report=keep_report(here, date(2026, 9, 1), at=PUBLISHED), now=PUBLISHED)
    assert mails() == []
    # A minute before the next one is due it is still the last there is.
    before = PUBLISHED - timedelta(minutes=1)
    deliver(report=keep_report(here, date(2026, 8, 1), at=before), now=before)
    assert mails() == []
    assert ReportReader.objects.count() == 2
