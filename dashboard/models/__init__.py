"""What the figures keep: counts of every day, the stock of every evening, the reports, and who
wants to know."""

from dashboard.models.alerts import Alert, AlertMail
from dashboard.models.employees import EmployeeConsent
from dashboard.models.reports import (
    PracticeCase,
    Report,
    ReportAction,
    ReportFile,
    ReportReader,
    ReportSchedule,
)
from dashboard.models.stock import Snapshot
from dashboard.models.tallies import Mark, SettledDay, Tally
from dashboard.models.telephony import TelephonyFile, TelephonyHour
from dashboard.models.wallboard import WallboardKey

__all__ = [
    "Alert", "AlertMail", "EmployeeConsent", "Mark", "PracticeCase", "Report", "ReportAction",
    "ReportFile", "ReportReader", "ReportSchedule", "SettledDay", "Snapshot", "Tally",
    "TelephonyFile", "TelephonyHour", "WallboardKey",
]  # fmt: skip
