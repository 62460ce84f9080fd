"""The list of cases: who sees which rows, what its numbers count, and what it costs."""

from datetime import date, timedelta

import pytest

from cases import services
from cases.catalogue.kept import kinds
from cases.models import Case, StatusType
from cases.selectors import open_cases
from cases.sheet import COLUMNS
from contacts.logging.inputs import NewCaseInput
from kcc.audit.models import AuditEvent
from kcc.organisation.access import WORKERS, access_of
from kcc.organisation.models import Role
from kcc.organisation.worklist import State
from tests.factories import (
    NOW,
    make_case,
    make_contact,
    make_customer,
    make_team,
    reference,
)
from tests.spreadsheets import read_sheet
from tests.statements import statements

pytestmark = pytest.mark.django_db
URL, EXPORT = "/cases/", "/cases/export/"
SEES_ROWS = WORKERS | {Role.MANAGER}
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def town():
    return reference()


def shown(response):
    return [row.number for row in response.context["page"].items]


def numbers(*cases):
    return [case.number for case in cases]


def lines(response):
    return b"".join(response.streaming_content).decode().splitlines()


# -- Who --------------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [URL, EXPORT])
def test_only_who_works_with_cases_or_oversees_them_may_come_in(client, client_of, url):
    seen = {role: client_of(role).get(url).status_code for role in Role}
    assert seen == {role: 200 if role in SEES_ROWS else 403 for role in Role}
    assert client.get(url).status_code == 302
    assert client_of("agent").post(url).status_code == 405


def test_who_sees_which_rows(client_of, town):
    make_case()
    make_case(department=town.department["burgerzaken"])
    hidden = make_case(department=town.department["burgerzaken"])
    Case.objects.filter(pk=hidden.pk).update(confidentiality="vertrouwelijk")
    one, two, three = "Z-2026-000001", "Z-2026-000002", "Z-2026-000003"
    expected = {
        ("handler", "vergunningen"): [one],
        ("head", "burgerzaken"): [two, three],
        ("agent", None): [one, two],
        ("kcc_lead", None): [one, two],
        ("manager", None): [one, two, three],
    }
    for (role, place), rows in expected.items():
        client = client_of(role, place and town.department[place])
        assert shown(client.get(URL)) == rows, role


def test_a_manager_sees_every_row_and_no_person(client_of):
    case = make_case(customer=make_customer(), description="Dakkapel van mevrouw De Wit")
    response = client_of("manager").get(URL)
    (row,) = response.context["page"].items
    assert (row.who, row.text, row.personal, row.may_claim) == ("", "", False, False)
    page = response.content.decode()
    assert "Wit" not in page
    assert f"/cases/{case.public_id}/" not in page


# -- Which rows -------------------------------------------------------------------------------


@pytest.fixture
def work(client_of):
    """A handler and: late, due today, mine, later and with a team."""
    handler = client_of("handler")
    late = make_case(due_on=TODAY - timedelta(days=1))
    today = make_case(due_on=TODAY)
    mine = make_case(due_on=TODAY + timedelta(days=1), handler=handler.user)
    later = make_case(due_on=TODAY + timedelta(days=9))
    services.hand_over(
        by=handler.user, case=later, version=1, team=make_team(), reason="Bouwen", now=NOW
    )
    return handler, late, today, mine, later


def test_every_tab_shows_as_many_rows_as_it_says(work):
    handler, late, today, mine, later = work
    expected = {
        State.MINE: numbers(mine),
        State.OPEN: numbers(late, today, mine, later),
        State.UNASSIGNED: numbers(late, today, later),
        State.OVERDUE: numbers(late),
        State.DUE_TODAY: numbers(today),
        State.DUE_SOON: numbers(today, mine),
        State.SERIOUS: [],
        State.WAITING: [],
    }
    asked = handler.get(URL).context["asked"]
    tabs = [*asked.tabs, *asked.chips]
    assert [tab.count for tab in tabs] == [len(rows) for rows in expected.values()]
    for tab, rows in zip(tabs, expected.values(), strict=True):
        assert shown(handler.get(URL + tab.url)) == rows


