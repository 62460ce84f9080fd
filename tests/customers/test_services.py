"""Making and changing customers: one spelling, nothing lost, everything on record."""

import logging

import pytest
from django.db import IntegrityError, transaction

from kcc.audit.models import AuditEvent
from kcc.customers import bsn as bsns
from kcc.customers.details import Difference, EditConflict
from kcc.customers.models import ContactPoint, Customer
from kcc.customers.services import (
    add_contact_point,
    create_customer,
    prefer_contact_point,
    record_look,
    remove_contact_point,
    reveal_address,
    reveal_bsn,
    update_customer,
)
from kcc.lib.errors import DomainError
from kcc.organisation.models import Channel
from tests.factories import NOW, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
BSN = "123456782"


def points(customer):
    rows = customer.contact_points.order_by("kind", "id")
    return [(row.kind, row.value, row.preferred) for row in rows]


def actions(customer):
    events = AuditEvent.objects.filter(object_id=str(customer.public_id)).order_by("id")
    return [(event.action, event.detail) for event in events]


def refused(call, **kwargs):
    with pytest.raises(DomainError) as caught:
        call(**kwargs)
    return caught.value.field


# -- Making --------------------------------------------------------------------------------------


def test_create_customer_stores_one_spelling():
    by = make_user("agent")
    customer = create_customer(
        by=by,
        now=NOW,
        given_name=" José ",
        prefix="van den",
        family_name="Brink-Smit",
        postcode="7801 ab",
        house_number=12,
        house_suffix="a",
        street="Noorderstraat",
        phones=["06-12 34 56 78", "+31 6 12345678", "0591 612345"],
        emails=["Jose@Example.ORG"],
    )
    customer.refresh_from_db()
    assert customer.full_name == "José van den Brink-Smit"
    assert customer.search_text == "jose van den brink smit vandenbrinksmit"
    assert (customer.postcode, customer.address_key) == ("7801AB", "7801AB12A")
    assert points(customer) == [
        ("email", "jose@example.org", True),
        ("phone", "+31612345678", True),
        ("phone", "+31591612345", False),
    ]
    assert actions(customer) == [("customer.created", {})]
    assert (customer.created_at, customer.created_by, customer.version) == (NOW, by, 1)


def test_create_customer_costs_three_statements():
    with statements() as ran:
        create_customer(by=None, now=NOW, family_name="Wit", phones=["0612345678"])
    assert len(ran) == 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"family_name": " "}, "family_name"),
        ({"kind": "organisation"}, "organisation_name"),
        ({"kind": "organisation", "organisation_name": "X", "bsn": BSN}, "bsn"),
        ({"kind": "organisation", "organisation_name": "X", "kvk_number": "123"}, "kvk_number"),
        ({"family_name": "Wit", "kvk_number": "68750110"}, "kvk_number"),
        ({"family_name": "Wit", "bsn": "123456783"}, "bsn"),
        ({"family_name": "Wit", "phones": ["12"]}, "phone"),
        ({"family_name": "Wit", "emails": ["hanna"]}, "email"),
        ({"family_name": "Wit", "postcode": "not a postcode"}, "postcode"),
        ({"family_name": "W" * 121}, "family_name"),
    ],
)
def test_create_customer_refuses_what_makes_no_sense(values, field):
    assert refused(create_customer, by=None, now=NOW, **values) == field
    assert Customer.objects.count() == 0
    assert AuditEvent.objects.count() == 0


def test_create_customer_refuses_a_detail_that_does_not_exist():
    with pytest.raises(TypeError):
        create_customer(by=None, now=NOW, family_name="Wit", birthday="1970-01-01")


def test_a_foreign_postcode_stays_as_typed():
    customer = make_customer(postcode="49824", house_number=3, house_suffix="")
    assert (customer.postcode, customer.address_key) == ("49824", "49824-3")


# -- BSN -----------------------------------------------------------------------------------------


