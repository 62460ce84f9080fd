"""Start data of contacts: 79 subjects with an answer, outcomes, reasons."""

import pytest

from cases import loading as cases
from contacts import loading
from contacts.models import ContactReason, Outcome, RepeatReason, Subject
from kcc.organisation import loading as organisation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def earlier_rooms(db):
    organisation.load()
    cases.load()


def made(tallies):
    return {t.model.__name__: (t.created, t.updated, t.unchanged) for t in tallies}


def test_load_makes_every_row_of_the_files():
    assert made(loading.load()) == {
        "Outcome": (12, 0, 0),
        "ContactReason": (10, 0, 0),
        "RepeatReason": (9, 0, 0),
        "Subject": (79, 0, 0),
        "EscalationStep": (4, 0, 0),
    }


def test_load_twice_changes_nothing():
    loading.load()
    nothing = {
        "Outcome": (0, 0, 12),
        "ContactReason": (0, 0, 10),
        "RepeatReason": (0, 0, 9),
        "Subject": (0, 0, 79),
        "EscalationStep": (0, 0, 4),
    }
    assert made(loading.load()) == nothing
    assert made(loading.load(update=True)) == nothing


def test_load_leaves_what_was_edited_unless_asked():
    loading.load()
    Subject.objects.filter(code="AF01").update(answer="Morgen geleegd.")
    loading.load()
    assert Subject.objects.get(code="AF01").answer == "Morgen geleegd."
    assert made(loading.load(update=True))["Subject"] == (0, 1, 78)
    assert Subject.objects.get(code="AF01").answer != "Morgen geleegd."


def test_every_subject_has_an_answer_and_words_to_find_it_by():
    loading.load()
    for subject in Subject.objects.all():
        assert 40 <= len(subject.answer) <= 400, subject.code
        assert len(subject.keywords) >= 4, subject.code
        assert subject.keywords[0].casefold() in subject.search_text or subject.keywords == []


def test_call_steps_are_four_to_six_short_lines():
    loading.load()
    with_steps = [s for s in Subject.objects.all() if s.call_steps]
    assert len(with_steps) >= 10
    assert {4 <= len(s.call_steps) <= 6 for s in with_steps} == {True}
    assert max(len(step) for s in with_steps for step in s.call_steps) <= 80


def test_places_are_address_bound_and_windows_differ_per_subject():
    loading.load()
    bound = Subject.objects.filter(address_bound=True).values_list("code", flat=True)
    assert " ".join(sorted(bound)) == (
        "AF01 AF02 AF05 OR01 OR02 OR03 OR04 OR05 OR06 OR07 VO01 VO02 VO03 VO04 VO05"
    )
    days = dict(Subject.objects.values_list("code", "repeat_window_days"))
    assert (days["BZ01"], days["AF01"], days["VE01"], days["AL04"]) == (28, 7, 56, 0)


def test_outcomes_follow_their_category():
    loading.load()
    rows = list(Outcome.objects.values_list("category", "code", "counts_as_direct"))
    assert [code for _, code, direct in rows if direct] == [
        "direct_afgehandeld",
        "zaak_aangemaakt",
    ]
    first = {}
    for category, code, _ in rows:
        first.setdefault(category, code)
    assert first == {
        "direct": "direct_afgehandeld",
        "callback": "terugbelverzoek",
        "case": "zaak_aangemaakt",
        "transferred": "doorverbonden_warm",
        "referred": "verwezen_extern",
        "aborted": "afgebroken",
    }
    assert [o.code for o in Outcome.objects.filter(counts_as_contact=False)] == [
        "verkeerd_verbonden"
    ]


def test_reasons_say_what_they_count_for():
    loading.load()
    status = ContactReason.objects.filter(is_status_question=True)
    assert [r.code for r in status] == ["status_lopende_zaak", "geen_reactie"]
    due = RepeatReason.objects.filter(due_to_department=True)
    assert [r.code for r in due] == ["niet_teruggebeld", "geen_reactie", "termijn_verstreken"]


def test_asking_how_it_is_going_is_a_subject_of_its_own():
    loading.load()
    subjects = Subject.objects.filter(is_status_question=True)
    assert list(subjects.values_list("code", flat=True)) == ["AL01"]
