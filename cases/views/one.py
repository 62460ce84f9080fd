"""The page of one case, and what is done on it."""

from django.contrib import messages
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import selectors, services, workflow
from cases.models import Case
from cases.queue import queue_of
from cases.reaching import find, find_for, find_whole, page_of, tell
from cases.screen import BUTTONS, ON_PAGE, Typed, form_of, screen
from cases.views.listing import LIST
from kcc.audit.services import record
from kcc.lib.addresses import is_ours
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import fragment, is_htmx, redirect
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.queue import Queue, query_of

Act = workflow.Act
ACTS = ON_PAGE
SERVICES = {
    Act.CLAIM: services.claim,
    Act.TAKE_OVER: services.take_over,
    Act.RELEASE: services.release,
    Act.STATUS: services.change_status,
    Act.CLOSE: services.close_case,
    Act.REOPEN: services.reopen,
    Act.NOTE: services.add_note,
}


@require_safe
@role_required(*WORKERS)
def detail(request, public_id):
    """Looking is recorded, although this is a GET. The query string is that of the list it was
    opened from: it leads to what comes before and after it there."""
    case = find_whole(request, public_id)
    record(by=request.user, action="case.viewed", obj=case)
    return _page(request, case)


def _page(request, case: Case, *, typed: Typed | None = None, status=200):
    now = timezone.now()
    context = screen(request, case, queue_of(request, case, now), now, typed)
    if status != 200:
        # A refused act shows the whole case too, so it is a look.
        record(by=request.user, action="case.viewed", obj=case)
        # Taking back leads to the page it was pressed on, and this one was an answer to a POST.
        context["undo"] = None
    return render(request, "cases/case.html", context, status=status)


# -- What can be done -------------------------------------------------------------------------


def _done(act, case: Case) -> str:
    sentences = {
        Act.CLAIM: _("%(number)s is yours now."),
        Act.TAKE_OVER: _("%(number)s is yours now."),
        Act.RELEASE: _("%(number)s is free again."),
        Act.STATUS: _("%(number)s has the status %(status)s."),
        Act.CLOSE: _("%(number)s is closed."),
        Act.REOPEN: _("%(number)s is open again."),
        Act.NOTE: _("Note added to %(number)s."),
    }
    return sentences[act] % {"number": case.number, "status": case.status.name}


@require_POST
@role_required(*WORKERS)
def act(request, public_id, act):
    case, now = find_for(request, public_id, act), timezone.now()
    form = form_of(act, case, now, request.POST)
    if not form.is_valid():
        return _refused(request, act, case, form)
    # Before it is closed: afterwards it has left the list.
    queue = queue_of(request, case, now) if act == Act.CLOSE else Queue(query_of(request.GET))
    try:
        case = SERVICES[act](by=request.user, case=case, now=now, **form.cleaned_data)
    except Conflict:
        return _changed(request, act, public_id, form.cleaned_data["version"])
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _refused(request, act, case, form)
    words = _done(act, case)
    if act == Act.CLOSE and queue.query and queue.next is None:
        words = f"{words} {_('That was the last one in this list.')}"
    tell(request, words, case)
    if is_htmx(request):
        return _row(request, case)
    return redirect(request, _onward(request, act, case, queue))


def _onward(request, act, case: Case, queue: Queue) -> str:
    """A case that is closed leads to the next one of the list, or to the list itself after the
    last; anything else back to where the button was pressed."""
    if act == Act.CLOSE and queue.query:
        if queue.next:
            return f"{reverse('cases:detail', args=[queue.next])}?{queue.query}"
        return f"{reverse('cases:list')}?{queue.query}"
    back = request.POST.get("next", "")
    return back if is_ours(back) else page_of(request, case, "history" if act == Act.NOTE else "")


def _refused(request, act, case: Case, form):
    """The same page with the reason and everything that was typed."""
    if is_htmx(request) or act in BUTTONS:
        messages.error(request, _sentences(form))
        if is_htmx(request):
            return _row(request, case, status=422)
        return _page(request, case, status=422)
    return _page(request, case, typed=Typed(act, form), status=422)


def _sentences(form) -> str:
    return " ".join(error for errors in form.errors.values() for error in errors)


def _changed(request, act, public_id, version):
    """Somebody was faster: what they did, beside everything that was typed here. Sent once more it
    is saved, for the form now carries the new version."""
    case = find(request, public_id)
    if is_htmx(request):
        words = _("Somebody else changed %(number)s first.") % {"number": case.number}
        messages.warning(request, words)
        return _row(request, case, status=409)
    data = request.POST.copy()
    data["version"] = case.version
    form = None if act in BUTTONS else form_of(act, case, timezone.now(), data)
    return _page(request, case, typed=Typed(act, form, version), status=409)


def _row(request, case: Case, *, status=200):
    """The row of the list, after a claim from there."""
    access, now = access_of(request.user), timezone.now()
    found = selectors.listed(Case.objects.filter(pk=case.pk), access, request.user)
    (row,) = selectors.rows_of(found, access=access, now=now)
    line = LIST.line(request, row, request.POST.get("next", ""))
    return fragment(request, "organisation/_line.html", {"line": line}, status=status)
