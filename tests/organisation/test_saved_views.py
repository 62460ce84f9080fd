"""Saved views: one's own, shared ones, the one that opens first; and what they can never hold."""

import pytest

from kcc.audit.models import AuditEvent
from kcc.organisation.models import SavedView
from kcc.organisation.savedviews.services import cleaned, save_view
from tests.factories import make_callback, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
LIST, URL = "/contacts/callbacks/", "/views/"


@pytest.fixture
def handler(client_of):
    reference()
    return client_of("handler")


def save(client, name="Te laat", query="state=overdue&sort=-due", **values):
    sent = {"worklist": "callbacks", "name": name, "query": query, "shared": "mine"} | values
    return client.post(URL, sent)


def names(client):
    return [view.name for view in client.get(LIST, {"state": "open"}).context["views"].all]


# -- What it holds ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("state=overdue&sort=-due", "sort=-due&state=overdue"),
        ("columns=due&columns=handler&after=x&before=y&page=2", "columns=due,handler"),
        ("name=Jansen&q=0612345678&agent=me", "agent=me"),
        ("subject=jansen@example.nl&status=In behandeling", "status=In+behandeling"),
        ("view=123&format=ods&state=", ""),
        ("", ""),
    ],
)
def test_a_view_holds_no_page_and_no_person(query, kept):
    assert cleaned(query) == kept


def test_a_view_is_saved_and_opened(handler):
    make_callback()
    response = save(handler)
    view = SavedView.objects.get()
    assert (view.owner, view.query, view.sharing) == (
        handler.user, "sort=-due&state=overdue", "mine",
    )  # fmt: skip
    assert response.url == f"{LIST}?sort=-due&state=overdue&view={view.public_id}"
    page = handler.get(response.url)
    assert (page.context["views"].current, page.context["views"].changed) == (view, False)
    assert (page.context["asked"].state, page.context["sort"]) == ("overdue", "-due")
    changed = handler.get(f"{response.url}&priority=urgent")
    assert changed.context["views"].changed
    # Nobody's business: not in the log.
    assert not AuditEvent.objects.filter(action__startswith="view.").exists()


def test_what_a_view_asks_for_is_checked_when_it_is_opened(handler):
    save(handler, query="department=geheim&state=asked&sort=customer&columns=geheim")
    page = handler.get(f"{LIST}?{SavedView.objects.get().address}")
    assert list(page.context["asked"].filters.form.errors) == ["department"]
    assert page.context["page"].items == []


def test_a_name_is_needed_and_used_once(handler):
    save(handler)
    for sent in ({"name": ""}, {"name": "x" * 61}, {}, {"shared": "everybody", "name": "Nieuw"},
                 {"shared": "department:burgerzaken", "name": "Nieuw"}):  # fmt: skip
        response = save(handler, **sent)
        assert response.status_code == 422, sent
        # What was typed is still there.
        assert 'value="state=overdue&amp;sort=-due"' in response.content.decode()
    assert names(handler) == ["Te laat"]


def test_the_default_opens_first_and_can_be_left(handler):
    save(handler, name="Een", is_default="on")
    assert handler.get(LIST).url.startswith(f"{LIST}?sort=-due&state=overdue&view=")
    save(handler, name="Twee", query="", is_default="on")
    two = SavedView.objects.get(name="Twee")
    assert handler.get(LIST).url == f"{LIST}?view={two.public_id}"
    assert [view.is_default for view in SavedView.objects.order_by("name")] == [False, True]
    page = handler.get(LIST, {"view": str(two.public_id)})
    assert "Twee" in page.content.decode()
    # The way out, and the lists of others, are not led away.
    assert handler.get(LIST, {"state": "open"}).status_code == 200
    assert handler.get("/cases/").status_code == 200


def test_what_a_view_shows_is_replaced_by_its_owner(handler, client_of):
    save(handler)
    view = SavedView.objects.get()
    sent = {"replace": str(view.public_id), "query": "state=mine"}
    assert client_of("handler").post(URL, sent).status_code == 404
    assert handler.post(URL, sent | {"replace": "x"}).status_code == 404
    assert handler.post(URL, sent).status_code == 302
    view.refresh_from_db()
    assert view.query == "state=mine"


# -- Who sees it ------------------------------------------------------------------------------


def test_a_view_is_shared_with_the_department(handler, client_of):
    colleague, other = client_of("head"), client_of("head", reference().department["burgerzaken"])
    save(handler, shared="department:vergunningen")
    assert (names(colleague), names(other), names(client_of("agent"))) == (["Te laat"], [], [])
    event = AuditEvent.objects.get(action="view.shared")
    assert (event.actor, event.detail["shared"]) == (handler.user, "department")
    # It opens first for its owner only.
    SavedView.objects.update(is_default=True)
    assert handler.get(LIST).status_code == 302
    assert colleague.get(LIST).status_code == 200


def test_agents_share_with_the_contact_centre(client_of):
    reference()
    agent, lead = client_of("agent"), client_of("kcc_lead")
    save(agent, shared="department:kcc")
    assert (names(lead), names(client_of("handler"))) == (["Te laat"], [])


@pytest.mark.parametrize(
    ("role", "may"),
    [("agent", False), ("handler", False), ("head", True), ("kcc_lead", True), ("manager", True)],
)
def test_who_may_share_with_everybody(client_of, role, may):
    reference()
    client = client_of(role)
    assert save(client, shared="everybody").status_code == (302 if may else 422)
    assert names(client_of("agent")) == (["Te laat"] if may else [])


def test_only_the_owner_changes_and_deletes(handler, client_of):
    head = client_of("head")
    save(head, shared="department:vergunningen")
    view = SavedView.objects.get()
    url = f"{URL}{view.public_id}/"
    assert handler.get(url).status_code == 404
    assert handler.post(f"{url}delete/").status_code == 404
    assert head.get(url).status_code == 200
    sent = {"name": "Alleen van mij", "shared": "mine"}
    assert head.post(url, sent | {"name": ""}).status_code == 422
    assert head.post(url, sent).status_code == 302
    assert names(handler) == []
    assert head.post(f"{url}delete/").status_code == 302
    assert not SavedView.objects.exists()
    actions = AuditEvent.objects.filter(action__startswith="view.").order_by("pk")
    assert [event.action for event in actions] == ["view.shared", "view.unshared"]


def test_a_name_that_is_taken_is_refused_when_changing(handler):
    save(handler, name="Een")
    save(handler, name="Twee")
    url = f"{URL}{SavedView.objects.get(name='Twee').public_id}/"
    response = handler.post(url, {"name": "Een", "shared": "mine"})
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["name"])


def test_nobody_keeps_more_than_forty(handler):
    for number in range(40):
        save_view(by=handler.user, worklist="callbacks", name=f"{number}", query="")
    assert save(handler).status_code == 422
    assert save(handler, worklist="cases").status_code == 302


def test_saved_views_cost_one_statement_however_many(handler):
    make_callback()
    colleague = make_user("head", username="chef")
    handler.get(LIST, {"state": "open"})
    for number in (0, 1, 3):
        for each in range(number):
            SavedView.objects.get_or_create(
                owner=colleague, worklist="callbacks", name=f"{number} {each}",
                sharing="everybody",
            )  # fmt: skip
        with statements() as ran:
            handler.get(LIST, {"state": "open"})
        assert len(ran) == 6
