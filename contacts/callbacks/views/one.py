"""The page of one callback, and everything that can be done with it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import BigIntegerField
from django.http import Http404
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contacts.callbacks import selectors, services, workflow
from contacts.callbacks.queue import queue_of
from contacts.callbacks.screen import BUTTONS, OUTCOMES, form_of, screen
from contacts.callbacks.timeline import visible_callback
from contacts.callbacks.views.listing import LIST
from contacts.models import Callback
from kcc.audit.services import record
from kcc.lib.addresses import is_ours
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import fragment, is_htmx, redirect
from kcc.lib.ready import Ready
from kcc.lib.undo import done
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.queue import Queue, query_of
from kcc.organisation.standing import standings_of

Act = workflow.Act


# -- One callback -----------------------------------------------------------------------------


def _find(request, public_id) -> Callback:
    try:
        return visible_callback(access_of(request.user), request.user, public_id)
    except Callback.DoesNotExist as error:
        raise Http404 from error


@require_safe
@role_required(*WORKERS)
def callback(request, public_id):
    """Looking is recorded, although this is a GET. The query string is that of the list it was
    opened from: it leads to what comes before and after it there."""
    found = _find(request, public_id)
    record(by=request.user, action="callback.viewed", obj=found)
    return _page(request, found)


def _page(request, callback, *, status=200, **typed):
    """The page; `typed` is the act, the form with what was typed and the version it was typed on
    when somebody else changed the callback after that."""
    now = timezone.now()
    queue = queue_of(request, callback, now)
    context = screen(request, callback, queue, now, **typed)
    if status != 200:
        # A refused act shows the whole callback too, so it is a look.
        record(by=request.user, action="callback.viewed", obj=callback)
        # Taking back leads to the page it was pressed on, and this one was an answer to a POST.
        context["undo"] = None
    return render(request, "contacts/callbacks/callback.html", context, status=status)


# -- What can be done -------------------------------------------------------------------------

SERVICES = {
    Act.CLAIM: services.claim,
    Act.ASSIGN: services.assign,
    Act.RELEASE: services.release,
    Act.ATTEMPT: services.record_attempt,
    Act.WAIT: services.wait,
    Act.RESUME: services.resume,
    Act.CLOSE: services.close_with_answer,
    Act.GIVE_UP: services.close_not_reached,
    Act.LAPSE: services.lapse,
    Act.REROUTE: services.reroute,
    Act.REOPEN: services.reopen,
    Act.NOTE: services.add_note,
}


def _done(act, callback) -> str:
    sentences = {
        Act.CLAIM: _("%(number)s is yours now."),
        Act.ASSIGN: _("%(number)s is with %(person)s now."),
        Act.RELEASE: _("%(number)s is free again."),
        Act.ATTEMPT: _("Attempt noted on %(number)s."),
        Act.WAIT: _("%(number)s waits for the customer."),
        Act.RESUME: _("The clock of %(number)s runs again."),
        Act.CLOSE: _("%(number)s is handled."),
        Act.GIVE_UP: _("%(number)s is closed: not reached."),
        Act.LAPSE: _("%(number)s is closed: no longer needed."),
        Act.REROUTE: _("%(number)s is passed on to %(department)s."),
        Act.REOPEN: _("%(number)s is open again."),
        Act.NOTE: _("Note added to %(number)s."),
    }
    return sentences[act] % {
        "number": callback.number,
        "department": callback.department.name,
        "person": callback.assignee.get_display_name() if callback.assignee else "",
    }


@require_POST
@role_required(*WORKERS)
def act(request, public_id, act):
    callback, access, now = _find(request, public_id), access_of(request.user), timezone.now()
    who = standings_of(callback, access)
    if workflow.RULES[act].who.isdisjoint(who):
        raise PermissionDenied
    form = form_of(act, callback, now, request.POST)
    if not form.is_valid():
        return _refused(request, act, callback, form)
    # Before the act: afterwards it may have left the list.
    queue = queue_of(request, callback, now) if act in OUTCOMES else Queue(query_of(request.GET))
    try:
        callback = SERVICES[act](by=request.user, callback=callback, now=now, **form.cleaned_data)
    except Conflict:
        return _changed(request, act, public_id, form.cleaned_data["version"])
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _refused(request, act, callback, form)
    last = act in OUTCOMES and queue.query and queue.next is None
    _tell(request, act, callback, last=last)
    if is_htmx(request):
        return _row(request, callback)
    return redirect(request, _onward(request, act, callback, queue))


def _tell(request, act, callback, *, last) -> None:
    """What was done, with the address at which it can be taken back."""
    words = _done(act, callback)
    if last:
        words = f"{words} {_('That was the last one in this list.')}"
    batch = getattr(callback, "batch", None)
    # A note is not taken back.
    where = reverse("contacts:callbacks-undo", args=[batch.public_id]) if batch else ""
    done(request, words, undo_url=where)


def _onward(request, act, callback, queue) -> str:
    """Where it goes on: the next one of the list, or the list itself after the last; else back to
    where the button was pressed, or to the callback as long as it is theirs to see."""
    query = f"?{queue.query}" if queue.query else ""
    if act in OUTCOMES and query:
        if queue.next:
            return reverse("contacts:callback", args=[queue.next]) + query
        return reverse("contacts:callbacks") + query
    back = request.POST.get("next", "")
    if is_ours(back):
        return back
    access = access_of(request.user)
    if not Callback.objects.visible_to(access, request.user).filter(pk=callback.pk).exists():
        return reverse("contacts:callbacks") + query
    return resolve_url("contacts:callback", callback.public_id) + query


def _refused(request, act, callback, form):
    """The same page with the reason and everything that was typed."""
    if is_htmx(request) or act in BUTTONS:
        messages.error(request, _sentences(form))
        if is_htmx(request):
            return _row(request, callback, status=422)
        return _page(request, callback, status=422)
    return _page(request, callback, act=act, form=form, status=422)


def _sentences(form) -> str:
    return " ".join(error for errors in form.errors.values() for error in errors)


def _changed(request, act, public_id, version):
    """Somebody was faster: what they did, beside everything that was typed here. Sent once more it
    is saved, for the form now carries the new version."""
    callback = _find(request, public_id)
    if is_htmx(request):
        messages.warning(
            request, _("Somebody else changed %(number)s first.") % {"number": callback.number}
        )
        return _row(request, callback, status=409)
    data = request.POST.copy()
    data["version"] = callback.version
    form = None if act in BUTTONS else form_of(act, callback, timezone.now(), data)
    return _page(request, callback, act=act, form=form, seen=version, status=409)


_line = Ready(
    lambda access, *, user, pk: selectors.lines(
        Callback.objects.filter(pk=pk), access, user, order=(), columns=("repeats",)
    ),
    user=BigIntegerField(),
    pk=BigIntegerField(),
)


def _row(request, callback, *, status=200):
    """The row of the list, after a claim from there."""
    access, now = access_of(request.user), timezone.now()
    found = selectors.named(_line(access, user=request.user.pk, pk=callback.pk))
    (row,) = selectors.rows_of(found, access=access, now=now)
    line = LIST.line(request, row, request.POST.get("next", ""))
    return fragment(request, "organisation/_line.html", {"line": line}, status=status)
