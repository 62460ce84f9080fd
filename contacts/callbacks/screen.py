"""The page of one callback: which acts it offers, the form of each, and all that it shows."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db.models import BigIntegerField
from django.urls import reverse
from django.utils.translation import gettext as _

from contacts.callbacks import rights, workflow
from contacts.callbacks.clockface import clock_face
from contacts.callbacks.forms import (
    ActForm,
    AnswerForm,
    AssignForm,
    AttemptForm,
    GiveUpForm,
    LapseForm,
    NoteForm,
    ReopenForm,
    RerouteForm,
    WaitForm,
)
from contacts.callbacks.rows import STATUS_KINDS
from contacts.callbacks.timeline import attempts_of, missing_before_giving_up, timeline
from contacts.klantbeeld.selectors import klantbeeld
from contacts.models import Callback
from contacts.models.callback import AnswerBy, Priority
from kcc.customers.selectors import points_of, visible_customers
from kcc.lib.periods import local_day
from kcc.lib.ready import Ready, give
from kcc.lib.timeline import changes_since
from kcc.organisation.access import access_of
from kcc.organisation.away import with_absence
from kcc.organisation.batches import UNDO, undoable
from kcc.organisation.calendars import calendar_for
from kcc.organisation.explain import explain
from kcc.organisation.models import User, Worklist
from kcc.organisation.reach import reachable, reachable_departments
from kcc.organisation.worktime import add_working_days

Act = workflow.Act

FORMS = {
    Act.CLOSE: AnswerForm,
    Act.ATTEMPT: AttemptForm,
    Act.WAIT: WaitForm,
    Act.REROUTE: RerouteForm,
    Act.LAPSE: LapseForm,
    Act.GIVE_UP: GiveUpForm,
    Act.REOPEN: ReopenForm,
    Act.ASSIGN: AssignForm,
    Act.NOTE: NoteForm,
}
# How it can end, or go on later: after one of these the next callback is shown.
OUTCOMES = (Act.CLOSE, Act.ATTEMPT, Act.WAIT, Act.REROUTE, Act.LAPSE, Act.GIVE_UP)
# What has nothing to type: a button.
BUTTONS = (Act.CLAIM, Act.RELEASE, Act.RESUME)
WAIT_DAYS = 5  # working days, unless another day is chosen


@dataclass(frozen=True)
class Outcome:
    """One choice of the row, with the form that opens under it. `key` is the digit that chooses it:
    the same on every callback, so that fingers learn it."""

    act: Act
    key: int
    label: str
    button: str
    form: forms.Form
    url: str
    chosen: bool
    hint: str = ""


def form_of(act, callback: Callback, now: datetime, data=None, initial=None) -> forms.Form:
    """The form of this act; bound when there is data."""
    kind, options = FORMS.get(act, ActForm), {}
    if act == Act.REROUTE:
        others = reachable_departments().exclude(pk=callback.department_id)
        options["departments"] = others.order_by("name")
    elif act == Act.ASSIGN:
        there = reachable(callback.department).values("user_id")
        people = User.objects.filter(pk__in=there).exclude(pk=callback.assignee_id)
        options["people"] = with_absence(people, now=now).order_by("first_name", "last_name", "pk")
    started = {"version": callback.version} | (initial or {})
    if act == Act.WAIT:
        started["until"] = local_day(add_working_days(calendar_for(), now, WAIT_DAYS).moment)
    return kind(data, initial=started, auto_id=f"{act}_%s", **options)


def _words() -> dict:
    """Label of the choice, and of its button."""
    return {
        Act.CLOSE: (_("Answered"), _("Close with this answer")),
        Act.ATTEMPT: (_("Not reached"), _("Record the attempt")),
        Act.WAIT: (_("Wait for the customer"), _("Let it wait")),
        Act.REROUTE: (_("Pass on"), _("Pass on")),
        Act.LAPSE: (_("No longer needed"), _("Close as no longer needed")),
        Act.GIVE_UP: (_("Stop trying"), _("Close as not reached")),
    }


def _hints() -> dict:
    return {
        Act.WAIT: _("The clock stands still, and goes on by itself on that day."),
        Act.REROUTE: _("The promise to the caller stays as it is."),
        Act.GIVE_UP: _("Enough has been tried, on different days and at different times."),
    }


def _outcomes(callback, queue, shown, chosen) -> list[Outcome]:
    words, hints = _words(), _hints()
    query = f"?{queue.query}" if queue.query else ""
    return [
        Outcome(
            act,
            key,
            *words[act],
            shown[act],
            reverse(f"contacts:callback-{act}", args=[callback.public_id]) + query,
            act == chosen,
            hints.get(act, ""),
        )
        for key, act in enumerate(OUTCOMES, start=1)
        if act in shown
    ]


def _left_over(form) -> str:
    """The words typed in a form whose act is no longer possible."""
    names = ("answer", "reason", "text")
    return "\n".join(filter(None, (form.data.get(name, "").strip() for name in names)))


def screen(request, callback: Callback, queue, now, *, act=None, form=None, seen=None) -> dict:
    """Everything the page shows. `form` is what was typed for `act`, `seen` the version it was
    typed on when somebody else changed the callback after that."""
    access, user = access_of(request.user), request.user
    acts = set(rights.acts_for(callback, access))
    tries = attempts_of(callback) if callback.attempts else []
    missing = missing_before_giving_up(callback, tries) if Act.GIVE_UP in acts else ()
    if missing:
        acts.discard(Act.GIVE_UP)
    shown = {one: form_of(one, callback, now) for one in acts if one not in BUTTONS}
    if act in shown and form is not None:
        shown[act] = form
    elif form is not None and Act.NOTE in acts and _left_over(form):
        act, form = Act.NOTE, form_of(Act.NOTE, callback, now, initial={"text": _left_over(form)})
        shown[Act.NOTE] = form
    entries = timeline(callback, access, user)
    knows_person = rights.knows_person(callback, access)
    customer = _customer(callback, access, user)
    undo = None
    if entries[-1].at > now - UNDO:
        undo = undoable(callback, user, worklist=Worklist.CALLBACKS, now=now)
    return {
        "callback": callback,
        "queue": queue,
        "status_kind": STATUS_KINDS[callback.status],
        "clock": clock_face(callback, now),
        "raised": callback.priority == Priority.RAISED,
        "by_phone": callback.answer_by == AnswerBy.PHONE,
        "why": explain(callback.promise_steps),
        "acts": acts,
        "missing": missing,
        "tries": tries,
        "outcomes": _outcomes(callback, queue, shown, act),
        "forms": {one.name.lower(): each for one, each in shown.items()},
        "opened": act,
        "typed": form if act in shown else None,
        "entries": entries,
        "undo": undo,
        "changes": changes_since(entries, seen) if seen else [],
        "conflict": seen is not None,
        "customer": customer,
        "knows_person": knows_person,
        "beeld": klantbeeld(
            customer=customer,
            access=access,
            user=user,
            now=now,
            phone=callback.phone if knows_person else "",
            email=callback.email if knows_person else "",
            but=callback.pk,
        ),
    }


def _customer(callback, access, user):
    if not callback.customer_id:
        return None
    found = _customer_of(access, pk=callback.customer_id)
    if not found:
        return None
    give(found, "contact_points", points_of(customer=callback.customer_id), "customer_id")
    return found[0]


_customer_of = Ready(
    lambda access, *, pk: visible_customers(access=access, user=None).filter(pk=pk),
    pk=BigIntegerField(),
)
