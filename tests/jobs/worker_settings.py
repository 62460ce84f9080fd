"""The settings of a worker process that also knows the kinds of work of the tests."""

from kcc.settings import *  # noqa: F403
from tests.jobs.kinds import HANDLERS

JOB_HANDLERS = HANDLERS
