"""Keeping, sharing and throwing away the views of a list."""

import re

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.lib.worklist import canonical
from kcc.organisation.access import access_of
from kcc.organisation.models import Department, SavedView
from kcc.organisation.savedviews.selectors import may_tell_everybody, own_departments

Sharing = SavedView.Sharing

# The words of the lists of callbacks, cases and contacts, and of the figures. Anything else is not
# kept: a view holds no page of a list, no person and nothing that somebody typed in passing.
WORDS = frozenset(
    {
        "state", "of", "sort", "columns", "department", "team", "domain", "since", "until",
        "handler", "subject", "status", "answer_by", "priority", "type", "period", "from", "to",
        "channel", "outcome", "repeat", "direct", "counted", "agent", "source", "asks_status",
        "compare", "place",
    }
)  # fmt: skip
# Codes, slugs, ids, days and names of statuses.
VALUE = re.compile(r"[\w ,.():/-]{1,200}")
LONGEST = 1000
MOST = 40  # views of one person of one list


def cleaned(query: str) -> str:
    """The part of a query string that a view may hold."""
    asked = QueryDict(query, mutable=True)
    for name, values in list(asked.lists()):
        if name not in WORDS or not all(VALUE.fullmatch(value) for value in values if value):
            del asked[name]
    kept = canonical(asked)
    if len(kept) > LONGEST:
        raise DomainError(_("This view asks for too much at once. Choose fewer columns."))
    return kept


@transaction.atomic
def save_view(
    *,
    by,
    worklist: str,
    name: str,
    query: str,
    sharing: str = Sharing.MINE,
    department: Department | None = None,
    is_default: bool = False,
) -> SavedView:
    """Keep what a list shows now under a name."""
    own = SavedView.objects.filter(owner=by, worklist=worklist)
    if own.count() >= MOST:
        raise DomainError(_("You have %(most)d views. Delete one first.") % {"most": MOST})
    view = SavedView(owner=by, worklist=worklist, query=cleaned(query))
    _set(view, by=by, name=name, sharing=sharing, department=department, is_default=is_default)
    view.save()
    _tell(view, by=by, before=Sharing.MINE)
    return view


@transaction.atomic
def change_view(
    *, by, view: SavedView, name: str, sharing: str, department=None, is_default: bool
) -> SavedView:
    """Another name, other readers, or shown first or not; only by its owner."""
    _check_owner(view, by)
    before = view.sharing
    _set(view, by=by, name=name, sharing=sharing, department=department, is_default=is_default)
    view.save(update_fields=["name", "sharing", "department", "is_default"])
    _tell(view, by=by, before=before)
    return view


@transaction.atomic
def replace_query(*, by, view: SavedView, query: str) -> SavedView:
    """From now on it shows this."""
    _check_owner(view, by)
    view.query = cleaned(query)
    view.save(update_fields=["query"])
    _tell(view, by=by, before=view.sharing)
    return view


@transaction.atomic
def delete_view(*, by, view: SavedView) -> None:
    _check_owner(view, by)
    if view.sharing != Sharing.MINE:
        record(by=by, action="view.unshared", obj=view, detail={"shared": view.sharing})
    view.delete()


def _check_owner(view: SavedView, by) -> None:
    if view.owner_id != by.pk:
        raise DomainError(_("Only who made a view can change it."))


def _set(view: SavedView, *, by, name, sharing, department, is_default) -> None:
    others = SavedView.objects.filter(owner=by, worklist=view.worklist).exclude(pk=view.pk)
    if others.filter(name=name).exists():
        raise DomainError(_("You have a view with that name already."), field="name")
    _check_sharing(by, view, sharing, department)
    if is_default:
        others.filter(is_default=True).update(is_default=False)
    view.name, view.sharing, view.is_default = name, sharing, is_default
    view.department = department if sharing == Sharing.DEPARTMENT else None


def _check_sharing(by, view, sharing, department) -> None:
    access = access_of(by)
    if sharing == Sharing.EVERYBODY and view.sharing != sharing and not may_tell_everybody(access):
        raise DomainError(
            _("Only team leads, heads and managers share with everybody."), field="sharing"
        )
    if sharing == Sharing.DEPARTMENT and department not in own_departments(access):
        raise DomainError(_("Choose a department of your own."), field="sharing")


def _tell(view: SavedView, *, by, before: str) -> None:
    """Recorded when others get to see it, as a setting is; what somebody keeps for themselves is
    nobody's business."""
    if view.sharing != Sharing.MINE:
        detail = {"shared": view.sharing, "state": view.query}
        record(by=by, action="view.shared", obj=view, detail=detail)
    elif before != Sharing.MINE:
        record(by=by, action="view.unshared", obj=view, detail={"shared": before})
