"""The list of cases, and the same rows as a sheet."""

from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from cases import selectors
from cases.catalogue.kept import kinds
from cases.cells import ROWS
from cases.filters import CaseFilter
from cases.sheet import COLUMNS, usual
from kcc.organisation.access import WORKERS, access_of, role_required
from kcc.organisation.listpage import ListPage
from kcc.organisation.models import Role, Worklist
from kcc.organisation.worklist import places_for

LIST_ROLES = WORKERS | {Role.MANAGER}


def _filters(request) -> CaseFilter:
    access = access_of(request.user)
    return CaseFilter(
        request.GET,
        selectors.worklist(access, request.user),
        places=places_for(access),
        kinds=kinds(),
    )


LIST = ListPage(
    worklist=Worklist.CASES,
    room=selectors,
    filters=_filters,
    columns=COLUMNS,
    usual=usual,
    template="cases/list.html",
    rows=ROWS,
    url_name="cases:list",
    export_name="cases:export",
    action="case.exported",
    file_name=_("cases"),
)


@require_safe
@role_required(*LIST_ROLES)
def case_list(request):
    return LIST.show(request)


@require_safe
@role_required(*LIST_ROLES)
def export(request):
    return LIST.export(request)
