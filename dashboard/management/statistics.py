"""What the database knows of its tables after much was written at once."""

from django.db import connection
from django.db.models import Model


def look_at_tables(*models: type[Model]) -> None:
    """As the database does by itself after a while, at the tables of these models or at all.
    Without it the first statement over what was just written takes minutes: PostgreSQL thinks that
    there is nothing."""
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
        act = "ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE"
        with connection.cursor() as cursor:
            # However long the pages may wait for the database: this reads whole tables.
            cursor.execute("SET statement_timeout = 0")
            cursor.execute(f"{act} {names}")
            cursor.execute("RESET statement_timeout")