def stand(case, **values):
    Case.objects.filter(pk=case.pk).update(**values)
    return case


def test_how_a_term_stands_is_told_once_of_each(client_of):
    """Suspended before it was late, suspended after, decided and seriously late."""
    day = timedelta(days=1)
    waits = stand(make_case(due_on=TODAY - 2 * day), suspended_on=TODAY - 3 * day)
    waits_late = stand(make_case(due_on=TODAY - 9 * day), suspended_on=TODAY - 3 * day)
    decided = stand(make_case(due_on=TODAY - 2 * day), decided_on=TODAY - 3 * day)
    serious = stand(make_case(due_on=TODAY - 9 * day), serious_on=TODAY - day)
    tomorrow = make_case(due_on=TODAY + day)
    head = client_of("head")
    expected = {
        "overdue": numbers(waits_late, serious), "serious": numbers(serious), "late": [],
        "waiting": numbers(waits_late, waits), "due_today": [], "due_soon": numbers(tomorrow),
        "due_tomorrow": numbers(tomorrow), "due_later": numbers(decided),
    }  # fmt: skip
    assert {state: shown(head.get(URL, {"state": state})) for state in expected} == expected
    rows = {row.number: row for row in head.get(URL).context["page"].items}
    seen = [
        (rows[case.number].level, rows[case.number].is_late, rows[case.number].serious)
        for case in (waits, waits_late, decided, serious, tomorrow)
    ]
    assert seen == [
        ("", False, False), ("late", True, False), ("", False, False), ("late", True, True),
        ("warn", False, False),
    ]  # fmt: skip


def test_what_was_destroyed_is_in_no_list(client_of):
    case = make_case()
    stand(
        case, closed_at=NOW, result=case.case_type.result_types.first(), destroyed_at=NOW,
        description="", location="",
    )  # fmt: skip
    for role in ("head", "agent", "manager"):
        assert shown(client_of(role).get(URL, {"status": "closed"})) == []


def test_priority_narrows_and_marks_the_row(work):
    handler, late, today, mine, _later = work
    stand(late, priority=1)
    stand(mine, priority=2)
    asked = {"high": numbers(mine), "raised": numbers(late, mine)}
    assert {word: shown(handler.get(URL, {"priority": word})) for word in asked} == asked
    assert today.number in shown(handler.get(URL, {"priority": "normal"}))
    assert shown(handler.get(URL, {"sort": "-priority"}))[0] == mine.number
    page = handler.get(URL, {"priority": "high"}).content.decode()
    assert '<span class="tag">hoog</span>' in page


def test_every_column_can_be_shown(work, client_of):
    everything = ",".join(column.name for column in COLUMNS)
    handler, late, *_rest = work
    stand(late, location="Markt 1", subject_name="Dakkapel", suspended_on=TODAY)
    response = handler.get(URL, {"columns": everything})
    assert [column.name for column in response.context["columns"]] == everything.split(",")
    for words in ("Markt 1", "Dakkapel"):
        assert words in response.content.decode()
    manager = client_of("manager").get(URL, {"columns": everything})
    assert "Markt 1" not in manager.content.decode()


def test_a_type_with_versions_is_one_choice(work, town):
    old = town.case_type["omgevingsvergunning"]
    stages = {"draft": "Volgende naam", "current": "Nieuwe naam"}
    for version, (stage, name) in enumerate(reversed(stages.items()), start=2):
        if stage == "current":
            type(old).objects.filter(pk=old.pk).update(stage="past")
        new = type(old).objects.create(
            slug=old.slug, version=version, stage=stage, name=name, domain=old.domain,
            department=old.department, term="P56D", term_unit=old.term_unit, norm="P42D",
            norm_unit=old.norm_unit,
        )  # fmt: skip
        StatusType.objects.create(case_type=new, order=1, name=f"Stap van {stage}")
    found = kinds()
    assert found.types == [("omgevingsvergunning", "Nieuwe naam")]
    assert [name for name, _label in found.statuses] == [
        "In behandeling", "Ontvangen", "Stap van current",
    ]  # fmt: skip
    assert len(shown(work[0].get(URL, {"type": old.slug}))) == 4


