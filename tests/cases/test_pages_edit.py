"""Changing what a case holds: nothing typed is lost, and nobody is overwritten unseen."""

import pytest

from cases import services
from cases.models import Case, CaseQuestion
from kcc.organisation.models import Batch, User
from tests.factories import NOW, make_case, make_customer, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def town():
    town = reference()
    case_type = town.case_type["omgevingsvergunning"]
    rows = (
        ("diepte", "number", "Hoe diep?", {"required": True, "unit": "m"}),
        ("waar", "address", "Waar?", {}),
        ("buren", "yes_no", "Weten de buren het?", {}),
        ("begin", "date", "Wanneer begint het?", {}),
        ("kant", "choice", "Welke kant?", {"choices": ["Voor", "Achter"]}),
    )
    for order, (key, kind, label, more) in enumerate(rows, start=1):
        CaseQuestion.objects.create(
            case_type=case_type, order=order, key=key, kind=kind, label=label, **more
        )
    return town


@pytest.fixture
def handler(client_of, town):
    client = client_of("handler")
    User.objects.filter(pk=client.user.pk).update(language="en")
    return client


DETAILS = {
    "diepte": "2.5", "waar": {"street": "Marktplein", "number": "1"}, "buren": True,
    "begin": "2026-12-01", "kant": "Achter",
}  # fmt: skip


@pytest.fixture
def case(town):
    return make_case(
        details=DETAILS, location="Marktplein 1", subject_code="VG01", subject_name="Dakkapel"
    )


def url(case):
    return f"/cases/{case.public_id}/edit/"


def typed(case, **changes):
    """What the browser sends when nothing but this was touched."""
    fields = {
        "version": case.version, "description": case.description.replace("\n", "\r\n"),
        "location": case.location, "subject": case.subject_code, "priority": case.priority,
        "confidentiality": case.confidentiality, "reason": "", "detail_diepte": "2,5",
        "detail_waar_street": "Marktplein", "detail_waar_number": "1", "detail_waar_postcode": "",
        "detail_waar_suffix": "", "detail_waar_city": "", "detail_buren": "yes",
        "detail_begin": "2026-12-01", "detail_kant": "Achter",
    }  # fmt: skip
    return fields | changes


def saved(case):
    return Case.objects.get(pk=case.pk)


def change(case, by=None, **values):
    """A colleague was faster."""
    services.edit(
        by=by or make_user("handler", first_name="Anna", last_name="Smit"), now=NOW,
        case=saved(case), version=saved(case).version, values=values,
    )  # fmt: skip


def test_the_form_holds_what_the_case_holds(handler, case):
    form = handler.get(url(case)).context["form"]
    assert list(form.fields) == [
        "version", "description", "location", "subject", "priority", "confidentiality",
        "detail_diepte", "detail_waar", "detail_buren", "detail_begin", "detail_kant", "reason",
    ]  # fmt: skip
    page = handler.get(url(case)).content.decode()
    for words in ("Dakkapel aan de voorkant", "Marktplein", 'value="2026-12-01"', "Hoe diep? (m)"):
        assert words in page


def test_who_takes_the_call_does_not_decide_who_may_see_it(client_of, case):
    agent = client_of("agent")
    assert "confidentiality" not in agent.get(url(case)).context["form"].fields
    sent = typed(case, location="Marktplein 2", confidentiality="openbaar")
    assert agent.post(url(case), sent).status_code == 302
    assert (saved(case).location, saved(case).confidentiality) == (
        "Marktplein 2", "zaakvertrouwelijk",
    )  # fmt: skip


def test_everything_can_be_changed_and_taken_back(handler, case):
    sent = typed(
        case, description="Dakkapel\r\naan de achterkant", location="Marktplein 3", subject="",
        priority="2", confidentiality="vertrouwelijk", detail_diepte="3",
        detail_waar_number="3", detail_buren="no", detail_begin="", detail_kant="Voor",
        reason="De klant belde",
    )  # fmt: skip
    response = handler.post(url(case), sent)
    assert response["Location"] == f"/cases/{case.public_id}/"
    row = saved(case)
    assert (row.description, row.location, row.subject_code, row.priority, row.confidentiality) == (
        "Dakkapel\naan de achterkant", "Marktplein 3", "", 2, "vertrouwelijk",
    )  # fmt: skip
    assert row.details == {
        "diepte": "3", "waar": {"street": "Marktplein", "number": "3"}, "buren": False,
        "kant": "Voor",
    }  # fmt: skip
    assert case.events.get().text == "De klant belde"
    handler.post(f"/cases/undo/{Batch.objects.get().public_id}/")
    assert (saved(case).details, saved(case).location) == (DETAILS, "Marktplein 1")


def test_who_changes_nothing_leaves_no_trace(handler, case):
    Case.objects.update(description="Dakkapel\naan de voorkant")
    response = handler.post(url(case), typed(saved(case)), follow=True)
    assert "Nothing was changed." in response.content.decode()
    assert (saved(case).version, case.events.count()) == (1, 0)


def test_a_question_that_was_left_open_may_stay_open(handler, case):
    Case.objects.update(details={})
    sent = typed(
        case, location="Marktplein 4", detail_diepte="", detail_waar_street="",
        detail_waar_number="", detail_buren="", detail_begin="", detail_kant="",
    )  # fmt: skip
    assert handler.post(url(case), sent).status_code == 302
    assert (saved(case).location, saved(case).details) == ("Marktplein 4", {})


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"description": ""}, "description"),
        ({"description": "x" * 4001}, "description"),
        ({"location": "x" * 201}, "location"),
        ({"priority": "9"}, "priority"),
        ({"confidentiality": "geheim"}, "confidentiality"),
        ({"subject": "BZ99"}, "subject"),
        ({"detail_diepte": ""}, "detail_diepte"),
        ({"detail_diepte": "diep"}, "detail_diepte"),
        ({"detail_begin": "gisteren"}, "detail_begin"),
        ({"detail_kant": "Onder"}, "detail_kant"),
        ({"version": ""}, "version"),
    ],
)
def test_what_is_wrong_is_said_beside_everything_typed(handler, case, changes, field):
    response = handler.post(url(case), typed(case, reason="Belde", **changes))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert response.context["form"]["reason"].value() == "Belde"
    assert saved(case).version == 1


