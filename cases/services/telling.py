"""Which colleagues are told what happened to a case: under the bell, in their own language and
without a person's name; nobody is told of what they did themselves."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Case, CaseTask
from kcc.jobs.notifications import notify, take_back
from kcc.lib.periods import local_day
from kcc.organisation.models import Batch

WHAT = ("given", "left", "reopened")


def url_of(case: Case) -> str:
    return reverse("cases:detail", args=[case.public_id])


def _key(what: str, batch: Batch) -> str:
    return f"case.{what}:{batch.public_id}"


def given(cases: Sequence[Case], *, to, by, batch: Batch | None, now: datetime) -> None:
    """One line, however many there are. Types are loaded."""
    if to is None or to == by or not cases or batch is None:
        return
    first, number = cases[0], len(cases)
    url = url_of(first) if number == 1 else f"{reverse('cases:list')}?state=mine"
    with translation.override(to.language):
        text = ngettext(
            "%(number)s was given to you: %(type)s.",
            "%(count)d cases were given to you, %(number)s first.",
            number,
        ) % {"number": first.number, "type": first.case_type.name, "count": number}
    notify(
        user=to, key=_key("given", batch), kind="case.given", text=text, url=url, now=now,
        mail=True,
    )  # fmt: skip


def left(
    cases: Sequence[tuple[Case, object]],
    *,
    by,
    batch: Batch | None,
    now: datetime,
    elsewhere: bool = False,
) -> None:
    """Who handled these before is told that somebody else took them away; one line each. From
    `elsewhere`, another department, there is nothing to open any more."""
    lost: dict = {}
    for case, before in cases:
        if before is not None and before not in (by, case.handler):
            lost.setdefault(before, []).append(case)
    for person, theirs in lost.items():
        number = len(theirs)
        url = url_of(theirs[0]) if number == 1 and not elsewhere else reverse("cases:list")
        with translation.override(person.language):
            text = ngettext(
                "%(number)s is not yours any more: a colleague goes on with it.",
                "%(count)d cases are not yours any more, %(number)s first: colleagues go on with"
                " them.",
                number,
            ) % {"number": theirs[0].number, "count": number}
        notify(
            user=person, key=_key("left", batch), kind="case.left", text=text, url=url, now=now,
            mail=True,
        )  # fmt: skip


def reopened(case: Case, *, by, now: datetime) -> None:
    to = case.handler
    if to is None or to == by:
        return
    with translation.override(to.language):
        text = _("%(number)s was opened again: %(type)s.") % {
            "number": case.number,
            "type": case.case_type.name,
        }
    notify(
        user=to, key=_key("reopened", case.batch), kind="case.reopened", text=text,
        url=url_of(case), now=now, mail=True,
    )  # fmt: skip


def noted(case: Case, *, by, now: datetime) -> None:
    """Somebody else wrote something at the case: once a day is enough to look."""
    to = case.handler
    if to is None or to == by or by is None:
        return
    with translation.override(to.language):
        text = _("A colleague wrote a note at %(number)s.") % {"number": case.number}
    notify(
        user=to, key=f"case.noted:{case.public_id}:{local_day(now)}", kind="case.noted",
        text=text, url=url_of(case), now=now,
    )  # fmt: skip


def forget(batch: Batch) -> None:
    """What this batch told colleagues, as far as they did not read it yet."""
    for what in WHAT:
        take_back(key=_key(what, batch))


# -- Tasks ------------------------------------------------------------------------------------


def task_given(task: CaseTask, *, by, now: datetime) -> None:
    """Its title may name somebody, so it is not told."""
    to = task.assignee
    if to is None or to == by:
        return
    with translation.override(to.language):
        text = _("There is a task for you at %(number)s.") % {"number": task.case.number}
    notify(
        user=to, key=_task_key(task), kind="case.task", text=text, url=url_of(task.case), now=now,
        mail=True,
    )  # fmt: skip


def forget_task(task: CaseTask) -> None:
    take_back(key=_task_key(task))


def _task_key(task: CaseTask) -> str:
    return f"case.task:{task.public_id}"
