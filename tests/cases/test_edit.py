"""Changing what a case holds: by whom, what is kept, and two people at once."""

from datetime import timedelta

import pytest
from django.db import transaction

from cases import services
from cases.editing import Clash, EditConflict, fields_at, fields_of, merge
from cases.models import Case, CaseQuestion, CaseRevision
from cases.timeline import timeline
from cases.undoing import undo
from kcc.audit.models import AuditEvent
from kcc.customers.merging import merge_customers
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from kcc.organisation.models import BatchItem
from tests.factories import NOW, make_case, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def handler():
    reference()
    return make_user("handler")


@pytest.fixture
def case(handler):
    case_type = reference().case_type["omgevingsvergunning"]
    CaseQuestion.objects.bulk_create(
        CaseQuestion(case_type=case_type, order=order, key=key, label=label, kind=kind, **more)
        for order, (key, label, kind, more) in enumerate(
            [
                ("breedte", "Hoe breed wordt het?", "number", {"lowest": 1, "highest": 20}),
                ("kleur", "Welke kleur?", "choice", {"choices": ["wit", "grijs"]}),
                ("tekening", "Is er een tekening?", "yes_no", {"required": True}),
            ]
        )
    )
    return load(make_case(location="Noorderstraat 12", details={"breedte": "3"}))


def load(case) -> Case:
    return Case.objects.for_acts().get(pk=case.pk)


def edit(case, by, *, version=None, now=LATER, **values):
    values = {name.replace("__", "."): value for name, value in values.items()}
    return services.edit(by=by, case=case, version=version or case.version, values=values, now=now)


def refusal(case, by, **values):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        edit(case, by, **values)
    return caught.value.field, caught.value.code


# -- One person -------------------------------------------------------------------------------


def test_what_is_typed_is_saved_with_what_it_was(handler, case):
    edited = edit(case, handler, description=" Dakkapel achter ", details__kleur="wit")
    saved = load(case)
    assert (saved.description, saved.details, saved.version) == (
        "Dakkapel achter", {"breedte": "3", "kleur": "wit"}, 2,
    )  # fmt: skip
    assert (edited.description, edited.version) == ("Dakkapel achter", 2)
    assert saved.search_text == "dakkapel achter noorderstraat 12 3 wit"
    revision = CaseRevision.objects.get()
    assert (revision.version, revision.by, revision.before) == (
        2, handler,
        {"description": "Dakkapel aan de voorkant van de woning", "details.kleur": None},
    )  # fmt: skip
    event = case.events.get()
    assert (event.kind, event.text, event.detail) == (
        "edited", "", {"version": 2, "fields": ["description", "details.kleur"]},
    )  # fmt: skip
    assert AuditEvent.objects.filter(action="case.edit", actor=handler).count() == 1
    # What can be taken back holds no words.
    assert BatchItem.objects.get().before == {}


def test_what_changes_nothing_leaves_no_trace(handler, case):
    edited = edit(case, handler, description=case.description, location=" Noorderstraat 12 ")
    assert (edited.version, edited.batch, case.events.count()) == (1, None, 0)
    assert edit(case, handler).version == 1


def test_the_timeline_names_the_fields(handler, case):
    edit(case, handler, location="Elders 1", details__kleur="grijs")
    assert timeline(load(case))[-1].title == "Gewijzigd: welke kleur?, locatie"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"description": " "}, ("description", "refused")),
        ({"description": "x" * 4001}, ("description", "refused")),
        ({"location": "x" * 201}, ("location", "refused")),
        ({"priority": 7}, ("priority", "refused")),
        ({"confidentiality": "geheim"}, ("confidentiality", "refused")),
        ({"details__breedte": "21"}, ("details.breedte", "refused")),
        ({"details__kleur": "paars"}, ("details.kleur", "refused")),
        ({"details__naam": "x"}, ("details.naam", "unknown")),
    ],
)
def test_what_cannot_be_is_refused(handler, case, values, expected):
    assert refusal(case, handler, **values) == expected
    assert (load(case).version, CaseRevision.objects.count()) == (1, 0)


def test_a_question_left_open_at_registration_does_not_stop_another_change(handler, case):
    edit(case, handler, details={"breedte": "4", "kleur": "", "tekening": None})
    assert load(case).details == {"breedte": "4"}
    edit(load(case), handler, details__tekening=True)
    assert refusal(load(case), handler, details__tekening="") == ("details.tekening", "required")


def test_an_answer_is_taken_away(handler, case):
    edit(case, handler, details__breedte="")
    assert load(case).details == {}


def test_a_bsn_is_masked(handler, case):
    edit(case, handler, description="BSN 999990019", location="bij 999990019")
    saved = load(case)
    assert "999990019" not in saved.description + saved.location + saved.search_text


def test_a_field_that_is_none_is_a_mistake_of_ours(handler, case):
    with pytest.raises(ValueError, match="status"):
        edit(case, handler, status=3)


def test_the_customer_is_the_one_that_a_double_became(handler, case):
    kept = make_customer()
    double = make_customer(family_name="Witt", phones=())
    merge_customers(by=handler, kept=kept, merged=double, now=NOW)
    double.refresh_from_db()
    edit(case, handler, customer=double)
    assert load(case).customer == kept
    edit(load(case), handler, customer=None)
    assert load(case).customer is None


def test_subject_and_priority(handler, case):
    edit(case, handler, subject=("VG01", "Dakkapel"), priority=2)
    saved = load(case)
    assert (saved.subject_code, saved.subject_name, saved.priority) == ("VG01", "Dakkapel", 2)
    assert "dakkapel" in saved.search_text


