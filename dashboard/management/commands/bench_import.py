"""`manage.py bench_import`: how long a worker takes to import a list of contacts."""

import json
from random import Random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from dashboard.management.bench import importing


class Command(BaseCommand):
    help = "Make a list of contacts, have a worker import it and print the seconds as JSON."

    def add_arguments(self, parser):
        parser.add_argument("--rows", type=int, default=100_000)

    def handle(self, *, rows, **options):
        if not settings.DEMO:
            raise CommandError("Only in a demo installation (DEMO=1): it makes contacts up.")
        self.stdout.write(json.dumps(importing.measure(Random(rows), rows)))  # noqa: S311
