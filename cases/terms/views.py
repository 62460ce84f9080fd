"""The pages on which the term of a case is moved, and a notice of default is written down."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cases import workflow
from cases.models import DefaultNotice
from cases.reaching import find, find_for, page_of
from cases.terms import forms, selectors, services
from cases.timeline import timeline
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import redirect
from kcc.lib.periods import local_day
from kcc.lib.timeline import changes_since
from kcc.lib.undo import done
from kcc.organisation.access import WORKERS, access_of, role_required

Act = workflow.Act
READ_OR_POST = ["GET", "HEAD", "POST"]


@dataclass(frozen=True)
class Page:
    """What differs between the pages. `law` says what the law asks, in one line."""

    title: str
    button: str
    law: str
    done: str
    form: Callable
    # The day fields that are today until somebody says otherwise.
    today: tuple[str, ...]
    do: Callable


PAGES = {
    Act.SUSPEND: Page(
        gettext_lazy("Suspend the term"),
        gettext_lazy("Suspend"),
        gettext_lazy(
            "The clock can stand still while something is needed from the customer or from abroad,"
            " with the customer's consent, or by force majeure (Awb 4:15)."
        ),
        gettext_lazy("The clock of %(number)s stands still."),
        forms.SuspendForm,
        ("letter_on",),
        services.suspend,
    ),
    Act.RESUME: Page(
        gettext_lazy("Let the clock run again"),
        gettext_lazy("Run again"),
        gettext_lazy("What was left of the term when the clock stopped is left again (Awb 4:15)."),
        gettext_lazy("The clock of %(number)s runs again: the term ends on %(due)s."),
        forms.ResumeForm,
        ("received_on",),
        services.resume,
    ),
    Act.EXTEND: Page(
        gettext_lazy("Extend the term"),
        gettext_lazy("Extend"),
        gettext_lazy(
            "Once, and the customer is told before the term ends (Awb 4:14, 7:10 and 9:11)."
        ),
        gettext_lazy("The term of %(number)s now ends on %(due)s."),
        lambda *args, case, **more: forms.ExtendForm(
            *args, by_hand=not case.case_type.extension, **more
        ),
        ("letter_on",),
        services.extend,
    ),
    Act.DEFAULT_NOTICE: Page(
        gettext_lazy("Notice of default received"),
        gettext_lazy("Save the notice"),
        gettext_lazy(
            "Two weeks after a notice that came when the term had passed, each day costs money, for"
            " at most 42 days (Awb 4:17)."
        ),
        gettext_lazy("The notice of default is saved with %(number)s."),
        forms.NoticeForm,
        ("received_on",),
        lambda **typed: services.receive_notice(**typed).case,
    ),
}


@require_http_methods(READ_OR_POST)
@role_required(*WORKERS)
def act(request, public_id, act):
    """One address: the form, and what it does."""
    page, case, now = PAGES[act], find_for(request, public_id, act), timezone.now()
    make = _maker(page.form, case)
    if request.method != "POST":
        today = local_day(now)
        first = {"version": case.version} | dict.fromkeys(page.today, today)
        return _show(request, act, case, make(initial=first), now=now)
    form = make(request.POST)
    if not form.is_valid():
        return _show(request, act, case, form, now=now, status=422)
    try:
        case = page.do(by=request.user, case=case, now=now, **form.cleaned_data)
    except Conflict:
        return _changed(request, act, public_id, make, form.cleaned_data["version"], now=now)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _show(request, act, case, form, now=now, status=422)
    words = {"number": case.number, "due": selectors.day(case.due_on)}
    return _back(request, case, page.done % words)


def _maker(form, case) -> Callable:
    """Makes the form of this page; that of the extension looks at the type."""
    if isinstance(form, type):
        return form
    return lambda *args, **more: form(*args, case=case, **more)


def _back(request, case, text):
    """To the page of the case, which says what was done and offers to take it back."""
    done(request, text, undo_url=reverse("cases:undo", args=[case.batch.public_id]))
    return redirect(request, page_of(request, case))


def _show(request, act, case, form, *, now, seen=None, status=200):
    """The page with the form, or with the reason why there is none."""
    clocks = selectors.clocks_of(case, access_of(request.user), now=now)
    possible = act in clocks.may or form.is_bound
    context = {
        "case": case,
        "back": page_of(request, case),
        "clocks": clocks,
        "page": PAGES[act],
        "form": form,
        "possible": possible,
        "why_not": "" if possible else selectors.why_not(act, case, clocks),
        "then": selectors.foreseen(act, case, clocks, today=local_day(now))
        if act in clocks.may
        else "",
        "conflict": seen is not None,
        "changes": changes_since(timeline(case), seen) if seen else [],
    }
    return render(request, "cases/terms/act.html", context, status=status)


def _changed(request, act, public_id, make, version, *, now):
    """Somebody was faster: what they did, beside everything that was typed here."""
    case = find(request, public_id)
    data = request.POST.copy()
    data["version"] = case.version
    return _show(request, act, case, make(data), now=now, seen=version, status=409)


# -- Taking a notice back ---------------------------------------------------------------------


@require_http_methods(READ_OR_POST)
@role_required(*WORKERS)
def withdraw(request, public_id, notice_id):
    case, now = find_for(request, public_id, Act.DEFAULT_NOTICE), timezone.now()
    try:
        notice = case.notices.get(public_id=notice_id)
    except DefaultNotice.DoesNotExist as error:
        raise Http404 from error
    notice.case = case
    if request.method != "POST":
        first = {"version": case.version, "withdrawn_on": local_day(now)}
        return _show_notice(request, notice, forms.WithdrawForm(initial=first))
    form = forms.WithdrawForm(request.POST)
    if not form.is_valid():
        return _show_notice(request, notice, form, status=422)
    try:
        services.withdraw_notice(by=request.user, notice=notice, now=now, **form.cleaned_data)
    except Conflict:
        data = request.POST.copy()
        data["version"] = find(request, public_id).version
        seen = form.cleaned_data["version"]
        return _show_notice(request, notice, forms.WithdrawForm(data), seen=seen, status=409)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _show_notice(request, notice, form, status=422)
    return _back(request, case, _("The notice of default is withdrawn."))


def _show_notice(request, notice, form, *, seen=None, status=200):
    context = {
        "case": notice.case,
        "back": page_of(request, notice.case),
        "notice": notice,
        "form": form,
        "conflict": seen is not None,
        "changes": changes_since(timeline(notice.case), seen) if seen else [],
    }
    return render(request, "cases/terms/withdraw.html", context, status=status)