def test_bsn_is_not_readable_from_the_table():
    customer = make_customer(bsn="1234.56.782")
    row = Customer.objects.filter(pk=customer.pk).values().get()
    stored = b"".join(
        str(v).encode() + bytes(v if isinstance(v, bytes) else b"") for v in row.values()
    )
    assert BSN.encode() not in stored
    assert bsns.decrypt(customer.bsn_encrypted) == BSN
    assert row["bsn_lookup"] == bsns.lookup(BSN)
    assert bsns.encrypt(BSN) != bsns.encrypt(BSN)


def test_bsn_needs_its_key(settings):
    encrypted, lookup = bsns.encrypt(BSN), bsns.lookup(BSN)
    settings.PERSONAL_DATA_KEY = "another-key"
    assert bsns.decrypt(encrypted) == ""
    assert bsns.masked(encrypted) == "******"
    assert bsns.lookup(BSN) != lookup


def test_bsn_belongs_to_one_customer():
    make_customer(bsn=BSN)
    assert refused(create_customer, by=None, now=NOW, family_name="Smit", bsn=BSN) == "bsn"
    other = make_customer(family_name="Smit")
    assert refused(update_customer, by=None, now=NOW, customer=other, version=1, bsn=BSN) == "bsn"
    assert Customer.objects.exclude(bsn_lookup="").count() == 1


