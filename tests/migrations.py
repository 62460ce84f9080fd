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


@contextmanager
def without(app: str, name: str) -> Iterator[None]:
    """Without what this one migration made, inside the block; all later ones stay. For migrations
    on which no later one stands, such as an index: the way back to them takes half a minute."""
    loader = MigrationExecutor(connection).loader
    migration = loader.get_migration(app, name)
    with connection.schema_editor(atomic=migration.atomic) as editor:
        migration.unapply(loader.project_state((app, name), at_end=False), editor)
    try:
        yield
    finally:
        with connection.schema_editor(atomic=migration.atomic) as editor:
            migration.apply(loader.project_state((app, name), at_end=False), editor)
