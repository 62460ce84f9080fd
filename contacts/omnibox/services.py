"""Searching is looking, so it is recorded: by what kind of key and how many were found. What was
typed is not kept."""

from django.db import transaction

from kcc.audit.services import record


@transaction.atomic(savepoint=False)
def record_search(*, by, found, now) -> None:
    detail = {"keys": [str(kind) for kind in found.kinds], "found": found.count}
    record(by=by, action="customers.searched", detail=detail, at=now)
