"""Rounds of the self-assessment for tests: real rows, fixed values, nothing by chance.

    round_ = make_round()                                   # open, four respondents, no answers
    make_round("consensus", answers={"P1F1S1": 3})          # everybody: 3 there, 2 elsewhere
    make_round("consensus", answers=lambda n, code: n)      # by number of the respondent, from 0
    make_round("final", answers=..., final={"P1F1S1": 0})   # what the group settled on

An answer is 0 to 3, `NOT_APPLICABLE`, `UNKNOWN`, or None for a statement left open.
"""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from kcc.lib.periods import local_day
from kcc.organisation.models import Role, User
from maturity import loading
from maturity.asked import asked_of
from maturity.models import (
    Assessment,
    Edition,
    Estimate,
    FinalAnswer,
    OwnStatement,
    Respondent,
    Response,
)
from maturity.outcome.services import settle_result
from maturity.rounds.services import (
    begin_consensus,
    cancel_round,
    create_round,
    invite,
    open_round,
)
from tests.again import Again
from tests.factories import NOW, make_department, make_user, reference
from tests.maturity.nothing import figures_of_nothing_read_once

NOT_APPLICABLE = "nvt"
UNKNOWN = "?"
FOUR = (("agent", "kcc"), ("head", "heads"), ("board", "management"), ("handler", "employees"))
Answers = Mapping[str, object] | Callable[[int, str], object]


def load_edition() -> Edition:
    """The catalogue of this installation as an edition; the same one every time."""
    return Edition.objects.order_by("pk").first() or _loaded()


def _loaded() -> Edition:
    _edition()
    return Edition.objects.get()


_edition = Again((Edition,), loading.load)


def make_manager(username="manager") -> User:
    return User.objects.filter(username=username).first() or make_user(Role.MANAGER)


def make_round(
    state: str = "open",
    *,
    form: str = "full",
    respondents=FOUR,
    department=None,
    domain=None,
    answers: Answers | None = None,
    final: Answers | None = None,
    by: User | None = None,
    now: datetime = NOW,
    **values,
) -> Assessment:
    """A round in this state ("draft", "open", "consensus", "final", "cancelled").

    A respondent is (role or user, group): with a role a new person is made. With `answers`
    everybody estimates phase 2, answers everything and hands in; from the consensus on that is done
    anyway.
    Of a final round the group settles on `final`, else on what the first respondent answered.
    """
    reference()
    load_edition()
    by = by or make_manager()
    acting = {"by": by, "now": now}
    assessment = create_round(
        **{
            "title": "Ronde 2026", "department": department, "domain": domain, "form": form,
            "inhabitants": 60_000, "closes_on": local_day(now) + timedelta(days=14),
        }
        | acting
        | values
    )  # fmt: skip
    people = [
        (each if isinstance(each, User) else _person(each, department), group)
        for each, group in respondents
    ]
    invite(assessment=assessment, people=people, **acting)
    if state == "draft":
        return assessment
    if state == "cancelled":
        return cancel_round(assessment=assessment, because="Te weinig tijd.", **acting)
    with figures_of_nothing_read_once():
        assessment = open_round(assessment=assessment, **acting)
    if answers is not None or state != "open":
        for number, respondent in enumerate(assessment.respondents.order_by("pk")):
            answer_all(respondent, _of_one(answers, number), now=now)
    if state in ("consensus", "final"):
        with figures_of_nothing_read_once():
            assessment = begin_consensus(assessment=assessment, **acting)
    if state == "final":
        chosen = final if final is not None else answers
        assessment = settle_all(assessment, chosen, by=by, now=now)
    return assessment


def _person(role: str, department) -> User:
    return make_user(role, department if role in ("handler", "head") else None)


def _of_one(answers, number: int):
    if callable(answers):
        return lambda code: answers(number, code)
    return {} if answers is None else answers


def answer_all(respondent: Respondent, value=2, *, now: datetime = NOW, submit: bool = True):
    """Estimate phase 2 everywhere and answer every statement: all the same, by code (2 where it is
    not named) or by a function of the code; and hand it in."""
    assessment = respondent.assessment
    asked = asked_of(assessment)
    for pillar in asked.pillars:
        Estimate.objects.create(respondent=respondent, pillar=pillar.slug, phase=2)
    rows = []
    for code in asked.by_code:
        given = value(code) if callable(value) else _given(value, code)
        if given is None:
            continue
        rows.append(Response(respondent=respondent, code=code, changed_at=now, **as_fields(given)))
    Response.objects.bulk_create(rows)
    respondent.started_at = now
    respondent.submitted_at = now if submit else None
    respondent.save(update_fields=["started_at", "submitted_at"])
    return respondent


def _given(value, code: str):
    return value.get(code, 2) if isinstance(value, Mapping) else value


def as_fields(given) -> dict:
    if given == NOT_APPLICABLE:
        return {"value": None, "not_applicable": True, "reason": "Dat hebben wij niet."}
    if given == UNKNOWN:
        return {"value": None, "unknown": True}
    return {"value": given}


def settle_all(
    assessment: Assessment, answers: Answers | None, *, by, now: datetime = NOW
) -> Assessment:
    """A final answer to every statement, then the result. An answer that nobody can settle on
    (unknown, or none) becomes 0."""
    of_one = _of_one(answers, 0)
    rows = []
    for code in asked_of(assessment).by_code:
        given = of_one(code) if callable(of_one) else _given(of_one, code)
        na = given == NOT_APPLICABLE
        value = None if na else given if isinstance(given, int) else 0
        rows.append(
            FinalAnswer(
                assessment=assessment, code=code, value=value, not_applicable=na,
                note="Dat hebben wij niet." if na else "", set_at=now, set_by=by,
            )
        )  # fmt: skip
    FinalAnswer.objects.bulk_create(rows)
    said = "Wij weten waar wij staan."
    return settle_result(assessment=assessment, by=by, conclusion=said, now=now)


def make_own(code="E1", pillar="prestaties", phase=1, *, by=None, **values) -> OwnStatement:
    return OwnStatement.objects.create(
        **{
            "code": code, "pillar": pillar, "phase": phase,
            "text": "De wijkteams kennen het klantcontactcentrum.", "created_at": NOW,
            "created_by": by or make_manager(),
        }
        | values
    )  # fmt: skip


__all__ = [
    "FOUR", "NOT_APPLICABLE", "NOW", "UNKNOWN", "answer_all", "load_edition", "make_department",
    "make_manager", "make_own", "make_round", "settle_all",
]  # fmt: skip
