"""Which colleagues are told how the terms of cases stand: under the bell and in the next mail, each
once, in their own language and without a person's name.

Nothing is remembered but the lines themselves: their keys name the case and the end of its term, so
that a term that moves is told of anew, and a line that was told is never told again.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from cases.models import Case, DefaultNotice
from cases.terms.penalty import first_day
from kcc.jobs.notifications import Line, notify_many, take_back
from kcc.lib.templatetags.kcc import day
from kcc.organisation.audience import People, Work, people_of
from kcc.organisation.models import User

SOON, LAST, PASSED = "soon", "last-day", "passed"
NOTICE, STARTED = "notice", "penalty"


def _work(case: Case) -> Work:
    return Work(case.department, case.team_id, case.handler)


def people_behind(cases: Sequence[Case]) -> People:
    """`department` and `handler` are loaded. One statement."""
    return people_of({case.department for case in cases})


def _due_key(what: str, case: Case) -> str:
    return f"case.due:{what}:{case.pk}:{case.due_on}"


def no_longer_due(case: Case) -> None:
    """Its term moves or stands still: who was warned of its end and did not read it yet, need not
    be. Two statements when there is nothing."""
    for what in (SOON, LAST):
        take_back(key=_due_key(what, case))


# -- As the term ends ---------------------------------------------------------------------------


def _soon(case: Case) -> str:
    words = {"number": case.number, "type": case.case_type.name, "day": day(case.due_on)}
    return _("%(number)s has to be decided by %(day)s: %(type)s.") % words


def _last(case: Case) -> str:
    words = {"number": case.number, "type": case.case_type.name, "day": day(case.due_on)}
    return (
        _("The term of %(number)s ends on %(day)s, before the next working day: %(type)s.") % words
    )


def _passed(case: Case) -> str:
    words = {"number": case.number, "type": case.case_type.name, "day": day(case.due_on)}
    return _("The term of %(number)s passed on %(day)s: %(type)s.") % words


def _chiefs(people: People, work: Work) -> list[User]:
    """Who leads there, and the head. Who handles it knew already."""
    return list(dict.fromkeys([*people.leads(work), *people.heads(work)]))


# What is told, and to whom.
STEPS: dict[str, tuple[Callable[[Case], str], Callable[[People, Work], list[User]]]] = {
    SOON: (_soon, People.handlers),
    LAST: (_last, People.handlers),
    PASSED: (_passed, _chiefs),
}


@transaction.atomic(savepoint=False)
def tell_of_terms(what: str, cases: Sequence[Case], *, now: datetime) -> int:
    """This step of the terms of these cases, to whom it concerns; how many lines are new. Four
    statements, whatever their number."""
    if not cases:
        return 0
    words, audience = STEPS[what]
    people = people_behind(cases)
    lines = [
        _line(person, people, case, _due_key(what, case), words)
        for case in cases
        for person in audience(people, _work(case))
    ]
    return notify_many(lines=lines, kind="case.due", now=now, mail=True)


def _line(person: User, people: People, case: Case, key: str, words) -> Line:
    with translation.override(person.language):
        return Line(person, key, words(case), _url(person, people, case))


def _url(person: User, people: People, case: Case) -> str:
    """The case; for who oversees the work without opening it, the list it is in."""
    if person.pk in people.openers:
        return reverse("cases:detail", args=[case.public_id])
    return f"{reverse('cases:list')}?state=overdue&department={case.department.slug}"


def tell_of_silence(case: Case, last: date, *, now: datetime) -> None:
    """The last day to answer has passed unused, and the clock runs again by itself."""
    people = people_behind([case])

    def words(case: Case) -> str:
        return _(
            "The clock of %(number)s runs again: no answer came by %(day)s. The term ends on"
            " %(due)s."
        ) % {"number": case.number, "day": day(last), "due": day(case.due_on)}

    key = f"case.silence:{case.pk}:{last}"
    lines = [_line(person, people, case, key, words) for person in people.handlers(_work(case))]
    notify_many(lines=lines, kind="case.silence", now=now, mail=True)


# -- What lateness costs ------------------------------------------------------------------------


def _notice_words(received_on: date, costs: bool) -> Callable[[Case], str]:
    def words(case: Case) -> str:
        if not costs:
            return _("A notice of default was received for %(number)s.") % {"number": case.number}
        return _(
            "A notice of default was received for %(number)s: from %(day)s on lateness costs money."
        ) % {"number": case.number, "day": day(first_day(received_on))}

    return words


def tell_of_notice(notice: DefaultNotice, *, by, now: datetime) -> None:
    """At once, to who handles it and who leads there; not one that came too early."""
    if notice.premature:
        return
    case = notice.case
    costs = bool(case.case_type.penalty)
    _tell_of_penalty(notice, NOTICE, _notice_words(notice.received_on, costs), without=by, now=now)


def _started_words(case: Case) -> str:
    return _(
        "The penalty for %(number)s runs since today: every day without a decision costs money."
    ) % {"number": case.number}


@transaction.atomic(savepoint=False)
def tell_of_penalty(notice: DefaultNotice, *, now: datetime) -> None:
    """The first day that costs money has come."""
    _tell_of_penalty(notice, STARTED, _started_words, without=None, now=now)


def _tell_of_penalty(notice: DefaultNotice, what: str, words, *, without, now) -> None:
    case = notice.case
    people, work = people_behind([case]), _work(case)
    told = [*people.handlers(work), *_chiefs(people, work)]
    key = f"case.{what}:{notice.public_id}"
    lines = [
        _line(person, people, case, key, words)
        for person in dict.fromkeys(told)
        if without is None or person.pk != without.pk
    ]
    notify_many(lines=lines, kind=f"case.{what}", now=now, mail=True)
