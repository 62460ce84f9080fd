"""The schedules as the KCC manager keeps them: what they come down to, who changed what."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from dashboard.models import ReportReader, ReportSchedule
from dashboard.reports.planning import default_of
from dashboard.reports.settings.selectors import first_moment, history, preview
from dashboard.reports.settings.services import keep_schedule
from kcc.audit.models import AuditEvent
from kcc.lib.errors import Conflict
from kcc.lib.periods import ZONE
from kcc.organisation.models import OpeningHours
from tests.dashboard.reports.kept import OCTOBER, keep_report
from tests.factories import NOW, make_user, reference
from tests.statements import statements

KEPT = {
    "active": "on", "working_day": "4", "hour": "07:30", "since": "2026-09", "language": "nl",
    "roles": ["manager"], "attach": "both", "remind_after": "3", "contact": " Esther  Hoekstra ",
    "seen": "",
}  # fmt: skip


@pytest.fixture
def ref(db):
    return reference()


@pytest.fixture(autouse=True)
def fixed():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def client(client_of):
    return client_of("manager")


def page(kind="departments") -> str:
    return reverse("reports:schedule", args=[kind])


def begins(kind="departments", **values) -> ReportSchedule:
    schedule = default_of(kind, NOW.date())
    for name, value in values.items():
        setattr(schedule, name, value)
    return schedule


# -- What it comes down to -------------------------------------------------------------------------


def test_the_next_moments_are_those_of_the_calendar(ref):
    found = preview(begins(), now=NOW)
    assert [str(each.period) for each in found.coming] == ["2026-11", "2026-12", "2027-01"]
    assert [each.published for each in found.coming] == [
        datetime(2026, 12, 3, 8, tzinfo=ZONE),
        datetime(2027, 1, 5, 8, tzinfo=ZONE),
        datetime(2027, 2, 3, 8, tzinfo=ZONE),
    ]
    assert found.coming[0].made == datetime(2026, 12, 1, 8, tzinfo=ZONE)
    assert found.at_once == []


def test_a_month_whose_day_is_still_to_come_is_the_next_one(ref):
    on_the_second = datetime(2026, 11, 2, 12, tzinfo=ZONE)
    found = first_moment(begins(since=OCTOBER), now=on_the_second)
    assert (str(found.period), found.published) == (
        "2026-10", datetime(2026, 11, 4, 8, tzinfo=ZONE),
    )  # fmt: skip
    assert first_moment(begins(active=False), now=on_the_second) is None


def test_the_year_report_comes_in_january(ref):
    found = first_moment(begins("year"), now=NOW)
    assert (str(found.period), found.published) == ("2026", datetime(2027, 1, 14, 8, tzinfo=ZONE))


def test_periods_that_are_over_and_not_there_are_made_at_once(ref):
    keep_report(ref.department["vergunningen"], date(2026, 9, 1))
    found = preview(begins(since=date(2026, 8, 1)), now=NOW)
    assert [str(period) for period in found.at_once] == ["2026-08", "2026-10"]
    assert preview(begins(since=date(2026, 8, 1), active=False), now=NOW).at_once == []


def test_without_opening_hours_no_day_can_be_named(ref, client):
    OpeningHours.objects.all().delete()
    found = preview(begins(), now=NOW)
    assert (found.coming, found.no_calendar) == ([], True)
    assert client.get(page()).status_code == 200


def test_how_it_went(ref):
    here, there = ref.department["vergunningen"], ref.department["burgerzaken"]
    planned = datetime(2026, 11, 4, 8, tzinfo=ZONE)
    one, two = keep_report(here, at=planned), keep_report(there, at=NOW)
    keep_report(None)
    for number, report in enumerate((one, two)):
        ReportReader.objects.create(
            report=report, user=make_user("head", report.department), told_at=planned,
            opened_at=NOW if number else None,
        )  # fmt: skip
    [found] = history(begins())
    assert (str(found.period), found.reports, found.published) == ("2026-10", 2, 2)
    assert (found.told, found.opened, found.reminded) == (2, 1, 0)
    assert (found.planned, found.published_at, found.is_late) == (
        planned, NOW.astimezone(UTC), True,
    )  # fmt: skip
    # By other choices than those of then nothing was planned.
    [found] = history(begins(changed_at=NOW, working_day=1))
    assert (found.planned, found.is_late) == (None, False)


# -- Keeping ---------------------------------------------------------------------------------------


def test_what_is_kept_and_who_did_it(ref, client):
    answer = client.post(page(), KEPT)
    assert (answer.status_code, answer.url) == (302, page())
    kept = ReportSchedule.objects.get()
    assert (kept.kind, kept.working_day, kept.hour, kept.review) == (
        "departments", 4, time(7, 30), False,
    )  # fmt: skip
    assert (kept.since, kept.roles, kept.attach) == (date(2026, 9, 1), ["manager"], "both")
    assert (kept.remind_after, kept.contact, kept.changed_at) == (3, "Esther Hoekstra", NOW)
    event = AuditEvent.objects.get(action="report.schedule")
    assert (event.actor, event.object_id) == (client.user, "departments")
    assert event.detail == {
        "working_day": 4, "hour": "07:30", "review": False, "since": "2026-09-01",
        "roles": ["manager"], "attach": "both", "remind_after": 3, "fields": ["contact"],
    }  # fmt: skip
    assert "Hoekstra" not in str(event.detail)
    assert "07:30" in client.get(page()).content.decode()


def test_looking_keeps_nothing_and_loses_nothing(ref, client):
    answer = client.post(page(), KEPT | {"try": "1"})
    assert answer.status_code == 200
    assert not ReportSchedule.objects.exists()
    assert answer.context["form"]["contact"].value() == " Esther  Hoekstra "
    assert answer.context["at_once"] == ["september 2026", "oktober 2026"]
    assert "vrijdag 4 december 2026, 07:30" in answer.context["next"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"working_day": "21"}, "working_day"),
        ({"working_day": "0"}, "working_day"),
        ({"hour": "25:00"}, "hour"),
        ({"since": "2026"}, "since"),
        ({"since": "november"}, "since"),
        ({"since": "2031-01"}, "since"),
        ({"since": "1999-12"}, "since"),
        # The board reads no department, the administrator nothing.
        ({"roles": ["board"]}, "roles"),
        ({"roles": ["administrator"]}, "roles"),
        ({"attach": "zip"}, "attach"),
        ({"remind_after": "-1"}, "remind_after"),
        ({"language": "fr"}, "language"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(ref, client, changed, field):
    answer = client.post(page(), KEPT | changed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not ReportSchedule.objects.exists()


def test_a_working_day_that_is_none_is_told_in_plain_words(ref, client):
    form = client.post(page(), KEPT | {"working_day": "55"}).context["form"]
    with translation.override("en"):
        assert form.errors["working_day"] == ["Choose a working day from 1 to 20."]


def test_the_year_is_written_as_a_year(ref, client):
    sent = KEPT | {"since": "2025", "roles": ["board", "head"]}
    assert client.post(page("year"), sent | {"since": "2025-01"}).status_code == 422
    assert client.post(page("year"), sent).status_code == 302
    kept = ReportSchedule.objects.get(pk="year")
    assert (kept.since, kept.roles) == (date(2025, 1, 1), ["board", "head"])


def test_what_somebody_else_changed_meanwhile_is_not_lost_unseen(ref, client):
    other = make_user("manager")
    later = NOW.replace(minute=5)
    keep_schedule(by=other, kind="departments", changed_at=None, now=later, working_day=5)
    answer = client.post(page(), KEPT)
    assert answer.status_code == 409
    assert ReportSchedule.objects.get().working_day == 5
    form = answer.context["form"]
    assert form["working_day"].value() == "4"
    # Sent again, it is put over it.
    assert client.post(page(), KEPT | {"seen": form["seen"].value()}).status_code == 302
    assert ReportSchedule.objects.get().working_day == 4


def test_sent_twice_it_is_kept_once(ref, client):
    for _ in range(2):
        assert client.post(page(), KEPT).status_code == 302
    assert AuditEvent.objects.filter(action="report.schedule").count() == 1


def test_a_stale_choice_is_a_conflict_and_the_same_choice_is_none(ref):
    manager = make_user("manager")
    given = {"by": manager, "kind": "departments", "now": NOW}
    keep_schedule(**given, changed_at=None, working_day=5)
    keep_schedule(**given, changed_at=None, working_day=5)
    with pytest.raises(Conflict):
        keep_schedule(**given, changed_at=None, working_day=6)


# -- Pages -----------------------------------------------------------------------------------------


def test_no_such_schedule(ref, client):
    assert client.get(page("weekly")).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_statements_of_the_pages(ref, client, number):
    for _ in range(number):
        keep_report(ref.department["vergunningen"], date(2026, 11 - number, 1), version=1)
        number -= 1
    client.get(page())
    with statements() as ran:
        client.get(page())
    # Session, person, access; schedule, people, departments; periods and readers; changes.
    assert len(ran) == 9
    with statements() as ran:
        client.get(reverse("reports:schedules"))
    assert len(ran) == 3 + 1 + 3 * 2
