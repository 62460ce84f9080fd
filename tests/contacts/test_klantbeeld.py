"""The klantbeeld: what is open, what came before, seen by whom, in four statements."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string

from cases.models import Case, CaseType
from contacts.klantbeeld.selectors import klantbeeld
from contacts.known import known
from kcc.customers.models import Customer
from kcc.organisation.access import access_of
from kcc.organisation.calendars import calendar_for
from kcc.organisation.due import Due
from tests.factories import (
    NOW,
    PHONE,
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_department,
    make_user,
    reference,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent():
    reference()
    calendar_for()  # the calendar is kept by the process
    return make_user(role="agent")


def seen_by(user, customer=None, **who):
    if customer is not None:
        customer = Customer.objects.with_contact_points().get(pk=customer.pk)
        list(customer.contact_points.all())
    return klantbeeld(customer=customer, access=access_of(user), user=user, now=NOW, **who)


def fill(customer, count):
    for day in range(count):
        at = NOW - timedelta(days=day + 7)
        make_callback(customer=customer, at=at, due=NOW - timedelta(days=5))
        make_case(customer=customer, at=at, due_on=(NOW + timedelta(days=6)).date())


def test_klantbeeld_shows_open_work_with_due_marks_and_last_contacts(agent):
    customer = make_customer()
    fill(customer, 1)
    beeld = seen_by(agent, customer)
    assert [row.due for row in beeld.callbacks] == [Due(late=True, soon=False, days=3)]
    assert [row.due for row in beeld.cases] == [Due(late=False, soon=True, days=6)]
    assert [row.contact.channel.name for row in beeld.contacts] == ["Telefoon"]
    assert (beeld.callbacks_open, beeld.callbacks_late) == (1, 1)
    assert (beeld.cases_open, beeld.cases_late) == (1, 0)
    assert beeld.contacts_total == 1


@pytest.mark.parametrize("count", [1, 3, 12])
def test_klantbeeld_costs_six_statements(agent, django_assert_num_queries, count):
    customer = make_customer()
    fill(customer, count)
    access_of(agent)
    known()  # the names are kept by the process
    customer = Customer.objects.with_contact_points().get(pk=customer.pk)
    with django_assert_num_queries(6):
        beeld = klantbeeld(customer=customer, access=access_of(agent), user=agent, now=NOW)
        template = "contacts/klantbeeld/_klantbeeld.html"
        html = render_to_string(template, {"beeld": beeld, "customer": customer})
    assert html.count("T-") == min(count, 10)
    assert (beeld.callbacks_open, beeld.cases_open, beeld.contacts_total) == (count,) * 3
    assert beeld.hidden_open == max(0, count - 10) * 2


def test_klantbeeld_of_nobody_costs_nothing(agent, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert klantbeeld(access=access_of(AnonymousUser()), user=agent, now=NOW).is_empty


def test_klantbeeld_of_an_unknown_caller_goes_by_phone_email_or_place(agent):
    case = make_case()
    make_callback(phone=PHONE)
    make_contact(email="h@example.org").questions.update(case=case)
    make_contact(location_key="7801AB12")
    make_contact(phone="+31687654321")
    assert seen_by(agent, phone=PHONE).callbacks_open == 1
    assert seen_by(agent, phone=PHONE).contacts_total == 1
    assert [row.case for row in seen_by(agent, email="h@example.org").cases] == [case]
    assert seen_by(agent, location_key="7801AB12").contacts_total == 1
    assert seen_by(agent, phone="+31600000000").is_empty


def test_klantbeeld_counts_unlinked_contacts_from_a_number_of_the_customer(agent):
    customer, other = make_customer(), make_customer(family_name="Vries")
    make_callback(phone=PHONE)
    make_contact(phone=PHONE, customer=other)
    beeld = seen_by(agent, customer)
    assert [row.same_number for row in beeld.contacts] == [True]
    assert [row.same_number for row in beeld.callbacks] == [True]


def test_written_answers_are_found_by_address_as_callbacks_by_number(agent):
    customer = make_customer(emails=("hanna@example.org",))
    written = {"answer_by": "email", "channel": "e-mail"}
    make_callback(email="hanna@example.org", **written)
    make_callback(email="ander@example.org", **written)
    beeld = seen_by(agent, customer)
    assert [(row.callback.email, row.same_number) for row in beeld.callbacks] == [
        ("hanna@example.org", True)
    ]
    assert seen_by(agent, email="ander@example.org").callbacks_open == 1


@pytest.mark.parametrize(("since", "late"), [(-1, 0), (1, 1)])
def test_a_clock_that_stands_still_is_late_only_when_it_was(agent, since, late):
    customer = make_customer()
    callback = make_callback(customer=customer, due=NOW - timedelta(days=5))
    type(callback).objects.update(
        status="waiting", assignee=make_user("handler"),
        waiting_since=callback.due_at + timedelta(hours=since), waiting_until=NOW.date(),
    )  # fmt: skip
    beeld = seen_by(agent, customer)
    assert (beeld.callbacks_open, beeld.callbacks_late) == (1, late)
    assert [row.due.late for row in beeld.callbacks] == [bool(late)]


def test_klantbeeld_shows_a_department_its_own_work_only(agent):
    customer = make_customer()
    fill(customer, 1)
    make_contact(customer=customer, subject="BZ01")
    own = make_user(role="handler", department=make_department("vergunningen"))
    other = make_user(role="head", department=make_department("burgerzaken"))
    assert seen_by(own, customer).contacts_total == 1
    assert seen_by(own, customer).callbacks_open == 1
    assert seen_by(other, customer).contacts_total == 1
    assert seen_by(other, customer).callbacks_open == 0
    assert seen_by(other, customer).cases_open == 0
    assert seen_by(make_user(role="manager"), customer).is_empty


def test_klantbeeld_keeps_confidential_contacts_of_others_away_from_agents(agent):
    customer = make_customer()
    make_callback(customer=customer, confidential=True)
    make_contact(customer=customer, confidential=True, by=agent)
    CaseType.objects.update(confidentiality="vertrouwelijk")
    make_case(customer=customer)
    beeld = seen_by(agent, customer)
    assert (beeld.callbacks_open, beeld.cases_open, beeld.contacts_total) == (0, 0, 1)


def test_the_clock_of_a_case_that_is_suspended_or_decided_stands_still():
    agent, customer = make_user("agent"), make_customer()
    late = make_case(customer=customer, at=NOW - timedelta(days=90))
    still = make_case(customer=customer, at=NOW - timedelta(days=90))
    done = make_case(customer=customer, at=NOW - timedelta(days=90))
    # Both were in time when that happened.
    Case.objects.filter(pk=still.pk).update(suspended_on=still.due_on - timedelta(days=3))
    Case.objects.filter(pk=done.pk).update(decided_on=done.due_on - timedelta(days=3))
    beeld = seen_by(agent, customer)
    assert (beeld.cases_open, beeld.cases_late) == (3, 1)
    shown = {row.case: (row.due.late, row.norm_late) for row in beeld.cases}
    assert shown == {late: (True, True), still: (False, False), done: (False, False)}
