"""Making, ending and removing service norms. Promises that were given stay as they are."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contacts.models import Subject
from contacts.norms.selectors import taken
from kcc.audit.services import record
from kcc.lib.errors import Conflict, DomainError
from kcc.lib.periods import local_day
from kcc.organisation import calendars
from kcc.organisation.models import Channel, Department, ServiceNorm


def add_norm(
    *,
    by,
    kind: str,
    amount: int,
    unit: str,
    valid_from: date,
    now: datetime,
    subject: Subject | None = None,
    department: Department | None = None,
    channel: Channel | None = None,
    target_percentage: int = 80,
    valid_until: date | None = None,
    source: str = "",
) -> ServiceNorm:
    """A norm from a day on, today or later: what was promised before is never reckoned again.

    Two statements. DomainError when there is one for the same thing from that day already.
    """
    check_new(valid_from=valid_from, valid_until=valid_until, amount=amount, now=now)
    try:
        with transaction.atomic():
            norm = ServiceNorm.objects.create(
                kind=kind,
                subject_code=subject.code if subject else "",
                department=department,
                channel=channel,
                amount=amount,
                unit=unit,
                target_percentage=target_percentage,
                valid_from=valid_from,
                valid_until=valid_until,
                source=source,
            )
            _record("added", norm, by=by, now=now, term=f"{amount} {unit}", first_day=valid_from)
    except IntegrityError as error:
        raise taken() from error
    return norm


def check_new(*, valid_from: date, valid_until: date | None, amount: int, now: datetime) -> None:
    """DomainError for what no norm may be. The preview asks it too."""
    if valid_from < local_day(now):
        raise DomainError(_("A norm begins today or later."), field="valid_from")
    if valid_until is not None and valid_until < valid_from:
        raise DomainError(_("The last day is not before the first."), field="valid_until")
    if amount < 1:
        raise DomainError(_("The term is at least 1."), field="amount")


def check_end(*, norm: ServiceNorm, last_day: date, now: datetime) -> None:
    """DomainError for a last day that this norm cannot have. The preview asks it too."""
    today = local_day(now)
    if norm.valid_until is not None and norm.valid_until < today:
        raise DomainError(_("This norm is over already."), field="last_day")
    if last_day < today:
        raise DomainError(_("The last day is today or later."), field="last_day")
    if last_day < norm.valid_from:
        raise DomainError(_("The last day is not before the first."), field="last_day")


@transaction.atomic
def end_norm(*, by, norm: ServiceNorm, last_day: date, now: datetime) -> ServiceNorm:
    """The last day of a norm, today or later; `norm` is as the person saw it. Two statements."""
    check_end(norm=norm, last_day=last_day, now=now)
    same = ServiceNorm.objects.filter(pk=norm.pk, valid_until=norm.valid_until)
    if norm.valid_until is None:
        same = ServiceNorm.objects.filter(pk=norm.pk, valid_until__isnull=True)
    if not same.update(valid_until=last_day):
        raise Conflict(_("Somebody else changed this norm in the meantime."))
    norm.valid_until = last_day
    _record("ended", norm, by=by, now=now, last_day=last_day)
    return norm


@transaction.atomic
def remove_norm(*, by, norm: ServiceNorm, now: datetime) -> None:
    """Take away a norm that has not begun yet: nothing was promised by it. Two statements."""
    _record("removed", norm, by=by, now=now, first_day=norm.valid_from)
    coming = ServiceNorm.objects.filter(pk=norm.pk, valid_from__gt=local_day(now))
    if not coming.delete()[0]:
        raise DomainError(_("This norm has begun already. Give it a last day instead."))


def _record(act, norm, *, by, now, **detail) -> None:
    place = {
        "kind": norm.kind,
        "subject": norm.subject_code,
        "department": norm.department.slug if norm.department else "",
        "channel": norm.channel.code if norm.channel else "",
    }
    days = {name: str(value) for name, value in detail.items()}
    record(by=by, action=f"norm.{act}", obj=norm, detail=place | days, at=now)
    transaction.on_commit(calendars.forget)
