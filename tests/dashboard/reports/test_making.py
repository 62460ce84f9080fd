"""Making a report: frozen once, built, published once, and taken back."""

import hashlib
from datetime import timedelta

import pytest

from dashboard.models import PracticeCase, Report, ReportFile, ReportReader
from dashboard.reports import services
from dashboard.reports.frozen import canonical, digest_of
from dashboard.reports.making import document_of, words_of
from dashboard.reports.planning import OF_DEPARTMENTS, OF_YEAR, default_of, schedule_of
from dashboard.reports.services import (
    build,
    forget_files,
    freeze,
    keep_files,
    make_rows,
    new_version,
    publish,
    publish_later,
    withdraw,
)
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Job, Notification, OutboxMessage
from kcc.jobs.services import work_waiting
from kcc.lib.errors import Conflict, DomainError
from tests.dashboard.reports.making import (
    DAY,
    OCTOBER,
    make_draft,
    make_october,
    make_published,
    make_schedules,
    report_of,
)
from tests.factories import make_contact, reference
from tests.races import at_once

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def people():
    make_schedules()
    return make_october()


def everywhere():
    return {None: "nl"} | {row.pk: "nl" for row in reference().department.values()}


def audited(action):
    rows = AuditEvent.objects.filter(action=action)
    return [(row.actor, row.object_type, row.detail) for row in rows]


def bodies(report):
    rows = ReportFile.objects.filter(report=report)
    return {row.format: bytes(row.body) for row in rows}


# -- Schedules ------------------------------------------------------------------------------------


def test_a_schedule_is_there_before_it_is_a_row():
    assert schedule_of(OF_DEPARTMENTS).working_day == 3
    assert schedule_of(OF_YEAR).since.month == 1
    saved = default_of(OF_DEPARTMENTS, DAY.date())
    saved.working_day = 5
    saved.save()
    assert schedule_of(OF_DEPARTMENTS).working_day == 5


# -- Rows and figures -----------------------------------------------------------------------------


def test_rows_are_made_once(people):
    assert make_rows(period=OCTOBER, places=everywhere(), by=None, now=DAY) == 4
    assert make_rows(period=OCTOBER, places=everywhere(), by=None, now=DAY + HOUR) == 4
    assert Report.objects.filter(state="due", version=1, created_at=DAY).count() == 4
    assert Report.objects.count() == 4
    assert Job.objects.get().kind == "dashboard.reports_freeze"


def test_figures_are_frozen_once_and_never_change(people):
    make_rows(period=OCTOBER, places=everywhere(), by=None, now=DAY)
    assert len(freeze(period=OCTOBER, now=DAY)) == 4
    first = {row.pk: (row.figures, row.digest) for row in Report.objects.all()}
    assert all(digest_of(figures) == digest for figures, digest in first.values())
    make_contact(at=DAY - timedelta(days=10), phone="+31612377777")
    assert freeze(period=OCTOBER, now=DAY + HOUR) == []
    assert {row.pk: (row.figures, row.digest) for row in Report.objects.all()} == first
    assert set(Report.objects.values_list("state", "frozen_at")) == {("building", DAY)}


def test_of_two_that_freeze_one_writes(people, monkeypatch):
    make_rows(period=OCTOBER, places=everywhere(), by=None, now=DAY)

    real = services.freeze_all

    def slow(*args, **values):
        found = real(*args, **values)
        monkeypatch.setattr(services, "freeze_all", real)
        assert len(freeze(period=OCTOBER, now=DAY)) == 4
        return found

    monkeypatch.setattr(services, "freeze_all", slow)
    assert freeze(period=OCTOBER, now=DAY + HOUR) == []
    assert set(Report.objects.values_list("frozen_at", flat=True)) == {DAY}


# -- Files ----------------------------------------------------------------------------------------


def test_a_draft_has_both_files(people):
    report = make_draft(with_files=True)
    assert (report.state, report.built_at, report.published_at) == ("built", DAY, None)
    files = {file.format: file for file in report.files.all()}
    assert set(files) == {"pdf", "xlsx"}
    assert bytes(files["pdf"].body[:5]) == b"%PDF-"
    for file in files.values():
        body = bytes(file.body)
        assert (file.size, file.digest) == (len(body), hashlib.sha256(body).hexdigest())
    assert not build(report=report, now=DAY + HOUR)


def test_built_twice_it_is_the_same_to_the_byte(people):
    report = make_draft(with_files=True)
    first = bodies(report)
    forget_files(report=report)
    Report.objects.filter(pk=report.pk).update(state="building")
    assert build(report=report_of(), now=DAY + 40 * HOUR)
    assert bodies(report) == first


