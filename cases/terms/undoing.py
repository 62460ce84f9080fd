"""What an act wrote beside a case, taken back with it. Nobody touched the case since, so the rows
of that moment are those of the act."""

from collections.abc import Sequence
from datetime import datetime

from cases.models import Case, DefaultNotice, Extension, Suspension
from cases.workflow import Act

# A decision lets the clock run again, too.
RESUMING = frozenset({Act.RESUME, Act.STATUS, Act.CLOSE})


def put_back(cases: Sequence[Case], *, act: str, at: datetime) -> None:
    """The suspensions, extensions and notices of these (locked) cases become what they were before
    the act of that moment; the columns of the cases themselves are what they were already. At most
    two statements, whatever their number; none for an act that touches no terms.
    """
    made = {"case__in": cases, "added_at": at}
    if act == Act.SUSPEND:
        Suspension.objects.filter(**made).delete()
    elif act == Act.EXTEND:
        Extension.objects.filter(**made).delete()
    elif act in RESUMING:
        Suspension.objects.filter(case__in=cases, ended_at=at).update(
            resumed_on=None, days=None, ended_at=None
        )
    elif act == Act.DEFAULT_NOTICE:
        withdrawn = DefaultNotice.objects.filter(case__in=cases, withdrawn_at=at)
        if not withdrawn.update(withdrawn_on=None, withdrawn_at=None):
            DefaultNotice.objects.filter(**made).delete()
