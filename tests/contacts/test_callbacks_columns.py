"""The columns of the list of callbacks: chosen, sorted, and taken along in a file."""

import pytest
from django.utils.translation import override

from contacts.callbacks.sheet import COLUMNS
from contacts.models import Callback
from kcc.audit.models import AuditEvent
from tests.contacts.callbacks import EXPORT, URL, numbers, shown
from tests.factories import make_callback, make_customer, make_user
from tests.spreadsheets import read_sheet
from tests.statements import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_ten")]


def lines(response):
    return b"".join(response.streaming_content).decode().splitlines()


def heads(*names):
    """What a sheet calls these columns, in Dutch."""
    with override("nl"):
        return [
            str(cell.label) for column in COLUMNS if column.name in names for cell in column.cells
        ]


# -- Columns ----------------------------------------------------------------------------------


def columns_of(response):
    return [column.name for column in response.context["columns"]]


def test_columns_are_chosen_from_a_list(client_of):
    handler, manager = client_of("handler"), client_of("manager")
    make_callback(by=make_user("agent", first_name="Sanne", last_name="Mulder"))
    usual = ["number", "subject", "customer", "handler", "status", "due", "repeats"]
    assert columns_of(handler.get(URL)) == usual
    for query in ("columns=due,asked_by", "columns=due&columns=asked_by", "columns=due,asked_by,x"):
        response = handler.get(f"{URL}?{query}")
        assert columns_of(response) == ["number", "due", "asked_by"]
        assert "Sanne Mulder" in response.content.decode()
    assert columns_of(handler.get(URL, {"columns": "geheim"})) == usual
    # Who sees no people cannot ask for them, nor for their order.
    assert columns_of(manager.get(URL, {"columns": "customer,due"})) == ["number", "due"]
    assert manager.get(URL, {"sort": "customer"}).context["sort"] == "due"
    assert "answer_by" in columns_of(manager.get(URL))


def test_a_row_after_a_claim_has_the_columns_of_its_list(client_of):
    handler, callback = client_of("handler"), make_callback()
    answer = handler.post(
        f"{URL}{callback.public_id}/claim/",
        {"version": 1, "next": f"{URL}?columns=due&state=open", "picking": "1"},
        headers={"HX-Request": "true"},
    )
    row = answer.content.decode().split("</tr>")[0]
    assert row.count("<td") == 3  # to pick it, its promise, what can be done
    assert f'value="{callback.public_id}:2"' in row
    assert f"/{callback.public_id}/?columns=due&amp;state=open" in row


def test_names_are_sorted_as_far_as_they_are_shown(client_of):
    secret = make_callback(customer=make_customer(family_name="Aalders", confidential=True),
                           caller_name="")  # fmt: skip
    named = make_callback(caller_name="Bos")
    agent, handler = client_of("agent"), client_of("handler")
    assert shown(handler.get(URL, {"sort": "customer"})) == numbers(secret, named)
    assert shown(agent.get(URL, {"sort": "customer"})) == numbers(secret, named)
    assert shown(agent.get(URL, {"sort": "-customer"})) == numbers(named, secret)


# -- To take along ----------------------------------------------------------------------------


def test_the_export_holds_the_rows_of_the_view(work):
    handler, late, *_rest = work
    late.caller_name, late.question_text = "=HYPERLINK(1)", "Wanneer; of\nhoe?"
    late.save(update_fields=["caller_name", "question_text"])
    response = handler.get(EXPORT, {"state": "overdue", "sort": "-number"})
    head, *rest = b"".join(response.streaming_content).decode().split("\r\n")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    usual = ["number", "subject", "customer", "handler", "status", "due", "repeats"]
    assert head == "\ufeff" + ";".join(heads(*usual))
    assert rest[0].startswith(f'{late.number};;Dakkapel;"Wanneer; of\nhoe?";')
    assert ";'=HYPERLINK(1);06 12345678;" in rest[0]
    assert ";2026-11-10 10:00;" in rest[0]
    assert rest[1:] == [""]
    event = AuditEvent.objects.get(action="callback.exported")
    assert (event.actor, event.detail) == (
        handler.user,
        {"state": "overdue", "format": "csv", "columns": usual},
    )


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ods"])
def test_the_export_has_exactly_the_columns_and_the_order_of_the_view(work, kind):
    handler, late, today, mine, later = work
    query = {"columns": "due,handler", "sort": "-due", "format": kind, "of": "mine"}
    response = handler.get(EXPORT, query)
    assert response["Content-Disposition"].endswith(f'.{kind}"')
    table = read_sheet(b"".join(response.streaming_content), kind)
    assert table[0] == heads("number", "handler", "due")
    assert [row[0] for row in table[1:]] == numbers(mine)
    assert table[1][3] == "2026-11-11 10:00"
    query = {"columns": "due", "sort": "-due", "format": kind}
    table = read_sheet(b"".join(handler.get(EXPORT, query).streaming_content), kind)
    assert [row[0] for row in table[1:]] == numbers(later, mine, today, late)


def test_the_export_of_a_manager_has_no_columns_for_people(work, client_of):
    every = ",".join(column.name for column in COLUMNS)
    for query in ({}, {"columns": every}):
        found = lines(client_of("manager").get(EXPORT, query))
        assert "12345678" not in "".join(found)
        assert not set(heads("customer")) & set(found[0].split(";"))


def test_the_export_costs_the_same_for_one_row_and_for_three(client_of):
    handler = client_of("handler")
    for count in (1, 3):
        while Callback.objects.count() < count:
            make_callback(customer=make_customer())
        lines(handler.get(EXPORT))
        with statements() as ran:
            assert len(lines(handler.get(EXPORT))) == count + 1
        # No tabs to count, but who took it along is written down.
        assert len(ran) == 5
