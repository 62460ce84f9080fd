"""What somebody does to the term of a case, on the page as it is now; and what is told of it."""

from datetime import date, timedelta

from cases.models import Case, CaseType
from cases.terms import services
from cases.timeline import timeline
from kcc.audit.models import AuditEvent
from tests.factories import NOW

DAY = timedelta(days=1)
TODAY = NOW.date()  # Tuesday 10 November 2026
DUE = date(2027, 1, 5)  # eight weeks on


def change_type(**values):
    CaseType.objects.filter(slug="omgevingsvergunning").update(**values)


def fresh(case) -> Case:
    return Case.objects.for_acts().get(pk=case.pk)


def suspend(case, by, **values):
    given = {"reason": "incomplete", "letter_on": TODAY, "until": TODAY + 14 * DAY, "now": NOW}
    case = fresh(case)
    return services.suspend(by=by, case=case, version=case.version, **(given | values))


def resume(case, by, received_on=TODAY + 7 * DAY, now=NOW + 7 * DAY, **values):
    case = fresh(case)
    return services.resume(
        by=by, case=case, version=case.version, received_on=received_on, now=now, **values
    )


def extend(case, by, **values):
    case = fresh(case)
    given = {"reason": "Advies van de brandweer.", "letter_on": TODAY, "now": NOW}
    return services.extend(by=by, case=case, version=case.version, **(given | values))


def notice(case, by, received_on, *, now=None, **values):
    case = fresh(case)
    now = now or NOW + (received_on - TODAY)
    return services.receive_notice(
        by=by, case=case, version=case.version, received_on=received_on, now=now, **values
    )


def titles(case):
    return [entry.title for entry in timeline(fresh(case))][1:]


def audited():
    return list(
        AuditEvent.objects.filter(action__startswith="case.").values_list("action", flat=True)
    )
