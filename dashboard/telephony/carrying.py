"""A report on its way from the page that shows it to the button that keeps it.

It travels in the form itself, signed and for one person, so that nothing lies about on a server
and any process can answer. It holds counts of calls only.
"""

from datetime import date, timedelta

from django.core import signing
from django.utils.translation import gettext as _

from dashboard.telephony.reading import Hour, Report
from kcc.lib.errors import DomainError

SALT = "dashboard.telephony.report"
HOLDS = timedelta(hours=2)
# What a form may hold besides its files is limited (DATA_UPLOAD_MAX_MEMORY_SIZE).
MOST = 2_000_000


def packed(*, by, name: str, sha256: str, report: Report) -> str:
    """DomainError when it is too much for a form."""
    hours = [
        [hour.day.toordinal(), hour.hour, hour.line, hour.norm_seconds, hour.offered,
         hour.answered, hour.in_time, hour.abandoned, round(hour.wait_seconds)]
        for hour in report.hours.values()
    ]  # fmt: skip
    said = {"by": str(by.public_id), "name": name, "sha256": sha256, "hours": hours}
    text = signing.dumps(said, salt=SALT, compress=True)
    if len(text) > MOST:
        raise DomainError(
            _("There are too many hours in this file. Read it in parts, or on the server."),
            field="file",
        )
    return text


def unpacked(text: str, *, by) -> dict:
    """name, sha256 and hours; DomainError when it is not what we gave this person, or too old."""
    try:
        said = signing.loads(text, salt=SALT, max_age=HOLDS)
    except signing.BadSignature:
        said = None
    if said is None or said["by"] != str(by.public_id):
        raise DomainError(_("This file was looked at too long ago. Upload it again."))
    hours = [
        Hour(date.fromordinal(day), hour, line, norm, *counts)
        for day, hour, line, norm, *counts in said["hours"]
    ]
    return {"name": said["name"], "sha256": said["sha256"], "hours": hours}
