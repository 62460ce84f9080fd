"""People who do something to a round at the same moment: one comes first, the other finds out."""

import pytest

from kcc.lib.errors import Conflict, DomainError
from maturity.consensus.services import finish, set_answer
from maturity.filling.services import hand_in, take_back
from maturity.models import FinalAnswer, Respondent, Response
from maturity.rounds.services import begin_consensus, remove
from tests.factories import NOW, make_user
from tests.maturity.breakin import CODE, of
from tests.maturity.town import make_round
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_handing_in_as_the_consensus_begins_counts_or_does_not():
    """Whoever comes first: what counts was handed in before, and nobody hands in after."""
    assessment = make_round("open", form="short", answers={})
    late = of(assessment, 0)
    take_back(respondent=late, by=late.user, now=NOW)

    def act(what):
        try:
            if what == "begin":
                return begin_consensus(assessment=assessment, by=assessment.leader, now=NOW)
            return hand_in(respondent=late, by=late.user, now=NOW)
        except DomainError:
            return None

    began, handed_in = at_once(act, ["begin", "hand in"])
    late.refresh_from_db()
    assert began is not None
    assert (handed_in is not None) == (late.submitted_at is not None)


def test_taking_back_as_the_consensus_begins_is_one_of_the_two():
    assessment = make_round("open", form="short", answers={})
    first = of(assessment, 0)

    def act(what):
        try:
            if what == "begin":
                return begin_consensus(assessment=assessment, by=assessment.leader, now=NOW)
            return take_back(respondent=first, by=first.user, now=NOW)
        except DomainError:
            return None

    began, taken = at_once(act, ["begin", "take back"])
    first.refresh_from_db()
    assert began is not None
    assert (taken is not None) == (first.submitted_at is None)


def test_taking_off_as_somebody_hands_in_is_one_of_the_two():
    assessment = make_round("open", form="short", answers={})
    first = of(assessment, 0)
    take_back(respondent=first, by=first.user, now=NOW)

    def act(what):
        try:
            if what == "remove":
                return remove(respondent=first, by=assessment.leader, now=NOW)
            return hand_in(respondent=first, by=first.user, now=NOW)
        except DomainError as error:
            return error

    removed, handed_in = at_once(act, ["remove", "hand in"])
    left = Respondent.objects.filter(pk=first.pk).first()
    assert (left is None) == (removed is None)
    assert (left is not None and left.submitted_at == NOW) == isinstance(handed_in, Respondent)


def test_two_who_settle_the_same_statement_at_once_find_out():
    assessment = make_round("consensus", form="short")
    people = [assessment.leader, make_user("manager", username="tweede")]

    def settle(person):
        value = people.index(person)
        return set_answer(
            by=person, assessment=assessment, code=CODE, value=value, seen="", now=NOW
        )

    told = at_once(settle, people)
    assert sorted(each is Conflict for each in told) == [False, True]
    assert FinalAnswer.objects.filter(code=CODE).count() == 1


def test_settling_the_result_twice_at_once_is_done_once():
    assessment = make_round("consensus", form="short")
    people = [assessment.leader, make_user("manager", username="tweede")]
    for code in Response.objects.values_list("code", flat=True).distinct():
        set_answer(by=people[0], assessment=assessment, code=code, value=2, now=NOW)

    def end(person):
        return finish(by=person, assessment=assessment, conclusion=person.username, now=NOW)

    told = at_once(end, people)
    assert sorted(each is Conflict for each in told) == [False, True]
