"""Work the jobs and send the mail without Celery: what the demo runs, and what a small
installation may run."""

import logging
import signal
from threading import Event
from time import monotonic

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from kcc.jobs.delivery import deliver
from kcc.jobs.services import work_waiting
from kcc.jobs.ticks import run_ticks

logger = logging.getLogger(__name__)
PAUSE = 1.0  # seconds
BETWEEN_TICKS = 30.0  # seconds


class Command(BaseCommand):
    help = (
        "Works the jobs and sends the mail that are due. Stops at SIGTERM or SIGINT; "
        "the job it was at is resumed."
    )

    def add_arguments(self, parser):
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--once", action="store_true", help="stop when nothing is due (default)")
        how.add_argument("--loop", action="store_true", help="keep looking, every second")

    def handle(self, *, loop, **options):
        stop = Event()
        before = {
            number: signal.signal(number, lambda *_: stop.set())
            for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            if loop:
                work_until(stop)
            else:
                run_ticks(now=timezone.now())
                work_waiting(stopping=stop.is_set)
                deliver(stopping=stop.is_set)
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def work_until(stop: Event) -> None:
    ticked: float | None = None
    while not stop.is_set():
        if ticked is None or monotonic() - ticked >= BETWEEN_TICKS:
            ticked = monotonic()
            run_ticks(now=timezone.now())
        try:
            work_waiting(stopping=stop.is_set)
            deliver(stopping=stop.is_set)
        except DatabaseError as error:
            # Away for a moment, perhaps: the rows are still there when it is back.
            logger.warning("The database did not answer: %s", type(error).__name__)
        close_old_connections()
        stop.wait(PAUSE)