def test_published_by_two_the_files_are_the_same_to_the_byte(people):
    """What a worker made that was killed before it could keep it, another makes again."""
    one = make_published(with_files=True)
    first = bodies(one)
    Report.objects.filter(pk=one.pk).update(state="built", published_at=None, words={})
    publish(report=report_of(), by=people["manager"], now=DAY + HOUR)
    assert bodies(one) == first


def test_words_that_change_meanwhile_are_in_the_files(people, monkeypatch):
    report = make_draft()

    real = services.files_of

    def slow(document, **values):
        if words_of(report_of()).comment == "":
            Report.objects.filter(pk=report.pk).update(comment="De verhuizing kostte tijd.")
        return real(document, **values)

    monkeypatch.setattr(services, "files_of", slow)
    done = publish(report=report, by=None, now=DAY)
    assert done.words["comment"] == "De verhuizing kostte tijd."
    assert Report.objects.filter(state="published").count() == 1


def test_who_keeps_writing_is_not_waited_for(people, monkeypatch):
    report = make_draft()

    numbers = iter(range(100))

    def slow(document, **values):
        Report.objects.filter(pk=report.pk).update(comment=f"Versie {next(numbers)}")
        return {}

    monkeypatch.setattr(services, "files_of", slow)
    with pytest.raises(Conflict):
        publish(report=report, by=None, now=DAY)
    assert report_of().state == "building"
    assert not ReportReader.objects.exists()


# -- Publishing -----------------------------------------------------------------------------------


def test_publishing_keeps_the_words_and_tells_people_once(people, settings):
    settings.EMAIL_URL = "smtp://127.0.0.1:1"
    report = make_draft()
    Report.objects.filter(pk=report.pk).update(comment="Goed gedaan.")
    done = publish(report=report_of(), by=people["manager"], now=DAY)
    assert (done.state, done.published_at, done.published_by) == (
        "published", DAY, people["manager"],
    )  # fmt: skip
    assert done.words == {"comment": "Goed gedaan.", "published_on": "2026-11-04", "version": 1}
    assert bodies(done).keys() == {"pdf", "xlsx"}
    assert audited("report.published") == [
        (people["manager"], "dashboard.report",
         {"period": "2026-10", "department": "vergunningen", "version": 1}),
    ]  # fmt: skip
    with pytest.raises(Conflict):
        publish(report=report_of(), by=people["manager"], now=DAY + HOUR)
    # As somebody who still has the page from before
    with pytest.raises(Conflict):
        publish(report=report, by=people["manager"], now=DAY + HOUR, with_files=False)
    assert list(ReportReader.objects.values_list("user__username", flat=True)) == ["head"]
    assert Notification.objects.count() == OutboxMessage.objects.count() == 1


def test_what_somebody_changes_later_is_not_in_it(people):
    make_draft()
    done = publish(report=report_of(), by=None, now=DAY, with_files=False)
    Report.objects.filter(pk=done.pk).update(comment="Later bedacht.")
    assert words_of(report_of()).comment == ""
    assert document_of(report_of()) == document_of(done)


def test_a_practice_case_that_nobody_approved_stays_out(people):
    report, manager = make_draft(), people["manager"]
    case = PracticeCase.objects.create(
        report=report, text="Iemand belde drie keer.", chosen_at=DAY, chosen_by=manager
    )
    assert words_of(report).case == ""
    case.approved_at, case.approved_by = DAY, manager
    case.save()
    assert words_of(report).case == "Iemand belde drie keer."


def test_without_figures_nothing_is_published(people):
    make_rows(period=OCTOBER, places=everywhere(), by=None, now=DAY)
    with pytest.raises(DomainError) as refused:
        publish(report=report_of(), by=None, now=DAY)
    assert refused.value.code == "refused"
    assert report_of().state == "due"


def test_files_can_wait_until_somebody_asks(people):
    done = publish(report=make_draft(), by=None, now=DAY, with_files=False)
    assert (done.state, bodies(done)) == ("published", {})


