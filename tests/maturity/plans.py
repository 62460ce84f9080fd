"""Settled rounds with a plan, for tests."""

from datetime import date
from uuid import uuid4

from django.urls import reverse

from kcc.organisation.models import User
from maturity.models import Assessment, ImprovementAction
from maturity.plan.services import Agreed, add_action
from tests.factories import NOW, make_department, make_user
from tests.maturity.town import make_manager, make_round

# The phase of each pillar, P1 to P5: the lowest is 1, of systems and information.
UNEVEN = {"P1": 2, "P2": 3, "P3": 2, "P4": 1, "P5": 2}
PILLARS = [
    "prestaties", "producten-kanalen", "processen-besturing", "systemen-informatie",
    "leiderschap-medewerkers",
]  # fmt: skip


def answers_for(phases=UNEVEN, beyond=0):
    """Everything up to the phase of its pillar is "grotendeels", what is beyond it `beyond`."""
    return lambda _number, code: 2 if int(code[3]) <= phases[code[:2]] else beyond


def settled(phases=UNEVEN, beyond=0, **values) -> Assessment:
    answers = answers_for(phases, beyond)
    few = {"respondents": [("agent", "kcc")]}
    return make_round("final", answers=answers, final=answers, **few | values)


def make_action(assessment=None, *, by=None, now=NOW, pillar="prestaties", phase=3, code="",
                **values) -> ImprovementAction:  # fmt: skip
    """ "Bel binnen twee dagen terug." by a handler of permits, ready on 1 March 2027."""
    return add_action(
        by=by or make_manager(), assessment=assessment or settled(), key=uuid4(), pillar=pillar,
        phase=phase, code=code, agreed=make_agreed(**values), now=now,
    )  # fmt: skip


def make_agreed(**values) -> Agreed:
    department = values.pop("department", None) or make_department("vergunningen")
    owner = values.pop("owner", None) or owner_of(department)
    given = {
        "text": "Bel binnen twee dagen terug.", "owner": owner, "department": department,
        "due_on": date(2027, 3, 1), "means": "Twee uur per week",
    }  # fmt: skip
    return Agreed(**given | values)


def owner_of(department) -> User:
    name = f"werkt-{department.slug}"
    found = User.objects.filter(username=name).first()
    return found or make_user("handler", department, username=name)


def page_of(client, name, *args, query="", status=200, **kwargs):
    response = client.get(reverse(f"maturity:{name}", args=args) + query)
    assert response.status_code == status
    return response.content.decode()


def post(client, name, *args, query="", **data):
    return client.post(reverse(f"maturity:{name}", args=args) + query, data)
