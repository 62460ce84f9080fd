"""What the database knows of its tables after much was written at once."""

from django.db import connection


def look_at_tables() -> None:
    """As the database does by itself after a while. Without it the first statement over what was
    just written takes minutes: PostgreSQL thinks that there is nothing."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")
