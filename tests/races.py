"""Many people at once, each with a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from kcc.lib.errors import Conflict


def at_once(action, people) -> list:
    """What `action(person)` gave for each, all of them let go at the same moment; Conflict for who
    came too late. Needs `django_db(transaction=True)`."""
    gate = Barrier(len(people))

    def run(person):
        try:
            gate.wait()
            return action(person)
        except Conflict:
            return Conflict
        finally:
            connection.close()

    with ThreadPoolExecutor(len(people)) as pool:
        return list(pool.map(run, people))
