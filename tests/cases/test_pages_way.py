"""The way of a case on its page, and from case to case in the order of the list."""

from datetime import date, timedelta

import pytest

from cases import services
from cases.models import ResultType
from kcc.organisation.models import Batch
from tests.cases.pages import PAGE, saved, url
from tests.factories import NOW, make_case, make_user
from tests.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]


# -- The way ----------------------------------------------------------------------------------


def way(response):
    return [(step.name, step.stand, step.may_go) for step in response.context["steps"]]


def test_the_way_says_what_is_done_and_where_it_may_go(handler, client_of):
    case = make_case()
    names = list(case.case_type.status_types.order_by("order").values_list("name", flat=True))
    first, second, *others = names
    assert way(handler.get(url(case))) == [
        (first, "now", False), (second, "ahead", True), *((name, "ahead", True) for name in others),
    ]  # fmt: skip
    typed = {"version": 1, "status": 2, "reason": ""}
    assert handler.post(url(case, "status"), typed).status_code == 302
    page = handler.get(url(case))
    assert way(page)[:2] == [(first, "done", True), (second, "now", False)]
    steps = page.context["steps"]
    assert [step.at for step in steps[:2]] == [case.registered_at, NOW]
    assert [step.key for step in steps] == list(range(1, len(names) + 1))
    # Who may not move it, sees the way.
    assert not any(may_go for *_step, may_go in way(client_of("agent").get(url(case))))


def test_a_step_that_was_taken_back_was_never_reached(handler):
    case = make_case()
    handler.post(url(case, "status"), {"version": 1, "status": 2, "reason": ""})
    (batch,) = Batch.objects.all()
    assert handler.post(f"/cases/undo/{batch.public_id}/").status_code == 302
    assert [step.at for step in handler.get(url(case)).context["steps"]][:2] == [NOW, None]


def test_the_status_a_case_cannot_go_to_is_refused(handler):
    case = make_case()
    for status in ("1", "9", "", "x", "-1"):
        response = handler.post(url(case, "status"), {"version": 1, "status": status})
        assert response.status_code == 422
    assert saved(case).version == 1


def test_what_holds_a_case_is_said_before_it_is_closed(handler):
    case = make_case()
    assert handler.get(url(case)).context["hold"] == ""
    part = make_case(parent=case)
    assert "part of it" in handler.get(url(case)).context["hold"]
    services.add_task(by=handler.user, case=case, title="Bellen", now=NOW)
    assert "tasks" in handler.get(url(case)).context["hold"]
    typed = {"version": 1, "result": "Verleend", "answer": "Ja"}
    response = handler.post(url(case, "close"), typed)
    assert (response.status_code, response.context["typed"].data["answer"]) == (422, "Ja")
    others = handler.get(url(part)).context["others"]
    assert (others.parent.case, others.open_parts) == (case, 0)


def test_when_what_was_granted_ends_is_asked_only_when_it_counts(handler):
    case = make_case()
    assert 'name="expires_on"' not in handler.get(url(case)).content.decode()
    ResultType.objects.filter(name="Verleend").update(
        counts_from="vervaldatum_besluit", archive="vernietigen", retention="P1Y"
    )
    typed = {"version": 1, "result": "Verleend", "answer": "Ja", "expires_on": "2028-01-01"}
    assert handler.post(url(case, "close"), typed).status_code == 302
    assert (saved(case).expires_on, saved(case).archive_on) == (date(2028, 1, 1), date(2029, 1, 1))


# -- The list it was opened from ----------------------------------------------------------------


def test_the_page_leads_to_what_stands_before_and_after_it(handler):
    first, second, third = (
        make_case(due_on=NOW.date() + timedelta(days=days)) for days in (1, 2, 3)
    )
    query = "?sort=due&state=department"
    queue = handler.get(url(second) + query).context["queue"]
    assert (queue.previous, queue.next) == (first.public_id, third.public_id)
    assert handler.get(url(second)).context["queue"].query == ""
    with statements() as ran:
        handler.get(url(second) + query)
    assert len(ran) == PAGE + 1
    typed = {"version": 1, "result": "Verleend", "answer": "Ja"}
    closed = handler.post(url(second, "close") + query, typed)
    assert closed["Location"] == f"{url(third)}{query}"
    closed = handler.post(url(third, "close") + query, typed)
    assert closed["Location"] == f"/cases/{query}"
    claimed = handler.post(url(first, "claim") + query, {"version": 1})
    assert claimed["Location"] == f"{url(first)}{query}"


def test_what_was_done_can_be_taken_back_for_half_a_minute(handler, time_machine):
    case = make_case()
    handler.post(url(case, "claim"), {"version": 1})
    assert handler.get(url(case)).context["undo"] == Batch.objects.get()
    time_machine.move_to(NOW + timedelta(seconds=31), tick=False)
    assert handler.get(url(case)).context["undo"] is None


def test_only_who_does_not_have_it_takes_it_over(handler):
    colleague = make_user("handler")
    case = make_case(handler=colleague)
    assert "take-over" in handler.get(url(case)).context["acts"]
    assert handler.post(url(case, "take-over"), {"version": 1}).status_code == 302
    assert saved(case).handler == handler.user
    assert "take-over" not in handler.get(url(case)).context["acts"]
    refused = handler.post(url(case, "take-over"), {"version": 2})
    assert refused.status_code == 422


def test_somebody_elses_row_is_claimed_once_from_the_page(handler):
    case = make_case()
    services.claim(by=make_user("handler"), case=case, version=1, now=NOW)
    refused = handler.post(url(case, "claim"), {"version": 1})
    assert (refused.status_code, len(refused.context["changes"])) == (409, 1)
