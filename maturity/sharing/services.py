"""Giving an outcome away without a name, and reading those of others."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day
from kcc.lib.templatetags.kcc import day
from maturity.catalogue import catalogue
from maturity.models import Assessment, SharedResult
from maturity.sharing import exchange
from maturity.sharing.selectors import shared_of


@transaction.atomic(savepoint=False)
def hand_out(*, by, assessment: Assessment, now: datetime) -> str:
    """The file with the outcome of a settled round. Who took it is recorded."""
    record(by=by, action="maturity.shared_out", obj=assessment, at=now)
    return exchange.written(shared_of(assessment))


@transaction.atomic
def import_result(*, by, content: bytes, label: str = "", now: datetime) -> SharedResult:
    """Keep the outcome in a file; exchange.UnreadableError when there is something wrong with it.
    DomainError for one that is our own, and for one that is here already."""
    slugs = [each.slug for each in catalogue().pillars]
    found = exchange.read(content, pillars=slugs, today=local_day(now))
    if Assessment.objects.filter(share_id=found.share_id).exists():
        raise DomainError(
            _("This is a result of your own: it counts already, and not as one of the others."),
            field="file",
        )
    row, made = SharedResult.objects.get_or_create(
        share_id=found.share_id,
        defaults={
            "label": label, "size": found.size, "form": found.form, "edition": found.edition,
            "month": found.month, "phase": found.phase, "imported_at": now, "imported_by": by,
            "pillars": {
                slug: {"phase": each.phase, "done": each.done}
                for slug, each in found.pillars.items()
            },
        },
    )  # fmt: skip
    if not made:
        raise DomainError(
            _("This result was read before, on %(day)s.") % {"day": day(row.imported_at)},
            field="file",
        )
    record(by=by, action="maturity.shared_imported", obj=row, detail={"size": row.size}, at=now)
    return row


@transaction.atomic(savepoint=False)
def remove_result(*, by, shared: SharedResult, now: datetime) -> None:
    record(
        by=by, action="maturity.shared_removed", obj=shared, detail={"size": shared.size}, at=now
    )
    shared.delete()
