"""`manage.py bench_session NAME …`: people who are logged in, for measuring their pages."""

import json

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand, CommandError

from kcc.organisation.models import User


class Command(BaseCommand):
    help = "Log people of the demo in and print their session keys as JSON. Only in a demo."

    def add_arguments(self, parser):
        parser.add_argument("names", nargs="+", metavar="NAME", help="user name")

    def handle(self, *, names, **options):
        if not settings.DEMO:
            raise CommandError("Only in a demo installation (DEMO=1) people are logged in so.")
        found = User.objects.in_bulk(names, field_name="username")
        if missing := set(names) - found.keys():
            raise CommandError(f"Nobody is called {', '.join(sorted(missing))}.")
        self.stdout.write(json.dumps({name: _session(found[name]) for name in names}))


def _session(user: User) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key
