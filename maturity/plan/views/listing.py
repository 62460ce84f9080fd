"""All improvement actions somebody may see: as a list, on a board, and handed over."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.lib.paging import keyset_page
from kcc.lib.periods import local_day
from kcc.lib.worklist import canonical
from kcc.organisation.access import access_of, role_required
from kcc.organisation.models import Role
from maturity.audience import CAN_BE_ASKED, RUNS
from maturity.plan import selectors, services, show
from maturity.plan.crumbs import crumbs_of_actions
from maturity.plan.filters import BoardFilter, ListFilter
from maturity.plan.forms import HandOverForm
from maturity.plan.workflow import OPEN

ORDER = ["due_on", "pk"]
# The board shows what is open, and of what is closed the last of it.
MOST_OPEN, MOST_CLOSED = 200, 40


def _filtered(request, kind):
    """(filters, what makes a line of an action, may hand over). Two statements, a head three."""
    access, user, day = access_of(request.user), request.user, local_day(timezone.now())
    own = selectors.headed(access, user)
    filters = kind(
        request.GET, selectors.listed(access, user).annotate(gone=selectors.owner_gone()),
        user=user, day=day, departments=selectors.departments_listed(access, user),
        rounds=selectors.rounds_listed(access, user),
    )  # fmt: skip

    def line(action):
        return show.shown(action, access, own, user, day=day)

    return filters, line, selectors.may_steer(access) or bool(own)


@require_safe
@role_required(*CAN_BE_ASKED)
def actions(request):
    filters, line, may_hand_over = _filtered(request, ListFilter)
    page = keyset_page(filters.rows, order=ORDER, params=request.GET)
    context = {
        "crumbs": crumbs_of_actions(),
        "filters": filters,
        "page": page,
        "lines": [line(each) for each in page],
        "may_hand_over": may_hand_over,
        "query": canonical(request.GET),
    }
    return render(request, "maturity/plan/list.html", context)


@require_safe
@role_required(*CAN_BE_ASKED)
def board(request):
    filters, line, may_hand_over = _filtered(request, BoardFilter)
    rows = filters.rows
    open_rows = rows.filter(state__in=OPEN).order_by(*ORDER)[:MOST_OPEN]
    closed = rows.exclude(state__in=OPEN).order_by("-closed_at", "-pk")[:MOST_CLOSED]
    context = {
        "crumbs": crumbs_of_actions(_("Board")),
        "filters": filters,
        "lanes": show.lanes([*open_rows, *closed], line),
        "may_hand_over": may_hand_over,
        "query": canonical(request.GET),
    }
    return render(request, "maturity/plan/board.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*RUNS, Role.HEAD)
def hand_over(request):
    """The open actions of somebody who stops: of whom (?owner=), then to whom."""
    access, user = access_of(request.user), request.user
    if not (selectors.may_steer(access) or selectors.headed(access, user)):
        raise PermissionDenied
    owners = selectors.owners_listed(access, user)
    context = {"crumbs": crumbs_of_actions(_("Hand over")), "owners": owners}
    chosen = request.GET.get("owner")
    if not chosen:
        return render(request, "maturity/plan/hand_over.html", context)
    owner = next((each for each in owners if str(each.public_id) == chosen), None)
    if owner is None:
        raise Http404
    rows = selectors.running_of(access, user, owner)
    sent = request.method == "POST"
    form = HandOverForm(request.POST if sent else None, takers=selectors.takers(rows, but=owner))
    if sent and form.is_valid():
        try:
            found = services.hand_over(
                by=user, owner=owner, to=form.cleaned_data["to"], now=timezone.now()
            )
        except DomainError as error:
            error.show_on(form)
        else:
            said = ngettext(
                "%(count)d action is handed over.", "%(count)d actions are handed over.", len(found)
            )
            messages.success(request, said % {"count": len(found)})
            return redirect(request, "maturity:actions")
    context |= {"owner": owner, "rows": rows, "form": form}
    return render(
        request, "maturity/plan/hand_over.html", context, status=422 if form.errors else 200
    )
