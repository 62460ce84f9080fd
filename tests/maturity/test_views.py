"""The page with the maturity model: who may read it, and that it holds the whole catalogue."""

import copy
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from kcc.organisation.models import Role
from maturity.catalogue import catalogue
from maturity.models import Edition
from tests.maturity.town import load_edition, make_own
from tests.statements import statements

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
MAY_READ = (
    Role.AGENT, Role.KCC_LEAD, Role.HANDLER, Role.HEAD, Role.MANAGER, Role.BOARD,
    Role.ADMINISTRATOR,
)  # fmt: skip


@pytest.fixture
def url():
    return reverse("maturity:catalogue")


def test_anonymous_logs_in_first(client, url):
    response = client.get(url)
    assert (response.status_code, response.url) == (302, f"{reverse('login')}?next={url}")


@pytest.mark.parametrize("role", Role.values)
def test_page_by_role(client_of, url, role):
    assert client_of(role).get(url).status_code == (200 if role in MAY_READ else 403)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_page_is_read_only(client_of, url, method):
    assert getattr(client_of(Role.MANAGER), method)(url).status_code == 405


def test_page_shows_every_statement_and_the_note(client_of, url):
    load_edition()
    page = client_of(Role.MANAGER).get(url)
    html = unescape(page.content.decode())
    for statement in catalogue().statements:
        assert f'<span lang="nl">{statement.text}</span>' in html
    assert html.count("Kernstelling</span>") == 25
    assert "VNG" in html


def test_the_file_itself_is_read_before_the_start_data_is_loaded(client_of, url):
    page = client_of(Role.MANAGER).get(url)
    assert page.context["read"].edition is None
    assert len(page.context["shelves"]) == 5


def test_one_pillar_at_a_time(client_of, url):
    load_edition()
    page = client_of(Role.MANAGER).get(f"{url}?pillar=systemen-informatie")
    assert [shelf.pillar.slug for shelf in page.context["shelves"]] == ["systemen-informatie"]
    html = page.content.decode()
    assert 'id="P4F1S1"' in html
    assert 'id="P1F1S1"' not in html
    assert [tab["current"] for tab in page.context["tabs"]] == [
        False, False, False, False, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("asked", ["?pillar=geluk", "?version=9.9"])
def test_what_is_not_there_is_not_found(client_of, url, asked):
    load_edition()
    assert client_of(Role.MANAGER).get(url + asked).status_code == 404
    if "version" in asked:
        assert client_of(Role.MANAGER).get(f"{url}export/{asked}").status_code == 404


def test_own_statements_stand_in_their_cell_and_are_marked(client_of, url):
    load_edition()
    make_own("E1", "prestaties", 1, text="In elk dorp is een loket.")
    make_own("E2", "prestaties", 1, text="Nergens is een loket.", active=False)
    page = client_of(Role.AGENT).get(url)
    cell = page.context["shelves"][0].phases[0][1]
    assert [line.statement.code for line in cell] == ["P1F1S1", "P1F1S2", "P1F1S3", "E1"]
    assert page.content.decode().count("badge accent") == 1


def test_an_older_version_is_read_as_it_was(client_of, url):
    old = load_edition()
    content = copy.deepcopy(old.content)
    content["meta"]["versie"] = "99.0"
    content["vragen"][0]["text"] = "Afdelingen nemen op."
    Edition.objects.create(
        version="99.0", content=content, digest="8" * 64, loaded_at=old.loaded_at + DAY
    )
    make_own("E1")
    client = client_of(Role.MANAGER)
    assert client.get(url).context["shelves"][0].phases[0][1][0].statement.text == (
        "Afdelingen nemen op."
    )
    page = client.get(f"{url}?version={old.version}")
    assert not any(each.own for each in page.context["read"].catalogue.statements)
    assert page.context["read"].current is False
    assert page.context["shelves"][0].phases[0][1][0].statement == catalogue().statements[0]
    assert page.context["tabs"][1]["url"] == f"{url}?pillar=prestaties&version={old.version}"


def test_each_figure_tells_its_statements_and_what_they_need(client_of, url):
    load_edition()
    uses = {use.figure.slug: use for use in client_of(Role.BOARD).get(url).context["read"].uses}
    kept = uses["terugbel_binnen_norm_pct"]
    assert [(line.statement.code, line.needs) for line in kept.lines] == [
        ("P1F2S4", "≥ 70 %"), ("P1F3S3", "≥ 80 %"), ("P1F4S3", "≥ 90 %"),
    ]  # fmt: skip
    assert kept.measured
    assert all(use.measured for use in uses.values())


@pytest.mark.parametrize(("role", "shown"), [(Role.MANAGER, True), (Role.HEAD, False)])
def test_only_the_manager_is_led_to_the_own_statements(client_of, url, role, shown):
    assert (reverse("maturity:own") in client_of(role).get(url).content.decode()) is shown


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_of_one_own_statement_as_of_three(client_of, url, count):
    load_edition()
    for number in range(count):
        make_own(f"E{number + 1}", text=f"Loket {number} is open.")
    client = client_of(Role.MANAGER)
    client.get(url)
    with statements() as ran:
        client.get(url)
    # session, user, roles; editions, one of them, own statements
    assert len(ran) == 6


def test_the_catalogue_as_a_file(client_of, url):
    load_edition()
    make_own("E1", "prestaties", 1, kpi="fcr_pct", operator=">=", value=65.0)
    response = client_of(Role.HEAD).get(f"{url}export/")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + 96 + 1
    assert lines[1].split(";")[0] == "P1F1S1"
    own = next(line for line in lines if line.startswith("E1;")).split(";")
    assert (own[8], own[9], own[10]) == ("Direct afgehandeld", "≥ 65 %", "2.0")
