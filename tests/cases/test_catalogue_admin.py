"""The administration of case types, by the functional administrator and nobody else."""

import pytest
from django.urls import reverse

from cases.catalogue.contents import TABLES, contents_of
from cases.catalogue.services import make_draft, publish
from cases.models import CaseQuestion, CaseType, ResultType, Stage, StatusType
from contacts.models import Subject
from kcc.audit.models import AuditEvent
from kcc.organisation.models import Role
from tests.factories import NOW, make_case, make_department, make_user, reference
from tests.organisation.adminpages import address, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client_of):
    return client_of(Role.ADMINISTRATOR)


STATUSES = [
    {"order": 1, "name": "Ontvangen"},
    {"order": 2, "name": "Besluit genomen", "is_decision": "on", "public_text": "Er is besloten."},
    {"order": 3, "name": "Afgehandeld", "is_final": "on"},
]
RESULTS = [
    {"name": "Gegrond", "archive": "vernietigen", "retention_0": 5, "retention_1": "Y",
     "counts_from": "afgehandeld"},
    {"name": "Bewaard", "archive": "blijvend_bewaren", "counts_from": "afgehandeld"},
]  # fmt: skip
QUESTIONS = [
    {"order": 1, "label": "Waar gaat het over?", "kind": "choice", "choices": "Geluid\nAfval"},
    {"order": 2, "label": "Hoe vaak?", "kind": "number", "lowest": "1", "highest": "10"},
]


def rows(prefix, given, initial=0):
    """A table of the form as a browser sends it."""
    sent = {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": initial}
    for n, row in enumerate(given):
        sent |= {f"{prefix}-{n}-{name}": value for name, value in row.items()}
    return sent


def type_form(department, *, statuses=STATUSES, results=RESULTS, questions=QUESTIONS, **values):
    return (
        {
            "name": "Klacht",
            "slug": "klacht",
            "domain": department.domain_id,
            "department": department.pk,
            "active": "on",
            "followable": "on",
            "term_0": 6,
            "term_1": "W",
            "norm_0": 10,
            "norm_1": "B",
            "extension_1": "D",
            "penalty": "unknown",
            "confidentiality": "zaakvertrouwelijk",
            "legal_basis": "Awb 9:11",
        }
        | rows("status_types", statuses)
        | rows("result_types", results)
        | rows("questions", questions)
        | values
    )


def form_of(client, case_type):
    """What the page of a type sends back when nothing is changed."""
    page = client.get(address("cases.casetype", "change", case_type.pk))
    sent = {}
    forms = [page.context["adminform"].form]
    for each in page.context["inline_admin_formsets"]:
        forms += [each.formset.management_form, *each.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if hasattr(bound.field.widget, "widgets"):
                drawn = bound.field.widget.get_context(bound.html_name, value, {})["widget"]
                for part in drawn["subwidgets"]:
                    shown = part["value"]
                    shown = shown[0] if isinstance(shown, list) else shown
                    sent[part["name"]] = "" if shown is None else shown
            elif value is not None and value is not False:
                sent[bound.html_name] = "on" if value is True else value
    return sent


def made_type(administrator):
    department = make_department()
    saved(administrator.post(address("cases.casetype", "add"), type_form(department)))
    return CaseType.objects.get(slug="klacht")


# -- Making one --------------------------------------------------------------------------------


def test_a_new_type_is_a_draft_until_it_is_put_to_use(administrator):
    made = made_type(administrator)
    assert (made.version, made.stage) == (1, Stage.DRAFT)
    assert CaseType.objects.offered().count() == 0
    url = reverse("admin:cases_casetype_publish", args=[made.pk])
    assert administrator.get(url).context["problems"] == []
    response = administrator.post(url, {"note": ""})
    assert response.url == address("cases.casetype", "change", made.pk)
    assert list(CaseType.objects.offered()) == [made]


def test_terms_are_numbers_and_units(administrator):
    made = made_type(administrator)
    assert (made.term, made.term_unit, made.norm, made.norm_unit, made.extension) == (
        "P6W", "kalenderdagen", "P10D", "werkdagen", "",
    )  # fmt: skip
    kept = dict(made.result_types.values_list("name", "retention"))
    assert kept == {"Gegrond": "P5Y", "Bewaard": ""}


def test_a_question_without_a_key_gets_one_of_its_words(administrator):
    made = made_type(administrator)
    assert list(made.questions.values_list("order", "key", "kind", "choices")) == [
        (1, "waar_gaat_het_over", "choice", ["Geluid", "Afval"]),
        (2, "hoe_vaak", "number", []),
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"term_0": ""},
        {"term_0": "0"},
        {"norm_0": "ten"},
        {"norm_1": "H"},
        {"extension_0": "-1"},
        rows("status_types", [STATUSES[0], STATUSES[1] | {"order": 1}]),
        rows("status_types", [STATUSES[0], STATUSES[1] | {"name": "Ontvangen"}]),
        rows("result_types", [RESULTS[0], RESULTS[0]]),
        rows("questions", [QUESTIONS[0], QUESTIONS[0] | {"order": 2}]),
    ],
)
def test_what_cannot_be_stored_is_refused(administrator, values):
    department = make_department()
    page = administrator.post(address("cases.casetype", "add"), type_form(department, **values))
    assert (page.status_code, CaseType.objects.count()) == (200, 0)


