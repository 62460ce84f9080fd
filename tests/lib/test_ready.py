"""Statements that are made once answer what their queryset answers."""

from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db.models import BigIntegerField, CharField, Count, DateTimeField

from contacts.models import Contact, Question
from kcc.lib import ready
from kcc.lib.kept import Shelf
from kcc.lib.paging import PreparedPages
from kcc.lib.prepared import Models
from kcc.lib.ready import MOST, Ready, filled_up, give
from kcc.organisation.access import access_of
from kcc.organisation.models import Membership, Role
from tests.factories import NOW, make_contact, make_department, make_user
from tests.statements import statements

pytestmark = pytest.mark.django_db

VISIBLE = Ready(
    lambda access, *, user, phones, before: (
        Contact.objects.visible_to(access, user)
        .filter(phone__in=phones, started_at__lt=before)
        .select_related("channel", "agent")
        .annotate(asked=Count("questions"))
        .order_by("-started_at", "pk")[:5]
    ),
    user=BigIntegerField(),
    phones=CharField(),
    before=DateTimeField(),
)
PHONES = ["+31612345678", "+31687654321"]


def asked(user, phones, before):
    access = access_of(user)
    return VISIBLE(access, user=user.pk, phones=phones, before=before)


def queryset(user, phones, before):
    found = Contact.objects.visible_to(access_of(user), user)
    found = found.filter(phone__in=phones, started_at__lt=before)
    found = found.select_related("channel", "agent").annotate(asked=Count("questions"))
    return list(found.order_by("-started_at", "pk")[:5])


def same(one, other):
    return [(row.pk, row.asked, row.__dict__.keys()) for row in one] == [
        (row.pk, row.asked, row.__dict__.keys()) for row in other
    ]


def test_other_values_and_other_rights_give_what_the_queryset_gives():
    there = make_department()
    agent, handler = make_user("agent"), make_user("handler", department=there)
    for number in range(7):
        make_contact(
            phone=PHONES[number % 2],
            at=NOW - timedelta(days=number),
            confidential=number % 3 == 0,
            by=agent if number % 2 else None,
        )
    for user in (agent, handler, make_user("manager")):
        for phones in (PHONES, PHONES[:1], ["+31600000000"]):
            for before in (NOW + timedelta(days=1), NOW - timedelta(days=2)):
                expected = queryset(user, phones, before)
                assert same(asked(user, phones, before), expected)


def test_what_was_joined_costs_no_statement():
    agent = make_user("agent")
    make_contact(phone=PHONES[0], by=agent)
    access_of(agent)
    with statements() as ran:
        (row,) = asked(agent, PHONES, NOW + timedelta(days=1))
        assert (row.channel.name != "", row.agent) == (True, agent)
    assert len(ran) == 1


def test_a_role_that_is_lost_is_lost_at_once():
    agent = make_user("agent")
    make_contact(phone=PHONES[0])
    assert len(asked(agent, PHONES, NOW + timedelta(days=1))) == 1
    Membership.objects.filter(user=agent).update(role=Role.BOARD)
    again = type(agent).objects.get(pk=agent.pk)
    assert asked(again, PHONES, NOW + timedelta(days=1)) == []


def test_tuples_and_nothing_that_can_be():
    contact = make_contact(phone=PHONES[0])
    keys = Ready(
        lambda *, phone: Contact.objects.filter(phone=phone).values_list("pk", "phone"),
        phone=CharField(),
    )
    nothing = Ready(
        lambda *, phone: Contact.objects.filter(pk__in=[], phone=phone), phone=CharField()
    )
    assert keys(phone=PHONES[0]) == [(contact.pk, PHONES[0])]
    assert keys(phone="x' OR 1=1 --") == []
    assert nothing(phone=PHONES[0]) == []


def test_keeps_no_more_than_so_many():
    limited = Ready(lambda limit: Contact.objects.order_by("pk")[:limit])
    for limit in range(1, MOST + 20):
        limited(limit)
    assert len(limited._made) == MOST


class Forgetful(OrderedDict):
    """Another thread drops what was just kept."""

    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        self.clear()


class ForgetfulShelf(Shelf):
    def put(self, key, value):
        super().put(key, value)
        self.clear()


def test_another_thread_may_drop_a_statement_meanwhile():
    contact = make_contact(phone=PHONES[0])
    found = Ready(lambda *, phone: Contact.objects.filter(phone=phone), phone=CharField())
    found._made = Forgetful()
    assert [found(phone=PHONES[0]), found(phone=PHONES[0])] == [[contact], [contact]]
    pages = PreparedPages()
    pages._kept = ForgetfulShelf(2)
    page = pages.page(
        Contact.objects.all, key=("all",), order=["pk"], params={"after": ""}, values={}
    )
    assert page.items == [contact]


def test_many_threads_ask_at_once(monkeypatch):
    """Each statement is dropped all the time; there is no database in it."""
    monkeypatch.setattr(ready, "MOST", 2)
    found = Ready(lambda limit: Contact.objects.all()[:limit])
    nothing = Models(Contact.objects.none())
    monkeypatch.setattr(found, "_compiled", lambda *args: nothing)
    with ThreadPoolExecutor(8) as threads:
        answers = threads.map(lambda number: found(number % 5), range(20_000))
        assert all(answer == [] for answer in answers)


def test_nothing_of_a_connection_is_kept():
    """A thread may end, and its connection with it."""
    found = Ready(lambda: Contact.objects.order_by("pk"))
    found()
    assert [made._compiler.connection for made in found._made.values()] == [None]
    models = Models(Contact.objects.order_by("pk"))
    assert (models.rows({}), models._compiler.connection) == ([], None)


def test_a_queryset_with_more_than_one_statement_is_refused():
    with pytest.raises(TypeError):
        Ready(lambda: Contact.objects.prefetch_related("questions"))()
    with pytest.raises(TypeError):
        Ready(lambda: Contact.objects.values("pk"))()


def test_given_children_cost_no_statement():
    contacts = [make_contact(), make_contact()]
    questions = list(Question.objects.order_by("-pk"))
    give(contacts, "questions", questions, "contact_id")
    with statements() as ran:
        found = [[q.pk for q in contact.questions.all()] for contact in contacts]
    assert (len(ran), found) == (0, [[questions[1].pk], [questions[0].pk]])


def test_a_list_is_filled_up_to_a_size():
    assert filled_up([1, 2], 4, 9) == [1, 2, 2, 2]
    assert filled_up(range(5), 4, 9) == [0, 1, 2, 3, 4, 4, 4, 4, 4]
    assert filled_up([1, 2, 3], 2) == [1, 2, 3]
