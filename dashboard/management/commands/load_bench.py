"""`manage.py load_bench`: a municipality of any size in an empty database, to measure with."""

import os
import time
from contextlib import contextmanager
from datetime import date, datetime
from datetime import time as clock_time
from io import StringIO
from random import Random

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from contacts.models import Contact
from dashboard.management.bench import afterwards, places, plan, residents
from dashboard.management.bench.process import Story
from dashboard.management.bench.writing import write_history
from dashboard.management.demo.build import last_open_moment
from dashboard.management.statistics import look_at_tables
from kcc.customers.models import Customer
from kcc.lib.periods import ZONE, start_of
from kcc.organisation import calendars


class Command(BaseCommand):
    help = "Fill an empty database with a fictional municipality of any size, to measure with."

    def add_arguments(self, parser):
        parser.add_argument("--contacts", type=int, required=True)
        parser.add_argument("--years", type=int, default=3)
        parser.add_argument("--seed", type=int, default=1, help="another number, another town")
        parser.add_argument("--customers", type=int, help="half the contacts, at most 100,000")
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            help="the last day of the story, as 2026-11-20; today without it",
        )
        parser.add_argument(
            "--processes", type=int, help="that make rows; as many as there are cores (PostgreSQL)"
        )
        parser.add_argument(
            "--force", action="store_true", help="also when this is not a demo installation"
        )

    def handle(self, *, contacts, years, seed, customers, today, processes, force, **options):
        self._check(contacts, years, force)
        call_command("load_reference_data", verbosity=0, stdout=StringIO())
        now = datetime.combine(today, clock_time(17), tzinfo=ZONE) if today else timezone.now()
        end = last_open_moment(now)
        story = Story(seed, plan.first_day(end, years), end)
        rng = Random(f"town {seed}")  # noqa: S311 - a story, no secret
        people = min(contacts // 2 + 1, residents.MOST) if customers is None else customers
        # Committed before the history: its processes read it for themselves.
        with self._timed("Town", people), transaction.atomic():
            places.lay_out(rng, story.first_day, now.date())
            residents.settle(rng, people, start_of(story.first_day))
        calendars.forget()
        if processes is None:
            processes = (os.cpu_count() or 1) if connection.vendor == "postgresql" else 1
        if connection.in_atomic_block:
            processes = 1  # others would wait for what this transaction holds, for ever
        with self._timed("Contacts", contacts):
            write_history(story, contacts, processes=processes)
            look_at_tables()
        with self._timed("Hours of telephony", 0):
            afterwards.count_calls(rng, now)
        with self._timed("Counts of days", 0):
            afterwards.settle_days(now, processes)
        with self._timed("Stock of evenings", 0):
            afterwards.keep_evenings(now, processes)
        afterwards.leave_a_day_to_count(now)
        look_at_tables(*afterwards.WRITTEN)

    def _check(self, contacts: int, years: int, force: bool) -> None:
        if not (settings.DEMO or force):
            raise CommandError(
                "This is not a demo installation (DEMO is off). "
                "Fictional people do not belong between real ones; use --force if you are sure."
            )
        if Contact.objects.exists() or Customer.objects.exists():
            raise CommandError("There is somebody in the database already; use an empty one.")
        if contacts < 1 or not 1 <= years <= 20:
            raise CommandError("At least one contact, in 1 to 20 years.")

    @contextmanager
    def _timed(self, what: str, number: int):
        started = time.perf_counter()
        yield
        seconds = time.perf_counter() - started
        rate = f": {number:,}, {number / seconds:,.0f} a second" if number else ""
        self.stdout.write(f"{what}{rate} ({seconds:.1f} s)")
