"""The pages: who sees which, and that every number opens exactly the rows it counts."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils.html import strip_tags

from kcc.organisation import calendars
from tests.dashboard.history import make_history, make_month, make_open_work
from tests.factories import NOW, make_callback, make_case, make_contact, make_department, reference

pytestmark = pytest.mark.django_db
OPEN = "/dashboard/"


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


def department_url(slug) -> str:
    return reverse("dashboard:department", args=[slug])


# A number that is a link: a cell of a table, or a tile.
LINK = re.compile(r'<a(?: class="[^"]*")? href="(?P<url>/[^"]*)">(?P<text>.*?)</a>', re.S)


def linked_numbers(html: str) -> list[tuple[str, int]]:
    """(address, number) of every number in the page that leads to a list."""
    found = []
    for link in LINK.finditer(html):
        url = link["url"].replace("&amp;", "&")
        if not re.match(r"/(contacts/callbacks|cases|contacts)/\?", url):
            continue
        if "until=" in url and "since=" not in url and " wd" in link["text"]:
            continue  # the oldest is an age, see test_the_oldest_leads_to_what_came_in_that_day
        words = strip_tags(re.sub(r"<small>.*?</small>", " ", link["text"], flags=re.S)).split()
        if "%" in strip_tags(link["text"]) and "direct=1" in url:
            part = re.search(r"(\d+) (?:of|van) \d+", strip_tags(link["text"]))
            if part is None:
                continue  # a share in a table; the tile of the page says of how many
            found.append((url, int(part[1])))
        else:
            found.append((url, int(words[0].strip(",."))))
    return found


def rows_in(client, url) -> int:
    response = client.get(url)
    assert response.status_code == 200, url
    context = response.context
    return len(context["rows"] if "rows" in context else context["page"].items)


@pytest.mark.parametrize(
    ("role", "slugs", "numbers"),
    [
        ("agent", [None, "vergunningen", "burgerzaken"], 71),
        ("kcc_lead", [None, "vergunningen", "burgerzaken"], 71),
        ("manager", [None, "vergunningen", "burgerzaken"], 60),
        ("head", ["vergunningen"], 25),
        ("handler", ["vergunningen"], 25),
    ],
)
def test_every_number_opens_the_rows_it_counts(client_of, role, slugs, numbers):
    make_history()
    department = reference().department["vergunningen"] if role in ("head", "handler") else None
    client = client_of(role, department)
    checked = 0
    for slug in slugs:
        html = client.get(department_url(slug) if slug else OPEN).content.decode()
        for url, number in linked_numbers(html):
            assert (url, rows_in(client, url)) == (url, number)
            checked += 1
    assert checked == numbers


def test_the_oldest_leads_to_what_came_in_that_day(client_of):
    make_open_work()
    client = client_of("manager")
    html = client.get(department_url("vergunningen")).content.decode()
    (url,) = re.findall(r'href="(/contacts/callbacks/[^"]*until=[^"&]*)">28 wd', html)
    assert rows_in(client, url.replace("&amp;", "&")) == 1


def test_the_shares_count_the_rows_of_the_lists(client_of):
    make_history()
    client = client_of("agent")
    context = client.get(department_url("burgerzaken")).context
    flow = next(row for row in context["trend"] if row["current"])
    part = rows_in(client, "/contacts/?period=2026-11&department=burgerzaken&direct=1")
    whole = rows_in(client, "/contacts/?period=2026-11&department=burgerzaken&counted=1")
    assert flow["questions"].text == str(whole)
    assert flow["cells"][2].text == f"{100 * part / whole:.1f} %".replace(".", ",")


# -- Who sees what --------------------------------------------------------------------------------


def names_of(response) -> list[str]:
    return [row["department"].slug for row in response.context["rows"]]


@pytest.mark.parametrize("role", ["agent", "kcc_lead", "manager", "board"])
def test_all_departments_stand_side_by_side(client_of, role):
    make_open_work()
    response = client_of(role).get(OPEN)
    assert names_of(response) == ["vergunningen", "burgerzaken", "kcc"]


def test_the_board_gets_figures_and_nothing_to_open(client_of):
    make_history()
    client = client_of("board")
    html = client.get(OPEN).content.decode()
    assert linked_numbers(html) == []
    assert "/dashboard/departments/vergunningen/" not in html
    assert client.get(department_url("vergunningen")).status_code == 403


def test_a_head_comes_straight_to_the_own_department(client_of):
    make_open_work()
    client = client_of("head", reference().department["burgerzaken"])
    response = client.get(OPEN)
    assert (response.status_code, response["Location"]) == (302, department_url("burgerzaken"))
    assert client.get(department_url("burgerzaken")).status_code == 200


def test_another_department_is_not_there_for_a_head(client_of):
    make_open_work()
    client = client_of("head", reference().department["burgerzaken"])
    assert client.get(department_url("vergunningen")).status_code == 404
    assert client.get(department_url("bestaat-niet")).status_code == 404


def test_a_head_of_two_sees_those_two(client_of):
    make_open_work()
    client = client_of("head", reference().department["burgerzaken"])
    client.user.memberships.create(role="head", department=make_department("kcc"))
    response = client.get(OPEN)
    assert names_of(response) == ["burgerzaken", "kcc"]
    # The lists behind the totals of contacts would hold other departments too.
    assert [tile.url for tile in response.context["tiles"] if "contacts/?" in tile.url] == []


def test_no_name_of_a_customer_is_on_the_page(client_of):
    make_callback(caller_name="mevrouw Zonderling", question_text="Waar blijft mijn geheim?")
    for role in ("manager", "agent"):
        html = client_of(role).get(department_url("vergunningen")).content.decode()
        assert "Zonderling" not in html
        assert "geheim" not in html


def test_a_manager_sees_the_oldest_without_links(client_of):
    callback = make_callback()
    html = client_of("manager").get(department_url("vergunningen")).content.decode()
    assert callback.number in html
    assert str(callback.public_id) not in html
    html = client_of("agent").get(department_url("vergunningen")).content.decode()
    assert str(callback.public_id) in html


def test_confidential_work_counts_for_who_may_open_it(client_of):
    make_callback(confidential=True)
    vergunningen = reference().department["vergunningen"]

    def counted(client):
        return client.get(department_url("vergunningen")).context["tiles"][0].value

    assert counted(client_of("head", vergunningen)) == "1"
    assert counted(client_of("manager")) == "1"
    assert counted(client_of("agent")) == "0"


# -- What it says ----------------------------------------------------------------------------------


def test_the_sentence_on_top(client_of):
    make_open_work()
    client = client_of("manager")
    client.user.language = "en"
    client.user.save()
    lead = client.get(OPEN).context["lead"]
    assert lead == (
        "9 callbacks are open, 5 late. 6 cases are open, 2 late. "
        "Most of what is late is with Vergunningen, Toezicht en Handhaving: 6."
    )


def test_seriously_late_and_waiting_stand_beside_what_is_late(client_of):
    make_open_work()
    client = client_of("manager")
    client.user.language = "en"
    client.user.save()
    context = client.get(department_url("vergunningen")).context
    rows = {name: [(cell.label, cell.text) for cell in row[3:5]] for name, row in context["work"]}
    assert rows == {
        "Callbacks": [("Seriously late", "2"), ("Waiting", "0")],
        "Cases": [("Seriously late", "0"), ("Waiting", "0")],
    }
    assert context["tiles"][1].note == "target ≤ 5 % · 2 seriously late"


def test_repeats_of_the_month_and_what_they_cost(client_of):
    make_month()
    response = client_of("manager").get(department_url("burgerzaken"))
    tile = response.context["tiles"][2]
    # Three repeats of 260 seconds: nine contacts of 240 seconds and one of 480, see _mean_seconds.
    assert tile.value == "3"
    assert "13" in tile.note
    assert response.context["repeat_reasons"] == [
        ("Niet teruggebeld", 2),
        ("Antwoord onduidelijk", 1),
    ]


def test_another_month_has_its_own_contacts(client_of):
    make_month(NOW - timedelta(days=31))
    client = client_of("manager")
    page = department_url("burgerzaken")
    assert client.get(page).context["tiles"][2].value == "0"
    response = client.get(f"{page}?period=2026-10")
    assert response.context["tiles"][2].value == "3"
    assert [row["name"] for row in response.context["trend"] if row["current"]] == ["okt 2026"]


@pytest.mark.parametrize("period", ["", "2026-13", "x", "2027-01", "0001-01", "1999-12"])
def test_a_month_that_is_none_is_this_month(client_of, period):
    reference()
    response = client_of("manager").get(f"{OPEN}?period={period}")
    assert str(response.context["month"]) == "2026-11"


def test_a_month_long_ago_can_be_asked_for(client_of):
    reference()
    response = client_of("manager").get(f"{department_url('kcc')}?period=2020-02")
    assert [str(row["month"]) for row in response.context["trend"]] == ["2020-02"]


def test_nothing_open_says_so(client_of):
    reference()
    response = client_of("manager").get(OPEN)
    assert response.context["bar"] == []
    assert 'class="empty"' in response.content.decode()


def test_without_departments_the_page_says_what_will_come(client_of):
    assert client_of("manager").get(OPEN).status_code == 200


def test_a_closed_department_stays_while_it_has_work(client_of):
    make_case()
    reference().department["vergunningen"].__class__.objects.update(active=False)
    assert names_of(client_of("manager").get(OPEN)) == ["vergunningen"]


# -- What it costs ------------------------------------------------------------------------------


def work_in(slugs) -> None:
    for slug in slugs:
        department = make_department(slug)
        for days in (1, 5, 30):
            make_callback(
                department=department, at=NOW - timedelta(days=days), phone="+31660000001"
            )
            make_case(department=department, at=NOW - timedelta(days=days))
        make_contact(department=department)


@pytest.mark.parametrize("slugs", [["burgerzaken"], ["burgerzaken", "vergunningen", "kcc"]])
@pytest.mark.parametrize(("role", "statements"), [("manager", 8), ("agent", 8)])
def test_all_departments_cost_the_same(
    client_of, django_assert_num_queries, slugs, role, statements
):
    work_in(slugs)
    client = client_of(role)
    calendars.snapshot()  # kept by the process
    with django_assert_num_queries(statements):
        client.get(OPEN)


@pytest.mark.parametrize("slugs", [["burgerzaken"], ["burgerzaken", "vergunningen", "kcc"]])
@pytest.mark.parametrize("role", ["manager", "agent"])
def test_one_department_costs_ten(client_of, django_assert_num_queries, slugs, role):
    work_in(slugs)
    client = client_of(role)
    calendars.snapshot()
    with django_assert_num_queries(10):
        client.get(department_url("burgerzaken"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_is_all_one_can_do(client_of, method):
    reference()
    client = client_of("manager")
    assert getattr(client, method)(OPEN).status_code == 405
    assert getattr(client, method)(department_url("kcc")).status_code == 405
