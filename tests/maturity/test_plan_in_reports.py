"""How improvement actions come back in the reports of departments."""

from datetime import date, datetime

import pytest
import time_machine
from django.utils import translation

from dashboard.reports.making import document_of, words_of
from dashboard.reports.services import publish
from dashboard.reports.words import Words
from kcc.lib.periods import ZONE
from maturity.plan.services import move_action
from tests.dashboard.reports.making import DAY, make_draft, make_october
from tests.maturity.plans import make_action, settled
from tests.maturity.town import make_manager

pytestmark = pytest.mark.django_db
IN_OCTOBER = datetime(2026, 10, 12, 9, 0, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def third_working_day():
    with time_machine.travel(DAY, tick=False), translation.override("en"):
        yield


@pytest.fixture
def action(db):
    make_october()
    return make_action(settled(now=IN_OCTOBER), now=IN_OCTOBER, due_on=date(2026, 11, 1))


def table_of(report, slug="improvements"):
    section = next(each for each in document_of(report).sections if each.slug == "actions")
    table = next((each for each in section.tables if each.slug == slug), None)
    return table and [[cell.text for cell in row.cells] for row in table.rows]


def test_a_report_of_a_department_tells_its_improvement_actions(action):
    report = make_draft()
    owner = action.owner.get_display_name()
    assert table_of(report) == [
        ["Bel binnen twee dagen terug.", owner, "1 November 2026", "To be done", "–"]
    ]
    assert table_of(make_draft("burgerzaken")) is None


def test_a_published_report_stays_as_it_was(action):
    report = publish(report=make_draft(), by=None, now=DAY, with_files=False)
    move_action(by=make_manager(), action=action, to="done", result="Gelukt.", now=DAY)
    report.refresh_from_db()
    # On the day of publication it was late.
    assert [row[3] for row in table_of(report)] == ["late"]
    assert Words.from_json(report.words).improvements[0].state == "open"


def test_a_report_of_everything_counts_them_without_names(action):
    report = make_draft(None)
    assert table_of(report) == [[action.department.name, "1", "0", "0", "0"]]
    assert [each.owner for each in words_of(report).improvements] == [""]


def test_words_from_before_there_were_any_are_read():
    assert Words.from_json({"version": 1}).improvements == ()
    assert "improvements" not in Words().as_json()
