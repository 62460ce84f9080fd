"""Versions of a case type: copied, compared, checked and put to use."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from cases.catalogue.contents import contents_of, duration_in_words
from cases.catalogue.differences import Difference, differences
from cases.catalogue.finishing import advice_of, problems_of
from cases.catalogue.selectors import versions_of
from cases.catalogue.services import make_draft, publish, put_rows
from cases.models import CaseQuestion, CaseType, ResultType, Stage, StatusType
from cases.services import open_case
from contacts.models import Subject
from kcc.audit.models import AuditEvent
from kcc.lib.errors import Conflict, DomainError
from tests.factories import NOW, make_case, make_closed_case, make_department, make_user, reference

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def current():
    return reference().case_type["omgevingsvergunning"]


@pytest.fixture
def draft(current):
    return make_draft(by=None, case_type=current, now=NOW)


def changed(case_type, **values):
    CaseType.objects.filter(pk=case_type.pk).update(**values)
    return CaseType.objects.get(pk=case_type.pk)


# -- Versions ----------------------------------------------------------------------------------


def test_a_draft_is_a_copy_that_new_cases_do_not_get(current):
    user = make_user("administrator")
    draft = make_draft(by=user, case_type=current, now=NOW)
    assert (draft.version, draft.stage, draft.slug) == (2, Stage.DRAFT, current.slug)
    assert contents_of(draft) == contents_of(current)
    assert list(CaseType.objects.offered()) == [current]
    event = AuditEvent.objects.get(action="case_type.drafted")
    assert (event.actor, event.detail) == (user, {"version": 2, "copy_of": 1})


def test_there_is_one_draft_at_a_time(current, draft):
    with pytest.raises(DomainError) as refused:
        make_draft(by=None, case_type=current, now=NOW)
    assert refused.value.code == "draft"


def test_publishing_gives_new_cases_the_new_version_and_leaves_the_others(current, draft):
    case, closed = make_case(), make_closed_case()
    StatusType.objects.filter(case_type=draft, order=2).update(name="Wordt bekeken")
    user = make_user("administrator")
    published = publish(by=user, draft=draft, note=" Duidelijker ", now=NOW)
    assert (published.stage, published.published_by, published.change_note) == (
        Stage.CURRENT, user, "Duidelijker",
    )  # fmt: skip
    current.refresh_from_db()
    assert current.stage == Stage.PAST
    for row in (case, closed):
        row.refresh_from_db()
        assert row.case_type == current
    assert list(CaseType.objects.offered()) == [published]
    new = open_case(by=None, case_type=published, description="Nieuw", now=NOW)
    assert new.case_type.version == 2
    event = AuditEvent.objects.get(action="case_type.published")
    subjects = Subject.objects.filter(case_type=published).count()
    assert event.detail == {"version": 2, "subjects": subjects}
    assert subjects > 0
    assert [(row.version, row.running) for row in versions_of(current.slug)] == [(2, 1), (1, 1)]


def test_a_past_version_can_be_brought_back_as_a_new_one(current, draft):
    StatusType.objects.filter(case_type=draft, order=2).update(name="Wordt bekeken")
    publish(by=None, draft=draft, note="Vooruit", now=NOW)
    current.refresh_from_db()
    again = publish(
        by=None, draft=make_draft(by=None, case_type=current, now=NOW), note="Terug", now=NOW
    )
    assert (again.version, contents_of(again)) == (3, contents_of(current))


def test_publishing_twice_is_a_conflict(current, draft):
    changed(draft, name="Anders")
    publish(by=None, draft=draft, note="Naam", now=NOW)
    with pytest.raises(Conflict):
        publish(by=None, draft=draft, note="Naam", now=NOW)


@pytest.mark.parametrize(("note", "field"), [("", "note"), ("Niets", "")])
def test_a_version_needs_a_note_and_a_difference(draft, note, field):
    with pytest.raises(DomainError) as refused:
        publish(by=None, draft=draft, note=note, now=NOW)
    assert (refused.value.field, CaseType.objects.get(pk=draft.pk).stage) == (field, "draft")


def test_a_version_that_cannot_be_finished_is_not_put_to_use(current, draft):
    draft.result_types.all().delete()
    with pytest.raises(DomainError) as refused:
        publish(by=None, draft=draft, note="Zonder", now=NOW)
    assert refused.value.code == "unfinished"
    current.refresh_from_db()
    assert current.stage == Stage.CURRENT


def test_rows_of_a_version_in_use_are_not_replaced(current):
    with pytest.raises(DomainError):
        put_rows(current, "status_types", [])
    assert current.status_types.count() == 3


@pytest.mark.parametrize("stage", [Stage.CURRENT, Stage.DRAFT])
def test_the_database_keeps_one_version_in_use_and_one_draft(current, stage):
    make_draft(by=None, case_type=current, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseType.objects.create(
            slug=current.slug, version=9, stage=stage, name="Dubbel", domain=current.domain,
            department=current.department, term="P1D", term_unit="kalenderdagen", norm="P1D",
            norm_unit="kalenderdagen",
        )  # fmt: skip


def test_the_fingerprint_follows_the_contents(current, draft):
    same = contents_of(draft).fingerprint
    assert same == contents_of(current).fingerprint
    StatusType.objects.filter(case_type=draft, order=1).update(tells_customer=True)
    assert contents_of(draft).fingerprint != same


# -- Can it be finished? -----------------------------------------------------------------------


def question(case_type, order=1, **values):
    asked = {"key": f"vraag{order}", "label": f"Vraag {order}", "kind": "text"} | values
    return CaseQuestion.objects.create(case_type=case_type, order=order, **asked)


def test_a_sound_type_has_no_problems(draft):
    question(draft, 1, kind="choice", choices=["Ja", "Nee"])
    question(draft, 2, kind="number", lowest=1, highest=2)
    assert problems_of(contents_of(draft)) == []


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"name": " "}, "Give the type a name."),
        ({"term": "P0D"}, "Give a term of at least one day."),
        ({"norm": "soon"}, "Give a service norm of at least one day."),
        ({"norm": "P2W", "norm_unit": "werkdagen"}, "Give a service norm of at least one day."),
        ({"extension": "P6", "extendable": True}, "The extension is not a duration."),
        ({"extension": "P6W"},
            "There is a duration for an extension, but the type cannot be extended."),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_reckoned_with(draft, values, problem):
    assert problems_of(contents_of(changed(draft, **values))) == [problem]


def statuses(*rows):
    return [
        {"order": order, "name": name, "is_final": final, "is_decision": decision}
        for order, name, final, decision in rows
    ]


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ([], "A case type has at least two statuses: one to begin with, and a final one."),
        ([(1, "Klaar", True, False)],
            "A case type has at least two statuses: one to begin with, and a final one."),
        ([(1, "A", False, False), (2, "B", False, False)], "Exactly one status is final."),
        ([(1, "A", True, False), (2, "B", False, False)], "The final status comes last."),
        ([(1, "A", False, False), (2, "A", True, False)], "Two statuses have the same name."),
        ([(1, "A", False, True), (2, "B", False, True), (3, "C", True, False)],
            "At most one status is the decision: with it the term is met."),
    ],
)  # fmt: skip
def test_statuses_that_lead_nowhere(draft, rows, problem):
    put_rows(draft, "status_types", statuses(*rows))
    assert problems_of(contents_of(draft)) == [problem]


def test_a_message_needs_something_to_say(draft):
    StatusType.objects.filter(case_type=draft, order=2).update(tells_customer=True)
    assert problems_of(contents_of(draft)) == [
        "The customer is told of “In behandeling”, but there is no explanation to send."
    ]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"retention": ""}, "Say how long a case with result “Verleend” is kept."),
        ({"retention": "lang"}, "Say how long a case with result “Verleend” is kept."),
        ({"archive": "blijvend_bewaren"},
            "A case with result “Verleend” is kept for ever: take the retention away."),
    ],
)  # fmt: skip
def test_results_that_leave_the_file_lying_about(draft, values, problem):
    ResultType.objects.filter(case_type=draft, name="Verleend").update(**values)
    assert problems_of(contents_of(draft)) == [problem]


@pytest.mark.parametrize(
    ("values", "problem"),
    [
        ({"kind": "choice", "choices": ["Ja"]},
            "Give at least two answers to choose from at “Vraag 1”."),
        ({"choices": ["Ja", "Nee"]},
            "Only a choice has answers to choose from: “Vraag 1” has not."),
        ({"lowest": 1}, "Only a number has a lowest and a highest: “Vraag 1” is none."),
        ({"kind": "number", "lowest": 2, "highest": 1},
            "The lowest is above the highest at “Vraag 1”."),
    ],
)  # fmt: skip
def test_questions_nobody_can_answer(draft, values, problem):
    question(draft, **values)
    assert problems_of(contents_of(draft)) == [problem]


def test_a_key_stays_one_kind_of_question(current, draft):
    question(current, kind="text")
    question(draft, kind="date")
    assert problems_of(contents_of(draft), contents_of(current)) == [
        "“Vraag 1” has become another kind of question: give it a key of its own."
    ]


def test_too_many_questions(draft):
    for order in range(1, 22):
        question(draft, order)
    assert problems_of(contents_of(draft)) == ["More than 20 questions are too many to ask."]


def test_advice_stands_in_nobodys_way(draft):
    advice = advice_of(contents_of(draft))
    assert [line.partition(":")[0] for line in advice] == [
        "The customer reads no explanation with",
        "Nothing is asked when a case of this type is registered.",
        "There is no legal basis",
    ]
    StatusType.objects.update(public_text="Tekst")
    ResultType.objects.update(public_text="Tekst")
    assert advice_of(contents_of(draft))[0].startswith("There is no English text with: Ontvangen,")
    assert "English" not in " ".join(advice_of(contents_of(changed(draft, followable=False))))


# -- What differs ------------------------------------------------------------------------------


def lines(current, draft):
    return differences(contents_of(current), contents_of(draft))


def test_nothing_differs_in_a_copy(current, draft):
    assert lines(current, draft) == []


def test_fields_are_said_in_words(current, draft):
    other = make_department("burgerzaken")
    draft = changed(
        draft, term="P8W", norm="P10D", norm_unit="werkdagen", shifts=False, penalty=True,
        department=other, confidentiality="openbaar", keywords=["dak", "schuur"], remark="Let op",
    )  # fmt: skip
    assert [(line.what, line.before, line.after) for line in lines(current, draft)] == [
        ("Department", str(current.department), str(other)),
        ("Term", "56 days", "8 weeks"),
        ("End date shifts", "yes", "no"),
        ("Service norm", "42 days", "10 working days"),
        ("Unit of the norm", "calendar days", "working days"),
        ("Penalty payment when late", "–", "yes"),
        ("Confidentiality", "Case confidential", "Public"),
        ("Keywords", "–", "dak, schuur"),
        ("Remark", "–", "Let op"),
    ]


def test_a_status_in_between_is_one_line(current, draft):
    put_rows(draft, "status_types", [
        {"order": 1, "name": "Ontvangen"}, {"order": 2, "name": "Getoetst"},
        {"order": 3, "name": "In behandeling"},
        {"order": 4, "name": "Afgehandeld", "is_final": True},
    ])  # fmt: skip
    assert lines(current, draft) == [Difference("Status “Getoetst”", "", "–", "new")]


def test_a_status_with_another_name_is_the_same_one(current, draft):
    StatusType.objects.filter(case_type=draft, order=2).update(name="Bezig")
    assert lines(current, draft) == [
        Difference("Status “Bezig”", "Name", "In behandeling", "Bezig")
    ]


def test_statuses_that_change_places(current, draft):
    put_rows(draft, "status_types", [
        {"order": 1, "name": "In behandeling"}, {"order": 2, "name": "Ontvangen"},
        {"order": 3, "name": "Afgehandeld", "is_final": True},
    ])  # fmt: skip
    assert lines(current, draft) == [
        Difference("Status “In behandeling”", "Order", "2", "1"),
        Difference("Status “Ontvangen”", "Order", "1", "2"),
    ]


def test_results_and_questions_come_and_go(current, draft):
    question(current, 1, key="weg", label="Weg?")
    question(draft, 1, key="nieuw", label="Nieuw?")
    ResultType.objects.filter(case_type=draft, name="Geweigerd").delete()
    assert lines(current, draft) == [
        Difference("Result “Geweigerd”", "", "there", "gone"),
        Difference("Question “Nieuw?”", "", "–", "new"),
        Difference("Question “Weg?”", "", "there", "gone"),
    ]


def test_a_duration_in_words():
    assert [
        duration_in_words("P56D"),
        duration_in_words("P1D", working_days=True),
        duration_in_words("P2M"),
        duration_in_words("soon"),
    ] == ["56 days", "1 working day", "2 months", "soon"]
