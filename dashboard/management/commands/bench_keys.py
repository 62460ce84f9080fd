"""`manage.py bench_keys`: what there is to ask for, for who measures."""

import json
from random import Random

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from dashboard.management.bench import floor, keys
from kcc.organisation.models import User
from kcc.organisation.tokens import create_token


class Command(BaseCommand):
    help = (
        "Print people, names, numbers and keys of a town of `load_bench` as JSON, and access keys "
        "of its agents for the API. Only in a demo."
    )

    def add_arguments(self, parser):
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--claimable", action="store_true", help="only callbacks that nobody has"
        )

    def handle(self, *, seed, claimable, **options):
        if not settings.DEMO:
            raise CommandError("Only in a demo installation (DEMO=1): it prints names and keys.")
        rng, staff = Random(f"keys {seed}"), keys.people()  # noqa: S311 - no secret
        if claimable:
            self.stdout.write(json.dumps(keys.claimable(rng, staff)))
            return
        floor.make_table()
        found = keys.keys(rng, staff)
        found["tokens"] = {name: _token(name) for name in staff["agents"]}
        self.stdout.write(json.dumps({"people": staff, **found}))


def _token(name: str) -> str:
    user = User.objects.get(username=name)
    _row, text = create_token(by=None, user=user, name="bench", now=timezone.now(), days=1)
    return text