def test_a_code_is_given_once(administrator):
    made = made_type(administrator)
    again = type_form(made.department)
    page = administrator.post(address("cases.casetype", "add"), again)
    assert list(page.context["adminform"].form.errors) == ["slug"]


def test_a_draft_that_is_not_finished_can_be_saved_but_not_put_to_use(administrator):
    department = make_department()
    half = type_form(department, statuses=STATUSES[:1], results=[], questions=[])
    saved(administrator.post(address("cases.casetype", "add"), half))
    made = CaseType.objects.get()
    url = reverse("admin:cases_casetype_publish", args=[made.pk])
    assert len(administrator.get(url).context["problems"]) == 2
    page = administrator.post(url, {"note": "New"})
    assert (page.status_code, CaseType.objects.get().stage) == (200, Stage.DRAFT)
    shown = administrator.get(address("cases.casetype", "change", made.pk))
    assert len(shown.context["problems"]) == 2


# -- Changing a draft --------------------------------------------------------------------------


def test_saving_a_draft_without_a_change_changes_nothing(administrator):
    made = made_type(administrator)
    before = contents_of(made)
    saved(administrator.post(
        address("cases.casetype", "change", made.pk), form_of(administrator, made)
    ))  # fmt: skip
    assert contents_of(CaseType.objects.get()) == before
    assert AuditEvent.objects.latest("pk").detail == {}


def test_statuses_change_places_and_the_final_one_in_one_go(administrator):
    made = made_type(administrator)
    sent = form_of(administrator, made)
    sent |= {
        "status_types-0-order": 3,
        "status_types-0-is_final": "on",
        "status_types-2-order": 1,
    }
    del sent["status_types-2-is_final"]
    saved(administrator.post(address("cases.casetype", "change", made.pk), sent))
    assert list(made.status_types.values_list("order", "name", "is_final")) == [
        (1, "Afgehandeld", False), (2, "Besluit genomen", False), (3, "Ontvangen", True),
    ]  # fmt: skip


def test_a_row_is_deleted_and_the_places_close(administrator):
    made = made_type(administrator)
    sent = form_of(administrator, made) | {"status_types-1-DELETE": "on"}
    saved(administrator.post(address("cases.casetype", "change", made.pk), sent))
    assert list(made.status_types.values_list("order", "name")) == [
        (1, "Ontvangen"), (2, "Afgehandeld"),
    ]  # fmt: skip
    assert AuditEvent.objects.latest("pk").detail == {"deleted": ["status: Besluit genomen"]}


def test_nothing_is_saved_over_what_somebody_else_did(administrator):
    made = made_type(administrator)
    sent = form_of(administrator, made) | {"name": "Mine"}
    CaseQuestion.objects.filter(case_type=made, order=1).update(label="Theirs")
    page = administrator.post(address("cases.casetype", "change", made.pk), sent)
    assert page.status_code == 200
    assert len(page.context["adminform"].form.non_field_errors()) == 1
    assert CaseType.objects.get().name == "Klacht"


def test_nothing_is_saved_into_a_version_that_was_put_to_use_in_the_meantime(administrator):
    made = made_type(administrator)
    sent = form_of(administrator, made) | {"name": "Mine", "remark": "Mine"}
    publish(by=None, draft=made, note="", now=NOW)
    page = administrator.post(address("cases.casetype", "change", made.pk), sent)
    assert page.status_code == 200
    assert CaseType.objects.values_list("name", "remark").get() == ("Klacht", "")


def test_a_draft_is_thrown_away(administrator):
    made = made_type(administrator)
    url = address("cases.casetype", "delete", made.pk)
    assert administrator.get(url).status_code == 200
    assert administrator.post(url, {"post": "yes"}).status_code == 302
    assert not CaseType.objects.exists()


# -- A version in use --------------------------------------------------------------------------


def test_of_a_version_in_use_only_what_no_case_runs_by_can_be_changed(administrator):
    case_type = make_case().case_type
    before = contents_of(case_type)
    sent = form_of(administrator, case_type)
    sent |= {"active": "", "keywords": "bouwen\nschuur", "remark": "Zie wiki"}
    sent |= type_form(case_type.department) | {"active": "", "keywords": "bouwen\nschuur"}
    url = address("cases.casetype", "change", case_type.pk)
    saved(administrator.post(url, sent | {"remark": "Zie wiki"}))
    after = contents_of(CaseType.objects.get())
    changed = {name for name, value in after.own.items() if value != before.own[name]}
    assert changed == {"active", "keywords", "remark"}
    assert [getattr(after, table[0]) for table in TABLES] == [
        getattr(before, table[0]) for table in TABLES
    ]


