"""Statements of the municipality itself: added, changed, asked no longer; and their pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from kcc.organisation.models import Role
from maturity.asked import asked_of, own_as_json, own_statement
from maturity.catalogue import catalogue
from maturity.models import OwnStatement
from maturity.own.selectors import asked_own, every_own, measured
from maturity.own.services import MOST_ASKED, add_statement, ask_statement, change_statement
from maturity.rounds.services import open_round
from maturity.scoring import Answer, outcome
from tests.maturity.town import NOW, load_edition, make_manager, make_round
from tests.statements import statements

pytestmark = pytest.mark.django_db
TEXT = "In elk dorp is een loket."


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def manager():
    load_edition()
    return make_manager()


def fields(**values):
    return {
        "pillar": "producten-kanalen", "phase": 2, "text": TEXT, "evidence": "Lijst van loketten.",
        "action": "Open één loket.", "kpi": "", "operator": "", "value": None,
    } | values  # fmt: skip


def add(manager, **values):
    return add_statement(by=manager, now=NOW, **fields(**values))


def events():
    rows = AuditEvent.objects.filter(action__startswith="maturity.own").order_by("id")
    return [(row.action, row.detail) for row in rows]


# -- Services --------------------------------------------------------------------------------------


def test_a_statement_is_added_with_a_code_of_its_own(manager):
    first = add(manager)
    second = add(manager, text="Wijkteams nemen de telefoon op.")
    assert (first.code, second.code, first.active, first.created_by) == ("E1", "E2", True, manager)
    assert list(asked_own()) == [first, second]
    assert events() == [
        ("maturity.own_added", {"code": "E1", "pillar": "producten-kanalen", "phase": 2}),
        ("maturity.own_added", {"code": "E2", "pillar": "producten-kanalen", "phase": 2}),
    ]


def test_a_code_is_never_given_again_and_the_tenth_comes_after_the_ninth(manager):
    rows = [add(manager, text=f"Loket {number} is open.") for number in range(1, 11)]
    ask_statement(by=manager, statement=rows[-1], asked=False, now=NOW)
    assert add(manager).code == "E11"
    assert [row.code for row in every_own()] == [f"E{number}" for number in range(1, 12)]


def test_nothing_is_added_before_the_catalogue_is_loaded(db):
    with pytest.raises(DomainError, match="not loaded"):
        add(make_manager())


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"pillar": "geluk"}, "pillar", "Choose a pillar"),
        ({"phase": 6}, "phase", "Choose a phase"),
        ({"text": f"{'a' * 200}."}, "text", "within 200 characters"),
        (
            {"text": "ALLE KANALEN GEBRUIKEN DEZELFDE KENNISBANK."},
            "text",
            "The catalogue asks this already: P4F3S4.",
        ),
        ({"operator": ">="}, "kpi", "Choose the figure"),
        ({"kpi": "humeur"}, "kpi", "a figure the application can read"),
        ({"kpi": "kennis_gebruik_pct"}, "kpi", "a figure the application can read"),
        ({"kpi": "fcr_pct", "operator": ">="}, "value", "fill in both"),
        ({"kpi": "fcr_pct", "value": 60.0}, "value", "fill in both"),
        ({"kpi": "fcr_pct", "operator": "<=", "value": 60.0}, "operator", "more is better"),
        ({"kpi": "herhaal_pct", "operator": ">=", "value": 9.0}, "operator", "less is better"),
        ({"kpi": "fcr_pct", "operator": ">=", "value": 101.0}, "value", "from 0 to 100"),
        (
            {"kpi": "klanttevredenheid_cijfer", "operator": ">=", "value": 0.0},
            "value",
            "from 1 to 10",
        ),
        ({"kpi": "kanaal_verdeling", "operator": ">=", "value": 9.0}, "operator", "no threshold"),
    ],
)
def test_what_cannot_be_asked_is_refused(manager, values, field, message):
    with pytest.raises(DomainError, match=message) as refusal:
        add(manager, **values)
    assert refusal.value.field == field
    assert OwnStatement.objects.count() == 0


def test_the_same_text_is_asked_once(manager):
    row = add(manager)
    with pytest.raises(DomainError, match="You ask this already: E1"):
        add(manager, text=TEXT.upper())
    ask_statement(by=manager, statement=row, asked=False, now=NOW)
    add(manager)
    with pytest.raises(DomainError, match="You ask this already: E2"):
        ask_statement(by=manager, statement=row, asked=True, now=NOW)


def test_there_is_room_for_so_many(manager):
    rows = [add(manager, text=f"Loket {number} is open.") for number in range(MOST_ASKED)]
    with pytest.raises(DomainError, match="already 20 own statements"):
        add(manager)
    ask_statement(by=manager, statement=rows[0], asked=False, now=NOW)
    add(manager)
    with pytest.raises(DomainError, match="already 20 own statements"):
        ask_statement(by=manager, statement=rows[0], asked=True, now=NOW)


def test_a_change_tells_which_fields_and_nothing_when_there_are_none(manager):
    row = add(manager)
    values = fields(kpi="fcr_pct", operator=">=", value=60.0)
    changed = change_statement(by=manager, statement=row, now=NOW, **values)
    assert (changed.kpi, changed.operator, changed.value) == ("fcr_pct", ">=", 60.0)
    change_statement(by=manager, statement=changed, now=NOW, **values)
    assert events()[1:] == [
        ("maturity.own_changed", {"code": "E1", "changed": ["kpi", "operator", "value"]})
    ]


def test_a_change_may_keep_its_own_text(manager):
    row = add(manager)
    changed = change_statement(by=manager, statement=row, now=NOW, **fields(phase=3))
    assert (changed.text, changed.phase) == (TEXT, 3)


def test_stopping_twice_is_told_once(manager):
    row = add(manager)
    for asked in (False, False, True):
        ask_statement(by=manager, statement=row, asked=asked, now=NOW)
    assert [action for action, _detail in events()] == [
        "maturity.own_added", "maturity.own_stopped", "maturity.own_asked",
    ]  # fmt: skip
    assert OwnStatement.objects.get().active


def test_a_round_keeps_what_it_asks_when_it_opens(manager):
    row = add(manager)
    draft = make_round("draft", by=manager)
    opened = open_round(assessment=draft, by=manager, now=NOW)
    later = NOW + timedelta(hours=1)
    change_statement(by=manager, statement=row, now=later, **fields(text="Iets anders is waar."))
    ask_statement(by=manager, statement=row, asked=False, now=later)
    opened.refresh_from_db()
    assert asked_of(opened).by_code["E1"].text == TEXT


def test_an_own_statement_counts_for_no_phase(manager):
    row = add(manager, phase=1, pillar="prestaties")
    opened = make_round("open", by=manager)
    asked = asked_of(opened)
    assert asked.by_code["E1"] == own_statement(own_as_json(row))
    best = {each.code: Answer(3) for each in catalogue().statements}
    assert outcome(asked.catalogue, best | {"E1": Answer(0)}) == outcome(
        asked.catalogue, best | {"E1": Answer(3)}
    )


def test_only_figures_the_application_reads_are_offered():
    offered = {figure.slug for figure in measured(catalogue())}
    assert set(catalogue().figures) - offered == {"kennis_gebruik_pct"}


# -- Pages -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", Role.values)
def test_pages_by_role(client_of, role):
    load_edition()
    row = add(make_manager("other"))
    wanted = 200 if role == Role.MANAGER else 403
    client = client_of(role)
    for url in (
        reverse("maturity:own"),
        reverse("maturity:own-new"),
        reverse("maturity:own-change", args=[row.public_id]),
    ):
        assert client.get(url).status_code == wanted


def test_anonymous_logs_in_first(client):
    url = reverse("maturity:own")
    response = client.get(url)
    assert (response.status_code, response.url) == (302, f"{reverse('login')}?next={url}")


def test_a_statement_is_written_on_the_page(client_of):
    load_edition()
    client = client_of(Role.MANAGER)
    sent = fields(text="  In elk dorp\n is een loket", kpi="fcr_pct", operator=">=", value="62,5")
    response = client.post(reverse("maturity:own-new"), sent)
    assert (response.status_code, response.url) == (302, reverse("maturity:own"))
    row = OwnStatement.objects.get()
    assert (row.text, row.phase, row.value) == (TEXT, 2, 62.5)
    page = client.get(reverse("maturity:own")).content.decode()
    assert TEXT in page
    assert "≥ 62,5 %" in page


def test_the_place_of_a_new_one_can_be_given(client_of):
    load_edition()
    url = f"{reverse('maturity:own-new')}?pillar=systemen-informatie&phase=4&text=Nee"
    form = client_of(Role.MANAGER).get(url).context["form"]
    assert form.initial == {"pillar": "systemen-informatie", "phase": "4"}


@pytest.mark.parametrize(
    "values",
    [
        {"text": ""},
        {"kpi": "fcr_pct", "operator": "<=", "value": "60"},
        {"pillar": "geluk"},
    ],
)
def test_a_wrong_one_comes_back_with_what_was_typed(client_of, values):
    load_edition()
    sent = {k: "" if v is None else v for k, v in fields(**values).items()}
    response = client_of(Role.MANAGER).post(reverse("maturity:own-new"), sent)
    assert response.status_code == 422
    assert response.context["form"].errors
    assert "Lijst van loketten." in response.content.decode()
    assert OwnStatement.objects.count() == 0


def test_one_is_changed_and_stopped_on_its_page(client_of):
    load_edition()
    row = add(make_manager("other"))
    client = client_of(Role.MANAGER)
    url = reverse("maturity:own-change", args=[row.public_id])
    assert TEXT in client.get(url).content.decode()
    sent = fields(phase=3) | {"value": ""}
    assert client.post(url, sent).status_code == 302
    assert client.post(url, {"act": "stop"}).status_code == 302
    row.refresh_from_db()
    assert (row.phase, row.active) == (3, False)
    client.post(url, {"act": "ask"})
    row.refresh_from_db()
    assert row.active


def test_one_that_cannot_be_asked_again_says_why(client_of):
    load_edition()
    manager = make_manager("other")
    row = add(manager)
    ask_statement(by=manager, statement=row, asked=False, now=NOW)
    add(manager)
    client = client_of(Role.MANAGER)
    url = reverse("maturity:own-change", args=[row.public_id])
    page = client.post(url, {"act": "ask"}, follow=True).content.decode()
    assert "E2" in page
    assert OwnStatement.objects.filter(active=True).count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_much_of_one_as_of_three(client_of, count):
    load_edition()
    manager = make_manager("other")
    for number in range(count):
        add(manager, text=f"Loket {number} is open.")
    client = client_of(Role.MANAGER)
    client.get(reverse("maturity:own"))
    with statements() as ran:
        client.get(reverse("maturity:own"))
    # session, user, roles; edition, statements
    assert len(ran) == 5
