"""Start data of the case types."""

import pytest

from cases import loading
from cases.models import CaseType, ResultType, StatusType
from kcc.organisation import loading as organisation
from kcc.organisation.statutory import parse_term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def departments(db):
    organisation.load()


def made(tallies):
    return {t.model.__name__: (t.created, t.updated, t.unchanged) for t in tallies}


def test_load_makes_every_case_type_with_statuses_and_results():
    assert made(loading.load()) == {
        "CaseType": (28, 0, 0),
        "StatusType": (126, 0, 0),
        "ResultType": (91, 0, 0),
    }
    assert StatusType.objects.filter(is_final=True).count() == 28
    assert ResultType.objects.filter(selection_list="").count() == 0


def test_load_twice_changes_nothing():
    loading.load()
    assert made(loading.load()) == {
        "CaseType": (0, 0, 28),
        "StatusType": (0, 0, 0),
        "ResultType": (0, 0, 0),
    }
    assert made(loading.load(update=True)) == {
        "CaseType": (0, 0, 28),
        "StatusType": (0, 0, 126),
        "ResultType": (0, 0, 91),
    }


def test_load_leaves_what_was_edited():
    loading.load()
    CaseType.objects.filter(slug="klacht").update(norm="P14D")
    StatusType.objects.filter(case_type__slug="klacht", order=2).delete()
    assert sum(row[0] + row[1] for row in made(loading.load()).values()) == 0
    assert CaseType.objects.get(slug="klacht").norm == "P14D"


def test_load_with_update_puts_the_values_back():
    loading.load()
    CaseType.objects.filter(slug="klacht").update(norm="P14D")
    StatusType.objects.filter(case_type__slug="klacht", order=2).delete()
    assert made(loading.load(update=True)) == {
        "CaseType": (0, 1, 27),
        "StatusType": (1, 0, 125),
        "ResultType": (0, 0, 91),
    }
    assert CaseType.objects.get(slug="klacht").norm == "P28D"


def test_every_term_and_norm_can_be_reckoned_with():
    loading.load()
    for case_type in CaseType.objects.all():
        for term, unit in (
            (case_type.term, case_type.term_unit),
            (case_type.norm, case_type.norm_unit),
        ):
            assert parse_term(term, working_days=unit == "werkdagen").amount > 0
