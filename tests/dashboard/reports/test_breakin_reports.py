"""Getting at reports, or into them, as somebody who may not."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from cases.models import Confidentiality
from contacts.callbacks.services import close_with_answer
from contacts.models import Invitation
from contacts.practice.selectors import candidates
from dashboard.models import Report, ReportAction, ReportReader
from dashboard.reports.actions.services import add_action
from dashboard.reports.delivery.attachments import of_mail
from dashboard.reports.delivery.services import deliver
from dashboard.reports.document import compose
from dashboard.reports.editing.services import approve_case, choose_case, seal_of, write_case
from dashboard.reports.frozen import freeze_all, thaw
from dashboard.reports.making import words_of
from dashboard.reports.services import withdraw
from dashboard.reports.words import Words
from kcc.audit.models import AuditEvent
from kcc.jobs.models import OutboxMessage
from kcc.lib.errors import DomainError
from kcc.lib.periods import ZONE
from tests.dashboard.reports.kept import keep_report
from tests.dashboard.reports.making import DAY, make_draft, make_october, make_schedules
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_department,
    make_user,
    reference,
)

# Who may do what is decided in code, whichever database is asked.
pytestmark = [pytest.mark.django_db, pytest.mark.once]
FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
MONDAY = datetime(2026, 10, 5, 10, 0, tzinfo=ZONE)
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def place():
    return reference().department


def url_of(report, name="report", *args) -> str:
    return reverse(f"reports:{name}", args=[report.public_id, *args])


def ways_to(report) -> list[str]:
    """Every address that gives something of what a report says."""
    page, api = url_of(report), f"/api/v1/reports/{report.public_id}"
    return [
        *(f"{page}?table=channels&format={kind}" for kind in ("csv", "xlsx", "ods")),
        *(url_of(report, "file", kind) for kind in ("pdf", "xlsx", "csv")),
        f"{reverse('reports:compare')}?a={report.public_id}",
        f"{reverse('reports:compare')}?a={report.public_id}&b={report.public_id}",
        *(f"{api}/{kind}?table=channels" for kind in ("pdf", "xlsx", "csv", "ods")),
    ]


def acts_on(report) -> list[str]:
    """Every address that only the KCC manager has."""
    names = ["edit", "publish", "candidates", "case", "drop-case", "new-version", "withdraw"]
    period = [
        reverse(f"reports:{name}", args=[report.period])
        for name in ("drafts-of", "drafts-progress", "publish-period", "period-readers")
    ]
    return [
        *(url_of(report, name) for name in (*names, "check", "readers")),
        *period,
        *(reverse(f"reports:{name}") for name in ("drafts", "progress", "schedules")),
        reverse("reports:schedule", args=["departments"]),
    ]


# -- Looking --------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["kcc_lead", "head", "handler", "board", "agent"])
@pytest.mark.parametrize("state", ["due", "building", "built"])
def test_nobody_but_the_manager_gets_at_a_draft(client_of, place, role, state):
    here = None if role == "board" else place["vergunningen"]
    draft = keep_report(here, state="built")
    if state == "due":
        Report.objects.update(state=state, figures=None, frozen_at=None)
    Report.objects.exclude(state="due").update(state=state)
    client = client_of(role)
    whole = [url_of(draft), f"/api/v1/reports/{draft.public_id}"]
    for url in [*whole, *ways_to(draft)]:
        told = {client.get(url).status_code, client.head(url).status_code}
        assert told == {403 if role == "agent" else 404}, url
    if role != "agent":
        page = client.get(reverse("reports:archive"), {"state": "draft"})
        assert str(draft.public_id) not in page.content.decode()
        told = client.get("/api/v1/reports?state=draft").json()
        assert told["results"] == []


@pytest.mark.parametrize("role", ["head", "handler", "board"])
def test_nobody_gets_at_a_report_of_another_department(client_of, place, role):
    other = keep_report(place["burgerzaken"])
    client = client_of(role)
    for url in [url_of(other), f"/api/v1/reports/{other.public_id}", *ways_to(other)]:
        assert {client.get(url).status_code, client.head(url).status_code} == {404}, url


def test_an_answer_that_was_kept_by_the_browser_says_nothing_to_somebody_else(client_of, place):
    other = keep_report(place["burgerzaken"], files=[("pdf", b"%PDF")])
    tag = client_of("manager").get(url_of(other, "file", "pdf")).headers["ETag"]
    found = client_of("head").get(url_of(other, "file", "pdf"), headers={"If-None-Match": tag})
    assert found.status_code == 404


@pytest.mark.parametrize("role", ["kcc_lead", "head", "handler", "board"])
def test_of_a_withdrawn_report_only_its_title_and_the_reason_are_left(client_of, place, role):
    here = None if role == "board" else place["vergunningen"]
    report = keep_report(
        here,
        words={"comment": "Teruggenomen woorden"},
        files=[("pdf", b"%PDF")],
        changes=[["contacts", [4, 0], [5, 0]]],
    )
    withdraw(report=report, reason="Een naam erin", by=make_user("manager"), now=NOW)
    client = client_of(role)
    page = client.get(url_of(report))
    assert (page.status_code, "Een naam erin" in page.content.decode()) == (200, True)
    assert "Teruggenomen" not in page.content.decode()
    told = client.get(f"/api/v1/reports/{report.public_id}").json()
    assert (told["contents"], told["changed"]) == (None, [])
    for url in ways_to(report):
        assert {client.get(url).status_code, client.head(url).status_code} == {404}, url


@pytest.mark.parametrize("role", ["kcc_lead", "head", "handler", "board", "administrator"])
def test_nobody_else_does_what_the_manager_does(client_of, place, role):
    report = keep_report(place["vergunningen"], state="built")
    client = client_of(role)
    for url in acts_on(report):
        values = {"reason": "Zomaar", "comment": "Van mij", "active": "on", "text": "Zomaar"}
        assert {client.get(url).status_code, client.post(url, values).status_code} <= {403, 405}
    report.refresh_from_db()
    assert (report.state, report.comment, Report.objects.count()) == ("built", "", 1)


def test_looking_changes_nothing(client_of, place):
    """Of what only the manager does nothing happens by following a link."""
    report, draft = keep_report(place["burgerzaken"]), keep_report(state="built")
    client = client_of("manager")
    for each in (report, draft):
        for url in acts_on(each):
            client.get(url)
    states = list(Report.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["published", "built"]


# -- Asking too much ------------------------------------------------------------------------------


@pytest.mark.parametrize("period", ["99999999999999999999", "9999-99999999999", "0", "9999-12"])
def test_a_period_that_cannot_be_is_none(client_of, place, period):
    keep_report()
    values = {"a_place": "*", "a_period": period, "b_place": "*", "b_period": "2026-10"}
    assert client_of("head").get(reverse("reports:compare"), values).status_code == 422


@pytest.mark.parametrize("period", ["9999-12", "9999", "0001-01", "0000", "2026-13"])
@pytest.mark.parametrize("name", ["drafts-of", "drafts-progress", "period-readers"])
def test_a_page_of_a_period_that_cannot_be_is_shown_or_not_there(client_of, place, period, name):
    url = reverse(f"reports:{name}", args=[period])
    assert client_of("manager").get(url).status_code in (200, 404)


@pytest.mark.parametrize("text", ["\x00", "' OR 1=1 --", "x" * 5000])
def test_a_place_that_cannot_be_is_none(client_of, place, text):
    keep_report()
    client = client_of("head")
    named = {"a_place": text, "a_period": "2026-10", "b_place": "*", "b_period": "2026-10"}
    assert client.get(reverse("reports:compare"), named).status_code in (400, 422)
    asked = {"place": text, "domain": text, "period": text, "state": text}
    assert client.get(reverse("reports:archive"), asked).status_code in (200, 400)
    for name in ("department", "domain", "period", "kind", "state"):
        assert client.get("/api/v1/reports", {name: text}).status_code in (200, 400)


# -- What is confidential -------------------------------------------------------------------------


def test_the_oldest_name_nothing_that_is_confidential(place):
    """The contact centre reads every report, and nothing confidential of another department; a
    report lies on tables and in mailboxes."""
    callback = make_callback(at=MONDAY, confidential=True)
    case = make_case(at=MONDAY)
    case.confidentiality = Confidentiality.CONFIDENTIAL
    case.save(update_fields=["confidentiality"])
    shown = make_callback(at=MONDAY + timedelta(days=1))
    [figures] = freeze_all("month", FIRST, [place["vergunningen"].pk], now=NOW).values()
    found = [(each.number, each.about) for each in thaw(figures).oldest]
    assert found == [("", ""), ("", ""), (shown.number, shown.question.subject.name)]
    for number in (callback.number, case.number):
        assert number not in str(figures)
    table = compose(thaw(figures), Words()).table("oldest")
    assert [row.cells[0].text for row in table.rows][:2] == ["Vertrouwelijk"] * 2


def test_a_callback_to_a_secret_customer_is_told_to_nobody(place):
    here = place["vergunningen"]
    callback = make_callback(at=MONDAY, due=MONDAY + timedelta(days=2))
    worker = make_user("handler", here)
    close_with_answer(
        by=worker, callback=callback, version=callback.version, answer="Gebeld.",
        result="answered", now=MONDAY + timedelta(hours=2),
    )  # fmt: skip
    callback.refresh_from_db()
    Invitation.objects.filter(callback=callback).delete()
    Invitation.objects.create(
        digest="0" * 64, way="mail", callback=callback, department=here, created_at=MONDAY,
        expires_at=MONDAY + timedelta(days=30), rated_at=MONDAY, rated_on=MONDAY.date(), score=10,
        channel=callback.question.contact.channel,
    )  # fmt: skip
    assert len(candidates(here, FIRST, LAST)) == 1
    callback.customer = make_customer(secret_address=True)
    callback.save(update_fields=["customer"])
    assert candidates(here, FIRST, LAST) == []


def test_repeats_of_a_secret_customer_who_was_called_back_are_told_to_nobody(place):
    here = place["vergunningen"]
    callback = make_callback(at=MONDAY)
    make_contact(
        subject="VG02", at=MONDAY + timedelta(days=2), repeat_of=callback.question,
        repeat_reason="niet_teruggebeld",
    )  # fmt: skip
    assert len(candidates(here, FIRST, LAST)) == 1
    callback.customer = make_customer(confidential=True)
    callback.save(update_fields=["customer"])
    assert candidates(here, FIRST, LAST) == []


@pytest.fixture
def asked_twice(place):
    """A draft of vergunningen, its manager, and the contact that can be told in it."""
    with time_machine.travel(DAY, tick=False):
        people = make_october()
        make_schedules()
        draft = make_draft()
        first = make_contact(subject="VG01", at=MONDAY, customer=make_customer())
        make_contact(
            subject="VG01", at=MONDAY + timedelta(days=2), repeat_of=first.questions.get(),
            repeat_reason="niet_teruggebeld",
        )  # fmt: skip
    return draft, people["manager"], first


def test_choosing_a_contact_without_looking_is_looking(asked_twice):
    draft, manager, first = asked_twice
    question = first.questions.get().public_id
    choose_case(by=manager, report=draft, question=question, seal=seal_of(""), now=DAY)
    [event] = AuditEvent.objects.filter(action="report.candidate_viewed")
    assert (event.object_id, event.actor) == (str(first.public_id), manager)


def test_what_became_confidential_since_it_was_chosen_is_not_approved(asked_twice):
    draft, manager, first = asked_twice
    question = first.questions.get().public_id
    case = choose_case(by=manager, report=draft, question=question, seal=seal_of(""), now=DAY)
    first.confidential = True
    first.save(update_fields=["confidential"])
    asked = {"by": manager, "report": draft, "text": case.text, "seal": "", "now": DAY}
    with pytest.raises(DomainError):
        approve_case(**asked, looked=True)
    assert words_of(draft).case == ""


def test_a_case_that_was_changed_is_not_approved_any_more(asked_twice):
    draft, manager, _first = asked_twice
    text = "Iemand vroeg iets."
    approve_case(by=manager, report=draft, text=text, seal=seal_of(""), looked=False, now=DAY)
    assert words_of(draft).case == text
    write_case(by=manager, report=draft, text="Jan de Wit", seal=seal_of(text), now=DAY)
    assert words_of(draft).case == ""


# -- Mail -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["role", "account"])
def test_who_may_not_read_it_any_more_when_the_mail_leaves_gets_no_file(place, lost):
    report = keep_report(place["vergunningen"], files=[("pdf", b"%PDF")])
    head = make_user("head", email="hoofd@example.org")
    assert deliver(report=report, now=NOW) == 1
    message = OutboxMessage.objects.select_related("user").get(kind="report")
    assert len(of_mail(message)) == 1
    if lost == "role":
        head.memberships.all().delete()
    else:
        head.is_active = False
        head.save(update_fields=["is_active"])
    assert of_mail(OutboxMessage.objects.get(pk=message.pk)) == []


def test_a_name_of_a_department_makes_no_header(place):
    here = make_department("burgerzaken")
    here.name = "Burgerzaken\r\nBcc: iemand@example.org"
    here.save(update_fields=["name"])
    report = keep_report(here)
    make_user("head", here, email="hoofd@example.org")
    deliver(report=report, now=NOW)
    subject = OutboxMessage.objects.get(kind="report").subject
    assert ("\n" in subject, "\r" in subject) == (False, False)


# -- What people write ----------------------------------------------------------------------------


def test_markup_stays_text(client_of, place):
    report = keep_report(
        place["vergunningen"],
        version=2,
        reason=MARKUP[:300],
        words={"comment": MARKUP, "case": MARKUP, "contact": MARKUP, "reason": MARKUP,
               "actions_before": [{"text": MARKUP, "owner": MARKUP, "result": MARKUP}]},
    )  # fmt: skip
    head = client_of("head")
    action = add_action(
        by=head.user, report=report, key=uuid4(), department=place["vergunningen"], text=MARKUP,
        owner=head.user, due_on=NOW.date(), now=NOW,
    )  # fmt: skip
    pages = [
        url_of(report), reverse("reports:actions"), reverse("reports:archive"),
        reverse("reports:action", args=[action.public_id]),
    ]  # fmt: skip
    for url in pages:
        text = head.get(url).content.decode()
        assert (url, "<script>alert" in text, "<img src=x" in text) == (url, False, False)
    assert head.get(url_of(report, "file", "pdf")).content.startswith(b"%PDF")


def test_an_action_is_no_formula(client_of, place):
    evil = '=HYPERLINK("https://example.org","x")'
    report = keep_report(
        place["vergunningen"], words={"actions_before": [{"text": evil, "result": "+1+1"}]}
    )
    head = client_of("head")
    answer = head.get(url_of(report), {"table": "actions-before", "format": "csv"})
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode()
    assert ("'=HYPERLINK" in text, "'+1+1" in text) == (True, True)


# -- Actions --------------------------------------------------------------------------------------


def test_nobody_agrees_or_changes_an_action_of_another_department(client_of, place):
    here, there = place["vergunningen"], place["burgerzaken"]
    theirs = make_user("head", there, last_name="Uniekenaam")
    report = keep_report(there)
    action = add_action(
        by=theirs, report=report, key=uuid4(), department=there, text="Bellen", owner=theirs,
        due_on=NOW.date(), now=NOW,
    )  # fmt: skip
    client = client_of("head", here)
    url = reverse("reports:action", args=[action.public_id])
    values = {"text": "Niets", "owner": client.user.public_id, "due_on": "2026-12-01"}
    assert {client.get(url).status_code, client.post(url, values).status_code} == {404}
    new = url_of(report, "action-new")
    assert {client.get(new).status_code, client.post(new, values).status_code} == {404}
    everything = f"{url_of(keep_report(), 'action-new')}?department=burgerzaken"
    assert theirs.last_name not in client.get(everything).content.decode()
    sent = client.post(everything, values | {"key": uuid4(), "owner": theirs.public_id})
    assert (sent.status_code, ReportAction.objects.count()) == (422, 1)
    assert theirs.last_name not in client.get(reverse("reports:actions")).content.decode()


def test_the_board_reads_no_names_of_who_does_what(client_of, place):
    report = keep_report()
    head = make_user("head", first_name="Zelda", last_name="Uniekenaam")
    add_action(
        by=head, report=report, key=uuid4(), department=place["vergunningen"], text="Bellen",
        owner=head, due_on=NOW.date(), now=NOW,
    )  # fmt: skip
    board = client_of("board")
    pages = [url_of(report), f"/api/v1/reports/{report.public_id}"]
    told = [board.get(url).content.decode() for url in pages]
    assert ["Uniekenaam" in each for each in told] == [False, False]
    # What they are says often whose they are: only how many.
    assert ["Bellen" in each for each in told] == [False, False]
    assert board.get(reverse("reports:actions")).status_code == 403


def test_nobody_opens_a_report_for_somebody_else(client_of, place):
    """A reader's mark is only set by who was told."""
    report = keep_report(place["vergunningen"])
    told = make_user("head", place["vergunningen"])
    ReportReader.objects.create(report=report, user=told, told_at=NOW)
    client = client_of("handler", place["vergunningen"])
    assert client.get(url_of(report)).status_code == 200
    assert ReportReader.objects.get().opened_at is None