def test_a_number_of_the_dashboard_opens_exactly_its_rows(work, client_of, town):
    make_case(department=town.department["burgerzaken"], due_on=TODAY - timedelta(days=3))
    for client in (work[0], client_of("agent"), client_of("manager")):
        user = client.user
        for state in ("open", "overdue", "due_today", "unassigned"):
            for place in ({}, {"department": "vergunningen"}, {"domain": "vergunningen"}):
                counted = open_cases(access_of(user), user, state=state, now=NOW, **place)
                listed = client.get(URL, {"state": state, **place})
                assert sorted(shown(listed)) == sorted(numbers(*counted)), (state, place)


def test_filters_narrow_the_rows(work, town):
    handler, late, _today, _mine, later = work
    step = StatusType.objects.get(name="In behandeling")
    services.change_status(by=handler.user, case=late, version=1, status=step, now=NOW)
    asked = [
        ({"status": "In behandeling"}, numbers(late)),
        ({"status": "closed"}, []),
        ({"team": str(later.team.public_id)}, numbers(later)),
        ({"since": "2026-11-11"}, []),
        ({"until": "2026-11-10", "state": "overdue"}, numbers(late)),
    ]
    for query, rows in asked:
        assert shown(handler.get(URL, query)) == rows, query
    assert len(shown(handler.get(URL, {"type": "omgevingsvergunning"}))) == 4
    result = late.case_type.result_types.first()
    services.close_case(by=handler.user, case=late, version=2, result=result, answer="Ja", now=NOW)
    assert shown(handler.get(URL, {"status": "closed"})) == numbers(late)
    assert late.number not in shown(handler.get(URL))


@pytest.mark.parametrize(
    "query", [{"department": "x"}, {"type": "x"}, {"status": "x"}, {"until": "x"}, {"team": "x"}]
)
def test_an_unknown_filter_shows_nothing_and_says_so(work, query):
    response = work[0].get(URL, query)
    assert (response.status_code, shown(response)) == (200, [])
    assert list(response.context["asked"].filters.form.errors) == list(query)
    assert work[0].get(EXPORT, query).status_code == 302


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("due", [0, 1, 2, 3]), ("-due", [3, 2, 1, 0]), ("-number", [3, 2, 1, 0]),
        ("handler", [0, 1, 3, 2]), ("-department", [3, 2, 1, 0]), ("type", [0, 1, 2, 3]),
        ("status", [0, 1, 2, 3]), ("norm", [0, 1, 2, 3]), ("-repeats", [3, 2, 1, 0]),
        ("x", [0, 1, 2, 3]), ("customer", [0, 1, 2, 3]), ("-registered", [3, 2, 1, 0]),
        ("registered_by", [0, 1, 2, 3]), ("-priority", [3, 2, 1, 0]), ("subject", [0, 1, 2, 3]),
        ("suspended", [0, 1, 2, 3]), ("result", [0, 1, 2, 3]), ("-closed", [3, 2, 1, 0]),
    ],
)  # fmt: skip
def test_every_column_sorts(work, sort, order):
    handler, *cases = work
    assert shown(handler.get(URL, {"sort": sort})) == [cases[i].number for i in order]


def test_pages_follow_each_other_in_every_order(client_of):
    handler = client_of("handler")
    for number in range(27):
        make_case(due_on=TODAY + timedelta(days=number % 4))
    for sort in ("due", "-number", "handler", "status", "repeats"):
        first = handler.get(URL, {"sort": sort})
        second = handler.get(URL, {"sort": sort, "after": first.context["page"].next})
        everything = shown(first) + shown(second)
        assert (len(shown(first)), len(set(everything))) == (25, 27)
        back = handler.get(URL, {"sort": sort, "before": second.context["page"].previous})
        assert shown(back) == shown(first)


