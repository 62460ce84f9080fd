"""Start data of the case types."""

import pytest

from cases import loading
from cases.catalogue.contents import contents_of
from cases.catalogue.finishing import advice_of, problems_of
from cases.catalogue.services import make_draft
from cases.models import CaseQuestion, CaseType, ResultType, StatusType
from cases.questions import asked_of
from cases.services import open_case
from contacts import loading as contacts
from contacts.models import Subject
from kcc.organisation import loading as organisation
from kcc.organisation.statutory import parse_term
from tests.factories import NOW

pytestmark = pytest.mark.django_db
QUESTIONS = 122


@pytest.fixture(autouse=True)
def departments(db):
    organisation.load()


def made(tallies):
    return {t.model.__name__: (t.created, t.updated, t.unchanged) for t in tallies}


def test_load_makes_every_case_type_with_what_belongs_to_it():
    assert made(loading.load()) == {
        "CaseType": (28, 0, 0),
        "StatusType": (126, 0, 0),
        "ResultType": (91, 0, 0),
        "CaseQuestion": (QUESTIONS, 0, 0),
    }
    assert StatusType.objects.filter(is_final=True).count() == 28
    assert ResultType.objects.filter(selection_list="").count() == 0


def test_load_twice_changes_nothing():
    loading.load()
    assert made(loading.load()) == {
        "CaseType": (0, 0, 28),
        "StatusType": (0, 0, 0),
        "ResultType": (0, 0, 0),
        "CaseQuestion": (0, 0, 0),
    }
    assert made(loading.load(update=True)) == {
        "CaseType": (0, 0, 28),
        "StatusType": (0, 0, 126),
        "ResultType": (0, 0, 91),
        "CaseQuestion": (0, 0, QUESTIONS),
    }


def test_load_leaves_what_was_edited():
    loading.load()
    CaseType.objects.filter(slug="klacht").update(norm="P14D")
    StatusType.objects.filter(case_type__slug="klacht", order=2).delete()
    CaseQuestion.objects.filter(case_type__slug="klacht").delete()
    assert sum(row[0] + row[1] for row in made(loading.load()).values()) == 0
    assert CaseType.objects.get(slug="klacht").norm == "P14D"


def test_load_with_update_puts_the_values_back():
    loading.load()
    CaseType.objects.filter(slug="klacht").update(norm="P14D")
    StatusType.objects.filter(case_type__slug="klacht", order=2).delete()
    CaseQuestion.objects.filter(case_type__slug="klacht", key="waarover").update(label="Wat?")
    assert made(loading.load(update=True)) == {
        "CaseType": (0, 1, 27),
        "StatusType": (1, 0, 125),
        "ResultType": (0, 0, 91),
        "CaseQuestion": (0, 1, QUESTIONS - 1),
    }
    assert CaseType.objects.get(slug="klacht").norm == "P28D"


def test_load_with_update_makes_a_new_version_when_cases_run_by_the_old_one():
    loading.load()
    contacts.load()
    old = CaseType.objects.get(slug="klacht")
    case = open_case(by=None, case_type=old, description="Te laat", now=NOW)
    CaseType.objects.filter(pk=old.pk).update(norm="P14D")
    loading.load(update=True)
    versions = CaseType.objects.filter(slug="klacht").order_by("version")
    assert [(row.version, row.stage, row.norm) for row in versions] == [
        (1, "past", "P14D"), (2, "current", "P28D"),
    ]  # fmt: skip
    case.refresh_from_db()
    assert case.case_type == old
    # What subjects make of a question is the new one.
    assert set(Subject.objects.filter(case_type__slug="klacht").values_list("case_type")) == {
        (versions[1].pk,)
    }
    assert sum(sum(row[:2]) for row in made(loading.load(update=True)).values()) == 0


def test_load_with_update_changes_keywords_of_a_type_in_use_without_a_new_version():
    loading.load()
    old = CaseType.objects.get(slug="klacht")
    open_case(by=None, case_type=old, description="Te laat", now=NOW)
    CaseType.objects.filter(pk=old.pk).update(keywords=[])
    loading.load(update=True)
    only = CaseType.objects.get(slug="klacht")
    assert (only.version, only.keywords != []) == (1, True)


def test_load_with_update_leaves_a_type_somebody_is_changing():
    loading.load()
    draft = make_draft(by=None, case_type=CaseType.objects.get(slug="klacht"), now=NOW)
    CaseType.objects.filter(pk=draft.pk).update(norm="P7D")
    CaseType.objects.filter(slug="klacht", version=1).update(norm="P14D")
    loading.load(update=True)
    versions = CaseType.objects.filter(slug="klacht").order_by("version")
    assert [(row.stage, row.norm) for row in versions] == [("current", "P14D"), ("draft", "P7D")]


def test_subjects_get_the_version_in_use():
    loading.load()
    old = CaseType.objects.get(slug="klacht")
    CaseType.objects.filter(pk=old.pk).update(stage="past")
    new = CaseType.objects.create(
        slug="klacht", version=2, name="Klacht", domain=old.domain, department=old.department,
        term="P42D", term_unit="kalenderdagen", norm="P14D", norm_unit="kalenderdagen",
    )  # fmt: skip
    contacts.load()
    assert {row.case_type for row in Subject.objects.filter(case_type__slug="klacht")} == {new}


def test_every_term_and_norm_can_be_reckoned_with():
    loading.load()
    for case_type in CaseType.objects.all():
        for term, unit in (
            (case_type.term, case_type.term_unit),
            (case_type.norm, case_type.norm_unit),
        ):
            assert parse_term(term, working_days=unit == "werkdagen").amount > 0


def test_every_type_of_the_file_can_be_finished_and_is_explained_to_the_customer():
    loading.load()
    for case_type in CaseType.objects.all():
        contents = contents_of(case_type)
        assert (case_type.slug, problems_of(contents)) == (case_type.slug, [])
        silent = [text for text in advice_of(contents) if "explanation" in text or "nglish" in text]
        assert (case_type.slug, silent) == (case_type.slug, [])
        assert case_type.public_name.startswith("uw ")
        assert case_type.public_name_en.startswith("your ")


def test_most_types_have_a_question_set():
    loading.load()
    sets = {row.slug: len(asked_of(row)) for row in CaseType.objects.all()}
    assert sorted(slug for slug, count in sets.items() if not count) == [
        "bijstand-levensonderhoud", "klantvraag",
    ]  # fmt: skip
    assert {count for count in sets.values() if count} <= {3, 4, 5, 6, 7}


def test_what_is_granted_is_kept_from_the_day_it_ends():
    loading.load()
    rows = ResultType.objects.filter(counts_from="vervaldatum_besluit")
    assert ("parkeervergunning", "Verleend") in rows.values_list("case_type__slug", "name")
    assert set(rows.values_list("name", flat=True)) == {"Verleend", "Verstrekt"}


def test_a_decision_of_the_file_meets_the_term_before_the_end():
    loading.load()
    decisions = StatusType.objects.filter(is_decision=True)
    assert decisions.filter(is_final=True).count() == 0
    assert set(decisions.values_list("name", flat=True)) == {
        "Besluit genomen", "Uitspraak gedaan", "Oordeel verzonden",
    }  # fmt: skip
