"""What goes along with the mail about a report (settings.MAIL_ATTACHMENTS)."""

from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _

from dashboard.models import Report, ReportSchedule
from dashboard.reports.audience import readable
from dashboard.reports.delivery.recipients import kind_of
from dashboard.reports.files import file_of
from dashboard.reports.planning import schedule_of
from kcc.jobs.models import OutboxMessage
from kcc.lib.sheets import FORMATS
from kcc.organisation.access import access_of

Attach = ReportSchedule.Attach
WANTED = {Attach.NOTHING: (), Attach.PDF: ("pdf",), Attach.BOTH: ("pdf", "xlsx")}
KINDS = {"pdf": "application/pdf", "xlsx": FORMATS["xlsx"]}
# Mail servers commonly refuse more than this; the link in the mail always works.
MOST_BYTES = 8_000_000


def of_mail(message: OutboxMessage) -> list[tuple[str, bytes, str]]:
    """The files of the report a message is about: name, bytes and kind of each. As it stands when
    the mail leaves: nothing of a report that was withdrawn meanwhile, or that this person may not
    read any more."""
    report = _report_of(message)
    if report is None:
        return []
    found, size = [], 0
    for extension in WANTED[schedule_of(kind_of(report)).attach]:
        file = file_of(report, extension)
        size += file.size
        if size <= MOST_BYTES:
            found.append((name_of(report, extension), bytes(file.body), KINDS[extension]))
    return found


def _report_of(message: OutboxMessage) -> Report | None:
    public_id = message.key.split(":")[1]
    rows = Report.objects.filter(
        readable(access_of(message.user)), public_id=public_id, state=Report.State.PUBLISHED
    )
    return rows.select_related("department").defer("figures", "words").first()


def name_of(report: Report, extension: str) -> str:
    """rapport-burgerzaken-2026-10.pdf, in the language of the report."""
    with translation.override(report.language):
        parts = [_("report"), _place(report), report.period]
    if report.version > 1:
        parts.append(f"v{report.version}")
    return f"{'-'.join(slugify(part) for part in parts)}.{extension}"


def _place(report: Report) -> str:
    return report.department.slug if report.department_id else _("organisation")
