"""Many rows at once: the same values as the ORM would write, on both databases."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from contacts.models import Contact
from kcc.audit.models import AuditEvent
from kcc.customers.models import Customer
from kcc.lib.inserting import insert_many, reserve_ids
from kcc.organisation.models import Department, Domain
from tests.factories import reference
from tests.town import make_domain

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 10, 9, 0, 0, 123_456, tzinfo=UTC)
TEXTS = [
    "",
    "\\N",
    "\\",
    "a\tb",
    "a\nb\r\nc",
    "\\n",
    "é € 🙂",
    "'; DROP TABLE",
    '"',
    "%s",
    "\\.",
    "x\\",
]


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_reads_back(text):
    insert_many(Domain, ["slug", "name", "order"], [("een", text, 1)])
    assert Domain.objects.values_list("slug", "name", "order").get() == ("een", text, 1)


@pytest.mark.parametrize(
    "detail", [{}, {"a": [1, None, True, "x\ty\\n\n'\""]}, {"é": {"🙂": 1.5}}, [], "tekst"]
)
def test_any_json_reads_back(detail):
    insert_many(AuditEvent, ["at", "action", "detail"], [(AT, "x", detail)])
    event = AuditEvent.objects.get()
    assert (event.detail, event.at, event.actor, event.object_type) == (detail, AT, None, "")


def test_moments_days_booleans_ids_and_nothing():
    town = reference()
    key = UUID("00000000-0000-0000-0000-00000000002a")
    names = ["idempotency_key", "channel", "agent", "started_at", "ended_at", "local_day", "counts"]
    values = (key, town.channel["balie"].pk, None, AT, AT, date(2026, 11, 10), False)
    insert_many(Contact, [*names, "local_hour"], [(*values, 9)])
    contact = Contact.objects.get()
    assert tuple(getattr(contact, name) for name in names) == (
        key, town.channel["balie"], None, AT, AT, date(2026, 11, 10), False,
    )  # fmt: skip


def test_what_is_not_given_gets_its_default_each_row_its_own():
    domain = make_domain()
    rows = [(f"a-{number}", "Afdeling", domain.pk) for number in range(3)]
    insert_many(Department, ["slug", "name", "domain"], rows)
    found = Department.objects.filter(slug__startswith="a-")
    assert {(one.active, one.is_contact_centre, one.origin) for one in found} == {
        (True, False, "local")
    }
    assert len({one.public_id for one in found}) == 3


def test_no_rows_is_nothing():
    insert_many(Domain, ["slug", "name"], [])
    assert Domain.objects.count() == 0


def test_reserved_ids_are_not_given_again():
    first = Domain.objects.create(slug="first", name="x")
    with transaction.atomic():
        ids = reserve_ids(Domain, 3)
        insert_many(Domain, ["id", "slug", "name"], [(pk, f"d-{pk}", "x") for pk in ids])
    last = Domain.objects.create(slug="last", name="x")
    assert len({first.pk, *ids, last.pk}) == 5
    assert (
        list(Domain.objects.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True)) == ids
    )


def test_what_the_database_refuses_is_an_error_of_django():
    rows = [("a", "x"), ("a", "y")]
    with pytest.raises(DatabaseError), transaction.atomic():
        insert_many(Domain, ["slug", "name"], rows)
    assert Domain.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_rows_cost_one_statement(count, django_assert_num_queries):
    with django_assert_num_queries(1):
        insert_many(Domain, ["slug", "name"], [(f"d-{n}", "x") for n in range(count)])
    with django_assert_num_queries(1):
        reserve_ids(Domain, count)


@pytest.mark.parametrize("stored", [b"", b"gA\x00\n\t\xff", None])
def test_bytes_stay_what_they_are(stored):
    lookup = "" if stored is None else "x"
    insert_many(
        Customer,
        ["family_name", "bsn_encrypted", "bsn_lookup", "created_at"],
        [("Wit", stored, lookup, AT)],
    )
    found = Customer.objects.get().bsn_encrypted
    assert (None if found is None else bytes(found)) == stored
