"""Who has to do with a case: finding a customer and saying in which role."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cases import services
from cases.forms import INITIATOR, RoleForm
from cases.models import Case, CaseRole
from cases.reaching import find_for, may, page_of, tell
from cases.views import beside
from cases.workflow import Act
from kcc.customers.models import Customer
from kcc.customers.search import find_customers
from kcc.customers.selectors import customer_for
from kcc.customers.services import record_search
from kcc.lib.errors import DomainError
from kcc.lib.htmx import redirect
from kcc.organisation.access import WORKERS, access_of, role_required

PART = "people"


@never_cache
@require_http_methods(beside.READ_OR_POST)
@role_required(*WORKERS)
def add(request, public_id):
    case = find_for(request, public_id, Act.ROLE)
    if request.method != "POST" and not may(request, case, Act.ROLE):
        return beside.not_now(request, case)
    may_edit = may(request, case, Act.EDIT)
    first = {"kind": INITIATOR} if case.customer_id is None and may_edit else {}

    def make(data, initial=None):
        return RoleForm(data, may_edit=may_edit, initial=first | (initial or {}), auto_id="role_%s")

    return beside.Pick(
        label=_("Name, telephone, e-mail or postcode and number"),
        find=partial(_find, request),
        make=make,
        save=partial(_save, request, case),
        page={
            "title": _("Add a person"),
            "button": _("Add the person"),
            "nothing": _("Nobody was found that you may see."),
            "back": PART,
            "new_customer": access_of(request.user).front_office,
        },
    ).show(request, case)


def _find(request, words: str) -> list[beside.Option]:
    """Searching is looking, so it is recorded."""
    found = find_customers(words, access=access_of(request.user), user=request.user)
    record_search(by=request.user, found=len(found), now=timezone.now())
    return [
        beside.Option(row.public_id, row.full_name, "" if row.secret_address else row.address_line)
        for row in found
    ]


def _save(request, case: Case, typed: dict) -> None:
    access, now = access_of(request.user), timezone.now()
    try:
        customer = customer_for(public_id=typed["chosen"], access=access, user=request.user)
    except Customer.DoesNotExist as error:
        raise DomainError(_("Nobody was found that you may see."), field="chosen") from error
    if typed["kind"] == INITIATOR:
        case = services.edit(
            by=request.user, case=case, version=case.version, values={"customer": customer}, now=now
        )
        tell(request, _("This is the case of %(name)s now.") % {"name": customer.full_name}, case)
        return
    services.add_role(
        by=request.user, case=case, customer=customer, kind=typed["kind"],
        remark=typed["remark"], now=now,
    )  # fmt: skip
    messages.success(request, _("%(name)s was added.") % {"name": customer.full_name})


@require_POST
@role_required(*WORKERS)
def remove(request, public_id, role_id):
    case = find_for(request, public_id, Act.ROLE)
    try:
        role = case.roles.select_related("customer").get(public_id=role_id)
    except CaseRole.DoesNotExist as error:
        raise Http404 from error
    role.case = case
    try:
        services.remove_role(by=request.user, role=role, now=timezone.now())
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Removed from the case."))
    return redirect(request, page_of(request, case, PART))
