"""The lists of the agent's screen stay the same object as long as nothing in them changes."""

import pytest

from cases.models import CaseType
from contacts import reference as lists
from contacts.models import Subject
from kcc.organisation.models import Department
from tests.factories import reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def read_every_time(db, monkeypatch):
    reference()
    lists.forget()
    monkeypatch.setattr(lists, "TTL", 0.0)


def test_stays_when_nothing_changed():
    kept = lists.reference()
    assert [lists.reference() is kept for _ in range(3)] == [True] * 3


@pytest.mark.parametrize("change", [
    lambda: Subject.objects.filter(code=Subject.objects.first().code).update(answer="Anders"),
    lambda: Subject.objects.filter(code=Subject.objects.first().code).update(active=False),
    lambda: Department.objects.filter(slug="vergunningen").update(name="Vergunning"),
    lambda: CaseType.objects.update(name="Andere naam"),
])  # fmt: skip
def test_is_new_when_a_row_changed(change):
    kept = lists.reference()
    assert change() > 0
    fresh = lists.reference()
    assert fresh is not kept
    assert lists.reference() is fresh
