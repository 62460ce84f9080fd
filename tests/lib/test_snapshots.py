"""One moment of the database, whatever is written meanwhile."""

import pytest
from django.db import Error, connection, transaction

from kcc.lib.snapshots import one_snapshot
from kcc.organisation.models import Domain
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def names() -> list[str]:
    return list(Domain.objects.values_list("name", flat=True))


def test_what_is_written_meanwhile_is_not_seen_and_does_not_wait():
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.fail("Set TEST_DATABASE_FILE: another connection cannot see memory (`make test`).")
    Domain.objects.create(slug="zorg", name="Zorg")
    with one_snapshot():
        assert names() == ["Zorg"]
        at_once(lambda name: Domain.objects.create(slug=name, name=name), ["wegen"])
        assert names() == ["Zorg"]
    assert sorted(names()) == ["Zorg", "wegen"]


def test_afterwards_writing_goes_on_as_usual():
    with pytest.raises(ZeroDivisionError), one_snapshot():
        _ = len(names()) / 0
    with transaction.atomic():
        Domain.objects.create(slug="zorg", name="Zorg")
    assert names() == ["Zorg"]


def test_nothing_is_written_inside():
    with pytest.raises(Error), one_snapshot():
        Domain.objects.create(slug="zorg", name="Zorg")
    assert names() == []


def test_inside_a_transaction_it_reads_what_that_one_sees():
    with transaction.atomic():
        Domain.objects.create(slug="zorg", name="Zorg")
        with one_snapshot():
            assert names() == ["Zorg"]
