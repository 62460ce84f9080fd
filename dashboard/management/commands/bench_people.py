"""`manage.py bench_people --agents 200 --heads 10`: so many people at work, each logged in."""

import json
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Count, F, Max, Q
from django.utils import timezone

from contacts.models import CallbackEvent, Question
from contacts.reference import reference
from kcc.customers.models import ContactPoint, Customer
from kcc.organisation.models import Membership, Role, User

# Of each kind, for what people type.
EXAMPLES = 5000


class Command(BaseCommand):
    help = "Log in people of the demo, more agents when there are too few, and print who as JSON."

    def add_arguments(self, parser):
        parser.add_argument("--agents", type=int, required=True)
        parser.add_argument("--heads", type=int, required=True)

    @transaction.atomic
    def handle(self, *, agents, heads, **options):
        if not settings.DEMO:
            raise CommandError("Only in a demo installation (DEMO=1) people are logged in so.")
        at_work = {"agents": _agents(agents), "heads": _heads(heads)}
        if len(at_work["heads"]) < heads:
            raise CommandError(f"There are only {len(at_work['heads'])} heads of departments.")
        said = {kind: _logged_in(people) for kind, people in at_work.items()}
        self.stdout.write(json.dumps(said | _examples() | {"after": _last()}))


def _agents(count: int) -> list[User]:
    found = list(User.objects.filter(memberships__role=Role.AGENT).order_by("pk")[:count])
    known = len(found)
    new = User.objects.bulk_create(
        User(
            username=f"load-agent-{number}",
            first_name="Agent",
            last_name=f"Nummer {number}",
            email=f"load-agent-{number}@lindenwaard.example",
            # Nobody can log in by the form.
            password=make_password(None),
        )
        for number in range(known + 1, count + 1)
    )
    Membership.objects.bulk_create(Membership(user=user, role=Role.AGENT) for user in new)
    return found + new


def _heads(count: int) -> list[User]:
    """Of the departments where most is to be done; one of each, so that they meet nobody else."""
    is_open = Q(memberships__department__callbacks__closed_at=None)
    return list(
        User.objects.filter(memberships__role=Role.HEAD)
        .annotate(
            slug=F("memberships__department__slug"),
            waiting=Count("memberships__department__callbacks", filter=is_open),
        )
        .order_by("-waiting", "pk")[:count]
    )


def _logged_in(people: list[User]) -> list[dict]:
    """As `manage.py bench_session` does, all of them in one statement."""
    store, expires, rows, said = SessionStore(), timezone.now() + timedelta(days=1), [], []
    for user in people:
        key = store._get_new_session_key()
        data = {
            SESSION_KEY: str(user.pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[-1],
            HASH_SESSION_KEY: user.get_session_auth_hash(),
        }
        rows.append(Session(session_key=key, session_data=store.encode(data), expire_date=expires))
        said.append(
            {
                "name": user.username,
                "id": str(user.public_id),
                "session": key,
                "department": getattr(user, "slug", ""),
            }
        )
    Session.objects.bulk_create(rows)
    return said


def _examples() -> dict:
    """What is typed: subjects, and numbers, names and addresses of customers."""
    people = Customer.objects.order_by("pk")
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE).order_by("pk")
    return {
        "subjects": sorted(subject.name for subject in reference().subjects.values()),
        "phones": list(points.values_list("value", flat=True)[:EXAMPLES]),
        "names": list(
            people.exclude(family_name="").values_list("family_name", flat=True)[:EXAMPLES]
        ),
        "places": list(
            people.exclude(address_key="").values_list("address_key", flat=True)[:EXAMPLES]
        ),
    }


def _last() -> dict:
    """Where the rows of the run begin."""
    return {
        "question": Question.objects.aggregate(last=Max("pk"))["last"] or 0,
        "event": CallbackEvent.objects.aggregate(last=Max("pk"))["last"] or 0,
    }
