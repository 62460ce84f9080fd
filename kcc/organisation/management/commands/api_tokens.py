"""manage.py api_tokens: the access keys for the API; --revoke ID makes one useless at once."""

from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from kcc.organisation.models import ApiToken
from kcc.organisation.tokens import revoke_token


class Command(BaseCommand):
    help = "List the access keys for the API, or revoke one."

    def add_arguments(self, parser):
        parser.add_argument("--revoke", type=UUID, metavar="ID", help="the key with this id")

    def handle(self, *, revoke, **options):
        tokens = ApiToken.objects.select_related("user").order_by("user__username", "name")
        if revoke is not None:
            token = tokens.filter(public_id=revoke).first()
            if token is None:
                raise CommandError("There is no access key with this id.")
            revoke_token(by=None, token=token)
            self.stdout.write(f"Revoked: {token.name} of {token.user.username}.")
            return
        for token in tokens:
            used = token.last_used_on or "never"
            self.stdout.write(
                f"{token.public_id}  {token.user.username}  {token.name}  {token.scope}"
                f"  until {token.expires_at:%Y-%m-%d}  last used {used}"
            )