def test_bsn_half_set_is_refused_by_the_database():
    customer = make_customer()
    for half in ({"bsn_lookup": "x"}, {"bsn_encrypted": b"x"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Customer.objects.filter(pk=customer.pk).update(**half)


def test_reveal_bsn_shows_it_and_records_who(caplog):
    by, customer = make_user("agent"), make_customer(bsn=BSN)
    with caplog.at_level(logging.DEBUG):
        assert reveal_bsn(by=by, customer=customer, now=NOW) == BSN
    event = AuditEvent.objects.get(action="customer.bsn_revealed")
    assert (event.actor, event.object_id, event.detail) == (by, str(customer.public_id), {})
    assert BSN not in "".join(
        r.getMessage() for r in caplog.records if r.name != "django.db.backends"
    )


def test_reveal_bsn_without_one_is_refused_and_not_recorded():
    customer = make_customer()
    assert refused(reveal_bsn, by=None, customer=customer, now=NOW) == ""
    assert AuditEvent.objects.filter(action="customer.bsn_revealed").count() == 0


def test_reveal_bsn_with_another_key_is_refused(settings):
    customer = make_customer(bsn=BSN)
    settings.PERSONAL_DATA_KEY = "another-key"
    assert refused(reveal_bsn, by=None, customer=customer, now=NOW) == ""


def test_reveal_address_is_recorded():
    customer = make_customer(secret_address=True)
    address = reveal_address(by=None, customer=customer, now=NOW)
    assert address == "Noorderstraat 12a, 7801 AB Lindenwaard"
    assert actions(customer)[-1] == ("customer.address_revealed", {})


def test_record_look_costs_one_statement():
    customer = make_customer()
    with statements() as ran:
        record_look(by=None, customer=customer, why="page", now=NOW)
    assert len(ran) == 1
    assert actions(customer)[-1] == ("customer.viewed", {"why": "page"})


# -- Changing ------------------------------------------------------------------------------------


def test_update_customer_changes_what_differs_and_names_it():
    reference()
    channel = Channel.objects.get(code="e-mail")
    customer = make_customer()
    update_customer(
        by=None, customer=customer, version=1, now=NOW, given_name="Hanna", family_name="Witte",
        postcode="7802 CD", preferred_channel=channel, bsn=BSN,
    )  # fmt: skip
    customer = Customer.objects.get(pk=customer.pk)
    assert (customer.family_name, customer.version) == ("Witte", 2)
    assert customer.search_text == "hanna de witte dewitte"
    assert (customer.address_key, customer.preferred_channel) == ("7802CD12A", channel)
    fields = ["bsn", "family_name", "postcode", "preferred_channel"]
    assert actions(customer)[-1] == ("customer.changed", {"fields": fields})


def test_update_customer_without_a_change_does_nothing():
    customer = make_customer(bsn=BSN)
    with statements() as ran:
        update_customer(by=None, customer=customer, version=1, now=NOW, city="Lindenwaard", bsn=BSN)
    assert len(ran) == 0
    assert [action for action, _ in actions(customer)] == ["customer.created"]


def test_update_customer_removes_a_bsn_when_told():
    customer = make_customer(bsn=BSN)
    update_customer(by=None, customer=customer, version=1, now=NOW, bsn="")
    customer.refresh_from_db()
    assert (customer.bsn_lookup, customer.bsn_encrypted) == ("", None)


def test_update_customer_shows_both_values_to_the_second_person():
    one = make_customer()
    two = Customer.objects.get(pk=one.pk)
    update_customer(by=None, customer=one, version=1, now=NOW, city="Emmen", confidential=True)
    for theirs in (two, Customer.objects.get(pk=two.pk)):  # read before, and read after the save
        with pytest.raises(EditConflict) as caught:
            update_customer(
                by=None, customer=theirs, version=1, now=NOW, city="Assen", street="Noorderstraat",
                confidential=False,
            )  # fmt: skip
        assert [(d.name, d.theirs, d.yours) for d in caught.value.differences] == [
            ("city", "Emmen", "Assen"),
            ("confidential", "ja", "nee"),
        ]
        assert caught.value.current.version == 2
    assert Customer.objects.get(pk=one.pk).city == "Emmen"


def test_update_customer_with_an_old_version_but_the_same_wish_is_fine():
    one = make_customer()
    two = Customer.objects.get(pk=one.pk)
    update_customer(by=None, customer=one, version=1, now=NOW, city="Emmen")
    two = Customer.objects.get(pk=one.pk)
    assert update_customer(by=None, customer=two, version=1, now=NOW, city="Emmen").version == 2


def test_difference_is_in_words():
    reference()
    customer = make_customer(preferred_channel=Channel.objects.get(code="balie"))
    stale = Customer.objects.get(pk=customer.pk)
    update_customer(by=None, customer=customer, version=1, now=NOW, house_number=None)
    with pytest.raises(EditConflict) as caught:
        update_customer(
            by=None, customer=stale, version=0, now=NOW, house_number=13, preferred_channel=None
        )
    assert [(d.theirs, d.yours) for d in caught.value.differences] == [("12", "13"), ("Balie", "")]
    assert isinstance(caught.value.differences[0], Difference)


# -- Ways to reach -------------------------------------------------------------------------------


def test_contact_points_come_and_go():
    customer = make_customer(phones=(), emails=())
    first = add_contact_point(by=None, customer=customer, kind="phone", value="0612345678", now=NOW)
    second = add_contact_point(
        by=None, customer=customer, kind="phone", value="0591612345", label="werk", now=NOW
    )
    assert points(customer) == [("phone", "+31612345678", True), ("phone", "+31591612345", False)]
    prefer_contact_point(by=None, point=second, now=NOW)
    assert points(customer) == [("phone", "+31612345678", False), ("phone", "+31591612345", True)]
    remove_contact_point(by=None, point=ContactPoint.objects.get(pk=second.pk), now=NOW)
    assert points(customer) == [("phone", "+31612345678", True)]
    assert first.pk == customer.contact_points.get().pk
    assert [action for action, _ in actions(customer)] == [
        "customer.created",
        "customer.contact_point_added",
        "customer.contact_point_added",
        "customer.contact_point_preferred",
        "customer.contact_point_removed",
    ]


def test_contact_point_preferred_at_once_replaces_the_other():
    customer = make_customer()
    add_contact_point(
        by=None, customer=customer, kind="phone", value="0591612345", preferred=True, now=NOW
    )
    assert points(customer) == [("phone", "+31612345678", False), ("phone", "+31591612345", True)]


@pytest.mark.parametrize(
    ("kind", "value"), [("phone", "06-12345678"), ("phone", "12"), ("email", "hanna")]
)
def test_contact_point_twice_or_none_is_refused(kind, value):
    customer = make_customer()
    arguments = {"by": None, "customer": customer, "kind": kind, "value": value, "now": NOW}
    assert refused(add_contact_point, **arguments) == kind
    assert customer.contact_points.count() == 1
