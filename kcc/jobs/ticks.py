"""What is looked at every half minute, whether or not anybody asked: settings.JOB_TICKS.

Beat calls the ticks through `kcc.jobs.tasks.reconcile`; without Celery `manage.py work_jobs` does.
Each finds from the rows what is due and not done, so that a missed round, or two at once, is no
harm.
"""

import logging
import traceback
from datetime import datetime

from django.conf import settings
from django.db import close_old_connections, connection
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


def run_ticks(*, now: datetime) -> list[str]:
    """Call every tick with this moment; the names of those that failed. One that fails is logged
    and does not stop the others."""
    failed = []
    for name in settings.JOB_TICKS:
        try:
            import_string(name)(now)
        except Exception as error:  # noqa: BLE001 - the others must go on, whatever went wrong
            # Where, but not the message: a database error repeats the values of the row.
            place = traceback.extract_tb(error.__traceback__)[-1]
            kind = type(error).__name__
            logger.error("Tick %s: %s in %s:%s", name, kind, place.filename, place.lineno)
            # A connection that broke is opened anew for the next tick.
            if not connection.in_atomic_block:
                close_old_connections()
            failed.append(name)
    return failed
