"""Several callbacks at once: first what would happen, then it happens; and taking an act back."""

from urllib.parse import urlsplit

from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from contacts.callbacks import batches, selectors
from contacts.callbacks.picking import BulkForm, read_act, read_picks
from contacts.callbacks.workflow import Act
from contacts.models import Callback
from kcc.lib.addresses import is_ours
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.lib.undo import done
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.models import Batch

LIST = "contacts:callbacks"
# Enough to see what would be refused, before a reason was given.
NO_REASON_YET = "…"


@require_POST
@role_required(*WORKERS)
def bulk(request):
    """Sent by the list, it shows the rows and asks what it needs to know; with `step` it shows what
    would happen (preview) or does it (do), if that is what was shown."""
    sent, picks = request.POST, read_picks(request.POST.getlist("pick"))
    act = read_act(sent)
    if not act or not picks:
        return _nothing_chosen(request)
    step = sent.get("step", "")
    rows = _rows(request, picks)
    departments = {row.department_id: row.department for row in rows}.values()
    form = BulkForm(sent if step else None, act=act, departments=departments)
    asked = {"act": act, "picks": picks, "rows": rows, "form": form}
    if step == "do" and sent.get("shown") == _choice(form):
        return _do(request, **asked)
    return _page(request, **asked, **_preview(request, act, picks, form))


def _rows(request, picks) -> list[Callback]:
    """The chosen callbacks that this person may see, what is most urgent first."""
    access = access_of(request.user)
    visible = Callback.objects.visible_to(access, request.user)
    chosen = visible.filter(public_id__in=[key for key, _version in picks][: batches.MOST])
    return list(selectors.listed(chosen, access, request.user).order_by("due_at", "pk"))


def _choice(form: BulkForm) -> str:
    """Where they go, as the browser sent it: what was shown holds for that only."""
    return form.target.value() or "" if form.is_bound and form.target else ""


def _preview(request, act, picks, form) -> dict:
    """What would happen to each, as soon as it is known where they go."""
    chosen = {}
    if form.target is not None:
        form.is_valid()
        chosen = {form.target.name: form.cleaned_data.get(form.target.name)} if _bound(form) else {}
        if not any(chosen.values()):
            return {}
    try:
        shown = batches.preview(
            by=request.user, act=Act(act), items=picks, now=timezone.now(),
            reason=NO_REASON_YET, **chosen,
        )  # fmt: skip
    except DomainError as error:
        return {"problem": error.message}
    return {"shown": shown}


def _bound(form) -> bool:
    return form.is_bound and hasattr(form, "cleaned_data")


def _do(request, *, act, picks, rows, form):
    asked = {"act": act, "picks": picks, "rows": rows, "form": form}
    if not form.is_valid():
        return _page(request, **asked, **_preview(request, act, picks, form), status=422)
    try:
        result = batches.do_batch(
            by=request.user, act=Act(act), items=picks, now=timezone.now(), **form.cleaned_data
        )
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.message)
        return _page(request, **asked, **_preview(request, act, picks, form), status=422)
    if result.batch is None:
        return _page(request, **asked, **_preview(request, act, picks, form), status=409)
    undo_url = reverse("contacts:callbacks-undo", args=[result.batch.public_id])
    done(request, _sentence(act, len(result.done), form.cleaned_data), undo_url=undo_url)
    for refusal in result.refused:
        messages.warning(request, f"{refusal.number} {refusal.sentence}".strip())
    return redirect(request, _list_address(request))


def _page(request, *, act, picks, rows, form, shown=None, problem="", status=200):
    """`shown` is what would happen (batches.Preview), when that can be said."""
    will = {callback.public_id: sentence for callback, sentence in shown.will} if shown else {}
    refused = {each.public_id: each.sentence for each in shown.refused} if shown else {}
    access, now = access_of(request.user), timezone.now()
    lines = [
        (row, will.get(row.public_id, ""), refused.get(row.public_id, ""))
        for row in selectors.rows_of(rows, access=access, now=now)
    ]
    context = {
        "act": act,
        "title": _title(act, len(picks)),
        "form": form,
        "lines": lines,
        "gone": len(picks) - len(rows),
        "shown": shown,
        "problem": problem,
        "choice": _choice(form),
        "confirm": _confirm(act, len(will)),
        # As they were sent, also what is gone: the page says the same once more.
        "picks": [f"{key}:{version}" for key, version in picks],
        "query": _query(request),
        "back": _list_address(request),
        "personal": access.sees_customers,
    }
    return render(request, "contacts/callbacks/bulk.html", context, status=status)


