"""Going back to an older schema with rows in it, and forward again."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps.registry import Apps
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate(*targets: tuple[str, str]) -> Apps:
    """The models as they were at these migrations, with the database to match."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    return MigrationExecutor(connection).loader.project_state(list(targets)).apps


@contextmanager
def as_it_was(*targets: tuple[str, str]) -> Iterator[Apps]:
    """The models of then, inside the block; whatever happens there, the newest schema comes back.
    The test needs `django_db(transaction=True)`."""
    try:
        yield migrate(*targets)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
