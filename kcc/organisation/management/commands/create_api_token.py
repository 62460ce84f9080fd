"""manage.py create_api_token USERNAME --name "Telephone system" --scope call-events"""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from kcc.organisation.models import ApiToken, User
from kcc.organisation.tokens import LONGEST_DAYS, create_token


class Command(BaseCommand):
    help = "Make an access key for the API. It is printed once and stored as a hash only."

    def add_arguments(self, parser):
        parser.add_argument("username", help="the key may do what this person may do")
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument(
            "--scope",
            choices=ApiToken.Scope.values,
            default=ApiToken.Scope.EVERYTHING.value,
            help="call-events: the key may only announce calls (default: everything)",
        )
        parser.add_argument(
            "--days", type=int, default=365, help=f"how long it works, at most {LONGEST_DAYS}"
        )

    def handle(self, *, username, name, scope, days, **options):
        user = User.objects.filter(username=username, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no active user called {username}.")
        if not 1 <= days <= LONGEST_DAYS:
            raise CommandError(f"A key works from 1 to {LONGEST_DAYS} days.")
        token, text = create_token(
            by=None, user=user, name=name, now=timezone.now(), days=days, scope=scope
        )
        self.stderr.write(f"Works until {token.expires_at:%Y-%m-%d}. Shown once; keep it safe:")
        self.stdout.write(text)
