"""Many who try at once: no more codes are looked at than the limit allows. On both databases."""

import pytest

from cases.following import codes, limits
from cases.following.services import TooManyError, confirm_receipt, make_code, open_with_code
from cases.models import FollowCode
from contacts.following.services import leave_question
from contacts.models import Contact, Outcome
from kcc.organisation.models import Channel
from tests.factories import NOW, make_case, make_user, reference
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_many_wrong_codes_at_once_only_ten_are_looked_at():
    case = make_case()
    confirm_receipt(by=None, case=case, now=NOW)

    def try_five(sender):
        looked = 0
        for _each in range(5):
            try:
                assert (
                    open_with_code(
                        number=case.number, code=codes.new_code(), sender=sender, now=NOW
                    )
                    is None
                )
                looked += 1
            except TooManyError:
                pass
        return looked

    looked = sum(at_once(try_five, [f"192.0.2.{each}" for each in range(6)]))
    assert looked == limits.WRONG_FOR_NUMBER.most


def test_of_two_codes_made_at_once_one_works():
    case = make_case()
    people = [make_user("agent") for _each in range(4)]
    made = at_once(lambda person: make_code(by=person, case=case, now=NOW), people)
    works = [
        code
        for code in made
        if open_with_code(number=case.number, code=code, sender=code, now=NOW) is not None
    ]
    assert (len(works), FollowCode.objects.count()) == (1, 1)


def test_question_sent_by_two_clicks_at_once_arrives_once():
    reference()
    Outcome.objects.create(code="aan_zaak_toegevoegd", name="Aan zaak", category="case", order=20)
    Channel.objects.create(code="webformulier", name="Webformulier", kind="written", order=9)
    case = make_case()
    key = case.public_id

    def click(_each):
        return leave_question(case=case, key=key, about="other", text="Vraag", now=NOW).pk

    first, second = at_once(click, [1, 2])
    assert first == second == Contact.objects.get().pk
    assert case.events.filter(kind="asked").count() == 1