def test_repeats_count_the_confirmed_ones_about_the_case(client_of, town):
    new_case = NewCaseInput(case_type=town.case_type["omgevingsvergunning"], description="Dakkapel")
    first = make_contact(subject="VG01", outcome="zaak_aangemaakt", at=NOW, new_case=new_case)
    again = make_contact(subject="VG01", at=NOW, repeat_of=first.saved_questions[0])
    other = make_contact(
        subject="VG01", at=NOW, repeat_of=first.saved_questions[0], repeat_state="rejected"
    )
    for contact in (again, other):
        contact.questions.update(case=first.made_cases[0])
    (row,) = client_of("handler").get(URL).context["page"].items
    assert row.repeats == 1


def test_what_is_late_soon_and_past_its_norm(client_of):
    make_case(due_on=date(2026, 11, 6))
    make_case(due_on=date(2026, 11, 17))
    make_case(due_on=date(2026, 11, 18))
    normless = make_case(due_on=date(2026, 12, 18))
    Case.objects.filter(pk=normless.pk).update(norm_due_at=NOW)
    rows = client_of("handler").get(URL).context["page"].items
    assert [(row.due.late, row.due.days, row.norm_late, row.level) for row in rows] == [
        (True, 2, False, "late"),
        (False, 7, False, "warn"),
        (False, 8, False, ""),
        (False, 38, True, "warn"),
    ]


# -- What it costs, and taking it along -------------------------------------------------------


@pytest.mark.parametrize("role", ["handler", "agent", "kcc_lead", "manager"])
def test_a_page_costs_six_statements_and_a_later_one_seven(client_of, role):
    """Session, person, roles; saved views; numbers; rows. The names are kept. One more counts what
    an agent promised, whatever became of it."""
    cost = 7 if role in ("agent", "kcc_lead") else 6
    client = client_of(role)
    for count in (1, 3):
        while Case.objects.count() < count:
            make_case(customer=make_customer(), handler=client.user)
        client.get(URL)
        with statements() as ran:
            response = client.get(URL)
        assert (len(shown(response)), len(ran)) == (count, cost)
        cursor = response.context["page"].items[0].public_id
        with statements() as ran:
            client.get(URL, {"after": cursor})
        assert len(ran) == cost + 1


def test_the_export_holds_the_rows_of_the_view(work, client_of):
    handler, late, *_rest = work
    late.description = "=1+1"
    late.save(update_fields=["description"])
    head, line = lines(handler.get(EXPORT, {"state": "overdue"}))
    assert (head[0], len(head.split(";"))) == ("\ufeff", 14)
    assert line.startswith(f"{late.number};Normaal;Omgevingsvergunning;'=1+1;")
    event = AuditEvent.objects.get(action="case.exported")
    columns = ["number", "type", "customer", "handler", "status", "due", "norm", "repeats"]
    assert (event.actor, event.detail) == (
        handler.user,
        {"state": "overdue", "format": "csv", "columns": columns},
    )
    overseen = lines(client_of("manager").get(EXPORT, {"department": "vergunningen"}))
    assert [len(line.split(";")) for line in overseen] == [14] * 5
    assert "=1+1" not in "".join(overseen)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_export_has_exactly_the_columns_and_the_order_of_the_view(work, kind):
    handler, *cases = work
    query = {"columns": "due,registered", "sort": "-due", "format": kind}
    table = read_sheet(b"".join(handler.get(EXPORT, query).streaming_content), kind)
    assert len(table[0]) == 8
    assert [row[0] for row in table[1:]] == numbers(*reversed(cases))
    assert table[1][2] == "2026-11-19"
    assert table[1][7] == "2026-11-10 10:00"


def test_an_agent_sees_what_became_of_what_was_registered(client_of):
    agent = client_of("agent")
    first = make_case(by=agent.user, at=NOW - timedelta(days=2))
    second = make_case(by=agent.user)
    make_case()
    result = first.case_type.result_types.first()
    handler = client_of("handler").user
    services.close_case(by=handler, case=first, version=1, result=result, answer="Ja", now=NOW)
    response = agent.get(URL, {"state": "asked"})
    assert shown(response) == numbers(second, first)
    assert [row.result for row in response.context["page"].items] == ["", result.name]
