"""One action: agreeing it, changing it, and how it goes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import redirect
from kcc.lib.periods import local_day
from kcc.lib.timeline import Entry
from kcc.organisation.access import access_of, role_required
from maturity.asked import asked_of
from maturity.audience import CAN_BE_ASKED
from maturity.evidence import amount, needs_text
from maturity.models import ImprovementAction
from maturity.outcome.selectors import result_of
from maturity.plan import selectors, services, show
from maturity.plan.crumbs import crumbs_of, crumbs_of_actions
from maturity.plan.forms import ChangeForm, MoveForm, NewForm, OwnForm
from maturity.plan.workflow import move_to
from maturity.scoring import suggestion

WRITES = ["GET", "HEAD", "POST"]
# What a figure suggests once it is where a statement wants it.
DONE = 3


# -- A new one ------------------------------------------------------------------------------------


@require_http_methods(WRITES)
@role_required(*CAN_BE_ASKED)
def new(request, public_id):
    """From a statement (?code=) or one's own; its department is chosen first (?department=)."""
    access, now = access_of(request.user), timezone.now()
    assessment = selectors.assessment_of(access, request.user, public_id)
    if assessment is None:
        raise Http404
    own = selectors.headed(access, request.user)
    if not (selectors.may_steer(access) or own):
        raise PermissionDenied
    asked, code = asked_of(assessment), request.GET.get("code", "")
    statement = asked.by_code.get(code)
    if code and statement is None:
        raise Http404
    departments = list(selectors.departments_steered(access, own))
    department = _chosen(request, departments)
    context = _frame_of_new(asked, assessment, statement)
    if department is None:
        usual = assessment.department_id
        context |= {"departments": departments, "code": code, "usual": usual}
        return render(request, "maturity/plan/department.html", context)
    form = (NewForm if statement else OwnForm)(
        request.POST if request.method == "POST" else None, asked=asked,
        owners=selectors.owners(department), initial=_proposed(asked, assessment, statement),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            _add(request, assessment, statement, form, department, now)
        except DomainError as error:
            error.show_on(form)
        else:
            messages.success(request, _("The action is kept."))
            return redirect(request, f"{context['back']}#actions-title")
    context |= {"form": form, "department": department, "many": len(departments) > 1}
    status = 422 if form.errors else 200
    return render(request, "maturity/plan/edit.html", context, status=status)


def _frame_of_new(asked, assessment, statement) -> dict:
    return {
        "assessment": assessment,
        "title": _("New action"),
        "crumbs": crumbs_of(assessment, _("New action"), in_plan=True),
        "back": reverse("maturity:plan", args=[assessment.public_id]),
        "statement": statement,
        "figure": _figure(asked, assessment, statement),
    }


def _add(request, assessment, statement, form, department, now) -> None:
    typed = form.cleaned_data
    services.add_action(
        by=request.user, assessment=assessment, key=typed["key"], now=now,
        pillar=statement.pillar if statement else typed["pillar"],
        phase=statement.phase if statement else typed["phase"],
        code=statement.code if statement else "", agreed=form.agreed(department),
    )  # fmt: skip


def _chosen(request, departments):
    """The only one, or the one in the address; None while it is to be chosen."""
    if len(departments) == 1:
        return departments[0]
    slug = request.GET.get("department")
    return None if slug is None else _one_of(departments, slug)


def _one_of(departments, slug: str):
    found = next((each for each in departments if each.slug == slug), None)
    if found is None:
        raise Http404
    return found


def _proposed(asked, assessment, statement) -> dict:
    """From the statement: its next step, and the value its figure needs when it is not there yet.
    One's own is proposed where the whole is held back."""
    if statement is None:
        outcome = result_of(assessment).outcome
        lowest = outcome.pillar(outcome.lowest[0])
        return {"pillar": lowest.slug, "phase": min(lowest.phase + 1, 5)}
    found = {"text": statement.action}
    told = assessment.evidence.get(statement.figure) or {}
    value, limit = told.get("number"), statement.threshold
    if limit and (value is None or suggestion(limit, value) < DONE):
        found |= {"kpi": statement.figure, "expected": limit.value}
    return found


def _figure(asked, assessment, statement) -> dict | None:
    """What the figure of the statement said in the round, and what the statement needs."""
    if statement is None or statement.figure is None:
        return None
    figure = asked.catalogue.figures[statement.figure]
    told = assessment.evidence.get(statement.figure) or {}
    return {
        "name": figure.name,
        "text": amount(figure.unit, told.get("number")),
        "needs": needs_text(figure, statement.threshold),
        "first": assessment.figures_first,
        "last": assessment.figures_last,
    }


# -- One that is there ----------------------------------------------------------------------------


def _action_or_404(request, public_id) -> ImprovementAction:
    found = selectors.action_of(access_of(request.user), request.user, public_id)
    if found is None:
        raise Http404
    return found


@require_safe
@role_required(*CAN_BE_ASKED)
def action(request, public_id):
    found = _action_or_404(request, public_id)
    return _page(request, found, MoveForm(state=found.state, initial=_stands(found)))


def _stands(found: ImprovementAction) -> dict:
    return {"to": found.state, "seen": found.state}


def _page(request, found: ImprovementAction, form: MoveForm, *, status=200):
    access, now = access_of(request.user), timezone.now()
    own = selectors.headed(access, request.user)
    day = local_day(now)
    course = selectors.course_of(found, now=now)
    asked = asked_of(found.assessment)
    line = show.shown(found, access, own, request.user, day=day)
    context = {
        "line": line,
        "action": found,
        "statement": asked.by_code.get(found.code),
        "crumbs": crumbs_of_actions(_("Action")),
        "notes": _events(selectors.notes_of(found)),
        "drawn": show.drawn(found, course) if course else None,
        "form": form if line.may_move else None,
        "opens_plan": _reads_result(request, access, found),
    }
    return render(request, "maturity/plan/action.html", context, status=status)


def _reads_result(request, access, found: ImprovementAction) -> bool:
    """Somebody of a department may do or change an action of a result that is not theirs to
    read."""
    if selectors.may_steer(access):
        return True
    public_id = found.assessment.public_id
    return selectors.assessment_of(access, request.user, public_id) is not None


def _events(notes) -> list[Entry]:
    """The newest first; in the same state as before it was only said how it goes."""
    before = [each.state for each in notes[1:]] + [ImprovementAction.State.PLANNED]
    return [
        Entry(
            kind={"done": "ok", "doing": "info"}.get(each.state, "") if moved else "",
            at=each.at,
            title=each.get_state_display() if moved else _("Note"),
            by=each.by.get_display_name(),
            text=each.text,
        )
        for each, moved in (
            (each, each.state != last) for each, last in zip(notes, before, strict=False)
        )
    ]


@require_http_methods(WRITES)
@role_required(*CAN_BE_ASKED)
def change(request, public_id):
    """What it is. Its department is changed by choosing another one (?department=)."""
    access, now = access_of(request.user), timezone.now()
    found = _action_or_404(request, public_id)
    own = selectors.headed(access, request.user)
    if not (found.is_open and selectors.may_change(access, own, found)):
        raise Http404
    departments = list(selectors.departments_steered(access, own))
    department = _one_of([*departments, found.department], _slug(request, found))
    keep = found.owner_id if department.pk == found.department_id else None
    asked = asked_of(found.assessment)
    given = {"owners": selectors.owners(department, keep=keep), "asked": asked}
    sent, conflict = request.method == "POST", False
    form = ChangeForm(request.POST if sent else None, initial=_as_it_is(found), **given)
    there = reverse("maturity:action", args=[found.public_id])
    if sent and form.is_valid():
        try:
            services.change_action(
                by=request.user, action=found, agreed=form.agreed(department), now=now,
                seal=form.cleaned_data["seal"],
            )  # fmt: skip
        except Conflict:
            conflict = True
            typed = request.POST.copy()
            typed["seal"] = services.seal_of(found)
            form = ChangeForm(typed, **given)
        except DomainError as error:
            error.show_on(form)
        else:
            messages.success(request, _("The action is changed."))
            return redirect(request, there)
    context = {
        "action": found,
        "form": form,
        "title": _("Change action"),
        "department": department,
        "departments": departments if len(departments) > 1 else [],
        "statement": asked.by_code.get(found.code),
        "crumbs": crumbs_of_actions(_("Change action")),
        "back": there,
        "conflict": conflict,
    }
    status = 409 if conflict else 422 if form.errors else 200
    return render(request, "maturity/plan/edit.html", context, status=status)


def _slug(request, found: ImprovementAction) -> str:
    return request.GET.get("department", found.department.slug)


def _as_it_is(found: ImprovementAction) -> dict:
    return {
        "text": found.text, "owner": found.owner.public_id, "due_on": found.due_on,
        "means": found.means, "kpi": found.kpi, "expected": found.expected,
        "seal": services.seal_of(found),
    }  # fmt: skip


# -- How it goes ----------------------------------------------------------------------------------


@require_http_methods(["POST"])
@role_required(*CAN_BE_ASKED)
def move(request, public_id):
    """Another state, or words in the same one. From the board (`board`, its address) a click is
    enough where nothing has to be said."""
    found = _action_or_404(request, public_id)
    access = access_of(request.user)
    if not selectors.may_move(access, selectors.headed(access, request.user), found, request.user):
        raise PermissionDenied
    form = MoveForm(request.POST, state=found.state)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    typed = form.cleaned_data
    try:
        _moved(request, found, **typed)
    except Conflict as error:
        messages.warning(request, error.message)
        return redirect(request, "maturity:action", found.public_id)
    except DomainError as error:
        form.add_error("said", error.message)
        return _page(request, found, form, status=422)
    messages.success(request, _("It is kept how the action stands."))
    if request.POST.get("from") == "board":
        return redirect(request, f"{reverse('maturity:actions-board')}#card-{found.public_id}")
    return redirect(request, "maturity:action", found.public_id)


def _moved(request, found: ImprovementAction, *, to: str, said: str, seen: str) -> None:
    now = timezone.now()
    if to == seen == found.state:
        services.add_note(by=request.user, action=found, text=said, now=now)
        return
    rule = move_to(seen, to)
    closing = rule is not None and rule.result
    services.move_action(
        by=request.user, action=found, to=to, seen=seen, now=now,
        result=said if closing else "", note="" if closing else said,
    )  # fmt: skip
