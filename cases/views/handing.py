"""Handing a case over to a colleague, a team or a department."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases import services
from cases.models import Case
from cases.reaching import find, find_for, may, page_of, tell
from cases.screen import form_of
from cases.targets import read_target
from cases.views import beside
from cases.workflow import Act
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import WORKERS, access_of, role_required


@require_http_methods(beside.READ_OR_POST)
@role_required(*WORKERS)
def hand_over(request, public_id):
    case, now = find_for(request, public_id, Act.HAND_OVER), timezone.now()
    page = {
        "title": _("Hand over"),
        "button": _("Hand over now"),
        "hint": _("The terms stay as they are."),
    }
    if request.method != "POST":
        if not may(request, case, Act.HAND_OVER):
            return beside.not_now(request, case)
        return beside.show(request, case, form_of(Act.HAND_OVER, case, now), **page)
    form = form_of(Act.HAND_OVER, case, now, request.POST)
    if not form.is_valid():
        return beside.show(request, case, form, status=422, **page)
    typed = form.cleaned_data
    try:
        case = services.hand_over(
            by=request.user, case=case, version=typed["version"], reason=typed["reason"], now=now,
            **read_target(typed["to"]),
        )  # fmt: skip
    except Conflict:
        here = find(request, public_id)
        make = lambda data: form_of(Act.HAND_OVER, here, now, data)  # noqa: E731
        return beside.changed(request, here, make, typed["version"], **page)
    except DomainError as error:
        beside.refuse(form, error)
        return beside.show(request, case, form, status=422, **page)
    where = case.handler or case.team or case.department
    words = _("%(number)s is handed over to %(where)s.")
    tell(request, words % {"number": case.number, "where": where}, case)
    return redirect(request, _back(request, case))


def _back(request, case: Case) -> str:
    """To the list, when the case is no longer theirs to see."""
    visible = Case.objects.visible_to(access_of(request.user), request.user)
    return page_of(request, case) if visible.filter(pk=case.pk).exists() else "cases:list"
