"""What a report says to the people it is for: under the bell, in the mail, in the reminder."""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.models import Report
from dashboard.words import month_name


def period(report: Report) -> str:
    """October 2026, or 2025."""
    if report.kind == Report.Kind.YEAR:
        return str(report.first_day.year)
    return month_name(report.month)


def about(report: Report) -> str:
    return report.department.name if report.department_id else _("the whole organisation")


def title(report: Report) -> str:
    """Its name in a list: October 2026, Burgerzaken; from the second version on also which."""
    said = _("%(period)s, %(about)s") % {"period": period(report), "about": about(report)}
    return _with_version(report, said)


def when(report: Report) -> str:
    """The same where what it is about stands beside it."""
    return _with_version(report, period(report))


def _with_version(report: Report, said: str) -> str:
    if report.version == 1:
        return said
    return _("%(report)s (version %(version)d)") % {"report": said, "version": report.version}


def subject(report: Report) -> str:
    return _("Report of %(report)s") % {"report": title(report)}


def bell(report: Report) -> str:
    if report.version > 1:
        return _("The report of %(report)s is there, a new version.") % {"report": title(report)}
    return _("The report of %(report)s is there.") % {"report": title(report)}


def withdrawn(report: Report) -> str:
    return _("The report of %(report)s was withdrawn: %(reason)s") % {
        "report": title(report), "reason": report.withdrawn_because
    }  # fmt: skip


def body(
    report: Report,
    *,
    summary: Sequence[str],
    missed: Sequence[Report],
    address: Callable[[Report], str],
) -> str:
    parts = [bell(report)]
    if report.version > 1:
        parts.append(_("Why there is a new version: %(reason)s") % {"reason": report.reason})
    parts += [" ".join(summary)] if summary else []
    parts.append(_("Read it here: %(address)s") % {"address": address(report)})
    if missed:
        parts.append(
            "\n".join(
                [
                    _("These were made earlier, and you had no mail about them:"),
                    *(f"  {title(each)}\n  {address(each)}" for each in missed),
                ]
            )
        )
    return "\n\n".join(parts) + "\n"


# -- Reminding ------------------------------------------------------------------------------------


def reminder_bell(report: Report) -> str:
    return _("You did not open the report of %(report)s yet.") % {"report": title(report)}


def reminder_subject(reports: Sequence[Report]) -> str:
    if len(reports) == 1:
        return _("Still to read: the report of %(report)s") % {"report": title(reports[0])}
    return ngettext(
        "Still to read: %(count)d report", "Still to read: %(count)d reports", len(reports)
    ) % {"count": len(reports)}


def reminder_body(reports: Sequence[Report], *, address: Callable[[Report], str]) -> str:
    first = ngettext(
        "You did not open this report yet:", "You did not open these reports yet:", len(reports)
    )
    parts = [first, *(f"{title(each)}\n{address(each)}" for each in reports)]
    parts.append(_("You get this reminder once."))
    return "\n\n".join(parts) + "\n"
