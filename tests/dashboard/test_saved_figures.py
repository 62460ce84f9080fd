"""Pages of figures kept under a name."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from dashboard.saved.places import address_of, page_of
from kcc.organisation.models import SavedView
from tests.factories import make_department, make_user, reference
from tests.statements import statements
from tests.town import make_domain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    make_department("parkeren", domain=make_domain("verkeer"))
    return reference()


def save(client, query, **values):
    sent = {"worklist": "figures", "name": "Mijn blik", "query": query, "shared": "mine"} | values
    return client.post("/views/", sent)


@pytest.mark.parametrize("role", ["agent", "kcc_lead", "manager", "board"])
def test_a_page_is_kept_with_its_period_and_filters(client_of, role):
    client = client_of(role)
    page = "/dashboard/domains/verkeer/?period=last_month&subject=VG01"
    link = client.get(page).content.decode().partition('href="/dashboard/views/')[2]
    found = client.get("/dashboard/views/" + link.partition('"')[0].replace("&amp;", "&"))
    assert (found.context["place"], found.context["back"]) == ("Verkeer", page)
    saved = save(client, found.context["query"], is_default="on")
    view = SavedView.objects.get(owner=client.user)
    assert view.query == "period=last_month&place=domain%3Averkeer&subject=VG01"
    opened = client.get(saved["Location"])
    assert opened["Location"] == f"{page}&view={view.public_id}"
    assert client.get(opened["Location"]).status_code == 200
    assert [each.name for each in client.get(reverse("dashboard:views")).context["own"]] == [
        "Mijn blik"
    ]


def test_who_opens_the_figures_begins_with_the_own_view(client_of):
    client = client_of("board")
    save(client, "place=organisation&compare=year", is_default="on")
    view = SavedView.objects.get()
    home = "/dashboard/"
    assert client.get(home)["Location"] == f"{home}?compare=year&view={view.public_id}"
    # Clearing the filters does not end there again.
    page = client.get(f"{home}?compare=year&view={view.public_id}")
    assert 'href="?period=this_month"' in page.content.decode()
    assert client.get(f"{home}?period=this_month").status_code == 200


def test_a_view_without_anything_asked_does_not_open_itself_for_ever(client_of):
    client = client_of("manager")
    save(client, "place=organisation", is_default="on")
    there = client.get("/dashboard/")["Location"]
    assert client.get(there).status_code == 200


def test_the_board_keeps_figures_and_no_lists(client_of):
    client = client_of("board")
    assert save(client, "state=overdue", worklist="callbacks").status_code == 403
    assert save(client, "place=organisation", shared="everybody").status_code == 422
    assert SavedView.objects.count() == 0


def test_what_others_share_is_shown_and_opens_only_what_is_theirs(client_of):
    manager, head = client_of("manager"), client_of("head")
    save(manager, "place=department:parkeren", shared="everybody")
    page = head.get(reverse("dashboard:views"))
    assert [view.name for view in page.context["shared"]] == ["Mijn blik"]
    opened = head.get(reverse("dashboard:view") + "?place=department:parkeren")
    assert opened["Location"] == "/dashboard/departments/parkeren/"
    assert head.get(opened["Location"]).status_code == 404


def test_a_view_can_be_changed_and_deleted(client_of):
    client = client_of("manager")
    save(client, "place=centre&period=2026-03")
    view = SavedView.objects.get()
    change = reverse("views-change", args=[view.public_id])
    assert client.post(change, {"name": "Anders", "shared": "mine"}).status_code == 302
    gone = client.post(reverse("views-delete", args=[view.public_id]))
    assert client.get(gone["Location"])["Location"] == ("/dashboard/contact-centre/?period=2026-03")


@pytest.mark.parametrize(
    "place",
    ["", "x", "domain", "domain:a:b", "domain:../x", "team:parkeren:1", "department:", "centre:x"],
)
def test_an_address_that_names_no_page_leads_to_the_organisation(place):
    assert page_of(place) == "/dashboard/"


def test_no_other_page_can_be_named():
    asked = QueryDict("place=//evil.example&period=2026-03&state=open")
    assert address_of(asked) == "/dashboard/?period=2026-03"


def test_the_page_costs_the_same_with_many_views(client_of):
    client = client_of("manager")
    found = []
    for number in (1, 3):
        for each in range(number):
            owner = make_user("manager")
            SavedView.objects.create(
                owner=owner, worklist="figures", name=f"{each}", sharing="everybody"
            )
        client.get(reverse("dashboard:views"))
        with statements() as ran:
            client.get(reverse("dashboard:views"))
        found.append(len(ran))
    assert found == [5, 5]
