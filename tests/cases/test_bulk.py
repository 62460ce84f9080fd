"""One act on many cases: row by row all or nothing, and what it would do told before."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from cases import services
from cases.batches import BATCH_ACTS, MOST, do_batch, preview
from cases.models import Case, CaseEvent
from kcc.audit.models import AuditEvent
from kcc.jobs.models import Notification
from kcc.lib.errors import DomainError
from kcc.organisation.access import access_of
from kcc.organisation.models import Batch, BatchItem
from tests.factories import NOW, make_case, make_department, make_team, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)
NOT_NOW = "This cannot be done with this case now, or not by you."
CHANGED = "Somebody else changed this case in the meantime."
NOT_THERE = "This is not there any more, or not yours to see."


@pytest.fixture(autouse=True)
def english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def handler():
    reference()
    return make_user("handler")


def items(*cases):
    return [(case.public_id, case.version) for case in cases]


def refused(result):
    return [(refusal.number, refusal.sentence) for refusal in result.refused]


def refusal(**values):
    with pytest.raises(DomainError) as caught, transaction.atomic():
        do_batch(**{"now": LATER} | values)
    return caught.value.field, caught.value.code


def told():
    return sorted(Notification.objects.values_list("user__username", "kind", "text"))


def test_claimed_together_each_has_its_own_traces(handler):
    first, second = make_case(), make_case()
    result = do_batch(by=handler, act="claim", items=items(first, second), now=LATER)
    assert (result.done, result.refused) == ([first, second], [])
    assert list(Case.objects.order_by("pk").values_list("handler", "version")) == [
        (handler.pk, 2), (handler.pk, 2),
    ]  # fmt: skip
    events = CaseEvent.objects.order_by("case").values_list("case", "kind", "by", "detail")
    assert list(events) == [
        (first.pk, "claimed", handler.pk, {"version": 2}),
        (second.pk, "claimed", handler.pk, {"version": 2}),
    ]
    assert AuditEvent.objects.filter(action="case.claim", actor=handler).count() == 2
    batch = Batch.objects.get()
    assert (batch, batch.act, batch.undo_until) == (
        result.batch, "claim", LATER + timedelta(seconds=30),
    )  # fmt: skip
    assert [case.batch for case in result.done] == [batch, batch]
    assert sorted(
        BatchItem.objects.values_list("worklist", "work_id", "before", "version")
    ) == [
        ("cases", first.pk, {"handler_id": None}, 2), ("cases", second.pk, {"handler_id": None}, 2),
    ]  # fmt: skip


def test_what_does_not_fit_is_refused_and_the_others_go_on(handler):
    free, taken, changed = make_case(), make_case(handler=make_user("handler")), make_case()
    elsewhere = make_case(department=make_department("burgerzaken"))
    asked = items(free, taken, changed, elsewhere)
    services.change_status(
        by=handler, case=Case.objects.for_acts().get(pk=changed.pk), version=1,
        status=changed.case_type.status_types.get(order=2), now=NOW,
    )  # fmt: skip
    result = do_batch(by=handler, act="claim", items=[*asked, (uuid4(), 1)], now=LATER)
    assert result.done == [free]
    assert refused(result) == [
        (taken.number, NOT_NOW), (changed.number, CHANGED), ("", NOT_THERE), ("", NOT_THERE),
    ]  # fmt: skip
    assert BatchItem.objects.filter(batch=result.batch).count() == 1


def test_without_anything_done_there_is_nothing_to_take_back(handler):
    result = do_batch(by=handler, act="release", items=items(make_case()), now=LATER)
    assert (result.batch, result.done, len(result.refused)) == (None, [], 1)
    assert Batch.objects.count() == 0


def test_given_to_a_colleague_who_is_told_once(handler):
    colleague, before = make_user("handler"), make_user("handler")
    mine, free, theirs = make_case(handler=handler), make_case(), make_case(handler=before)
    result = do_batch(
        by=handler, act="hand-over", items=items(mine, free, theirs), person=colleague,
        reason="Verdeling", now=LATER,
    )  # fmt: skip
    assert [case.handler for case in result.done] == [colleague] * 3
    assert set(Case.objects.values_list("handler", flat=True)) == {colleague.pk}
    assert told() == [
        ("handler-2", "case.given", f"U kreeg 3 zaken, als eerste {mine.number}."),
        (
            "handler-3", "case.left",
            f"{theirs.number} is niet meer van u: een collega gaat ermee verder.",
        ),
    ]  # fmt: skip
    assert set(CaseEvent.objects.values_list("kind", "text")) == {("reassigned", "Verdeling")}
    assert result.batch.reason == "Verdeling"


def test_to_a_team_and_to_another_department(handler):
    team, there = make_team(), make_department("burgerzaken")
    make_user("handler", there)
    first, second = make_case(handler=handler), make_case()
    do_batch(
        by=handler, act="hand-over", items=items(first, second), team=team, reason="x", now=LATER
    )
    assert set(Case.objects.values_list("team", "handler")) == {(team.pk, None)}
    result = do_batch(
        by=handler, act="hand-over", items=[(first.public_id, 2), (second.public_id, 2)],
        department=there, reason="x", now=LATER,
    )  # fmt: skip
    assert len(result.done) == 2
    assert set(Case.objects.values_list("department", "team", "handler")) == {
        (there.pk, None, None)
    }


def test_taken_over_without_asking_and_who_had_them_is_told(handler):
    away, mine = make_user("handler"), make_case(handler=handler)
    first, second = make_case(handler=away), make_case(handler=away)
    result = do_batch(by=handler, act="take-over", items=items(first, second, mine), now=LATER)
    assert [case.handler for case in result.done] == [handler, handler]
    assert refused(result) == [(mine.number, "It is yours already.")]
    assert [(name, kind) for name, kind, _text in told()] == [("handler-2", "case.left")]


def test_released_by_who_divides_the_work(handler):
    lead, case = make_user("kcc_lead"), make_case(handler=handler)
    result = do_batch(by=lead, act="release", items=items(case), reason="Ziek", now=LATER)
    assert [case.handler for case in result.done] == [None]
    assert [(name, kind) for name, kind, _text in told()] == [("handler", "case.left")]
    assert CaseEvent.objects.get().text == "Ziek"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"act": "hand-over", "reason": " "}, ("reason", "refused")),
        ({"act": "hand-over", "reason": "x"}, ("to", "refused")),
        ({"act": "claim", "items": []}, ("", "nothing_chosen")),
        ({"act": "claim", "items": [(uuid4(), 1)] * (MOST + 1)}, ("", "too_many")),
    ],
)
def test_a_wrong_question_changes_nothing(handler, values, expected):
    case = make_case()
    assert refusal(**{"by": handler, "items": items(case)} | values) == expected
    assert Case.objects.get().version == 1


def test_nobody_is_there(handler):
    there = make_department("ruimte")
    asked = {"by": handler, "act": "hand-over", "items": items(make_case()), "reason": "x"}
    assert refusal(**asked, department=there) == ("department", "nobody_there")


def test_a_colleague_of_elsewhere_gets_nothing(handler):
    stranger, case = make_user("handler", make_department("burgerzaken")), make_case()
    result = do_batch(
        by=handler, act="hand-over", items=items(case), person=stranger, reason="x", now=LATER
    )
    assert refused(result) == [(case.number, "This colleague does not work in that department.")]


def test_what_is_no_act_for_many_is_a_mistake_of_ours(handler):
    with pytest.raises(ValueError, match="close"):
        do_batch(by=handler, act="close", items=items(make_case()), now=LATER)
    assert set(BATCH_ACTS) == {"claim", "take-over", "release", "hand-over"}


def test_a_preview_says_what_would_happen_and_writes_nothing(handler):
    there, colleague = make_department("burgerzaken"), make_user("handler", last_name="Wit")
    make_user("handler", there)
    free, taken = make_case(), make_case(handler=colleague)
    said = {}
    for name, act, values in (
        ("claim", "claim", {}),
        ("take", "take-over", {}),
        ("release", "release", {}),
        ("give", "hand-over", {"person": colleague, "reason": "x"}),
        ("team", "hand-over", {"team": make_team(), "reason": "x"}),
        ("move", "hand-over", {"department": there, "reason": "x"}),
    ):
        shown = preview(by=handler, act=act, items=items(free, taken), now=LATER, **values)
        said[name] = [(case.number, words) for case, words in shown.will] + refused(shown)
    place = "Vergunningen, Toezicht en Handhaving"
    assert said == {
        "claim": [(free.number, "Becomes yours."), (taken.number, NOT_NOW)],
        "take": [(taken.number, "Becomes yours; Robin Wit is told."), (free.number, NOT_NOW)],
        "release": [(taken.number, f"Becomes free for everybody in {place}."),
                    (free.number, NOT_NOW)],
        "give": [(free.number, "Goes to Robin Wit."), (taken.number, "It is there already.")],
        "team": [(free.number, f"Goes to Bouwen of {place}."),
                 (taken.number, f"Goes to Bouwen of {place}.")],
        "move": [(free.number, "Goes to Burgerzaken; its term stays what it is."),
                 (taken.number, "Goes to Burgerzaken; its term stays what it is.")],
    }  # fmt: skip
    assert (CaseEvent.objects.count(), Batch.objects.count()) == (0, 0)
    assert set(Case.objects.values_list("version", flat=True)) == {1}


def test_an_agent_does_nothing_with_many_cases_of_a_department(handler):
    agent, case = make_user("agent"), make_case(handler=handler)
    for act in BATCH_ACTS:
        result = do_batch(
            by=agent, act=act, items=items(case), person=handler, reason="x", now=LATER
        )
        assert refused(result) == [(case.number, NOT_NOW)]


@pytest.mark.parametrize("number", [1, 3])
def test_many_cost_as_much_as_one(handler, number):
    cases = [make_case() for _ in range(number)]
    access_of(handler)
    with statements() as ran:
        do_batch(by=handler, act="claim", items=items(*cases), now=LATER)
    # The rows locked, the rows, the timeline, the questions, the audit log, two for taking back.
    assert len(ran) == 7
    with statements() as ran:
        preview(by=handler, act="release", items=[(case.public_id, 2) for case in cases], now=LATER)
    assert len(ran) == 1
