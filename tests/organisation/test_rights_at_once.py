"""What a process keeps was made for rights of a moment ago: a role, department or team that changes
counts from the next request on, on every page, and nobody gets what was made for somebody else."""

import re
from datetime import timedelta

import pytest

from cases.models import Confidentiality
from contacts.history import rows, whole
from contacts.omnibox.selectors import find
from dashboard.stock import live
from kcc.customers.models import Customer
from kcc.lib import ready
from kcc.lib.kept import forget_all
from kcc.organisation import asked, queue
from kcc.organisation.access import access_of
from kcc.organisation.models import Department, Membership, Role
from tests.factories import (
    NOW,
    make_callback,
    make_case,
    make_contact,
    make_customer,
    make_team,
    make_user,
    reference,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def customer():
    """Everything twice: of two departments, and confidential or not."""
    places = reference().department
    customer = make_customer()
    hidden = make_customer(family_name="Geheim", phones=("+31687654321",), confidential=True)
    make_callback(customer=hidden, question_text="Bel vergunningen open", at=NOW)
    make_team(places["vergunningen"])
    for number, (slug, subject) in enumerate((("vergunningen", "VG01"), ("burgerzaken", "BZ01"))):
        for secret in (False, True):
            at = NOW - timedelta(hours=3 * number + secret + 1)
            about = {"customer": customer, "at": at}
            words = f"{slug} {'geheim' if secret else 'open'}"
            make_contact(subject=subject, note=f"Vraag {words}", confidential=secret, **about)
            make_callback(
                department=places[slug], question_text=f"Bel {words}", confidential=secret, **about
            )
            case = make_case(department=places[slug], description=f"Zaak {words}", **about)
            if secret:
                case.confidentiality = Confidentiality.CONFIDENTIAL
                case.save(update_fields=["confidentiality"])
    return customer


WORDS = re.compile(r"(?:Vraag|Bel|Zaak) (?:vergunningen|burgerzaken) (?:geheim|open)")


def seen(client, customer) -> list:
    """What the pages tell: the words of everything, the numbers of tabs and figures."""
    told = []
    for url in (
        "/contacts/callbacks/?state=open", "/cases/?state=open", "/contacts/?state=open",
        f"/customers/{customer.public_id}/", "/dashboard/?period=2026-11",
    ):  # fmt: skip
        answer = client.get(url)
        html = answer.content.decode()
        counts = answer.context.get("counts") if answer.status_code == 200 else None
        named = "Geheim" in html
        told.append((url, answer.status_code, sorted(WORDS.findall(html)), counts, named))
        if url.startswith("/dashboard/"):
            told.append(re.findall(r"<b>.*?</b>", html, re.S))
    for words in ("Vraag", "Zaak"):
        answer = client.post("/search/", {"q": words}, headers={"HX-Request": "true"})
        html = re.sub(r"[A-Za-z0-9]{64}|\s+", " ", answer.content.decode())
        told.append((answer.status_code, html))
    return told


def forget_everything(monkeypatch):
    """As a process that has just begun."""
    forget_all()
    asked._countings.clear()
    queue._said.clear()
    for pages in (asked._pages, rows._pages, whole._pages):
        pages._kept.clear()
    for kept in (rows._shown_of, live._open_work, live._first):
        kept.cache_clear()
    monkeypatch.setattr(
        ready.Ready, "__call__", lambda self, *shape, **values: _anew(self, shape, values)
    )


def _anew(self, shape, values):
    sizes = {name: ready._size(value) for name, value in values.items()}
    return self._compiled(shape, sizes).rows(dict(ready._single(values)))


def _to(slug, **values):
    def change(user):
        there = Department.objects.get(slug=slug)
        if values.get("team"):
            values["team"] = there.teams.get()
        Membership.objects.filter(user=user).update(department=there, **values)

    return change


def _role(role):
    return lambda user: Membership.objects.filter(user=user).update(role=role, department=None)


CHANGES = [
    ("agent", None, _role(Role.KCC_LEAD)),
    ("agent", None, _role(Role.MANAGER)),
    ("agent", None, _role(Role.BOARD)),
    ("kcc_lead", None, _role(Role.AGENT)),
    ("manager", None, _role(Role.AGENT)),
    ("agent", None, _to("vergunningen", role=Role.HANDLER)),
    ("handler", "vergunningen", _to("burgerzaken")),
    ("handler", "vergunningen", _to("vergunningen", team=True)),
    ("head", "vergunningen", _to("burgerzaken")),
    ("handler", "vergunningen", lambda user: Membership.objects.filter(user=user).delete()),
    (
        "agent", None,
        lambda user: Department.objects.filter(slug="vergunningen").update(is_contact_centre=True),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("role", "slug", "change"), CHANGES)
def test_other_rights_count_at_the_next_request(
    client_of, customer, monkeypatch, role, slug, change
):
    client = client_of(role, slug and Department.objects.get(slug=slug))
    before = seen(client, customer)
    if slug is None and role == "agent":
        Department.objects.update(is_contact_centre=False)
        before = seen(client, customer)
    change(client.user)
    after = seen(client, customer)
    forget_everything(monkeypatch)
    assert after == seen(client, customer)
    assert after != before


def test_the_search_asks_whose_work_it_is(client_of, customer):
    """Of a confidential file the person is told to the department: what is kept of it (its name)
    says nothing about that."""
    user = client_of("agent").user
    place = Department.objects.filter(slug="vergunningen")

    def knows():
        found = find("06 87654321", access=access_of(user), user=user, now=NOW)
        return [row.knows_person for row, _due in found.callbacks]

    make_callback(phone="+31687654321", customer=Customer.objects.get(family_name="Geheim"), at=NOW)
    Department.objects.update(is_contact_centre=False)
    assert set(knows()) == {False}
    for is_centre in (True, False):
        place.update(is_contact_centre=is_centre)
        assert set(knows()) == {is_centre}


def test_nobody_gets_what_was_made_for_another(client_of, customer, monkeypatch):
    """Everybody looks in turn, each twice; then each in a process that has just begun."""
    places = {slug: Department.objects.get(slug=slug) for slug in ("vergunningen", "burgerzaken")}
    clients = [
        client_of(role, place)
        for role, place in (
            ("agent", None), ("kcc_lead", None), ("manager", None),
            ("handler", places["vergunningen"]), ("handler", places["burgerzaken"]),
            ("head", places["vergunningen"]), ("agent", None), ("board", None),
        )
    ]  # fmt: skip
    agent, other = clients[0].user, clients[6].user
    make_contact(subject="VG01", note="Vraag vergunningen geheim", confidential=True, by=agent)
    make_callback(question_text="Bel vergunningen geheim", confidential=True, by=other)
    make_user("handler", places["vergunningen"])
    found = [seen(client, customer) for client in clients]
    assert [seen(client, customer) for client in reversed(clients)] == found[::-1]
    forget_everything(monkeypatch)
    assert [seen(client, customer) for client in clients] == found
    assert found[0] != found[6]
