"""Which files go along with the mail about a report."""

from datetime import date
from email.message import EmailMessage

import pytest

from dashboard.models import Report
from dashboard.reports.delivery.services import deliver
from kcc.jobs.delivery import deliver as send
from tests.dashboard.reports.kept import keep_report
from tests.dashboard.reports.mailed import PUBLISHED, person, schedule
from tests.factories import reference


@pytest.fixture
def ref(db):
    return reference()


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
def test_files_go_along_as_the_schedule_says(ref, mail_on, attach, expected):
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


def test_a_second_version_has_its_number_in_its_name(ref, mail_on):
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


def test_files_too_large_for_mail_stay_here(ref, mail_on, monkeypatch):
    monkeypatch.setattr("dashboard.reports.delivery.attachments.MOST_BYTES", 12)
    schedule(attach="both")
    here = ref.department["vergunningen"]
    person("head", here)
    deliver(report=keep_report(here, at=PUBLISHED, files=FILES), now=PUBLISHED)
    send(clock=lambda: PUBLISHED)
    assert [kind for _, kind, _ in parts(mail_on.got[0].message)] == ["application/pdf"]


def test_nothing_goes_along_of_what_was_withdrawn_meanwhile(ref, mail_on):
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
