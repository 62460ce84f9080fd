"""`manage.py bench_check FILE`: whether all that was acknowledged is in the database."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from dashboard.management.bench import checking


class Command(BaseCommand):
    help = "Print as JSON how many of the writes in this file (JSON, by kind) are missing."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)

    def handle(self, *, file, **options):
        ledger = json.loads(file.read_text(encoding="utf-8"))
        self.stdout.write(json.dumps(checking.missing(ledger)))
