"""Who has to do with a case beside its customer."""

import pytest
from django.db import transaction

from cases import services
from cases.models import Case, CaseRole
from cases.timeline import timeline
from kcc.customers.merging import merge_customers, undo_merge
from kcc.customers.selectors import visible_customers
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from tests.factories import NOW, make_case, make_customer, make_department, make_user, reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def handler():
    reference()
    return make_user("handler")


@pytest.fixture
def case(handler):
    made = make_case(customer=make_customer(given_name="Anna"))
    return Case.objects.for_acts().get(pk=made.pk)


def add(case, by, customer, kind="gemachtigde", remark=""):
    return services.add_role(by=by, case=case, customer=customer, kind=kind, remark=remark, now=NOW)


def refusal(*args, **values):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        add(*args, **values)
    return caught.value.field, caught.value.code


def test_somebody_is_added_and_removed(handler, case):
    lawyer = make_customer(family_name="Vries", phones=())
    role = add(case, handler, lawyer, remark=" Met volmacht ")
    assert (role.customer, role.kind, role.remark, role.added_by) == (
        lawyer, "gemachtigde", "Met volmacht", handler,
    )  # fmt: skip
    services.remove_role(by=handler, role=role, now=NOW)
    assert CaseRole.objects.count() == 0
    # No name: a confidential customer is not everybody's to know.
    assert [(entry.title, entry.text) for entry in timeline(case)[1:]] == [
        ("Person added: authorised representative", ""),
        ("Person removed: authorised representative", ""),
    ]
    with pytest.raises(Conflict), transaction.atomic():
        services.remove_role(by=handler, role=role, now=NOW)


def test_once_in_a_role_and_not_the_customer_of_the_case(handler, case):
    lawyer = make_customer(family_name="Vries", phones=())
    add(case, handler, lawyer)
    add(case, handler, lawyer, kind="adviseur")
    assert refusal(case, handler, lawyer) == ("customer", "refused")
    assert refusal(case, handler, case.customer) == ("customer", "refused")
    assert refusal(case, handler, lawyer, kind="behandelaar") == ("kind", "refused")
    assert refusal(case, handler, lawyer, kind="mede_initiator", remark="x" * 201) == (
        "remark", "refused",
    )  # fmt: skip
    assert CaseRole.objects.count() == 2


def test_who_may(case):
    lawyer = make_customer(family_name="Vries", phones=())
    stranger = make_user("handler", make_department("burgerzaken"))
    for person in (make_user("manager"), stranger):
        assert refusal(case, person, lawyer) == ("", "not_now")
    add(case, make_user("agent"), lawyer)


def test_the_department_sees_whom_the_case_concerns(handler, case):
    """As it sees the customer of the case itself."""
    lawyer = make_customer(family_name="Vries", phones=())
    seen = visible_customers(access=access_of(handler), user=handler)
    assert not seen.filter(pk=lawyer.pk).exists()
    add(case, make_user("agent"), lawyer)
    assert seen.filter(pk=lawyer.pk).exists()


def test_a_double_that_was_merged_is_the_one_it_became(handler, case):
    double, kept = make_customer(phones=()), make_customer(given_name="Berta")
    merge_customers(by=handler, kept=kept, merged=double, now=NOW)
    double.refresh_from_db()
    assert add(case, handler, double).customer == kept


def test_two_in_the_same_role_become_one_customer_and_two_again(handler, case):
    kept, double = make_customer(given_name="Berta"), make_customer(phones=())
    for customer in (kept, double):
        add(case, handler, customer)
    add(case, handler, double, kind="adviseur")
    merge = merge_customers(by=handler, kept=kept, merged=double, now=NOW)
    rows = CaseRole.objects.order_by("pk").values_list("customer", "kind")
    assert list(rows) == [
        (kept.pk, "gemachtigde"), (double.pk, "gemachtigde"), (kept.pk, "adviseur"),
    ]  # fmt: skip
    undo_merge(by=handler, merge=merge, now=NOW)
    assert list(rows.all()) == [
        (kept.pk, "gemachtigde"), (double.pk, "gemachtigde"), (double.pk, "adviseur"),
    ]  # fmt: skip
