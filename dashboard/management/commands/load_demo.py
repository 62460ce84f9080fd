"""`manage.py load_demo`: the fictional town of Lindenwaard, with thirteen months of contacts."""

from datetime import date, datetime, time
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from contacts.models import Contact
from dashboard.management.demo.build import build_town
from kcc.lib.periods import ZONE


class Command(BaseCommand):
    help = "Build a fictional town with people, contacts, callbacks and cases, for the demo."

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=1, help="another number, another town")
        parser.add_argument("--contacts", type=int, default=3000, help="how many contacts to log")
        parser.add_argument(
            "--today",
            type=date.fromisoformat,
            help="the last day of the story, as 2026-11-20; today without it",
        )
        parser.add_argument(
            "--force", action="store_true", help="also when this is not a demo installation"
        )

    def handle(self, *, seed, contacts, today, force, verbosity, **options):
        if not (settings.DEMO or force):
            raise CommandError(
                "This is not a demo installation (DEMO is off). "
                "Fictional people do not belong between real ones; use --force if you are sure."
            )
        if Contact.objects.exists():
            raise CommandError(
                "There are contacts in the database already; "
                "the demo town is only built in an empty one."
            )
        now = datetime.combine(today, time(17), tzinfo=ZONE) if today else timezone.now()
        call_command("load_reference_data", verbosity=0, stdout=StringIO())
        # One transaction: a town is there or it is not; and one commit instead of thousands.
        with transaction.atomic():
            happened = build_town(seed=seed, contacts=contacts, now=now)
        if verbosity:
            self.stdout.write(
                f"Lindenwaard is ready: {happened['contacts']} contacts, of which "
                f"{happened['again']} from people who had to ask again."
            )
