"""Many at once: numbers without gaps or doubles, and one who gets the case. On both databases."""

import pytest

from cases import services
from cases.batches import do_batch
from cases.models import Case, CaseEvent, CaseLink, CaseRole, CaseTask
from cases.undoing import undo
from kcc.audit.models import AuditEvent
from kcc.customers.merging import merge_customers
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.models import Batch, BatchItem
from tests.factories import NOW, make_case, make_customer, make_user, reference
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


def test_of_eight_who_claim_at_once_exactly_one_gets_it():
    reference()
    people = [make_user("handler") for _ in range(PEOPLE)]
    case = make_case()

    def claim(person):
        found = Case.objects.select_related("department").get(pk=case.pk)
        return services.claim(by=person, case=found, version=1, now=NOW).handler

    won = [result for result in at_once(claim, people) if result is not Conflict]
    saved = Case.objects.get()
    assert (won, saved.version) == ([saved.handler], 2)
    assert CaseEvent.objects.count() == 1


def test_forty_cases_opened_by_eight_at_once_are_numbered_one_to_forty():
    case_type = reference().case_type["omgevingsvergunning"]

    def open_five(person):
        return [
            services.open_case(
                by=person, case_type=case_type, description="Dakkapel", customer=None, now=NOW
            ).number
            for _ in range(5)
        ]

    found = at_once(open_five, [make_user("agent") for _ in range(PEOPLE)])
    numbers = sorted(number for five in found for number in five)
    assert numbers == [f"Z-2026-{n:06d}" for n in range(1, 41)]


def load(case) -> Case:
    return Case.objects.for_acts().get(pk=case.pk)


@pytest.fixture
def people():
    reference()
    return [make_user("handler") for _ in range(PEOPLE)]


def test_of_eight_who_take_over_at_once_each_knows_who_has_it(people):
    case, before = make_case(handler=people[0]), people[0]

    def take(person):
        if person == before:
            return services.release(by=person, case=load(case), version=1, now=NOW).handler
        return services.take_over(by=person, case=load(case), version=1, now=NOW).handler

    won = [result for result in at_once(take, people) if result is not Conflict]
    assert won == [load(case).handler]
    assert (CaseEvent.objects.count(), Batch.objects.count()) == (1, 1)


def test_two_who_close_at_once_never_overwrite_each_other(people):
    case = make_case()
    result = case.case_type.result_types.first()

    def close(person):
        return services.close_case(
            by=person, case=load(case), version=1, result=result, now=NOW,
            answer=f"Van {person.username}",
        ).answer  # fmt: skip

    won = [result for result in at_once(close, people) if result is not Conflict]
    assert won == [load(case).answer]
    assert AuditEvent.objects.filter(action="case.close").count() == 1


def test_of_a_batch_and_single_claims_each_row_goes_to_exactly_one(people):
    """Half of them claim all rows together, in opposite orders, half claim one row each."""
    cases = [make_case() for _ in range(4)]

    def claim(person):
        number = people.index(person)
        if number % 2:
            items = [(case.public_id, 1) for case in cases][:: 1 if number < 4 else -1]
            return do_batch(by=person, act="claim", items=items, now=NOW).done
        return [services.claim(by=person, case=load(cases[number // 2]), version=1, now=NOW)]

    won = [(case.pk, case.handler_id)
           for result in at_once(claim, people) if result is not Conflict
           for case in result]  # fmt: skip
    assert sorted(won) == list(Case.objects.order_by("pk").values_list("pk", "handler_id"))
    assert set(Case.objects.values_list("version", flat=True)) == {2}
    assert CaseEvent.objects.count() == BatchItem.objects.count() == len(cases)


def test_taking_back_and_going_on_at_once_never_mix(people):
    """Either the claim was taken back, or somebody went on with it."""
    first, case = people[0], make_case()
    batch = services.claim(by=first, case=load(case), version=1, now=NOW).batch
    there = case.case_type.status_types.get(order=2)

    def run(person):
        if person is first:
            return len(undo(by=first, batch=batch, now=NOW).done)
        services.change_status(by=person, case=load(case), version=2, status=there, now=NOW)
        return "status"

    results = at_once(run, people)
    assert (results[0], results.count("status")) in {(1, 0), (0, 1)}
    saved = load(case)
    expected = (None, 1) if results[0] else (first, 2)
    assert (saved.handler, saved.status.order, saved.version) == (*expected, 3)


def test_the_same_act_is_taken_back_once(people):
    batch = services.claim(by=people[0], case=load(make_case()), version=1, now=NOW).batch

    def run(_person):
        try:
            return len(undo(by=people[0], batch=Batch.objects.get(pk=batch.pk), now=NOW).done)
        except DomainError as error:
            return error.code

    assert sorted(at_once(run, people), key=str) == [1, *["undone"] * (PEOPLE - 1)]
    assert CaseEvent.objects.filter(kind="undone").count() == 1


def test_of_eight_who_finish_a_task_one_did_it(people):
    task = services.add_task(by=people[0], case=load(make_case()), title="Bellen", now=NOW)

    def finish(person):
        mine = CaseTask.objects.select_related("case__department").get(pk=task.pk)
        return services.finish_task(by=person, task=mine, now=NOW).done_by

    won = [result for result in at_once(finish, people) if result is not Conflict]
    assert won == [CaseTask.objects.get().done_by]
    assert CaseEvent.objects.filter(detail__what="done").count() == 1


def test_a_link_and_a_role_are_made_once(people):
    first, second, lawyer = make_case(), make_case(), make_customer()

    def add(person):
        pair = (first, second) if people.index(person) % 2 else (second, first)
        done = []
        for action in (
            lambda: services.add_link(
                by=person, case=load(pair[0]), other=load(pair[1]), kind="vervolg", now=NOW
            ),
            lambda: services.add_role(
                by=person, case=load(first), customer=lawyer, kind="adviseur", now=NOW
            ),
        ):
            try:
                action()
            except DomainError:
                continue
            done.append(person)
        return len(done)

    assert sum(at_once(add, people)) == 2
    assert (CaseLink.objects.count(), CaseRole.objects.count()) == (1, 1)


def test_nobody_stays_behind_when_customers_are_merged_while_people_are_added(people):
    kept, double = make_customer(), make_customer(given_name="Berta", phones=())
    cases = [make_case() for _ in people]

    def run(person):
        number = people.index(person)
        if number == 0:
            return merge_customers(by=person, kept=kept, merged=double, now=NOW)
        return services.add_role(
            by=person, case=load(cases[number]), customer=double, kind="adviseur", now=NOW
        )

    at_once(run, people)
    assert set(CaseRole.objects.values_list("customer", flat=True)) == {kept.pk}
