"""The index of names says what the table says, whatever wrote to it."""

import pytest
from django.db import connection

from kcc.customers.details import derive
from kcc.customers.models import Customer
from tests.factories import NOW, make_customer
from tests.migrations import without

pytestmark = pytest.mark.django_db


def words() -> set[str]:
    with connection.cursor() as cursor:
        # The first column is the word on both databases.
        cursor.execute("SELECT * FROM customers_name_words")
        return {word for word, *_ in cursor.fetchall()}


def test_words_follow_rows_written_one_by_one_and_many_at_once():
    make_customer()
    Customer.objects.bulk_create(
        [Customer(family_name="Smit", search_text="anna smit", created_at=NOW)]
    )
    assert {"hanna", "de", "wit", "dewit", "anna", "smit"} <= words()
    Customer.objects.filter(family_name="Smit").update(search_text="anna bakker")
    assert "bakker" in words()


def test_search_text_is_what_the_names_say():
    make_customer(initials="H.")
    make_customer(kind="organisation", organisation_name="Café 't Hoekje B.V.")
    for customer in Customer.objects.all():
        stored = customer.search_text
        derive(customer)
        assert customer.search_text == stored
    assert sorted(Customer.objects.values_list("search_text", flat=True)) == [
        "cafe t hoekje b v",
        "h hanna de wit dewit",
    ]


def test_triggers_are_there_after_every_migration():
    """Rebuilding the table of customers on SQLite drops them: then run 0002's `create` again."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
                " AND tbl_name = 'customers_customer' ORDER BY name"
            )
            expected = [
                "customers_search_delete",
                "customers_search_insert",
                "customers_search_update",
            ]
        else:
            cursor.execute(
                "SELECT tgname FROM pg_trigger WHERE tgrelid = 'customers_customer'::regclass"
                " AND NOT tgisinternal ORDER BY tgname"
            )
            expected = ["customers_name_words_keep"]
        assert [name for (name,) in cursor.fetchall()] == expected


@pytest.mark.django_db(transaction=True)
def test_the_index_is_built_from_the_rows_that_are_there_and_can_be_taken_away():
    make_customer(family_name="Witteveen")
    with without("customers", "0002_search_index"):
        assert not {"customers_name_words"} & set(connection.introspection.table_names())
    assert "witteveen" in words()
