"""The measures counted once more, row by row and in plain Python: what they must say."""

from collections import Counter
from datetime import date, datetime

from cases.models import Case
from contacts.models import Callback, Invitation, Question
from dashboard.spans import Span
from kcc.lib.periods import local_day


def recount(span: Span, *, now: datetime) -> dict[tuple[int, bool], Counter]:
    """{(department id, confidential): measure -> number} of a period."""
    found: dict[tuple[int, bool], Counter] = {}

    def add(department, confidential, **numbers):
        found.setdefault((department, confidential), Counter()).update(
            {name: int(number) for name, number in numbers.items() if number}
        )

    repeated = set(
        Question.objects.filter(repeat_state="confirmed").values_list("repeat_of_id", flat=True)
    )
    for question in Question.objects.select_related(
        "contact__channel", "subject__domain", "reason"
    ):
        contact = question.contact
        if contact.local_day not in span:
            continue
        place = question.department_id, contact.confidential
        if contact.direction == "outbound" and question.reason is not None:
            add(*place, proactive=question.reason.code == "statusbericht")
        if contact.direction != "inbound" or not contact.counts:
            continue
        add(*place, **_of_question(question, contact, question.pk in repeated))
        if question.repeat_state == "confirmed":
            add(question.repeat_department_id, contact.confidential, repeats=1)
    for callback in Callback.objects.select_related("question__contact"):
        place = callback.department_id, callback.question.contact.confidential
        add(*place, **_of_callback(callback, span, now))
    for case in Case.objects.all():
        place = case.department_id, case.confidentiality == "vertrouwelijk"
        add(*place, **_of_case(case, span))
    for answer in Invitation.objects.filter(score__isnull=False):
        if answer.rated_on in span:
            add(answer.department_id, answer.confidential, scores=1, score_sum=answer.score)
    return found


def _of_question(question, contact, repeated) -> dict:
    first = question.position == 1
    asks = question.asks_status
    if asks is None:
        asks = question.reason is not None and question.reason.is_status_question
    call = contact.channel.kind == "voice"
    passed = call and question.outcome_category == "transferred"
    wait = question.transfer_wait_seconds
    government = question.subject.domain.slug == "andere-overheid"
    warm = question.outcome_category == "transferred" and question.transfer_warm
    timed = first and (contact.talk_seconds or contact.wrap_up_seconds)
    return {
        "questions": 1,
        "contacts": first,
        "direct": question.counts_as_direct,
        "direct_net": question.counts_as_direct and not repeated,
        "status": asks,
        "status_linked": asks and question.case_id is not None,
        "calls": call,
        "transferred": passed,
        "warm": passed and question.transfer_warm,
        "transfer_reached": passed and question.transfer_reached,
        "transfer_waits": passed and wait is not None,
        "transfer_wait_seconds": wait if passed and wait else 0,
        "complete": question.subject.code != "AL99",
        "linked": first and contact.customer_id is not None,
        "government": government,
        "government_done": government and (question.counts_as_direct or warm),
        "timed": bool(timed),
        "talk_seconds": contact.talk_seconds if timed else 0,
        "wrap_up_seconds": contact.wrap_up_seconds if timed else 0,
    }


HOW = {"phone": "phone", "email": "email", "letter": "letter", "channel": "social"}


def _of_callback(callback, span, now) -> dict:
    numbers = {}
    how = HOW[callback.answer_by]
    if _in(callback.requested_at, span):
        numbers |= {"asked": 1, "misrouted": callback.reroutes > 0}
    finished = callback.status in ("done", "not_reached") and how == "phone"
    if callback.closed_at and _in(callback.closed_at, span) and finished:
        numbers |= {"answered": 1, "attempts": callback.attempts + (callback.status == "done")}
    spared = callback.status == "lapsed" and callback.closed_at < callback.due_at
    due = _in(callback.due_at, span) and callback.due_at <= now and not spared
    if due and callback.waiting_since is None:
        on_time = callback.status == "done" and callback.closed_at <= callback.due_at
        tried = callback.tried_at is not None and callback.tried_at <= callback.due_at
        numbers |= {f"{how}_due": 1, f"{how}_kept": on_time or tried}
    return numbers


def _of_case(case, span) -> dict:
    numbers = {}
    if _in(case.registered_at, span):
        numbers["cases_registered"] = 1
    if case.closed_at and _in(case.closed_at, span):
        ended: date = case.decided_on or local_day(case.closed_at)
        numbers |= {
            "cases_closed": 1,
            "cases_on_time": ended <= case.due_on,
            "cases_in_norm": case.closed_at <= case.norm_due_at,
        }
    return numbers


def _in(moment: datetime, span: Span) -> bool:
    return local_day(moment) in span
