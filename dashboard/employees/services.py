"""Turning figures per employee on and off, and keeping who looked."""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dashboard.employees.consents import in_force
from dashboard.models import EmployeeConsent
from kcc.audit.services import record
from kcc.lib.errors import DomainError
from kcc.lib.periods import local_day, start_of
from kcc.organisation.models import Department


@transaction.atomic
def turn_on(*, by, now: datetime, **values) -> EmployeeConsent:
    """Record what the works council agreed to. A new one follows one that ended by itself."""
    _close_ended(now)
    try:
        with transaction.atomic():
            consent = EmployeeConsent.objects.create(turned_on_at=now, turned_on_by=by, **values)
    except IntegrityError as error:
        raise DomainError(_("It is turned on already.")) from error
    detail = {name: str(value) for name, value in values.items() if name != "purpose" and value}
    record(by=by, action="employees.turned_on", obj=consent, detail=detail, at=now)
    return consent


def _close_ended(now: datetime) -> None:
    """It was off already; now it says since when."""
    over = EmployeeConsent.objects.filter(turned_off_at=None, ends_on__lt=local_day(now))
    for consent in over.select_for_update():
        consent.turned_off_at = start_of(consent.ends_on + timedelta(days=1))
        consent.save(update_fields=["turned_off_at"])
        record(by=None, action="employees.ended", obj=consent, at=now)


@transaction.atomic
def turn_off(*, by, reason: str, now: datetime) -> None:
    consent = in_force(now).select_for_update().first()
    if consent is None:
        raise DomainError(_("It is turned off already."))
    consent.turned_off_at, consent.turned_off_by, consent.reason = now, by, reason
    consent.save(update_fields=["turned_off_at", "turned_off_by", "reason"])
    record(by=by, action="employees.turned_off", obj=consent, detail={"why": reason}, at=now)


def note_look(*, by, department: Department, now: datetime) -> None:
    """Every look is kept in the audit log: of which department, never what was seen."""
    detail = {"department": department.slug}
    record(by=by, action="employees.viewed", obj=department, detail=detail, at=now)