def test_many_are_published_by_workers(people):
    reports = [make_draft(slug) for slug in ("vergunningen", "burgerzaken", None)]
    Job.objects.all().delete()
    assert publish_later(reports=reports, by=people["manager"], now=DAY) == 3
    assert publish_later(reports=reports, by=people["manager"], now=DAY + HOUR) == 3
    assert work_waiting(clock=lambda: DAY) == 3
    found = Report.objects.values_list("state", "published_by__username").distinct()
    assert list(found) == [("published", "manager")]
    assert publish_later(reports=Report.objects.all(), by=people["manager"], now=DAY) == 0


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_who_begin_a_version_at_once_one_does():
    people = make_october()
    first = make_draft()
    publish(report=first, by=people["manager"], now=DAY)
    second = new_version(report=first, reason="Beter geteld", by=people["manager"], now=DAY)
    [frozen] = freeze(period=OCTOBER, now=DAY)
    publish(report=frozen, by=people["manager"], now=DAY)
    done = at_once(
        lambda which: new_version(report=which, reason="Nog beter", by=people["manager"], now=DAY),
        [first, second, first, second],
    )
    assert sorted(each is Conflict for each in done) == [False, True, True, True]
    assert sorted(Report.objects.values_list("version", flat=True)) == [1, 2, 3]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_of_many_who_publish_at_once_one_does():
    make_schedules()
    make_october()
    report = make_draft()
    done = at_once(lambda _who: publish(report=report, by=None, now=DAY), range(6))
    assert [each for each in done if each is not Conflict] == [report]
    assert ReportFile.objects.filter(report=report).count() == 2
    assert ReportReader.objects.count() == Notification.objects.count() == 1
    assert len(audited("report.published")) == 1


# -- Taking back, and another version -------------------------------------------------------------


def test_what_is_withdrawn_keeps_its_figures_and_says_why(people):
    report = make_published()
    gone = withdraw(report=report, reason=" Het  telde dubbel. ", by=people["manager"], now=DAY)
    assert (gone.state, gone.withdrawn_because) == ("withdrawn", "Het telde dubbel.")
    assert report_of().figures == report.figures
    assert audited("report.withdrawn")[0][0] == people["manager"]
    with pytest.raises(Conflict):
        withdraw(report=gone, reason="Nog eens", by=people["manager"], now=DAY)
    assert not Notification.objects.exists()


@pytest.mark.parametrize("reason", ["", "  ", "a" * 301])
def test_a_reason_is_needed(people, reason):
    report = make_published()
    with pytest.raises(DomainError):
        withdraw(report=report, reason=reason, by=people["manager"], now=DAY)
    with pytest.raises(DomainError):
        new_version(report=report, reason=reason, by=people["manager"], now=DAY)


def test_a_draft_is_not_withdrawn_and_has_no_other_version(people):
    report = make_draft()
    with pytest.raises(Conflict):
        withdraw(report=report, reason="Weg", by=people["manager"], now=DAY)
    with pytest.raises(DomainError):
        new_version(report=report, reason="Anders", by=people["manager"], now=DAY)


def test_a_new_version_has_the_figures_of_now_and_the_words_of_before(people):
    manager = people["manager"]
    report = make_draft()
    Report.objects.filter(pk=report.pk).update(comment="Goed gedaan.")
    PracticeCase.objects.create(
        report=report, text="Iemand belde.", chosen_at=DAY, chosen_by=manager,
        approved_at=DAY, approved_by=manager,
    )  # fmt: skip
    first = publish(report=report_of(), by=manager, now=DAY, with_files=False)
    make_contact(at=DAY - timedelta(days=10), subject="VG02", phone="+31612377777")
    later = DAY + 24 * HOUR
    Job.objects.all().delete()
    made = new_version(report=first, reason="Een contact vergeten.", by=manager, now=later)
    assert (made.version, made.state, made.reason) == (2, "due", "Een contact vergeten.")
    assert work_waiting(clock=lambda: later) == 2
    made = report_of(version=2)
    assert made.state == "built"
    words = words_of(made)
    assert (words.comment, words.case) == ("Goed gedaan.", "Iemand belde.")
    assert canonical(made.figures) != canonical(first.figures)
    done = publish(report=made, by=manager, now=later, with_files=False)
    assert (done.state, report_of().state) == ("published", "published")
    assert report_of().digest == first.digest
    # The same person is told again: once per version.
    assert ReportReader.objects.filter(user=people["head"]).count() == 2
    assert [each[2]["version"] for each in audited("report.versioned")] == [2]


def test_one_version_at_a_time(people):
    report = make_published()
    new_version(report=report, reason="Eerste", by=people["manager"], now=DAY)
    with pytest.raises(Conflict, match=" 2 "):
        new_version(report=report, reason="Tweede", by=people["manager"], now=DAY)


def test_files_are_kept_once(people):
    report = make_draft()
    keep_files(report=report, files={"pdf": b"%PDF-1.7"}, now=DAY)
    assert bodies(report) == {"pdf": b"%PDF-1.7"}
