"""Tasks of a case: added, done, open again, removed; and who is told."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from cases import services
from cases.models import Case, CaseTask
from cases.services.reminding import remind_of_tasks
from cases.timeline import timeline
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification
from kcc.lib.errors import Conflict, DomainError
from kcc.organisation.access import access_of
from tests.factories import NOW, make_case, make_department, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def handler():
    reference()
    return make_user("handler")


@pytest.fixture
def case(handler):
    return Case.objects.for_acts().get(pk=make_case().pk)


def add(case, by, **values):
    return services.add_task(
        **{"title": "Tekening opvragen", "now": NOW} | values, by=by, case=case
    )


def refusal(action, **values):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        action(**values)
    return caught.value.field, caught.value.code


def test_a_task_is_added_done_and_opened_again(handler, case):
    task = add(case, handler, due_on=date(2026, 11, 20))
    assert (task.title, task.due_on, task.assignee, task.created_by) == (
        "Tekening opvragen", date(2026, 11, 20), None, handler,
    )  # fmt: skip
    services.finish_task(by=handler, task=task, now=LATER)
    saved = CaseTask.objects.get()
    assert (saved.done_at, saved.done_by) == (LATER, handler)
    services.reopen_task(by=handler, task=saved, now=LATER)
    saved = CaseTask.objects.get()
    assert (saved.done_at, saved.done_by) == (None, None)
    services.remove_task(by=handler, task=saved, now=LATER)
    assert CaseTask.objects.count() == 0
    assert [(entry.title, entry.text) for entry in timeline(case)[1:]] == [
        ("Task added", "Tekening opvragen"), ("Task done", "Tekening opvragen"),
        ("Task open again", "Tekening opvragen"), ("Task removed", "Tekening opvragen"),
    ]  # fmt: skip
    assert AuditEvent.objects.filter(action="case.task").count() == 4
    # Tasks stand beside the case: nobody's page grows old by them.
    assert Case.objects.get().version == 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"title": "  "}, ("title", "refused")),
        ({"title": "x" * 201}, ("title", "refused")),
    ],
)
def test_a_task_says_what_has_to_be_done(handler, case, values, expected):
    assert refusal(services.add_task, by=handler, case=case, now=NOW, **values) == expected
    assert CaseTask.objects.count() == 0


def test_a_bsn_in_a_title_is_masked(handler, case):
    assert "999990019" not in add(case, handler, title="Bel 999990019").title


def test_a_task_is_for_a_colleague_of_the_department(handler, case):
    stranger = make_user("handler", make_department("burgerzaken"))
    assert refusal(
        services.add_task, by=handler, case=case, title="x", assignee=stranger, now=NOW
    ) == ("assignee", "refused")


def test_the_colleague_is_told_and_forgets_it_when_it_is_done(handler, case):
    colleague = make_user("handler")
    task = add(case, handler, assignee=colleague)
    line = Notification.objects.get()
    assert (line.user, line.kind, line.text, line.url) == (
        colleague, "case.task", f"Er is een taak voor u bij {case.number}.",
        f"/cases/{case.public_id}/",
    )  # fmt: skip
    services.finish_task(by=handler, task=task, now=LATER)
    assert Notification.objects.count() == 0
    add(case, colleague, assignee=colleague)
    assert Notification.objects.count() == 0


def test_who_may(case):
    for role, may in {
        "agent": False, "kcc_lead": True, "head": True, "manager": False, "privacy": False,
    }.items():  # fmt: skip
        person = make_user(role)
        if may:
            add(case, person)
        else:
            asked = {"by": person, "case": case, "title": "x", "now": NOW}
            assert refusal(services.add_task, **asked) == ("", "not_now")
    task = CaseTask.objects.first()
    agent = make_user("agent")
    for action in (services.finish_task, services.reopen_task, services.remove_task):
        assert refusal(action, by=agent, task=task, now=NOW) == ("", "not_now")


def test_two_who_do_the_same_at_once_do_it_once(handler, case):
    task = add(case, handler)
    seen = CaseTask.objects.select_related("case__department").get()
    services.finish_task(by=handler, task=task, now=LATER)
    with pytest.raises(Conflict), transaction.atomic():
        services.finish_task(by=handler, task=seen, now=LATER)
    # What is done is not removed: it was work.
    with pytest.raises(Conflict), transaction.atomic():
        services.remove_task(by=handler, task=seen, now=LATER)
    assert case.events.count() == 2


def test_a_case_is_not_closed_over_an_open_task(handler, case):
    task = add(case, handler)
    closing = {
        "by": handler, "case": case, "version": 1, "answer": "Ja", "now": LATER,
        "result": case.case_type.result_types.first(),
    }  # fmt: skip
    assert refusal(services.close_case, **closing) == ("", "open_tasks")
    services.finish_task(by=handler, task=task, now=LATER)
    services.close_case(**closing)
    assert refusal(services.add_task, by=handler, case=case, title="x", now=NOW) == ("", "not_now")


def test_a_task_costs_four_statements(handler, case):
    access_of(handler)
    with statements() as ran:
        add(case, handler)
    assert len(ran) == 4


# -- When its day has come --------------------------------------------------------------------


def reminded(now=NOW):
    remind_of_tasks(now)
    lines = Notification.objects.filter(kind="case.task-due").order_by("pk")
    return list(lines.values_list("user__username", "text"))


def test_who_has_to_do_it_is_reminded_once(handler, case):
    colleague, today = make_user("handler"), NOW.date()
    Case.objects.update(handler=handler)
    for assignee, due_on in (
        (None, today), (colleague, today - timedelta(days=2)), (colleague, today + timedelta(1)),
        (colleague, None), (colleague, today - timedelta(days=20)),
    ):  # fmt: skip
        add(case, handler, assignee=assignee, due_on=due_on)
    words = f"Een taak bij {case.number} moet nu klaar zijn."
    assert reminded() == [("handler", words), ("handler-2", words)]
    assert len(reminded()) == 2
    assert len(reminded(NOW + timedelta(days=1))) == 3


def test_what_is_done_or_for_nobody_is_not_reminded_of(handler, case):
    task = add(case, handler, due_on=NOW.date(), assignee=handler)
    add(case, handler, due_on=NOW.date())
    services.finish_task(by=handler, task=task, now=NOW)
    assert reminded() == []


@pytest.mark.parametrize("number", [1, 3])
def test_reminders_cost_as_much_for_many(handler, case, number):
    for _ in range(number):
        add(case, handler, due_on=NOW.date(), assignee=handler)
    with statements() as ran:
        remind_of_tasks(NOW)
    # The tasks, three to tell, and one to see that there are no more.
    assert len(ran) == 5
