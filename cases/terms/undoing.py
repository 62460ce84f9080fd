"""What an act wrote beside a case, taken back with it. Nobody touched the case since, so the rows
of that moment are those of the act."""

from collections.abc import Sequence
from datetime import datetime

from cases.models import Case, DefaultNotice, Extension, Suspension


def put_back(cases: Sequence[Case], *, at: datetime) -> None:
    """The suspensions, extensions and notices of these (locked) cases become what they were before
    the act of that moment; the columns of the cases themselves are what they were already. Five
    statements, whatever their number.
    """
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
