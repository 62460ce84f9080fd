"""The clocks run again: what that makes of the row of a suspension, and of the case."""

from datetime import date, datetime, timedelta

from cases.deadlines import after_standing_still
from cases.models import Case, Extension, Suspension


def resumed_values(case: Case, *, on: date, now: datetime) -> dict:
    """End the suspension of this case and give the columns of the case that go with it; `on` is the
    first day on which the clock runs again. Nothing for a case that is not suspended.

    Joins the transaction of the caller, which writes the case by compare and set. At most three
    statements.
    """
    if case.suspended_on is None:
        return {}
    rows = list(Suspension.objects.filter(case=case))
    here = next((row for row in rows if row.resumed_on is None), None)
    # Not before the day after the letter: the clock ran on the day of the letter itself.
    on = max(on, case.suspended_on)
    moved = after_standing_still(
        case,
        since=case.suspended_on,
        resumed_on=on,
        stood_before=sum(row.days or 0 for row in rows),
        extension=Extension.objects.filter(case=case).first(),
    )
    if here is not None:
        here.resumed_on, here.days, here.ended_at = on, (on - case.suspended_on).days, now
        here.save(update_fields=["resumed_on", "days", "ended_at"])
    return {"suspended_on": None, "suspended_until": None, **moved.as_values()}


def day_it_runs_again(case: Case, *, received_on: date) -> date:
    """The day the papers came, or the day after the last one that was set for them: what comes
    later than that does not stop the clock any longer (Awb 4:15)."""
    if case.suspended_until is None:
        return received_on
    return min(received_on, case.suspended_until + timedelta(days=1))
