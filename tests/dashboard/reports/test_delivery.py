"""Who is told of a report, once, and by which mail."""

from datetime import date, datetime, timedelta
from email.message import EmailMessage

import pytest

from dashboard.models import Report, ReportReader, ReportSchedule
from dashboard.reports.audience import readable
from dashboard.reports.delivery.jobs import tick
from dashboard.reports.delivery.recipients import reach, recipients
from dashboard.reports.delivery.services import deliver, remind, undeliver
from kcc.jobs.delivery import deliver as send
from kcc.jobs.models import Notification, OutboxMessage
from kcc.lib.periods import ZONE
from kcc.organisation.access import access_of
from kcc.organisation.models import Membership, Role
from tests.dashboard.reports.kept import OCTOBER, keep_report
from tests.factories import NOW, make_department, make_user, reference
from tests.jobs.conftest import mail_on, mailserver  # noqa: F401 - fixtures
from tests.statements import statements

DAY = timedelta(days=1)
# The third working day of November 2026, as the schedule says.
PUBLISHED = datetime(2026, 11, 4, 8, 0, tzinfo=ZONE)


@pytest.fixture
def ref(db):
    return reference()


def schedule(kind="departments", **values) -> ReportSchedule:
    given = {"working_day": 3, "hour": PUBLISHED.time(), "since": date(2026, 1, 1), "roles": []}
    return ReportSchedule.objects.create(kind=kind, **(given | values))


def person(role, department=None, **values):
    user = make_user(role, department, **values)
    user.email = f"{user.username}@lindenwaard.example"
    user.save(update_fields=["email"])
    return user


def mails(kind="report") -> list[str]:
    rows = OutboxMessage.objects.filter(kind=kind).order_by("to")
    return list(rows.values_list("to", flat=True))


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


# -- What goes along -------------------------------------------------------------------------------


def parts(message: EmailMessage) -> list[tuple[str, str, bytes]]:
    return [
        (each.get_filename(), each.get_content_type(), each.get_payload(decode=True))
        for each in message.iter_attachments()
    ]


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = (("pdf", b"%PDF-1.7 een"), ("xlsx", b"PK een"))


@pytest.mark.parametrize(
    ("attach", "expected"),
    [
        ("nothing", []),
        ("pdf", [("pdf", "application/pdf", FILES[0][1])]),
        ("both", [("pdf", "application/pdf", FILES[0][1]), ("xlsx", SHEET, FILES[1][1])]),
    ],
)
def test_files_go_along_as_the_schedule_says(ref, mail_on, attach, expected):  # noqa: F811
    schedule(attach=attach)
    here = ref.department["vergunningen"]
    head = person("head", here)
    report = keep_report(here, at=PUBLISHED, files=FILES, language="en")
    deliver(report=report, now=PUBLISHED)
    assert send(clock=lambda: PUBLISHED) == 1
    [mail] = mail_on.got
    assert mail.recipient == head.email
    assert parts(mail.message) == [
        (f"report-vergunningen-2026-10.{extension}", kind, body)
        for extension, kind, body in expected
    ]
    assert mail.message["List-Id"] == "<report.lindenwaard.example>"
    text = mail.message.get_body(("plain",)).get_content()
    assert f"https://kcc.lindenwaard.example/reports/{report.public_id}/" in text
    assert send(clock=lambda: PUBLISHED) == 0


def test_a_second_version_has_its_number_in_its_name(ref, mail_on):  # noqa: F811
    schedule()
    person("board")
    report = keep_report(
        None, date(2026, 1, 1), kind="year", version=2, files=FILES, language="en", at=PUBLISHED
    )
    schedule("year", roles=["board"], attach="pdf")
    deliver(report=report, now=PUBLISHED)
    send(clock=lambda: PUBLISHED)
    [mail] = mail_on.got
    assert [name for name, _, _ in parts(mail.message)] == ["report-organisation-2026-v2.pdf"]


def test_files_too_large_for_mail_stay_here(ref, mail_on, monkeypatch):  # noqa: F811
    monkeypatch.setattr("dashboard.reports.delivery.attachments.MOST_BYTES", 12)
    schedule(attach="both")
    here = ref.department["vergunningen"]
    person("head", here)
    deliver(report=keep_report(here, at=PUBLISHED, files=FILES), now=PUBLISHED)
    send(clock=lambda: PUBLISHED)
    assert [kind for _, kind, _ in parts(mail_on.got[0].message)] == ["application/pdf"]