def _nothing_chosen(request):
    context = {"back": _list_address(request), "title": _("Choose at least one row.")}
    return render(request, "contacts/callbacks/bulk.html", context, status=422)


def _query(request) -> str:
    """The query string of the list it came from; it is read by the list, which checks it."""
    return request.POST.get("query", "")[:2000]


def _list_address(request) -> str:
    query = _query(request)
    return f"{reverse(LIST)}?{query}" if query else reverse(LIST)


# -- In words ---------------------------------------------------------------------------------


def _title(act: str, number: int) -> str:
    return {
        Act.ASSIGN: ngettext(
            "Give %(number)d callback to a colleague", "Give %(number)d callbacks to a colleague",
            number,
        ),
        Act.RELEASE: ngettext(
            "Release %(number)d callback", "Release %(number)d callbacks", number
        ),
        Act.REROUTE: ngettext(
            "Pass %(number)d callback on", "Pass %(number)d callbacks on", number
        ),
        Act.LAPSE: ngettext(
            "%(number)d callback is no longer needed",
            "%(number)d callbacks are no longer needed",
            number,
        ),
    }[act] % {"number": number}  # fmt: skip


def _confirm(act: str, number: int) -> str:
    return {
        Act.ASSIGN: ngettext("Give %(number)d callback", "Give %(number)d callbacks", number),
        Act.RELEASE: ngettext(
            "Release %(number)d callback", "Release %(number)d callbacks", number
        ),
        Act.REROUTE: ngettext(
            "Pass %(number)d callback on", "Pass %(number)d callbacks on", number
        ),
        Act.LAPSE: ngettext("Close %(number)d callback", "Close %(number)d callbacks", number),
    }[act] % {"number": number}  # fmt: skip


def _sentence(act: str, number: int, typed: dict) -> str:
    person, department = typed.get("person"), typed.get("department")
    return {
        Act.ASSIGN: ngettext(
            "%(number)d callback is with %(person)s now.",
            "%(number)d callbacks are with %(person)s now.",
            number,
        ),
        Act.RELEASE: ngettext(
            "%(number)d callback is free again.", "%(number)d callbacks are free again.", number
        ),
        Act.REROUTE: ngettext(
            "%(number)d callback is passed on to %(department)s.",
            "%(number)d callbacks are passed on to %(department)s.",
            number,
        ),
        Act.LAPSE: ngettext(
            "%(number)d callback is closed: no longer needed.",
            "%(number)d callbacks are closed: no longer needed.",
            number,
        ),
    }[act] % {
        "number": number,
        "person": person.get_display_name() if person else "",
        "department": department.name if department else "",
    }


# -- Taking back ------------------------------------------------------------------------------


@require_POST
@role_required(*WORKERS)
def undo(request, public_id):
    """Within 30 seconds, and only what nobody touched since."""
    try:
        batch = batches.own_batch(request.user, public_id)
    except Batch.DoesNotExist as error:
        raise Http404 from error
    try:
        result = batches.undo(by=request.user, batch=batch, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
        return redirect(request, _where_from(request))
    if result.done:
        numbers = ", ".join(callback.number for callback in result.done[:5])
        more = "" if len(result.done) <= 5 else " …"
        messages.success(request, _("Taken back: %(numbers)s.") % {"numbers": numbers + more})
    for callback in result.kept:
        messages.warning(
            request,
            _("%(number)s stays as it is: somebody went on with it.") % {"number": callback.number},
        )
    return redirect(request, _where_from(request))


def _where_from(request) -> str:
    """The page the button was on, when it is one of ours."""
    back = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        parts = urlsplit(back)
        here = parts._replace(scheme="", netloc="").geturl()
        # Without its host, //elsewhere would be the name of another one. And not the page of an act
        # that was just taken back: that answers to POST only.
        if is_ours(here) and parts.path != reverse("contacts:callbacks-bulk"):
            return here
    return reverse(LIST)
