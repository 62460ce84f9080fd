"""Doubles become one customer, and two again, exactly as they were."""

import pytest
from django.apps import apps
from django.conf import settings

from cases.models import Case
from contacts.models import Callback, Contact
from kcc.audit.models import AuditEvent
from kcc.customers.merging import merge_customers, undo_merge
from kcc.customers.models import ContactPoint, Customer
from kcc.customers.relations import relations
from kcc.customers.services import add_contact_point, prefer_contact_point, update_customer
from kcc.lib.errors import DomainError
from tests.factories import NOW, make_callback, make_case, make_contact, make_customer, make_user

pytestmark = pytest.mark.django_db
BSN = "123456782"


def snapshot():
    """Everything that a merge may touch, as plain values."""
    volatile = {"version"}
    customers = [
        {
            k: bytes(v) if isinstance(v, memoryview) else v
            for k, v in row.items()
            if k not in volatile
        }
        for row in Customer.objects.order_by("pk").values()
    ]
    return customers, *(
        list(model.objects.order_by("pk").values())
        for model in (ContactPoint, Contact, Callback, Case)
    )


@pytest.fixture
def two():
    kept = make_customer(phones=["0612345678"], emails=["hanna@example.org"])
    merged = make_customer(
        initials="H.",
        salutation="Mevrouw",
        bsn=BSN,
        secret_address=True,
        phones=["0591612345", "0612345678"],
        emails=["h.wit@example.org"],
        postcode="",
        house_number=None,
    )
    make_contact(customer=kept)
    make_callback(customer=merged)
    make_case(customer=merged)
    return kept, merged


def test_merge_moves_everything_and_fills_what_was_lacking(two):
    kept, merged = two
    by = make_user("agent")
    merge = merge_customers(by=by, kept=kept, merged=merged, now=NOW)
    kept.refresh_from_db()
    assert Contact.objects.filter(customer=kept).count() == 2
    assert Callback.objects.get().customer == kept
    assert Case.objects.get().customer == kept
    assert set(kept.contact_points.values_list("value", "preferred")) == {
        ("+31612345678", True),
        ("+31591612345", False),
        ("hanna@example.org", True),
        ("h.wit@example.org", False),
    }
    assert (kept.salutation, kept.initials, kept.secret_address) == ("Mevrouw", "H.", True)
    assert kept.bsn_lookup != ""
    assert kept.address_key == "7801AB12A"
    assert kept.search_text == "h hanna de wit dewit"
    assert list(Customer.objects.present()) == [kept]
    event = AuditEvent.objects.get(action="customer.merged")
    assert (event.actor, event.object_id) == (by, str(kept.public_id))
    assert event.detail == {"merged": str(merged.public_id), "merge": str(merge.public_id)}


def test_merge_stores_ids_and_names_of_columns_only(two):
    merge = merge_customers(by=make_user("agent"), kept=two[0], merged=two[1], now=NOW)
    for key, values in merge.moved.items():
        assert all(isinstance(v, str if key == "filled" else int) for v in values), key


def test_undo_restores_exactly(two):
    before = snapshot()
    merge = merge_customers(by=make_user("agent"), kept=two[0], merged=two[1], now=NOW)
    undo_merge(by=make_user("kcc_lead"), merge=merge, now=NOW)
    assert snapshot() == before
    assert AuditEvent.objects.filter(action="customer.merge_undone").count() == 1


def test_undo_leaves_what_came_later_with_the_kept_one(two):
    kept, merged = two
    by = make_user("agent")
    merge = merge_customers(by=by, kept=kept, merged=merged, now=NOW)
    later = make_contact(customer=kept)
    kept.refresh_from_db()
    update_customer(by=by, customer=kept, version=kept.version, now=NOW, initials="H.M.")
    add_contact_point(by=by, customer=kept, kind="phone", value="0201234567", now=NOW)
    prefer_contact_point(
        by=by, point=kept.contact_points.get(value="+31591612345"), now=NOW
    )  # fmt: skip
    undo_merge(by=by, merge=merge, now=NOW)
    kept.refresh_from_db()
    later.refresh_from_db()
    assert later.customer == kept
    assert (kept.initials, kept.salutation, kept.secret_address) == ("H.M.", "", False)
    assert set(kept.contact_points.values_list("value", flat=True)) == {
        "+31612345678",
        "+31201234567",
        "hanna@example.org",
    }
    assert merged.contact_points.filter(preferred=True).count() == 2


def test_undo_happens_once_and_in_order(two):
    kept, merged = two
    by = make_user("agent")
    third = make_customer(family_name="Witte")
    first = merge_customers(by=by, kept=kept, merged=merged, now=NOW)
    second = merge_customers(by=by, kept=third, merged=kept, now=NOW)
    with pytest.raises(DomainError):
        undo_merge(by=by, merge=first, now=NOW)
    undo_merge(by=by, merge=second, now=NOW)
    undo_merge(by=by, merge=first, now=NOW)
    with pytest.raises(DomainError):
        undo_merge(by=by, merge=first, now=NOW)
    assert Customer.objects.present().count() == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({}, {"kind": "organisation", "organisation_name": "Bakkerij De Wit"}),
        ({"bsn": BSN}, {"bsn": "111222333"}),
        (
            {"kind": "organisation", "organisation_name": "Bakkerij", "kvk_number": "68750110"},
            {"kind": "organisation", "organisation_name": "Bakkerij", "kvk_number": "68750111"},
        ),
    ],
)
def test_merge_refuses_who_cannot_be_one(one, other):
    with pytest.raises(DomainError):
        merge_customers(by=None, kept=make_customer(**one), merged=make_customer(**other), now=NOW)
    assert Customer.objects.present().count() == 2


def test_merge_refuses_itself_and_what_was_merged(two):
    kept, merged = two
    by = make_user("agent")
    with pytest.raises(DomainError):
        merge_customers(by=by, kept=kept, merged=kept, now=NOW)
    merge_customers(by=by, kept=kept, merged=merged, now=NOW)
    with pytest.raises(DomainError):
        merge_customers(by=by, kept=kept, merged=merged, now=NOW)


def test_a_merged_customer_takes_no_new_numbers(two):
    kept, merged = two
    merge_customers(by=make_user("agent"), kept=kept, merged=merged, now=NOW)
    with pytest.raises(DomainError):
        add_contact_point(by=None, customer=merged, kind="phone", value="0201234567", now=NOW)


@pytest.mark.once
def test_every_row_of_a_customer_is_known_to_the_settings():
    """A foreign key to a customer that is not in CUSTOMER_RELATIONS would be left behind."""
    own = {"customers.contactpoint", "customers.merge", "customers.customer"}
    pointing = {
        (model._meta.label_lower, field.name)
        for model in apps.get_models()
        if model._meta.label_lower not in own
        for field in model._meta.get_fields()
        if field.many_to_one and field.related_model is Customer
    }
    assert {(r.label.lower(), r.field) for r in relations()} == pointing
    assert len(settings.CUSTOMER_RELATIONS) == len(pointing)
