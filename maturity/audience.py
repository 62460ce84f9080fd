"""Who may see what of the self-assessment (product.md "People").

The KCC manager runs rounds. Who is asked fills in, whatever the role. A settled result of the whole
organisation is read by who steers it; that of a department or a domain by the board, the heads of
its departments and the contact centre's management; and any result by who took part in it. An
answer of a person is nobody's but that person's.
"""

from django.db.models import Exists, OuterRef, Q

from kcc.organisation.access import Access
from kcc.organisation.models import Department, Membership, Role
from maturity.models import Assessment, Respondent

RUNS = frozenset({Role.MANAGER})
READS_ALL = frozenset({Role.MANAGER, Role.BOARD})
READS_ORGANISATION = READS_ALL | {Role.HEAD, Role.KCC_LEAD}
# Can be asked, so can open the pages.
CAN_BE_ASKED = frozenset(
    {Role.AGENT, Role.KCC_LEAD, Role.HANDLER, Role.HEAD, Role.MANAGER, Role.BOARD}
)
OPENS_CATALOGUE = CAN_BE_ASKED | {Role.ADMINISTRATOR}

State = Assessment.State


def may_run(access: Access) -> bool:
    return access.has(*RUNS)


def taking_part(user) -> Q:
    """The condition on assessments this person was asked in."""
    asked = Respondent.objects.filter(assessment=OuterRef("pk"), user=user)
    return Q(Exists(asked.filter(invited_at__isnull=False)))


def readable(access: Access, user) -> Q:
    """The condition on assessments whose result this person may read. What it does not give is not
    there for this person; only the manager finds what is not settled yet."""
    if access.has(*RUNS):
        return Q()
    # An empty condition or another one is that other one, so who reads all goes apart.
    if access.has(*READS_ALL):
        return Q(state=State.FINAL)
    return Q(state=State.FINAL) & (_places(access, user) | taking_part(user))


def _places(access: Access, user) -> Q:
    found = Q(pk__in=[])
    if access.has(*READS_ORGANISATION):
        found |= Q(department__isnull=True, domain__isnull=True)
    if access.has(Role.HEAD):
        # Not those of `chief_ids`: who leads a team elsewhere is no head there.
        own = Membership.objects.filter(user=user, role=Role.HEAD).values("department")
        domains = Department.objects.filter(pk__in=own).values("domain")
        found |= Q(department__in=own) | Q(domain__in=domains)
    return found