def test_nothing_goes_along_of_what_was_withdrawn_meanwhile(ref, mail_on):  # noqa: F811
    schedule(attach="both")
    here = ref.department["vergunningen"]
    person("head", here)
    report = keep_report(here, at=PUBLISHED, files=FILES)
    deliver(report=report, now=PUBLISHED)
    Report.objects.filter(pk=report.pk).update(
        state="withdrawn", withdrawn_at=PUBLISHED, withdrawn_because="Een fout"
    )
    send(clock=lambda: PUBLISHED)
    assert parts(mail_on.got[0].message) == []


# -- Reminding -------------------------------------------------------------------------------------

# Told on Wednesday the fourth; the fifth working day after it is Wednesday the eleventh.
FIFTH = datetime(2026, 11, 11, 9, 0, tzinfo=ZONE)


def told(here, **values):
    report = keep_report(here, at=PUBLISHED, **values)
    deliver(report=report, now=PUBLISHED)
    return report


def reminders() -> list[str]:
    return mails("report.reminder")


def test_a_head_is_reminded_once_after_five_working_days(ref):
    schedule(roles=["manager"])
    here = ref.department["vergunningen"]
    head, opened = person("head", here, language="en"), person("head", here)
    person("manager")
    report = told(here)
    ReportReader.objects.filter(user=opened).update(opened_at=PUBLISHED)
    tick(FIFTH - DAY)
    # Closed yet.
    tick(FIFTH.replace(hour=7))
    assert reminders() == []
    for _ in range(3):
        tick(FIFTH)
        tick(FIFTH + 30 * DAY)
    assert reminders() == [head.email]
    mail = OutboxMessage.objects.get(kind="report.reminder")
    assert mail.subject == f"Still to read: the report of October 2026, {here.name}"
    assert str(report.public_id) in mail.body
    assert Notification.objects.filter(kind="report.reminder").get().user == head
    assert ReportReader.objects.get(user=head).reminded_at == FIFTH


def test_several_reports_are_one_reminder(ref):
    schedule()
    here, there = ref.department["vergunningen"], ref.department["burgerzaken"]
    head = person("head", here, language="en")
    Membership.objects.create(user=head, role="head", department=there)
    reports = [told(here), told(there)]
    assert remind(now=FIFTH) == 1
    assert reminders() == [head.email]
    mail = OutboxMessage.objects.get(kind="report.reminder")
    assert mail.subject == "Still to read: 2 reports"
    assert all(str(each.public_id) in mail.body for each in reports)


def test_whom_nobody_reminds(ref):
    schedule()
    schedule("organisation", roles=["board", "head"], remind_after=0)
    here, there = ref.department["vergunningen"], ref.department["burgerzaken"]
    person("board"), make_user("head", here)
    left = person("head", there)
    # No reminders of the organisation, none of what has a newer version or was withdrawn.
    told(None)
    old, gone = told(here), told(there)
    keep_report(here, at=PUBLISHED, version=2)
    assert remind(now=FIFTH) == 1  # of `gone`: nothing happened to it yet
    ReportReader.objects.update(reminded_at=None)
    Report.objects.filter(pk=gone.pk).update(
        state="withdrawn", withdrawn_at=FIFTH, withdrawn_because="Een fout"
    )
    assert remind(now=FIFTH) == 0
    # Nor who is no head of it any more.
    Report.objects.filter(pk=gone.pk).update(
        state="published", withdrawn_at=None, withdrawn_because=""
    )
    left.memberships.all().delete()
    assert remind(now=FIFTH) == 0
    assert old.readers.get().reminded_at is None


def test_a_head_without_an_address_is_reminded_under_the_bell(ref):
    schedule()
    here = ref.department["vergunningen"]
    head = make_user("head", here)
    told(here)
    assert remind(now=FIFTH) == 1
    assert reminders() == []
    assert Notification.objects.filter(user=head, kind="report.reminder").count() == 1


def test_statements_of_a_tick_with_nobody_to_remind(ref):
    schedule()
    here = ref.department["vergunningen"]
    with statements() as ran:
        remind(now=NOW)
    assert len(ran) == 1
    person("head", here)
    told(here)
    with statements() as ran:
        remind(now=PUBLISHED)
    assert len(ran) == 2
