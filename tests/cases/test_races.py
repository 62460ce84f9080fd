"""Many at once: numbers without gaps or doubles, and one who gets the case. On both databases."""

import pytest

from cases import services
from cases.models import Case, CaseEvent
from kcc.lib.errors import Conflict
from tests.factories import NOW, make_case, make_user, reference
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
PEOPLE = 8


def test_of_eight_who_claim_at_once_exactly_one_gets_it():
    reference()
    people = [make_user("handler") for _ in range(PEOPLE)]
    case = make_case()

    def claim(person):
        found = Case.objects.select_related("department").get(pk=case.pk)
        return services.claim(by=person, case=found, version=1, now=NOW).handler

    won = [result for result in at_once(claim, people) if result is not Conflict]
    saved = Case.objects.get()
    assert (won, saved.version) == ([saved.handler], 2)
    assert CaseEvent.objects.count() == 1


def test_forty_cases_opened_by_eight_at_once_are_numbered_one_to_forty():
    case_type = reference().case_type["omgevingsvergunning"]

    def open_five(person):
        return [
            services.open_case(
                by=person, case_type=case_type, description="Dakkapel", customer=None, now=NOW
            ).number
            for _ in range(5)
        ]

    found = at_once(open_five, [make_user("agent") for _ in range(PEOPLE)])
    numbers = sorted(number for five in found for number in five)
    assert numbers == [f"Z-2026-{n:06d}" for n in range(1, 41)]
