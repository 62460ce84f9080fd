"""Cases that belong together: linked, or part of one."""

import pytest
from django.db import transaction

from cases import services
from cases.models import Case, CaseLink
from cases.timeline import timeline
from cases.undoing import undo
from kcc.lib.errors import Conflict, DomainError
from tests.factories import NOW, make_case, make_department, make_user, reference
from tests.races import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def handler():
    reference()
    return make_user("handler")


def load(case) -> Case:
    return Case.objects.for_acts().select_related("parent").get(pk=case.pk)


def link(case, other, by, kind="vervolg"):
    return services.add_link(by=by, case=load(case), other=load(other), kind=kind, now=NOW)


def part_of(case, parent, by):
    case = load(case)
    return services.set_parent(by=by, case=case, version=case.version, parent=load(parent), now=NOW)


def refusal(action, *args, **values):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        action(*args, **values)
    return caught.value.field, caught.value.code


def titles(case):
    return [entry.title for entry in timeline(load(case))[1:]]


def test_a_link_stands_in_both_timelines(handler):
    first, second = make_case(), make_case()
    made = link(first, second, handler)
    assert (made.case, made.other, made.kind, made.added_by) == (
        first, second, "vervolg", handler,
    )  # fmt: skip
    services.remove_link(by=handler, link=made, case=load(second), now=NOW)
    assert CaseLink.objects.count() == 0
    assert titles(first) == [
        f"Linked with {second.number}", f"No longer linked with {second.number}",
    ]  # fmt: skip
    assert titles(second) == [
        f"Linked with {first.number}", f"No longer linked with {first.number}",
    ]  # fmt: skip
    with pytest.raises(Conflict), transaction.atomic():
        services.remove_link(by=handler, link=made, now=NOW)


def test_two_cases_are_linked_once_whoever_began(handler):
    first, second = make_case(), make_case()
    link(first, second, handler)
    assert refusal(link, first, second, handler) == ("other", "refused")
    assert refusal(link, second, first, handler, kind="onderwerp") == ("other", "refused")
    assert refusal(link, first, first, handler) == ("other", "refused")
    assert refusal(link, first, make_case(), handler, kind="zomaar") == ("kind", "refused")


def test_who_may_link(handler):
    first, second = make_case(), make_case()
    assert refusal(link, first, second, make_user("agent")) == ("", "not_now")
    stranger = make_user("handler", make_department("burgerzaken"))
    assert refusal(link, first, second, stranger) == ("", "not_now")
    link(first, second, make_user("kcc_lead"))


def test_a_case_becomes_part_of_another_and_is_one_of_its_own_again(handler):
    whole, part = make_case(), make_case()
    assert part_of(part, whole, handler).parent == whole
    assert list(whole.parts.all()) == [part]
    case = load(part)
    services.unset_parent(by=handler, case=case, version=2, now=NOW)
    assert load(part).parent is None
    assert titles(part) == [
        f"Became part of {whole.number}", f"No longer part of {whole.number}",
    ]  # fmt: skip
    assert titles(whole) == [
        f"{part.number} became part of this case",
        f"{part.number} is no longer part of this case",
    ]
    assert refusal(services.unset_parent, by=handler, case=load(part), version=3, now=NOW) == (
        "",
        "refused",
    )


def test_taken_back_the_whole_knows_it_too(handler):
    whole, part = make_case(), make_case()
    batch = part_of(part, whole, handler).batch
    undo(by=handler, batch=batch, now=NOW)
    assert load(part).parent is None
    assert titles(whole) == [
        f"{part.number} became part of this case",
        f"{part.number} is no longer part of this case",
    ]


def test_there_are_two_levels_only(handler):
    whole, part, third = make_case(), make_case(), make_case()
    part_of(part, whole, handler)
    assert refusal(part_of, whole, whole, handler) == ("parent", "refused")
    assert refusal(part_of, part, whole, handler) == ("parent", "refused")
    assert refusal(part_of, third, part, handler) == ("parent", "refused")
    assert refusal(part_of, whole, third, handler) == ("parent", "refused")
    assert refusal(make_case, parent=load(part)) == ("parent", "refused")
    assert make_case(parent=load(whole)).parent == whole


def test_nothing_open_becomes_part_of_what_is_closed(handler):
    whole, part = make_case(), make_case()
    result = whole.case_type.result_types.first()
    known = {"by": handler, "result": result, "answer": "Ja", "now": NOW}
    services.close_case(**known, case=load(whole), version=1)
    assert refusal(part_of, part, whole, handler) == ("parent", "refused")
    services.close_case(**known, case=load(part), version=1)
    part_of(part, whole, handler)


def test_a_whole_is_closed_after_its_parts(handler):
    whole, part = make_case(), make_case()
    part_of(part, whole, handler)
    result = whole.case_type.result_types.first()
    known = {"by": handler, "result": result, "answer": "Ja", "now": NOW}
    assert refusal(services.close_case, **known, case=load(whole), version=1) == (
        "", "open_parts",
    )  # fmt: skip
    services.close_case(**known, case=load(part), version=2)
    services.close_case(**known, case=load(whole), version=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_a_circle_at_once_one_is_refused():
    reference()
    people = [make_user("handler"), make_user("handler")]
    first, second = make_case(), make_case()

    def run(person):
        pair = (first, second) if person == people[0] else (second, first)
        try:
            return part_of(*pair, person).number
        except DomainError as error:
            return error.code

    results = at_once(run, people)
    assert sorted(result == "refused" for result in results) == [False, True]
    parents = Case.objects.order_by("pk").values_list("parent", flat=True)
    assert sorted(parent is None for parent in parents) == [False, True]
