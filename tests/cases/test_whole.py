"""What the page of a case asks and keeps: the same statements for all, to each their own rows."""

from datetime import timedelta

import pytest

from cases import services, whole
from cases.models import Case, CaseType, ResultType, StatusType
from cases.way import VERSION
from kcc.lib.kept import forget_all
from kcc.organisation import queue
from kcc.organisation.access import access_of
from kcc.organisation.models import Membership
from tests.factories import (
    NOW,
    make_case,
    make_contact,
    make_customer,
    make_department,
    make_user,
    reference,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return reference()


def look(user, case):
    return whole.whole_case(access_of(user), user, case.public_id)


def test_departments_share_a_statement_and_see_their_own_cases(client_of, town):
    other = make_department("belastingen")
    here, there = make_case(), make_case(department=other)
    first, second = client_of("handler").user, client_of("handler", department=other).user
    both = client_of("handler").user
    Membership.objects.create(user=both, role="handler", department=other)
    assert (look(first, here), look(second, there)) == (here, there)
    made = len(whole._whole._ready._made)
    for user, case in ((first, there), (second, here)):
        with pytest.raises(Case.DoesNotExist):
            look(user, case)
    assert len(whole._whole._ready._made) == made
    assert [look(both, case) for case in (here, there)] == [here, there]


def test_what_there_is_is_known_with_the_case(town):
    by = make_user("handler")
    case = make_case(customer=make_customer())
    nothing = whole.There(*[False] * len(whole.PARTS))
    assert look(by, case).there == nothing
    services.add_task(by=by, case=case, title="Bellen", now=NOW)
    services.add_role(by=by, case=case, customer=make_customer(), kind="gemachtigde", now=NOW)
    make_contact(subject="VG01", at=NOW).questions.update(case=case)
    found = look(by, case).there
    assert (found.tasks, found.roles, found.contacts, found.events) == (True, True, True, True)
    assert (found.documents, found.notices, found.suspensions) == (False, False, False)


@pytest.mark.parametrize("tie", ["part", "whole", "customer", "forth", "back"])
def test_another_case_is_known_however_it_belongs_to_it(town, tie):
    by, customer = make_user("handler"), make_customer()
    case = make_case(customer=customer)
    assert look(by, case).there.others is False
    other = make_case(
        parent=case if tie == "part" else None, customer=customer if tie == "customer" else None
    )
    if tie == "whole":
        Case.objects.filter(pk=case.pk).update(parent=other)
    if tie in ("forth", "back"):
        one, two = (case, other) if tie == "forth" else (other, case)
        services.add_link(by=by, case=one, other=two, kind="vervolg", now=NOW)
    assert look(by, case).there.others is True


def test_the_list_around_a_case_is_asked_once_for_everybody(client_of, town):
    other = make_department("belastingen")
    days = [NOW.date() + timedelta(days=days) for days in (1, 2, 3)]
    mine = [make_case(due_on=day) for day in days]
    theirs = [make_case(due_on=day, department=other) for day in days]
    queue._said.clear()
    for cases, department in ((mine, None), (theirs, other)):
        client = client_of("handler", department=department)
        page = client.get(f"/cases/{cases[1].public_id}/?state=open").context["queue"]
        assert (page.previous, page.next) == (cases[0].public_id, cases[2].public_id)
    assert len(queue._said) == 1
    Case.objects.filter(pk=mine[1].pk).update(handler=client.user)
    page = client_of("handler").get(f"/cases/{mine[1].public_id}/?state=mine").context["queue"]
    assert (page.previous, page.next) == (None, None)


def test_forms_that_are_kept_say_the_words_of_today(client_of, town):
    case, client = make_case(), client_of("handler")
    address = f"/cases/{case.public_id}/"
    before = client.get(address).content.decode()
    ResultType.objects.filter(case_type=case.case_type, name="Verleend").update(name="Toegekend")
    StatusType.objects.filter(case_type=case.case_type, order=2).update(name="Bezig")
    CaseType.objects.filter(pk=case.case_type_id).update(name="Dakvergunning")
    forget_all()
    page = client.get(address).content.decode()
    words = (("Toegekend", "Verleend"), ("Bezig", "In behandeling"), ("Dakvergunning", ""))
    for word, old in words:
        assert word in page
        assert word not in before
        assert not old or old not in page
    assert VERSION not in page
    Case.objects.filter(pk=case.pk).update(version=7)
    again = client.get(address).content.decode()
    assert ('name="version" value="7"' in again, 'name="version" value="1"' in again) == (
        True, False,
    )  # fmt: skip
