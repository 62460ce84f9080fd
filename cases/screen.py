"""The page of one case: which acts it offers, the form of each, and all that it shows."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from cases import workflow
from cases.belonging import others_of, people_of, tasks_of
from cases.catalogue.kept import version_of
from cases.documents.selectors import documents_of
from cases.facts import facts
from cases.following.selectors import follow_state
from cases.forms import ActForm, CloseForm, HandOverForm, NoteForm, ReopenForm, StatusForm
from cases.models import Case, CaseEvent, Priority, StatusType
from cases.questions import asked_of, described
from cases.rights import acts_for
from cases.services.acts import statuses_of
from cases.targets import targets
from cases.terms.selectors import clocks_of
from cases.timeline import events_of, origins, timeline
from cases.undoing import undoable
from cases.way import Hold, Step, note_field, reopen_fields, way
from kcc.lib.secret import token_of
from kcc.lib.timeline import changes_since, standing
from kcc.organisation.access import access_of
from kcc.organisation.batches import UNDO

Act = workflow.Act
# What one form on the page itself does.
ON_PAGE = (Act.CLAIM, Act.TAKE_OVER, Act.RELEASE, Act.STATUS, Act.CLOSE, Act.REOPEN, Act.NOTE)
# What has nothing to type: a button.
BUTTONS = (Act.CLAIM, Act.TAKE_OVER, Act.RELEASE)
# How many of the newest lines of the timeline are open; the rest can be unfolded.
SHOWN = 12


# -- How far it is ----------------------------------------------------------------------------


def steps_of(case: Case, statuses, events, *, ways: dict, query: str) -> list[Step]:
    """The whole way, with the day each status was reached last. `ways` are the statuses it may go
    to, by their order, with the form that was typed in."""
    reached = _reached(case, statuses, events)
    steps = []
    for key, row in enumerate(statuses, start=1):
        act = Act.CLOSE if row.is_final else Act.STATUS
        may_go = row.order in ways
        steps.append(
            Step(
                key=key,
                order=row.order,
                name=row.name,
                stand=_stand(case, row),
                at=reached.get(row.name) if row.order <= case.status.order else None,
                back=row.order < case.status.order,
                is_final=row.is_final,
                may_go=may_go,
                typed=ways.get(row.order),
                results=version_of(case).results if row.is_final else (),
                url=reverse(f"cases:{act}", args=[case.public_id]) + query if may_go else "",
            )
        )
    return steps


def _stand(case: Case, row: StatusType) -> str:
    if not case.is_open or row.order < case.status.order:
        return "done"
    return "now" if row.order == case.status.order else "ahead"


def _reached(case: Case, statuses, events) -> dict[str, datetime]:
    found = {statuses[0].name: case.registered_at} if statuses else {}
    for event in standing(events):
        if event.kind == CaseEvent.Kind.STATUS:
            found[event.detail["to_name"]] = event.at
        elif event.kind == CaseEvent.Kind.CLOSED:
            found[statuses[-1].name] = event.at
    return found


# -- Forms ------------------------------------------------------------------------------------


def form_of(act, case: Case, now: datetime, data=None, *, initial=None) -> forms.Form:
    """The form of this act; bound when there is data."""
    started = {"version": case.version} | (initial or {})
    if act == Act.STATUS:
        return _status_form(case, data)
    if act == Act.CLOSE:
        results = list(case.case_type.result_types.order_by("pk"))
        return CloseForm(data, initial=started, results=results, auto_id="close_%s")
    if act == Act.HAND_OVER:
        choices = targets(case, now)
        return HandOverForm(data, initial=started, targets=choices, auto_id="to_%s")
    if act == Act.REOPEN:
        return ReopenForm(data, initial=started, auto_id="reopen_%s")
    if act == Act.NOTE:
        return NoteForm(data, initial=initial, auto_id="note_%s")
    return ActForm(data, initial=started, auto_id=f"{act}_%s")


def _reachable(case: Case, statuses) -> dict[int, workflow.Step]:
    places = [workflow.Place(row.order, row.is_final) for row in statuses]
    return workflow.steps(case.status.order, places)


def _status_form(case: Case, data) -> StatusForm:
    statuses = statuses_of(case)
    reachable = _reachable(case, statuses)
    typed = data.get("status", "")[:9]
    goes_to = int(typed) if typed.isdecimal() else 0
    return StatusForm(
        data,
        initial={"version": case.version, "status": goes_to},
        auto_id=f"status{goes_to}_%s",
        statuses=[row for row in statuses if row.order in reachable],
        back=reachable.get(goes_to) == workflow.Step.BACK,
    )


@dataclass(frozen=True)
class Typed:
    """What was typed for an act that was refused; `seen` is the version it was typed on, when
    somebody else changed the case after that."""

    act: Act | None = None
    form: forms.Form | None = None
    seen: int | None = None

    @property
    def words(self) -> str:
        """The words of a form whose act is no longer possible."""
        if self.form is None:
            return ""
        names = ("answer", "reason", "text")
        return "\n".join(filter(None, (self.form.data.get(name, "").strip() for name in names)))


def _ways(case: Case, acts, statuses, typed: Typed) -> dict[int, forms.Form | None]:
    """The statuses it may go to, by order; with what was typed, at the one that is of."""
    found = dict.fromkeys(_reachable(case, statuses) if Act.STATUS in acts else ())
    final = next((row for row in statuses if row.is_final), None)
    if Act.CLOSE in acts and final is not None:
        found[final.order] = None
    form, goes_to = typed.form, None
    if form is not None and typed.act == Act.CLOSE and final is not None:
        goes_to = final.order
    elif form is not None and typed.act == Act.STATUS:
        goes_to = form.initial["status"]
    if goes_to in found:
        found[goes_to] = form
    return found


# -- Everything the page shows ----------------------------------------------------------------


def screen(request, case: Case, queue, now: datetime, typed: Typed | None = None) -> dict:
    """At most 15 statements with what the request itself asks."""
    access, user, typed = access_of(request.user), request.user, typed or Typed()
    # The page needs its statuses, results and questions: kept, with the type they belong to.
    case.case_type = version_of(case).case_type
    acts, events = _acts(case, access, user), events_of(case)
    belongs = _what_belongs(case, access, user, now)
    entries = timeline(case, events)
    newest = list(reversed(entries))
    hold = _what_holds_it(belongs["tasks"], belongs["others"])
    filled_in = _forms(
        case, acts, events, now, typed, query=f"?{queue.query}" if queue.query else ""
    )
    return (
        belongs
        | filled_in
        | {
            "case": case,
            "queue": queue,
            "list_query": queue.query,
            "front_office": access.front_office,
            "raised": case.priority != Priority.NORMAL,
            "acts": acts,
            "hold": hold.why if hold else "",
            "way": way(
                filled_in["steps"],
                version=case.version,
                hold=hold,
                token=token_of(request),
            ),
            "note_field": note_field(filled_in["forms"].get("note")),
            "reopen_fields": reopen_fields(filled_in["forms"].get("reopen"), case.version),
            "conflict": typed.seen is not None,
            "changes": changes_since(entries, typed.seen) if typed.seen is not None else [],
            "facts": facts(case),
            "details": described(asked_of(case.case_type), case.details),
            "entries": newest[:SHOWN],
            "earlier": newest[SHOWN:],
            "undo": undoable(case, user, now) if _did_it(case, user, events, now) else None,
        }
    )


def _what_belongs(case: Case, access, user, now: datetime) -> dict:
    contacts = origins(case, access, user)
    return {
        "tasks": tasks_of(case, now),
        "others": others_of(case, access, user, now=now),
        "people": people_of(case, access),
        "origins": contacts,
        "asked_status": sum(1 for origin in contacts if origin.asks_status),
        "clocks": clocks_of(case, access, now=now),
        "documents": documents_of(case, access=access, user=user),
        "follow": follow_state(case),
    }


def _forms(case: Case, acts, events, now: datetime, typed: Typed, *, query: str) -> dict:
    """What can be filled in, and where what was typed is shown: in the form of its act, else, when
    that is no longer possible, as a note."""
    statuses = version_of(case).statuses
    ways = _ways(case, acts, statuses, typed)
    steps = steps_of(case, statuses, events, ways=ways, query=query)
    forms = _other_forms(case, acts, now, typed)
    shown = typed.form is not None and typed.form in [*forms.values(), *ways.values()]
    opened = typed.act if shown else None
    if typed.words and not shown and Act.NOTE in acts:
        opened = Act.NOTE
        forms["note"] = form_of(Act.NOTE, case, now, initial={"text": typed.words})
    return {
        "steps": steps,
        "forms": forms,
        "opened": opened,
        "typed": typed.form if shown else None,
    }


def _did_it(case: Case, user, events, now: datetime) -> bool:
    """Whether the last act was just now and this person's: only then there is a way back to ask
    for."""
    return any(
        event.by_id == user.pk
        and event.at > now - UNDO
        and event.detail.get("version") == case.version
        for event in events
    )


def _acts(case: Case, access, user) -> set[Act]:
    """Nobody takes over from themselves."""
    acts = set(acts_for(case, access))
    return acts - {Act.TAKE_OVER} if case.handler_id == user.pk else acts


def _other_forms(case: Case, acts, now, typed: Typed) -> dict[str, forms.Form]:
    """Of the acts that are not a step on the way, by name."""
    found = {
        act.name.lower(): form_of(act, case, now) for act in (Act.REOPEN, Act.NOTE) if act in acts
    }
    if typed.form is not None and typed.act in acts and typed.act.name.lower() in found:
        found[typed.act.name.lower()] = typed.form
    return found


def _what_holds_it(tasks, others) -> Hold | None:
    if tasks.open:
        return Hold(_("First finish or remove the open tasks."), "#tasks")
    if others.open_parts:
        return Hold(_("First close the cases that are part of it."), "#others")
    return None
