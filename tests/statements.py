"""Counting what a request asks of the database: statements, not transaction control."""

from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


class Statements(list):
    """The statements that ran, as text."""


@contextmanager
def statements():
    """`with statements() as ran:` then `len(ran)`; BEGIN, COMMIT and SAVEPOINT do not count."""
    ran = Statements()
    with CaptureQueriesContext(connection) as captured:
        yield ran
    ran.extend(
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].upper().startswith(CONTROL)
    )
