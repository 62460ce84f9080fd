"""The weekly list on screen: the same list as in the mail, as it is now."""

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contacts.weekly import selectors, words
from kcc.organisation.access import access_of, role_required
from kcc.organisation.models import Role

CALLBACKS, CASES = "contacts:callbacks", "cases:list"


@require_safe
@role_required(Role.HEAD, Role.HANDLER, Role.KCC_LEAD, Role.MANAGER)
def weekly_list(request):
    """For heads, leads and the manager. ?department= narrows to one of their departments; one that
    is not theirs is no choice."""
    access, now = access_of(request.user), timezone.now()
    departments = selectors.departments_for(access)
    if not departments:
        raise PermissionDenied
    chosen = [row for row in departments if row.slug == request.GET.get("department")]
    found = selectors.weekly(access, request.user, chosen or departments, now=now)
    mailed = selectors.list_of(request.user, selectors.week_of(now))
    week = selectors.last_week(now)
    context = {
        "weekly": found,
        "chosen": chosen[0] if chosen else None,
        "many": len(departments) > 1,
        "rows": [_row(place, mailed, week) for place in found.places],
        "total": [_cells(CALLBACKS, found.callbacks), _cells(CASES, found.cases)],
        "kept_together": words.kept(found.last_week) if found.last_week.due else "–",
        "mailed": mailed,
        "mailed_open": _mailed_open(mailed, found),
        "opens": access.sees_customers,
    }
    return render(request, "contacts/weekly/list.html", context)


def _row(place, mailed, week) -> dict:
    slug = place.department.slug
    return {
        "department": place.department,
        "url": f"?{urlencode({'department': slug})}",
        "work": [_cells(CALLBACKS, place.callbacks, slug), _cells(CASES, place.cases, slug)],
        "mailed": mailed.counts.get(slug) if mailed else None,
        "kept": words.kept(place.last_week) if place.last_week.due else "–",
        "kept_url": _due(slug, week) if place.last_week.due else "",
    }


def _due(slug: str, week) -> str:
    """The callbacks that were due in that week."""
    first, last = (day.isoformat() for day in week)
    query = urlencode({"from": first, "to": last, "department": slug})
    return f"{reverse('dashboard:rows', args=['kept', 'whole'])}?{query}"


def _cells(listing: str, counts: selectors.Counts, slug: str = "") -> list[dict]:
    """Open, late, seriously late and nobody's: each number with the list of exactly its rows.
    Nought opens nothing, nor do several departments together."""
    found = []
    for name, state in selectors.STATES.items():
        number = getattr(counts, name)
        url = _list(listing, slug, state) if slug and number else ""
        found.append({"name": name, "number": number, "url": url})
    return found


def _list(listing: str, slug: str, state: str) -> str:
    return f"{reverse(listing)}?{urlencode({'state': state, 'department': slug})}"


def _mailed_open(mailed, found) -> int | None:
    """What was open with these departments when it was mailed; None when that cannot be said."""
    slugs = [place.department.slug for place in found.places]
    if mailed is None or not slugs or not set(slugs) <= set(mailed.counts):
        return None
    return sum(mailed.counts[slug]["open"] for slug in slugs)
