"""Who else has a case open now."""

from datetime import datetime, timedelta

from cases.models import Case, CasePresence

# A page says so every 20 seconds; one that misses its turn is not gone yet.
STILL_HERE = timedelta(seconds=50)


def others_here(case: Case, user, now: datetime) -> list[CasePresence]:
    """Who is editing first, then by name. One statement."""
    rows = CasePresence.objects.filter(case=case, seen_at__gt=now - STILL_HERE)
    rows = rows.exclude(user=user).select_related("user")
    return list(rows.order_by("-editing", "user__first_name", "user__last_name", "pk"))