# -- Two people -------------------------------------------------------------------------------


def test_changes_in_other_fields_go_together_by_themselves(handler, case):
    change(case, location="Kerkstraat 5", **{"details.kant": "Voor"})
    response = handler.post(url(case), typed(case, priority="1", version=1), follow=True)
    row = saved(case)
    assert (row.location, row.details["kant"], row.priority) == ("Kerkstraat 5", "Voor", 1)
    assert "What others did meanwhile stays: Changed: welke kant?, location." in (
        response.content.decode()
    )


def test_the_same_field_is_shown_twice_and_one_is_chosen(handler, case):
    change(case, location="Kerkstraat 5", description="Dakkapel, gewijzigd")
    sent = typed(case, location="Dorpsstraat 7", priority="1", reason="Klopt niet")
    response = handler.post(url(case), sent)
    assert response.status_code == 409
    (choice,) = response.context["choices"]
    assert (choice.label, choice.before, choice.theirs, choice.by, choice.at) == (
        "Location", "Marktplein 1", "Kerkstraat 5", "Anna Smit", NOW,
    )  # fmt: skip
    form = response.context["form"]
    # Mine is still typed; what I left alone is as they have it now.
    assert {name: form[name].value() for name in ("location", "description", "priority")} == {
        "location": "Dorpsstraat 7", "description": "Dakkapel, gewijzigd", "priority": 1,
    }  # fmt: skip
    assert (form["version"].value(), form["reason"].value()) == (2, "Klopt niet")
    assert saved(case).version == 2

    again = typed(saved(case), location="Dorpsstraat 7", priority="1", clash="location")
    refused = handler.post(url(case), again)
    assert refused.status_code == 422
    assert [each.error for each in refused.context["choices"]] == [
        "Choose which of the two has to stay."
    ]
    assert saved(case).version == 2

    assert handler.post(url(case), again | {"keep_location": "mine"}).status_code == 302
    row = saved(case)
    assert (row.location, row.description, row.priority) == (
        "Dorpsstraat 7", "Dakkapel, gewijzigd", 1,
    )  # fmt: skip


def test_theirs_can_stay(handler, case):
    change(case, location="Kerkstraat 5")
    again = typed(saved(case), location="Dorpsstraat 7", priority="1", clash="location")
    assert handler.post(url(case), again | {"keep_location": "theirs"}).status_code == 302
    assert (saved(case).location, saved(case).priority) == ("Kerkstraat 5", 1)


def test_somebody_who_is_faster_once_more_is_not_overwritten_either(handler, case):
    change(case, location="Kerkstraat 5")
    again = typed(saved(case), location="Dorpsstraat 7", clash="location", keep_location="mine")
    change(case, by=User.objects.get(first_name="Anna"), location="Kerkstraat 55")
    response = handler.post(url(case), again)
    assert response.status_code == 409
    (choice,) = response.context["choices"]
    assert (choice.before, choice.theirs, choice.chosen) == ("Kerkstraat 5", "Kerkstraat 55", "")


@pytest.mark.parametrize(
    ("key", "theirs", "mine", "shown"),
    [
        ("diepte", "3", {"detail_diepte": "4"}, ("2,5 m", "3 m")),
        ("buren", False, {"detail_buren": ""}, ("Yes", "No")),
        ("begin", "2026-12-02", {"detail_begin": "2026-12-03"}, ("Dec. 1, 2026", "Dec. 2, 2026")),
        (
            "waar", {"street": "Kerkstraat", "number": "5"}, {"detail_waar_number": "11"},
            ("Marktplein 1", "Kerkstraat 5"),
        ),
    ],
)  # fmt: skip
def test_answers_are_compared_one_by_one(handler, case, key, theirs, mine, shown):
    change(case, **{f"details.{key}": theirs})
    response = handler.post(url(case), typed(case, **mine))
    assert response.status_code == 409
    (choice,) = response.context["choices"]
    assert choice.name == f"details.{key}"
    assert (choice.before.replace(".5", ",5"), choice.theirs) == shown
    again = typed(saved(case), clash=f"details.{key}", **mine)
    kept = handler.post(url(case), again | {f"keep_details.{key}": "mine"})
    assert (kept.status_code, saved(case).version) == (302, 3)


def test_a_case_that_was_closed_meanwhile_keeps_what_was_typed(handler, case):
    result = case.case_type.result_types.first()
    services.close_case(by=None, case=saved(case), version=1, result=result, answer="Ja", now=NOW)
    response = handler.post(url(case), typed(case, location="Dorpsstraat 7"))
    assert response.status_code == 422
    assert response.context["form"]["location"].value() == "Dorpsstraat 7"
    assert handler.get(url(case))["Location"] == f"/cases/{case.public_id}/"


def test_the_form_costs_the_same_for_every_number_of_questions(handler, case):
    handler.get(url(case))
    with statements() as ran:
        handler.get(url(case))
    # Session, person, roles; case, the look, subjects, questions.
    assert len(ran) == 7


def test_a_customer_is_not_in_the_form_and_stays(handler, case):
    customer = make_customer()
    Case.objects.update(customer=customer)
    handler.post(url(case), typed(case, location="Dorpsstraat 7"))
    assert saved(case).customer == customer
