"""`manage.py bench_ledger FILE`: is everything there that clients were told is kept?"""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from dashboard.management.bench.ledger import look_up


class Command(BaseCommand):
    help = "Look up what scripts/load.py wrote down, and print what is lost or there twice as JSON."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--after-question", type=int, default=0)
        parser.add_argument("--after-event", type=int, default=0)

    def handle(self, *, file, after_question, after_event, **options):
        with open(file, encoding="utf-8") as lines:
            # The last line may have been cut off.
            found = look_up(
                (json.loads(line) for line in lines if line.endswith("\n")),
                after_question=after_question,
                after_event=after_event,
            )
        self.stdout.write(
            json.dumps(
                {
                    "looked_up": found.looked_up,
                    "lost": found.lost,
                    "twice": found.twice,
                }
            )
        )