def test_a_version_in_use_or_past_cannot_be_deleted(administrator):
    case_type = reference().case_type["omgevingsvergunning"]
    url = address("cases.casetype", "delete", case_type.pk)
    assert administrator.post(url, {"post": "yes"}).status_code == 403
    CaseType.objects.update(stage=Stage.PAST)
    assert administrator.post(url, {"post": "yes"}).status_code == 403
    assert CaseType.objects.exists()


def test_a_past_version_is_only_looked_at(administrator):
    case_type = reference().case_type["omgevingsvergunning"]
    CaseType.objects.update(stage=Stage.PAST)
    url = address("cases.casetype", "change", case_type.pk)
    assert administrator.get(url).status_code == 200
    assert administrator.post(url, {"remark": "Mine"}).status_code == 403


def test_a_new_version_is_made_changed_and_put_to_use(administrator):
    case = make_case()
    old = case.case_type
    new_version = reverse("admin:cases_casetype_revise", args=[old.pk])
    assert administrator.get(new_version).status_code == 405
    response = administrator.post(new_version)
    draft = CaseType.objects.get(stage=Stage.DRAFT)
    url = address("cases.casetype", "change", draft.pk)
    assert response.url == url
    sent = form_of(administrator, draft) | {"term_0": 10, "term_1": "W"}
    saved(administrator.post(url, sent))
    publish_url = reverse("admin:cases_casetype_publish", args=[draft.pk])
    page = administrator.get(publish_url)
    assert [(line.where, line.after) for line in page.context["changes"]] == [("", "10 weken")]
    assert page.context["running"] == 1
    assert administrator.post(publish_url, {"note": ""}).status_code == 200
    assert administrator.post(publish_url, {"note": "Raad 3 november"}).status_code == 302
    rows = CaseType.objects.order_by("version").values_list("version", "stage", "change_note")
    assert list(rows) == [(1, "past", ""), (2, "current", "Raad 3 november")]
    case.refresh_from_db()
    assert case.case_type == old
    assert set(Subject.objects.exclude(case_type=None).values_list("case_type", flat=True)) == {
        draft.pk
    }


def test_a_second_draft_leads_to_the_first(administrator):
    old = reference().case_type["omgevingsvergunning"]
    draft = make_draft(by=None, case_type=old, now=NOW)
    response = administrator.post(reverse("admin:cases_casetype_revise", args=[old.pk]))
    assert response.url == address("cases.casetype", "change", draft.pk)
    assert CaseType.objects.count() == 2


@pytest.mark.parametrize("stage", [Stage.CURRENT, Stage.PAST])
def test_only_a_draft_is_put_to_use(administrator, stage):
    case_type = reference().case_type["omgevingsvergunning"]
    CaseType.objects.update(stage=stage)
    url = reverse("admin:cases_casetype_publish", args=[case_type.pk])
    assert administrator.get(url).url == address("cases.casetype")
    assert administrator.post(url, {"note": "x"}).url == address("cases.casetype")
    assert CaseType.objects.get().stage == stage


def test_the_list_leaves_past_versions_out_unless_asked(administrator):
    old = reference().case_type["omgevingsvergunning"]
    draft = make_draft(by=None, case_type=old, now=NOW)
    StatusType.objects.filter(case_type=draft, order=1).update(name="Binnen")
    publish(by=None, draft=draft, note="Naam", now=NOW)

    def listed(**asked):
        page = administrator.get(address("cases.casetype"), asked)
        return sorted(row.version for row in page.context["cl"].result_list)

    assert [listed(), listed(stage="past"), listed(stage="all")] == [[2], [1], [1, 2]]
    assert listed(stage="draft") == []


def test_the_pages_cost_the_same_at_one_and_at_three_cases(
    administrator, django_assert_num_queries
):
    make_case()
    case_type = CaseType.objects.get()
    draft = make_draft(by=make_user(), case_type=case_type, now=NOW)
    urls = [
        (address("cases.casetype", "change", draft.pk), PAGE),
        (reverse("admin:cases_casetype_publish", args=[draft.pk]), PUBLISH),
    ]
    for _round in range(2):
        for url, count in urls:
            with django_assert_num_queries(count):
                administrator.get(url)
        make_case()
        make_case()


PAGE, PUBLISH = 21, 13


def test_results_and_questions_go_along_with_a_new_version():
    old = reference().case_type["omgevingsvergunning"]
    CaseQuestion.objects.create(case_type=old, order=1, key="plek", label="Waar?", kind="address")
    draft = make_draft(by=None, case_type=old, now=NOW)
    assert contents_of(draft) == contents_of(old)
    assert ResultType.objects.count() == 4
