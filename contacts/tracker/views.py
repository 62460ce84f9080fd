"""The tracker: one page with every running clock, which brings itself up to date."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from contacts.tracker import cells, forecast, selectors
from contacts.tracker.forms import PlaceForm
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.models import Role
from kcc.organisation.worklist import State, places_for

ROLES = WORKERS | {Role.MANAGER}
# How much of a term has passed is told anew at least this often (seconds).
STALE_AFTER = 300


@dataclass
class Asked:
    """What the address asks for, and the numbers of it."""

    form: PlaceForm
    scope: selectors.Scope
    counted: selectors.Counted

    @property
    def etag(self) -> str:
        """Changes with every row, with every clock that runs out, and every five minutes."""
        now: datetime = self.scope.now
        parts = (
            get_language(), sorted(self.scope.access.roles), self.scope.department,
            self.scope.domain, self.counted.trace, int(now.timestamp()) // STALE_AFTER,
        )  # fmt: skip
        return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def _asked(request) -> Asked:
    access = access_of(request.user)
    form = PlaceForm(request.GET, places=places_for(access))
    # What is no choice shows nothing: never more than was asked for.
    place = form.cleaned_data if form.is_valid() else {"department": "-", "domain": "-"}
    scope = selectors.Scope(access, request.user, timezone.now(), **place)
    return Asked(form, scope, selectors.counted(scope))


def _context(asked: Asked) -> dict:
    lines, total = forecast.lines(asked.counted, asked.scope)
    groups = forecast.groups(asked.counted, selectors.clocks(asked.scope), asked.scope)
    running, waiting = groups[:-1], groups[-1]
    look = cells.look()
    return {
        "asked": asked,
        "lines": lines,
        "total": total,
        "running": running,
        "waiting": waiting,
        "line_rows": cells.forecast(lines),
        "total_row": cells.forecast([total]),
        "running_rows": cells.bodies(running, look),
        "waiting_rows": cells.bodies([waiting], look),
        "open": asked.counted.total.open,
        "late": asked.counted.total.of(State.OVERDUE),
        "serious": asked.counted.total.of(State.SERIOUS),
        "today": asked.counted.total.of(State.DUE_TODAY),
        "now": asked.scope.now,
        "etag": asked.etag,
        "many_places": len(asked.counted.departments) > 1,
    }


@require_safe
@role_required(*ROLES)
def tracker(request):
    return render(request, "contacts/tracker/tracker.html", _context(_asked(request)))


@require_safe
@role_required(*ROLES)
def rows(request):
    """The same without the page around it; 304 when nothing has changed."""
    asked = _asked(request)
    if unchanged := get_conditional_response(request, etag=asked.etag):
        return unchanged
    response = render(request, "contacts/tracker/_live.html", _context(asked))
    response.headers["ETag"] = asked.etag
    return response
