"""The rows of a file put in order of time, without holding them in memory.

They wait in a temporary database of SQLite, which has no name on the disk: it is gone when the
process is, however it ends. Repeats are found in order of time, and files are seldom in that order.
"""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from enum import Enum

from contacts.importing.rows import Row

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
CACHE_KIB = 32_000


class Staged(Enum):
    NEW = "new"
    SAME = "the same row is in the file already"
    OTHER = "another row has the same number"


def _number(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


class Staging:
    def __init__(self):
        self.db = sqlite3.connect("", isolation_level=None)
        self.db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        self.db.execute("PRAGMA journal_mode = OFF")
        self.db.execute("PRAGMA synchronous = OFF")
        self.db.execute(
            "CREATE TABLE row (seq INTEGER PRIMARY KEY, at INTEGER, last INTEGER,"
            " external_id TEXT UNIQUE, place TEXT, phone TEXT, email TEXT, data BLOB)"
        )
        self.db.execute("BEGIN")
        self.count = 0

    def __enter__(self) -> "Staging":
        return self

    def __exit__(self, *error) -> None:
        self.db.close()

    def add(self, row: Row) -> Staged:
        added = self.db.execute(
            "INSERT OR IGNORE INTO row (at, last, external_id, place, phone, email, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                _number(row.started_at),
                _number(row.last_activity_at),
                row.external_id,
                row.location_key or None,
                row.phone or None,
                row.email or None,
                row.packed(),
            ),
        ).rowcount
        if added:
            self.count += 1
            return Staged.NEW
        (earlier,) = self.db.execute(
            "SELECT data FROM row WHERE external_id = ?", (row.external_id,)
        ).fetchone()
        return Staged.SAME if row.same_as(Row.unpacked(earlier)) else Staged.OTHER

    def finish(self) -> None:
        """All rows are in: make them findable."""
        self.db.execute("COMMIT")
        self.db.execute("CREATE INDEX row_at ON row (at, seq)")

    def batches(self, size: int, *, start: int = 0) -> Iterator[list[Row]]:
        """All rows in order of time, equals in the order of the file, from the `start`-th on."""
        found = self.db.execute("SELECT data FROM row ORDER BY at, seq LIMIT -1 OFFSET ?", (start,))
        while part := found.fetchmany(size):
            yield [Row.unpacked(data) for (data,) in part]

    # -- For a dry run: what would have been in the database by then ------------------------------

    def index_identities(self) -> None:
        for column in ("place", "phone", "email"):
            self.db.execute(
                f"CREATE INDEX row_{column} ON row ({column}, at) WHERE {column} IS NOT NULL"
            )

    def earlier(
        self, *, before: datetime, active_since: datetime, **identities: set[str]
    ) -> list[Row]:
        """Rows that started before, and share a place, phone or email with one of these."""
        found: dict[int, tuple] = {}
        for column, values in identities.items():
            marks = ", ".join("?" * len(values))
            found |= {
                seq: (at, seq, data)
                for seq, at, data in self.db.execute(
                    "SELECT seq, at, data FROM row"  # noqa: S608 - our own names of columns
                    f" WHERE {column} IN ({marks}) AND at < ? AND last >= ?",
                    (*values, _number(before), _number(active_since)),
                )
            }
        return [Row.unpacked(data) for _at, _seq, data in sorted(found.values())]