# -- Who --------------------------------------------------------------------------------------


def test_the_contact_centre_keeps_the_file_right_but_does_not_decide_who_sees_it(case):
    agent, stranger = make_user("agent"), make_user("manager")
    edit(case, agent, location="Zuiderstraat 3")
    assert load(case).location == "Zuiderstraat 3"
    assert refusal(load(case), agent, confidentiality="vertrouwelijk") == (
        "confidentiality", "refused",
    )  # fmt: skip
    assert refusal(load(case), stranger, location="Nergens") == ("", "not_now")


def test_the_department_decides_who_sees_it(handler, case):
    edit(case, handler, confidentiality="vertrouwelijk")
    assert load(case).confidentiality == "vertrouwelijk"


def test_a_closed_case_is_not_changed(handler, case):
    result = case.case_type.result_types.first()
    services.close_case(by=handler, case=case, version=1, result=result, answer="Ja", now=LATER)
    assert refusal(load(case), handler, location="Nergens") == ("", "not_now")


# -- Two people -------------------------------------------------------------------------------


def test_changes_of_different_fields_become_one(handler, case):
    other = make_user("handler")
    edit(case, handler, description="Van de een", details__breedte="5")
    edit(case, other, version=1, location="Van de ander", details__kleur="wit")
    saved = load(case)
    assert (saved.description, saved.location, saved.details, saved.version) == (
        "Van de een", "Van de ander", {"breedte": "5", "kleur": "wit"}, 3,
    )  # fmt: skip


def test_a_form_with_everything_in_it_takes_nothing_of_the_other_back(handler, case):
    """The page sends every field, touched or not."""
    other, seen = make_user("handler"), load(case)
    edit(case, handler, description="Van de een")
    edit(seen, other, description=seen.description, location="Van de ander", priority=0)
    saved = load(case)
    assert (saved.description, saved.location) == ("Van de een", "Van de ander")


def test_the_same_field_is_shown_from_both_and_nothing_is_saved(handler, case):
    other = make_user("handler")
    edit(case, handler, description="Van de een", location="Hier")
    with pytest.raises(EditConflict) as caught, transaction.atomic():
        edit(case, other, version=1, description="Van de ander", location="Hier", priority=1)
    conflict = caught.value
    before = "Dakkapel aan de voorkant van de woning"
    assert (conflict.version, conflict.code) == (2, "conflict")
    assert conflict.clashes == [Clash("description", before, "Van de een", "Van de ander")]
    saved = load(case)
    assert (saved.description, saved.priority, saved.version) == ("Van de een", 0, 2)
    # Sent again with what was chosen, on the version of the conflict.
    edit(case, other, version=2, description="Van allebei", location="Hier", priority=1)
    saved = load(case)
    assert (saved.description, saved.priority, saved.version) == ("Van allebei", 1, 3)


def test_what_else_happened_does_not_stand_in_the_way(handler, case):
    seen = load(case)
    services.claim(by=handler, case=case, version=1, now=LATER)
    edit(seen, make_user("handler"), version=1, description="Van de ander")
    assert (load(case).description, load(case).handler) == ("Van de ander", handler)


def test_a_version_that_never_was_is_refused(handler, case):
    with pytest.raises(Conflict), transaction.atomic():
        edit(case, handler, version=9, description="x")


def test_an_edit_taken_back_in_between_is_no_clash(handler, case):
    seen = load(case)
    first = edit(case, handler, description="Even anders")
    undo(by=handler, batch=first.batch, now=LATER)
    edit(seen, make_user("handler"), version=1, description="Toch beter")
    assert (load(case).description, load(case).version) == ("Toch beter", 4)


def test_what_it_was_at_every_version(handler, case):
    versions = {1: fields_of(load(case))}
    for values in (
        {"description": "Twee"}, {"details__breedte": "9", "location": "Drie"},
        {"description": "Vier", "details__kleur": "wit"}, {"details__breedte": ""},
    ):  # fmt: skip
        case = edit(load(case), handler, **values)
        versions[case.version] = fields_of(load(case))
    revisions = list(case.revisions.all())
    found = {
        version: {
            name: value
            for name, value in fields_at(load(case), version, revisions).items()
            if value is not None
        }
        for version in versions
    }
    expected = {
        version: {name: value for name, value in fields.items() if value is not None}
        for version, fields in versions.items()
    }
    assert found == expected


def test_an_edit_costs_eight_statements_and_one_more_on_an_older_version(handler, case):
    """The locked case, its row, the timeline, what it was, the questions, the audit log, and two to
    take it back by; on an older version what it was since."""
    access_of(handler)
    with statements() as ran:
        edit(case, handler, description="Van de een")
    assert len(ran) == 8
    with statements() as ran:
        edit(case, handler, version=1, location="Elders")
    assert len(ran) == 9


# -- The rule itself --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "theirs", "mine", "changes", "clashes"),
    [
        ("a", "a", "a", {}, []),
        ("a", "a", "b", {"x": "b"}, []),
        ("a", "b", "a", {}, []),
        ("a", "b", "b", {}, []),
        ("a", "b", "c", {}, [Clash("x", "a", "b", "c")]),
        (None, None, "b", {"x": "b"}, []),
        ("a", None, "b", {}, [Clash("x", "a", None, "b")]),
        ("a", "b", None, {}, [Clash("x", "a", "b", None)]),
    ],
)
def test_of_three_values_one_is_right_or_a_person_decides(base, theirs, mine, changes, clashes):
    assert merge({"x": base}, {"x": theirs}, {"x": mine}) == (changes, clashes)
