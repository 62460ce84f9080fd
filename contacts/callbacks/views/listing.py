"""The list of callbacks, and the same rows as a sheet."""

from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from contacts.callbacks import selectors
from contacts.callbacks.cells import ROWS
from contacts.callbacks.filters import CallbackFilter
from contacts.callbacks.sheet import COLUMNS, usual
from contacts.known import subjects
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.listpage import ListPage
from kcc.organisation.models import Role, Worklist
from kcc.organisation.worklist import places_for

LIST_ROLES = WORKERS | {Role.MANAGER}


def _filters(request) -> CallbackFilter:
    access = access_of(request.user)
    return CallbackFilter(
        request.GET,
        selectors.worklist(access, request.user),
        places=places_for(access),
        subject=subjects(),
    )


LIST = ListPage(
    worklist=Worklist.CALLBACKS,
    room=selectors,
    filters=_filters,
    columns=COLUMNS,
    usual=usual,
    template="contacts/callbacks/list.html",
    rows=ROWS,
    url_name="contacts:callbacks",
    export_name="contacts:callbacks-export",
    action="callback.exported",
    file_name=_("callbacks"),
)


@require_safe
@role_required(*LIST_ROLES)
def callback_list(request):
    return LIST.show(request)


@require_safe
@role_required(*LIST_ROLES)
def export(request):
    return LIST.export(request)
