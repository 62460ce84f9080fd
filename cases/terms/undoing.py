"""What an act wrote beside a case, taken back with it. Nobody touched the case since, so the rows
of that moment are those of the act."""

from collections.abc import Sequence
from datetime import datetime

from cases.models import Case, DefaultNotice, Extension, Suspension
from cases.workflow import Act

# A decision lets the clock run again, too.
TOUCHING = frozenset(
    {Act.SUSPEND, Act.RESUME, Act.EXTEND, Act.DEFAULT_NOTICE, Act.STATUS, Act.CLOSE}
)


def put_back(cases: Sequence[Case], *, act: str, at: datetime) -> None:
    """The suspensions, extensions and notices of these (locked) cases become what they were before
    the act of that moment; the columns of the cases themselves are what they were already. Five
    statements, whatever their number; none for an act that touches no terms.
    """
    if act not in TOUCHING:
        return
    made = {"case__in": cases, "added_at": at}
    Suspension.objects.filter(**made).delete()
    Extension.objects.filter(**made).delete()
    DefaultNotice.objects.filter(**made).delete()
    DefaultNotice.objects.filter(case__in=cases, withdrawn_at=at).update(
        withdrawn_on=None, withdrawn_at=None
    )
    Suspension.objects.filter(case__in=cases, ended_at=at).update(
        resumed_on=None, days=None, ended_at=None
    )
