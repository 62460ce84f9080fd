"""Who has the page of a case open, for a few minutes. It is a hint and no record: nothing is
audited, and nothing of it is kept."""

from datetime import datetime, timedelta

from django.db import transaction

from cases.models import Case, CasePresence

FORGOTTEN = timedelta(minutes=5)


@transaction.atomic(savepoint=False)
def be_here(*, by, case: Case, editing: bool, now: datetime) -> None:
    """Say so again: a page does every 20 seconds. Two statements."""
    CasePresence.objects.filter(seen_at__lt=now - FORGOTTEN).delete()
    CasePresence.objects.bulk_create(
        [CasePresence(case=case, user=by, seen_at=now, editing=editing)],
        update_conflicts=True,
        unique_fields=["case", "user"],
        update_fields=["seen_at", "editing"],
    )


@transaction.atomic(savepoint=False)
def leave(*, by, case: Case) -> None:
    """The page was closed."""
    CasePresence.objects.filter(case=case, user=by).delete()
