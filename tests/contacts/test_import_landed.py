"""What a night of New York becomes: contacts, questions, cases, and one chain of twenty."""

import io
from collections import Counter
from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count

from cases.models import Case, CaseType
from contacts.models import Contact, Question, Subject
from kcc.organisation.models import Department, Domain
from tests.contacts import nyc

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def landed(django_db_setup, django_db_blocker):
    """The night of New York, landed once for the tests that only look at it."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference_data", stdout=io.StringIO())
        call_command("import_contacts", nyc.FILE, "--mapping", "nyc311", stdout=io.StringIO())
        yield
        transaction.set_rollback(True)


def test_open_work_agrees_with_the_file(landed):
    statuses = Case.objects.values_list("status__name").annotate(number=Count("pk"))
    assert dict(statuses) == {
        "Ontvangen": 29, "Toegewezen": 1, "In behandeling": 293, "Afgehandeld": 677,
    }  # fmt: skip
    nypd = Department.objects.get(slug="nyc311-nypd")
    assert nypd.name == "New York City Police Department (NYPD)"
    open_there = Case.objects.open().filter(department=nypd).count()
    head, rows = nyc.table()
    agency, status = head.index("agency"), head.index("status")
    in_file = sum(row[agency] == "NYPD" and row[status] != "Closed" for row in rows)
    assert open_there == in_file
    assert Case.objects.open().count() == 323
    departments = Question.objects.values_list("department__slug").annotate(number=Count("pk"))
    agencies = Counter(f"nyc311-{row[agency].lower()}" for row in rows)
    assert dict(departments) == agencies


def test_twenty_reports_about_one_boulevard_are_one_chain(landed):
    place = "127 43 willets point boulevard 11368"
    reports = list(
        Question.objects.filter(contact__location_key=place).order_by("contact__started_at")
    )
    first, *others = reports
    assert (len(reports), first.repeat_state, first.chain_start) == (20, "none", None)
    assert {one.chain_start_id for one in others} == {first.pk}
    assert {one.repeat_state for one in others} == {"proposed"}
    assert [one.repeat_of_id for one in others] == [one.pk for one in reports[:-1]]
    assert {one.repeat_department_id for one in others} == {first.department_id}
    assert first.contact.started_at == datetime(2024, 5, 27, 3, 10, 45, tzinfo=UTC)


def test_one_row_from_cell_to_column(landed):
    contact = Contact.objects.get(source="nyc311", external_id="61276295")
    question, case = contact.questions.get(), Case.objects.get(external_id="61276295")
    assert (contact.agent, contact.direction, contact.channel.code, contact.counts) == (
        None, "inbound", "webformulier", True,
    )  # fmt: skip
    # 02:08:51 in New York is a quarter past eight here.
    assert (contact.started_at, contact.local_hour) == (
        datetime(2024, 5, 27, 6, 8, 51, tzinfo=UTC), 8,
    )  # fmt: skip
    assert contact.location == "ST NICHOLAS AVENUE / WEST 178 STREET, 10033 MANHATTAN"
    assert (question.subject.name, question.outcome.category) == (
        "Street Condition: Pothole",
        "case",
    )
    assert question.note == case.answer or (question.note != "" and case.answer == "")
    assert (question.case, case.status.name, case.result) == (case, "Ontvangen", None)
    assert (case.case_type.slug, case.source, case.registered_by) == (
        "import-nyc311", "nyc311", None,
    )  # fmt: skip
    assert question.search_text.startswith("street condition: pothole the department")


def test_a_closed_case_has_its_result_and_its_line_in_the_timeline(landed):
    case = Case.objects.filter(result__isnull=False).order_by("pk").first()
    event = case.events.get()
    assert (case.result.name, case.status.is_final) == ("Afgehandeld", True)
    assert (event.kind, event.at, event.detail) == (
        "closed",
        case.closed_at,
        {"result": "Afgehandeld"},
    )


def test_terms_come_from_the_file_or_else_from_the_case_type(landed):
    head, rows = nyc.table()
    due, key = head.index("due_date"), head.index("unique_key")
    (given,) = (row for row in rows if row[due])
    case = Case.objects.get(external_id=given[key])
    assert (f"{case.due_on}", case.due_steps) == (given[due][:10], [])
    other = Case.objects.get(external_id="61276295")
    # Ten working days after Monday 27 May 2024, and the service norm of three.
    assert (f"{other.due_on}", f"{other.norm_due_at:%Y-%m-%d}") == ("2024-06-10", "2024-05-30")
    assert other.due_steps != []


def test_case_numbers_are_ours_and_follow_the_moments(landed):
    cases = Case.objects.order_by("registered_at", "pk").values_list("number", flat=True)
    assert list(cases) == [f"Z-2024-{number:06d}" for number in range(1, 1001)]


def test_unknown_departments_and_subjects_wait_under_import(landed):
    made = Subject.objects.filter(origin="import")
    assert (Department.objects.filter(origin="import").count(), made.count()) == (10, 76)
    assert {one.domain for one in made} == {Domain.objects.get(slug="import")}
    noise = made.get(code="nyc311-noise-residential-loud-music-party")
    assert (noise.name, noise.address_bound, noise.repeat_window_days, noise.active) == (
        "Noise - Residential: Loud Music/Party", True, 28, True,
    )  # fmt: skip
    assert noise.case_type == CaseType.objects.get(slug="import-nyc311")
    taxis = made.filter(name__startswith="For Hire Vehicle")
    assert set(taxis.values_list("address_bound", flat=True)) == {False}
