"""`manage.py create_administrator USERNAME`: the first person who can let others in."""

from getpass import getpass

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from kcc.audit import origin
from kcc.audit.services import record
from kcc.organisation.models import Membership, Role, User


class Command(BaseCommand):
    help = "Makes an account with the role functional administrator; asks for its password."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("--first-name", default="")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--email", default="")

    def handle(self, *, username, first_name, last_name, email, **options):
        if User.objects.filter(username=username).exists():
            raise CommandError(f"There is a user {username} already.")
        user = User(username=username, first_name=first_name, last_name=last_name, email=email)
        password = getpass("Password: ")
        if password != getpass("Password again: "):
            raise CommandError("The two passwords differ.")
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        user.set_password(password)
        with origin.of("manage.py create_administrator"), transaction.atomic():
            user.save()
            Membership.objects.create(user=user, role=Role.ADMINISTRATOR)
            record(by=None, action="user.created", obj=user, detail={"role": Role.ADMINISTRATOR})
        self.stdout.write(f"{username} can log in and finds the lists under Settings.")
