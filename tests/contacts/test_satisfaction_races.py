"""Many at once: nobody is asked twice, and no answer is kept twice. On both databases."""

from datetime import timedelta

import pytest

from contacts.models import Invitation, SurveyOptOut
from contacts.satisfaction import services
from kcc.jobs.models import OutboxMessage
from kcc.lib.errors import DomainError
from tests.contacts.test_satisfaction_asking import BEFORE, MAIL, VALUES
from tests.factories import NOW, make_closed_case, make_contact, make_customer, make_user
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)
WINDOW = {"since": NOW - timedelta(days=2), "until": NOW, "now": NOW}


@pytest.fixture(autouse=True)
def policy():
    services.keep_policy(by=make_user("manager"), changed_at=None, now=NOW, **VALUES)


@pytest.fixture
def work():
    """Two contacts and a case of one customer, and a contact that left the same address."""
    customer = make_customer(emails=(MAIL,))
    contacts = [make_contact(at=BEFORE, customer=customer) for _each in range(2)]
    contacts.append(make_contact(at=BEFORE, email=MAIL, phone=""))
    case = make_closed_case(at=BEFORE, customer=customer)
    return [*(("contact", row.pk) for row in contacts), ("case", case.pk)]


def test_two_rounds_at_once_ask_a_customer_once(work):
    def a_round(order):
        return sum(services.invite(kind=kind, pk=pk, **WINDOW) for kind, pk in order)

    assert sum(at_once(a_round, [work, work[::-1], work, work[::-1]])) == 1
    assert Invitation.objects.count() == 1
    assert OutboxMessage.objects.filter(kind=services.KIND).count() == 1


def test_a_round_and_a_printed_link_at_once_ask_a_customer_once(work):
    def press(each):
        kind, pk = each
        try:
            services.print_link(by=None, kind=kind, pk=pk, language="nl", now=NOW)
        except DomainError:
            return 0
        return 1

    def either(number):
        if number % 2:
            return sum(services.invite(kind=kind, pk=pk, **WINDOW) for kind, pk in work)
        return press(work[number])

    assert sum(at_once(either, range(4))) == 1
    assert Invitation.objects.count() == 1


def test_of_two_answers_at_once_one_is_kept(work):
    token, _made = services.print_link(
        by=None, kind="contact", pk=work[0][1], language="nl", now=NOW
    )

    def reply(score):
        return services.answer(token=token, score=score, comment="", sender=str(score), now=NOW)

    kept = at_once(reply, [3, 9, 5, 7])
    assert sorted(kept) == [False, False, False, True]
    assert Invitation.objects.get().score == [3, 9, 5, 7][kept.index(True)]


def test_opting_out_printing_and_answering_at_once_wait_for_each_other(work):
    kind, pk = work[0]
    token, _made = services.print_link(by=None, kind=kind, pk=pk, language="nl", now=NOW)

    def act(number):
        if number % 2:
            services.opt_out(token=token, sender=str(number), now=NOW)
        elif number % 4:
            services.answer(token=token, score=8, comment="", sender=str(number), now=NOW)
        else:
            try:
                services.print_link(by=None, kind=kind, pk=pk, language="nl", now=NOW)
            except DomainError:
                return

    at_once(act, range(8))
    assert SurveyOptOut.objects.count() <= 1
    assert Invitation.objects.count() == 1
