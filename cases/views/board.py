"""The board: cases of one type in the columns of their statuses, moved by key or by button."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cases import board, selectors, services, workflow
from cases.filters import BoardFilter
from cases.models import Case, StatusType
from cases.picking import MoveForm
from cases.reaching import find
from cases.views.listing import LIST_ROLES
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import fragment, is_htmx
from kcc.lib.undo import done
from kcc.lib.worklist import address
from kcc.organisation import around
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.asked import Asked
from kcc.organisation.standing import standings_of
from kcc.organisation.worklist import places_for

# What the address says of a card that is asked why it goes back; not of the rows.
OF_A_CARD = ("ask", "to")


class Seen:
    """A request as the board reads it: who looks, and what the address asks for. A move was sent to
    another address and carries that of the board along."""

    def __init__(self, user, params):
        self.user, self.GET = user, params.copy()
        for name in OF_A_CARD:
            self.GET.pop(name, None)


@require_safe
@role_required(*LIST_ROLES)
def show(request):
    """Without a type the board of the one there is most to do for."""
    if not request.GET.get("type"):
        rows = selectors.worklist(access_of(request.user), request.user)
        if slug := board.busiest(rows):
            return redirect(reverse("cases:board") + address(request.GET, type=slug))
    context = _context(Seen(request.user, request.GET), *_asked_card(request.GET))
    return render(request, "cases/board.html", context)


def _asked_card(params):
    """Without a script the question why a card goes back is a page of its own: this address."""
    form = MoveForm(initial={"to": params.get("to", "")})
    return (params["ask"], form) if params.get("ask") else (None, None)


def _context(seen: Seen, asking: str | None = None, form: MoveForm | None = None) -> dict:
    """`asking` is the public id of a card that waits for the reason why it goes back."""
    access, now, known = access_of(seen.user), timezone.now(), board.catalogue()
    rows = selectors.worklist(access, seen.user)
    filters = BoardFilter(seen.GET, rows, places=places_for(access), kinds=known.kinds)
    asked = Asked(seen, selectors, filters, now)
    slug, lanes = seen.GET.get("type", ""), []
    if filters.form.is_valid() and slug:
        lanes = board.lanes_of(asked.rows, slug, known, access=access, user=seen.user, now=now)
    return {
        "asked": asked,
        "chips": around.chips(asked),
        "filter_form": around.filter_form(asked),
        "lanes": lanes,
        "type_name": dict(known.kinds.types).get(slug, ""),
        "query": asked.query,
        "asking": str(asking or ""),
        "form": form,
        "personal": access.sees_customers,
    }


# -- Moving a card ----------------------------------------------------------------------------


@require_POST
@role_required(*WORKERS)
def move(request, public_id):
    """To the column before or after it. Going back asks for the reason, on the card."""
    access = access_of(request.user)
    case = find(request, public_id)
    rule = workflow.RULES[workflow.Act.STATUS]
    if rule.who.isdisjoint(standings_of(case, access)):
        raise PermissionDenied
    form = MoveForm(request.POST)
    try:
        case = _moved(request, case, form)
    except Conflict:
        words = _("Somebody else changed %(number)s first.") % {"number": case.number}
        messages.warning(request, words)
        return _answer(request, status=409)
    except DomainError as error:
        if error.field == "reason":
            return _answer(request, status=422, asking=case, form=form)
        messages.error(request, error.message)
        return _answer(request, status=422)
    words = _("%(number)s is in %(status)s now.") % {
        "number": case.number, "status": case.status.name,
    }  # fmt: skip
    done(request, words, undo_url=reverse("cases:undo", args=[case.batch.public_id]))
    return _answer(request)


def _moved(request, case: Case, form: MoveForm) -> Case:
    """DomainError with field "reason" when that is what is missing, or wrong."""
    valid = form.is_valid()
    if not valid and list(form.errors) != ["reason"]:
        raise DomainError(_("A case cannot go to that status from here."))
    if not valid:
        raise DomainError(form.errors["reason"][0], field="reason")
    typed = form.cleaned_data
    status = StatusType.objects.filter(case_type=case.case_type_id, order=typed["to"]).first()
    if status is None:
        raise DomainError(_("A case cannot go to that status from here."))
    try:
        return services.change_status(
            by=request.user, case=case, version=typed["version"], status=status,
            reason=typed["reason"], now=timezone.now(),
        )  # fmt: skip
    except DomainError as error:
        # Asked for the first time nothing was forgotten yet.
        if error.field == "reason" and "reason" in request.POST:
            form.add_error("reason", error.message)
        raise


def _answer(request, *, status=200, asking=None, form=None):
    """The board as it is now; without a script, its address."""
    query = QueryDict(request.POST.get("query", "")[:2000], mutable=True)
    if is_htmx(request):
        seen = Seen(request.user, query)
        context = _context(seen, asking and asking.public_id, form)
        response = fragment(request, "cases/_board.html", context, status=status)
        patch_vary_headers(response, ["HX-Request"])
        return response
    if asking:
        query["ask"], query["to"] = str(asking.public_id), form["to"].value()
    there = reverse("cases:board") + address(query)
    return redirect(f"{there}#card-{asking.public_id}" if asking else there)
