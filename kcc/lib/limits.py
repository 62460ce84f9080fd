"""How long the database may work for us: limits of a connection, and a line for what is slow.

PostgreSQL ends a statement that takes too long, and one that waits too long for somebody else's
lock: a page must never keep a web process for minutes, nor one agent the others. SQLite has its own
limit for waiting (`timeout`) and no other.
"""

import logging
import time
from contextvars import ContextVar

logger = logging.getLogger(__name__)

# The name of the page that asks, for the line about a slow statement; never its address, which may
# hold a key.
asked_by: ContextVar[str] = ContextVar("asked_by", default="")
LONGEST = 2000  # letters of a statement in the log


def connection_options(*, statement_seconds: float, lock_seconds: float) -> str:
    """Options of a connection to PostgreSQL; 0 is no limit. Of two of the same name it takes the
    last one."""
    return (
        f"-c statement_timeout={round(statement_seconds * 1000)}"
        f" -c lock_timeout={round(lock_seconds * 1000)}"
    )


def give_time(database: dict, *, statement_seconds: float, lock_seconds: float) -> None:
    """Other limits for the connections that this process still has to open."""
    if database["ENGINE"].endswith("sqlite3"):
        return
    options = database.setdefault("OPTIONS", {})
    limits = connection_options(statement_seconds=statement_seconds, lock_seconds=lock_seconds)
    options["options"] = f"{options.get('options', '')} {limits}".strip()


class SlowStatements:
    """Writes down what took longer than so many seconds: the statement as our code has it, with
    %s for every value. PostgreSQL's own log of slow statements would repeat the values."""

    def __init__(self, seconds: float):
        self.seconds = seconds

    def __call__(self, execute, sql, params, many, context):
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            took = time.perf_counter() - began
            if took >= self.seconds:
                logger.warning(
                    "Slow statement: %.1f s, asked by %s: %s",
                    took, asked_by.get() or "no page", " ".join(str(sql).split())[:LONGEST],
                )  # fmt: skip


def watch(connection, seconds: float) -> None:
    """Once for each connection, however often it is opened again."""
    if seconds and not any(isinstance(e, SlowStatements) for e in connection.execute_wrappers):
        connection.execute_wrappers.append(SlowStatements(seconds))
