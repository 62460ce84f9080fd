"""Of which departments a round is."""

from kcc.organisation.models import Department
from maturity.models import Assessment


def departments_of(assessment: Assessment) -> list[int] | None:
    """Their ids; None is the whole organisation. One statement for a domain, else none."""
    if assessment.department_id:
        return [assessment.department_id]
    if assessment.domain_id:
        rows = Department.objects.filter(domain=assessment.domain_id, active=True)
        return list(rows.order_by("pk").values_list("pk", flat=True))
    return None
