"""What one of several processes does: start, then make the rows of the pieces it is given.

Imports nothing of the application above its functions: a new process has to start that first.
"""

import gc
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from multiprocessing import get_context


@dataclass(frozen=True)
class Story:
    """What every process has to know. The same story gives the same rows."""

    seed: int
    first_day: date
    end: datetime


_process = {}


def wake() -> None:
    """In a process that was just made, before anything of the application."""
    # Whoever imports this module for its types needs none of Django.
    import django  # noqa: PLC0415

    django.setup()


def start(story: Story) -> None:
    """In a process of its own, before its first piece."""
    wake()
    # Now that can be imported.
    from dashboard.management.bench.making import maker_for  # noqa: PLC0415

    _process["maker"] = maker_for(story)
    # What is known stays. What is made of a piece is thrown away at once, not looked through again
    # and again meanwhile: measured, that takes a tenth of the time.
    gc.freeze()
    gc.disable()


def make(piece):
    made = _process["maker"](piece)
    gc.collect()
    return made


def count(days, now: datetime) -> None:
    """In a process that is awake."""
    # As above: importing it before that is an error.
    from dashboard.management.bench.afterwards import count_days  # noqa: PLC0415

    count_days(days, now)


def keep(days, now: datetime) -> None:
    """In a process that is awake."""
    # As above: importing it before that is an error.
    from dashboard.management.bench.afterwards import keep_days  # noqa: PLC0415

    keep_days(days, now)


@contextmanager
def several(number: int, initializer, *given) -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(
        number, mp_context=get_context("spawn"), initializer=initializer, initargs=given
    ) as pool:
        yield pool
