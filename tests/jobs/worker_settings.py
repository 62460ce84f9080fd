"""The settings of a worker process of the tests: it also knows their kinds of work, and does not
wait as long as a real one when the test asks for that."""

import os

from kcc.settings import *  # noqa: F403
from kcc.settings import CELERY_BEAT_SCHEDULE, JOB_HANDLERS, JOBS_WITH_FILES
from tests.jobs.kinds import HANDLERS

JOB_HANDLERS = JOB_HANDLERS | HANDLERS
# On a machine that does other work as well anything may be slow; what a worker says is looked at.
SLOW_STATEMENT_SECONDS = 0
JOBS_WITH_FILES = JOBS_WITH_FILES | {"test.where_the_files_are"}
if "TEST_LEASE" in os.environ:
    JOB_LEASE_SECONDS = MAIL_LEASE_SECONDS = float(os.environ["TEST_LEASE"])
if "TEST_ROUND" in os.environ:  # seconds between two ticks
    CELERY_BEAT_SCHEDULE = {
        name: entry | {"schedule": float(os.environ["TEST_ROUND"])}
        for name, entry in CELERY_BEAT_SCHEDULE.items()
    }
