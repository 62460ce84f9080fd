"""A round held while something is done with it."""

from django.utils.translation import gettext as _

from kcc.lib.errors import Conflict
from maturity.models import Assessment
from maturity.rounds import workflow


def held(assessment: Assessment, step: str) -> Assessment:
    """The round as it is now, locked until the transaction ends. Conflict when this step cannot be
    taken (any more)."""
    row = (
        Assessment.objects.select_related("edition", "department", "domain", "leader")
        .select_for_update(of=("self",))
        .get(pk=assessment.pk)
    )
    if not workflow.may(step, row.state):
        raise Conflict(
            _("That cannot be done now: this round is in the state “%(state)s”.")
            % {"state": row.get_state_display()}
        )
    return row
