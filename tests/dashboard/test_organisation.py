"""Departments side by side: who sees which, in which order, and what it costs."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from dashboard.models import Snapshot
from kcc.organisation import calendars
from kcc.organisation.models import Department
from tests.dashboard.history import make_history, make_month, make_open_work
from tests.factories import NOW, make_callback, make_case, make_contact, make_department, reference

pytestmark = pytest.mark.django_db
PAGE = "/dashboard/"


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


def in_english(client):
    client.user.language = "en"
    client.user.save()
    return client


def domain_url(slug) -> str:
    return reverse("dashboard:domain", args=[slug])


def names_of(response, table="departments") -> list[str]:
    return [row.cells[0].text for row in response.context[table].rows]


def line_of(response, name, table="departments") -> dict:
    """The texts of one row, by the name of their column."""
    found = response.context[table]
    (row,) = [row for row in found.rows if row.cells[0].text == name]
    return {column.full: cell.text for column, cell in zip(found.columns, row.cells, strict=True)}


VERGUNNINGEN = "Vergunningen, Toezicht en Handhaving"

# -- Who sees what --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["agent", "kcc_lead", "manager", "board"])
def test_all_departments_stand_side_by_side(client_of, role):
    make_open_work()
    response = client_of(role).get(PAGE)
    assert names_of(response) == [VERGUNNINGEN, "Burgerzaken", "Klantcontactcentrum"]


@pytest.mark.parametrize("role", ["head", "handler"])
def test_who_works_for_one_department_comes_straight_to_it(client_of, role):
    make_open_work()
    client = client_of(role, reference().department["burgerzaken"])
    response = client.get(f"{PAGE}?period=2026-10&compare=year")
    url = reverse("dashboard:department", args=["burgerzaken"])
    assert (response.status_code, response["Location"]) == (
        302, f"{url}?period=2026-10&compare=year"
    )  # fmt: skip


def test_a_head_of_two_sees_those_two_and_nothing_of_all(client_of):
    make_history()
    client = client_of("head", reference().department["burgerzaken"])
    client.user.memberships.create(role="head", department=make_department("kcc"))
    response = client.get(PAGE)
    assert sorted(names_of(response)) == ["Burgerzaken", "Klantcontactcentrum"]
    assert (response.context["tabs"], response.context["domains"]) == ([], None)
    assert VERGUNNINGEN not in response.content.decode()
    assert client.get(domain_url("vergunningen")).status_code == 404
    assert client.get(reverse("dashboard:centre")).status_code == 403


def test_the_board_gets_figures_and_nothing_to_open(client_of):
    make_history()
    html = client_of("board").get(PAGE).content.decode()
    assert re.findall(r'href="(/dashboard/(?:rows|departments)/|/contacts/|/cases/)', html) == []
    assert domain_url("vergunningen") in html


@pytest.mark.parametrize("role", ["privacy_officer", "administrator"])
def test_others_have_no_figures(client_of, role):
    make_open_work()
    client = client_of(role)
    for url in (PAGE, domain_url("vergunningen"), reverse("dashboard:centre")):
        assert client.get(url).status_code == 403


@pytest.mark.parametrize("role", ["agent", "manager", "board"])
def test_a_domain_holds_its_own_departments(client_of, role):
    make_open_work()
    client = client_of(role)
    response = client.get(domain_url("vergunningen"))
    assert names_of(response) == [VERGUNNINGEN]
    assert response.context["crumbs"][0]["url"] == PAGE
    assert client.get(domain_url("bestaat-niet")).status_code == 404


def test_the_domains_stand_under_the_departments(client_of):
    make_open_work()
    response = client_of("manager").get(PAGE)
    assert names_of(response, "domains") == [
        "Algemeen", "Burgerzaken", "Vergunningen, bouwen en wonen",
    ]  # fmt: skip


def test_a_domain_in_the_filter_leaves_the_others_out(client_of):
    make_open_work()
    response = client_of("manager").get(f"{PAGE}?domain=burgerzaken")
    assert names_of(response) == ["Burgerzaken"]
    assert response.context["tiles"][0].value == "3"


def test_confidential_work_counts_for_who_may_open_it(client_of):
    make_callback(confidential=True)

    def opened(role):
        return client_of(role).get(PAGE).context["tiles"][0].value

    assert [opened(role) for role in ("manager", "board", "agent")] == ["1", "1", "0"]


def test_a_closed_department_stays_while_there_is_something_to_tell(client_of):
    make_case()
    Department.objects.update(active=False)
    assert names_of(client_of("manager").get(PAGE)) == [VERGUNNINGEN]


def test_no_name_of_a_customer_is_on_the_page(client_of):
    make_callback(caller_name="mevrouw Zonderling", question_text="Waar blijft mijn geheim?")
    for role in ("manager", "agent"):
        html = client_of(role).get(PAGE).content.decode()
        assert ("Zonderling" in html, "geheim" in html) == (False, False)


# -- What it says ----------------------------------------------------------------------------------


def test_what_is_open_and_what_happened(client_of):
    make_history()
    response = in_english(client_of("manager")).get(PAGE)
    assert line_of(response, VERGUNNINGEN) == {
        "Department": VERGUNNINGEN,
        "Callbacks: Open": "8",
        "Callbacks: Late": "4",
        "Cases: Open": "6",
        "Cases: Late": "2",
        "Together: Late share": "43 %",
        "Together: Seriously late": "2",
        "Together: Nobody's yet": "8",
        "Together: Median age": "2.5 wd",
        "November 2026: Called back in time": "0 of 3",
        "November 2026: Repeats": "0.0 %",
        "November 2026: Their time": "0 min",
        "November 2026: At once": "33.3 %",
        "November 2026: Mark": "–",
        "November 2026: Cases in time": "–",
    }


def test_every_number_of_open_work_opens_its_list(client_of):
    make_history()
    client = client_of("manager")
    table = client.get(PAGE).context["departments"]
    checked = 0
    for row in [*table.rows, table.foot]:
        for cell in row.cells[1:5]:
            if cell.url:
                page = client.get(cell.url).context["page"]
                assert (cell.url, len(page.items)) == (cell.url, cell.value)
                checked += 1
    assert checked == 11


def test_the_sentence_on_top(client_of):
    make_open_work()
    lead = in_english(client_of("manager")).get(PAGE).context["lead"]
    assert lead == (
        "9 callbacks and 6 cases are open, 7 of them late. "
        "More people contacted us: 7 contacts (1 – 10 October 2026: 1)."
    )


def test_the_largest_changes_are_told(client_of):
    make_month()
    for day in range(1, 10):
        make_contact(
            subject="BZ01", at=NOW - timedelta(days=30 + day), outcome="doorverbonden_koud"
        )
    lead = in_english(client_of("manager")).get(PAGE).context["lead"]
    assert lead.startswith(
        "Nothing is open. More questions were answered at once: 83.3\u00a0% "
        "(1 – 10 October 2026: 0.0\u00a0%)."
    )
    assert lead.endswith("Repeat contacts cost the contact centre 13\u00a0min in this period.")


def test_the_stock_is_held_against_the_end_of_last_month(client_of):
    make_open_work()
    for kind in Snapshot.Kind.values:
        Snapshot.objects.create(
            day=date(2026, 10, 31), department=make_department("vergunningen"), kind=kind,
            open=30, overdue=20, serious=0, waiting=0, unassigned=0, made_at=NOW,
        )  # fmt: skip
    client = in_english(client_of("manager"))
    assert client.get(PAGE).context["lead"] == (
        "9 callbacks and 6 cases are open, 7 of them late. "
        "Less is open: 15 (end of October 2026: 60). "
        "Less work is late: 7 (end of October 2026: 40). "
        "More people contacted us: 7 contacts (1 – 10 October 2026: 1)."
    )
    # An agent counts only what it may open: that is not held against what everybody has.
    assert in_english(client_of("agent")).get(PAGE).context["lead"] == (
        "9 callbacks and 6 cases are open, 7 of them late. "
        "More people contacted us: 7 contacts (1 – 10 October 2026: 1)."
    )


def test_without_departments_the_page_says_what_will_come(client_of):
    response = client_of("manager").get(PAGE)
    assert response.status_code == 200
    assert 'class="empty"' in response.content.decode()


# -- In which order -------------------------------------------------------------------------------


def test_the_largest_late_share_stands_first(client_of):
    make_open_work()
    response = client_of("manager").get(PAGE)
    assert response.context["sort"] == "-late"
    assert [row.cells[5].text for row in response.context["departments"].rows] == [
        "50 %", "–", "–",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("sort", "first", "told"),
    [
        ("name", "Burgerzaken", "name"),
        ("-name", VERGUNNINGEN, "-name"),
        ("-callbacks", VERGUNNINGEN, "-callbacks"),
        ("callbacks", "Klantcontactcentrum", "callbacks"),
        ("direct", VERGUNNINGEN, "direct"),
        ("-direct", "Burgerzaken", "-direct"),
        ("; drop table", VERGUNNINGEN, "-late"),
        ("-", VERGUNNINGEN, "-late"),
    ],
)
def test_columns_sort(client_of, sort, first, told):
    make_history()
    response = client_of("manager").get(PAGE, {"sort": sort})
    assert (names_of(response)[0], response.context["sort"]) == (first, told)


def test_the_order_stays_when_another_period_is_asked_for(client_of):
    make_open_work()
    html = client_of("manager").get(f"{PAGE}?sort=name").content.decode()
    assert 'href="?sort=name&amp;period=2026-10"' in html


def many_open(slug, late, total):
    department = make_department(slug)
    for number in range(total):
        make_case(
            department=department,
            at=NOW - timedelta(days=80),
            due_on=(NOW + timedelta(days=-3 if number < late else 9)).date(),
        )


def test_who_has_twenty_open_has_a_place(client_of):
    many_open("vergunningen", 5, 20)
    many_open("burgerzaken", 1, 20)
    many_open("zorg", 3, 20)
    many_open("kcc", 0, 19)
    response = in_english(client_of("manager")).get(PAGE)
    card, zorg = response.context["ranking"], make_department("zorg").name
    assert (card["best"], card["median"], card["left_out"]) == ("5 %", "15 %", 1)
    assert card["places"] == [
        ("Burgerzaken", "place 1 of 3"), (zorg, "place 2 of 3"), (VERGUNNINGEN, "place 3 of 3"),
    ]  # fmt: skip
    notes = {row.cells[0].text: row.cells[5].note for row in response.context["departments"].rows}
    assert notes == {
        "Burgerzaken": "place 1 of 3", zorg: "place 2 of 3", VERGUNNINGEN: "place 3 of 3",
        "Klantcontactcentrum": "",
    }  # fmt: skip


def test_of_two_nobody_has_a_place(client_of):
    many_open("vergunningen", 5, 20)
    many_open("burgerzaken", 1, 20)
    many_open("kcc", 0, 19)
    response = in_english(client_of("manager")).get(PAGE)
    assert response.context["ranking"] is None
    assert {row.cells[5].note for row in response.context["departments"].rows} == {""}
    assert 'id="ranking-title"' not in response.content.decode()


def test_a_domain_tells_the_place_among_all_departments(client_of):
    many_open("vergunningen", 5, 20)
    many_open("burgerzaken", 1, 20)
    many_open("kcc", 0, 20)
    client = in_english(client_of("manager"))
    card = client.get(domain_url("vergunningen")).context["ranking"]
    assert card["places"] == [(VERGUNNINGEN, "place 3 of 3")]


@pytest.mark.parametrize(("role", "told"), [("board", True), ("manager", False), ("agent", False)])
def test_who_cannot_open_the_rows_is_told(client_of, role, told):
    make_open_work()
    make_contact()
    page = in_english(client_of(role)).get(PAGE).content.decode()
    assert ("You see the figures here, without the work behind them." in page) is told
    assert ('href="/dashboard/rows/' in page) is not told


# -- Files ---------------------------------------------------------------------------------------


def test_the_table_can_be_taken_along(client_of):
    make_open_work()
    client = in_english(client_of("manager"))
    response = client.get(f"{PAGE}?table=departments&format=csv&sort=name")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Department;Callbacks: Open;Callbacks: Late")
    assert [line.split(";")[0] for line in lines[1:3]] == [
        "Burgerzaken", "Klantcontactcentrum",
    ]  # fmt: skip
    assert [head for head in lines[0].split(";") if "seconds" in head] == [
        "November 2026: Their time (seconds)"
    ]
    assert client.get(f"{PAGE}?table=nothing").status_code == 404


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
@pytest.mark.parametrize(("role", "statements"), [("manager", 11), ("board", 11), ("agent", 10)])
def test_the_organisation_costs_the_same(
    client_of, django_assert_num_queries, slugs, role, statements
):
    work_in(slugs)
    client = client_of(role)
    calendars.snapshot()  # kept by the process
    with django_assert_num_queries(statements):
        client.get(PAGE)


@pytest.mark.parametrize("slugs", [["burgerzaken"], ["burgerzaken", "vergunningen", "kcc"]])
def test_a_domain_costs_the_same(client_of, django_assert_num_queries, slugs):
    work_in(slugs)
    client = client_of("manager")
    calendars.snapshot()
    with django_assert_num_queries(10):
        client.get(domain_url("burgerzaken"))


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_reading_is_all_one_can_do(client_of, method):
    reference()
    client = client_of("manager")
    for url in (PAGE, domain_url("algemeen"), reverse("dashboard:centre")):
        assert getattr(client, method)(url).status_code == 405
