"""Two people at once: one BSN, one version, one merge. On both databases."""

import pytest

from kcc.customers.merging import merge_customers, undo_merge
from kcc.customers.models import Customer, Merge
from kcc.customers.services import add_contact_point, create_customer, update_customer
from kcc.lib.errors import Conflict, DomainError
from tests.factories import NOW, make_customer, make_user
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = range(6)


def refused(action):
    """True for who was refused, also when that is a Conflict."""

    def run(person):
        try:
            action(person)
        except DomainError:
            return True
        return False

    return run


def test_of_six_who_add_one_bsn_at_once_one_gets_it():
    def add(_person):
        create_customer(by=None, now=NOW, family_name="Wit", bsn="123456782")

    assert sorted(at_once(refused(add), PEOPLE)) == [False] + [True] * 5
    assert Customer.objects.count() == 1


def test_of_six_who_change_one_customer_at_once_one_saves_and_the_others_see_it():
    customer = make_customer()
    versions = [Customer.objects.get(pk=customer.pk) for _ in PEOPLE]

    def change(person):
        mine = versions[person]
        return update_customer(
            by=None, customer=mine, version=1, now=NOW, city=f"Stad {person}"
        ).city

    saved = [answer for answer in at_once(change, PEOPLE) if answer is not Conflict]
    customer.refresh_from_db()
    assert (saved, customer.version) == ([customer.city], 2)


def test_of_six_who_merge_and_undo_at_once_one_does():
    one, other, by = make_customer(), make_customer(), make_user("agent")

    def merge(person):
        kept, merged = (one, other) if person % 2 else (other, one)
        merge_customers(by=by, kept=kept, merged=merged, now=NOW)

    assert sorted(at_once(refused(merge), PEOPLE)) == [False] + [True] * 5
    done = Merge.objects.get()
    undo = refused(lambda _person: undo_merge(by=by, merge=done, now=NOW))
    assert sorted(at_once(undo, PEOPLE)) == [False] + [True] * 5
    assert Customer.objects.present().count() == 2


def test_of_six_who_add_one_number_at_once_one_does():
    customer = make_customer(phones=())

    def add(_person):
        add_contact_point(by=None, customer=customer, kind="phone", value="0612345678", now=NOW)

    assert sorted(at_once(refused(add), PEOPLE)) == [False] + [True] * 5
    assert customer.contact_points.filter(preferred=True).count() == 1
