"""What the figures keep: counts of every day, the stock of every evening, and who wants to know."""

from dashboard.models.alerts import Alert, AlertMail
from dashboard.models.employees import EmployeeConsent
from dashboard.models.stock import Snapshot
from dashboard.models.tallies import Mark, SettledDay, Tally
from dashboard.models.telephony import TelephonyFile, TelephonyHour
from dashboard.models.wallboard import WallboardKey

__all__ = [
    "Alert", "AlertMail", "EmployeeConsent", "Mark", "SettledDay", "Snapshot", "Tally",
    "TelephonyFile", "TelephonyHour", "WallboardKey",
]  # fmt: skip
