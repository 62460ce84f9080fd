"""My figures: for everybody who works, about that person only, without targets."""

from datetime import timedelta

import pytest
import time_machine

from contacts.models import Callback
from kcc.organisation import calendars
from tests.dashboard.linked import linked_numbers, number_of
from tests.factories import NOW, make_callback, make_case, make_contact, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
MINE = "/dashboard/mine/"


@pytest.fixture(autouse=True)
def on_the_clock():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def agent(client_of):
    client = client_of("agent")
    client.user.language = "en"
    client.user.save(update_fields=["language"])
    return client


def rows_of(table) -> dict[str, list[str]]:
    rows = [*table.rows, *([table.foot] if table.foot else [])]
    return {row.cells[0].text: [each.text for each in row.cells[1:]] for row in rows}


def shown(client, query="") -> dict:
    return client.get(f"{MINE}?{query}").context


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ("agent", 200), ("kcc_lead", 200), ("handler", 200), ("head", 200), ("manager", 403),
        ("board", 403), ("administrator", 403), ("privacy_officer", 403),
    ],
)  # fmt: skip
def test_for_everybody_who_works(client_of, role, code):
    client = client_of(role)
    assert client.get(MINE).status_code == code
    page = client.get("/account/").content.decode()
    assert (f'href="{MINE}"' in page) == (code == 200)


def test_contacts_per_day_and_channel(agent):
    other = make_user("agent")
    own = {"by": agent.user, "note": "Vraag"}
    make_contact(**own, phone="+31660000001")
    make_contact(**own, phone="+31660000002", outcome="doorverbonden_koud", talk_seconds=300)
    make_contact(**own, phone="+31660000003", channel="balie", at=NOW - timedelta(days=1))
    # Of somebody else, outbound, a wrong number, and before the period.
    make_contact(by=other, phone="+31660000004")
    make_contact(**own, phone="+31660000005", direction="outbound")
    make_contact(**own, phone="+31660000006", outcome="verkeerd_verbonden")
    make_contact(**own, phone="+31660000007", at=NOW - timedelta(days=20))
    context = shown(agent)
    assert rows_of(context["days"]) == {
        "Tue 10 Nov": ["2", "0", "2", "50.0 %", "8 min", "2 min"],
        "Mon 9 Nov": ["0", "1", "1", "100.0 %", "3 min", "1 min"],
    }
    assert rows_of(context["channels"]) == {
        "Telefoon": ["2", "2", "50.0 %", "8 min", "2 min"],
        "Balie": ["1", "1", "100.0 %", "3 min", "1 min"],
        "Together": ["3", "3", "66.7 %", "11 min", "3 min"],
    }
    assert [(tile.slug, tile.value, tile.note) for tile in context["tiles"]] == [
        ("contacts", "3", ""),
        ("direct", "66.7 %", "2 of 3"),
        ("talk-time", "4 min", "per contact, 11 min together"),
        ("wrap-up-time", "1 min", "per contact, 3 min together"),
    ]
    months = rows_of(shown(agent, "period=last_12_months")["days"])
    assert sum(int(cells[-4]) for cells in months.values()) == 4
    assert len(months) == 2


def test_no_target_no_colour_and_no_file(agent):
    make_contact(by=agent.user, outcome="doorverbonden_koud")
    html = agent.get(MINE).content.decode()
    main = html[html.index("<main") : html.index("</main>")]
    for sign in ("status late", "status warn", "status ok", "≥", "≤", "format=csv", "spark"):
        assert sign not in main


def test_what_became_of_my_promises(agent):
    def promised(**values) -> Callback:
        phone = f"+3166000{Callback.objects.count():04d}"
        return make_callback(by=agent.user, at=NOW - timedelta(days=3), phone=phone, **values)

    promised(due=NOW + timedelta(days=1))
    promised(due=NOW - timedelta(days=1))
    late, early = NOW - timedelta(days=2), NOW + timedelta(days=1)
    for status, due in (
        ("done", early), ("done", late), ("not_reached", late), ("lapsed", early), ("lapsed", late),
    ):  # fmt: skip
        callback = promised(due=due)
        Callback.objects.filter(pk=callback.pk).update(
            status=status, closed_at=NOW - timedelta(days=1), answer="Ja.", next_step_at=None
        )
    kept = promised(due=late)
    Callback.objects.filter(pk=kept.pk).update(
        status="not_reached", closed_at=NOW, tried_at=late - timedelta(hours=1), next_step_at=None
    )
    make_callback(by=make_user("agent"), phone="+31661111111")
    make_callback(by=agent.user, at=NOW - timedelta(days=20), phone="+31661111112")
    assert rows_of(shown(agent)["promises"]) == {
        "Still open": ["2", "1"],
        "Handled": ["2", "1"],
        "Not reached": ["2", "1"],
        "No longer needed": ["2", "1"],
        "Together": ["8", "4"],
    }


def rows_in(client, url) -> int:
    context = client.get(url).context
    return len(context["page"].items)


def test_every_number_opens_the_rows_it_counts(agent):
    user, ref = agent.user, reference()
    for days, due in ((2, 1), (6, -1), (8, -4)):
        make_callback(
            by=user, assignee=user, department=ref.department["kcc"],
            at=NOW - timedelta(days=days), due=NOW + timedelta(days=due),
            phone=f"+3166000{days:04d}",
        )  # fmt: skip
    make_case(handler=user, at=NOW - timedelta(days=90), due_on=NOW.date())
    make_case(handler=make_user("handler"))
    make_contact(by=user, channel="balie", phone="+31662222222")
    links = [
        (url.replace("&amp;", "&"), text)
        for url, text in linked_numbers(agent.get(MINE).content.decode())
    ]
    assert len(links) >= 6
    for url, text in links:
        assert (url, rows_in(agent, url)) == (url, number_of(url, text))
    html = agent.get(MINE).content.decode()
    assert "agent=me" in html


def test_who_logs_no_contacts_sees_the_own_work_only(client_of):
    client = client_of("handler")
    make_callback(assignee=client.user)
    context = client.get(MINE).context
    assert context["shows_period"] is False
    assert [row.cells[1].text for row in context["work"].rows] == ["1", "0"]


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_for_one_and_for_three(agent, number):
    for index in range(number):
        phone = f"+316600000{index:02d}"
        make_contact(by=agent.user, at=NOW - timedelta(days=index), phone=phone)
        centre = reference().department["kcc"]
        make_callback(by=agent.user, assignee=agent.user, department=centre, phone=phone)
        make_case(handler=agent.user)
    calendars.snapshot()  # kept by the process
    with statements() as ran:
        assert agent.get(MINE).status_code == 200
    # Session, person, roles, names; open work, contacts, promises.
    assert len(ran) == 7
