"""Who is warned of the end of a term, when, and never twice."""

from datetime import date, timedelta

import pytest

from cases.models import Case, CaseType, DefaultNotice
from cases.terms import services
from cases.terms.jobs import KIND, run_warnings, tick
from cases.terms.loading import penalty_rates
from kcc.jobs.models import Job, Notification
from kcc.jobs.services import work
from kcc.organisation.models import Membership
from tests.factories import NOW, make_case, make_team, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOW.date()  # Tuesday 10 November 2026
FRIDAY = TODAY + 3 * DAY


@pytest.fixture
def town():
    ref = reference()
    CaseType.objects.update(suspendable=True, extension="P42D", penalty=True)
    return ref


@pytest.fixture
def handler(town):
    return make_user("handler")


@pytest.fixture
def head(town):
    return make_user("head")


def told(now):
    """Who was told what now: (user name, words of the key)."""
    before = set(Notification.objects.values_list("pk", flat=True))
    services.warn(now)
    return sorted(
        (line.user.username, line.key.split(":")[1] if "due" in line.key else line.kind)
        for line in Notification.objects.exclude(pk__in=before).select_related("user")
    )


def test_the_handler_hears_a_week_before_and_on_the_last_day_the_chief_after_it(handler, head):
    make_case(handler=handler, due_on=TODAY + 8 * DAY, at=NOW - 40 * DAY)
    assert told(NOW) == []
    assert told(NOW + DAY) == [("handler", "soon")]
    assert told(NOW + DAY) == []
    assert told(NOW + 2 * DAY) == []
    assert told(NOW + 8 * DAY) == [("handler", "last-day")]
    assert told(NOW + 9 * DAY) == [("head", "passed")]
    assert told(NOW + 10 * DAY) == told(NOW + 40 * DAY) == []


def test_what_ends_in_the_weekend_is_told_on_friday(handler, head):
    make_case(handler=handler, due_on=FRIDAY + DAY, at=NOW - 40 * DAY)
    assert told(NOW) == [("handler", "soon")]
    assert told(NOW + 3 * DAY) == [("handler", "last-day")]
    assert told(NOW + 6 * DAY) == [("head", "passed")]


def test_a_machine_that_was_off_says_what_still_matters(handler, head):
    make_case(handler=handler, due_on=TODAY - 5 * DAY, at=NOW - 80 * DAY)
    make_case(handler=handler, due_on=TODAY + 2 * DAY, at=NOW - 40 * DAY)
    make_case(handler=handler, due_on=TODAY - 100 * DAY, at=NOW - 200 * DAY)
    assert told(NOW) == [("handler", "soon"), ("head", "passed")]


def test_a_new_handler_and_a_new_term_are_told_anew(handler, head):
    case = make_case(handler=handler, due_on=TODAY + 5 * DAY, at=NOW - 40 * DAY)
    assert told(NOW) == [("handler", "soon")]
    other = make_user("handler")
    Case.objects.filter(pk=case.pk).update(handler=other)
    assert told(NOW) == [(other.username, "soon")]
    case = Case.objects.for_acts().get(pk=case.pk)
    extended = services.extend(
        by=other, case=case, version=case.version, reason="Advies", letter_on=TODAY, now=NOW
    )
    # Nobody had read it yet, and it is no longer so.
    assert not Notification.objects.exists()
    assert told(NOW) == []
    ahead = NOW + (extended.due_on - TODAY) - 7 * DAY
    assert told(ahead) == [(other.username, "soon")]


def test_nobody_has_it_so_who_may_claim_it_is_told(handler, head):
    make_case(due_on=TODAY + 5 * DAY, at=NOW - 40 * DAY)
    assert told(NOW) == [("handler", "soon")]
    team, lead = make_team(), make_user("handler")
    Membership.objects.filter(user=lead).update(team=team, leads=True)
    make_case(due_on=TODAY - DAY, at=NOW - 80 * DAY)
    # Who leads there, and the head.
    assert told(NOW) == [(lead.username, "passed"), (lead.username, "soon"), ("head", "passed")]


@pytest.mark.parametrize(
    "values",
    [
        {"decided_on": TODAY - DAY},
        {"suspended_on": TODAY - 20 * DAY},
        {"closed_at": NOW, "decided_on": TODAY},
    ],
)
def test_what_does_not_run_is_not_told(handler, head, values):
    for due_on in (TODAY + 3 * DAY, TODAY, TODAY - DAY):
        case = make_case(handler=handler, due_on=due_on, at=NOW - 80 * DAY)
        if "closed_at" in values:
            values["result"] = case.case_type.result_types.first()
        Case.objects.filter(pk=case.pk).update(**values)
    assert told(NOW) == []


def test_the_words_name_no_person_and_lead_to_the_case(handler, head):
    handler.language = "en"
    handler.save(update_fields=["language"])
    case = make_case(handler=handler, due_on=date(2026, 11, 13), at=NOW - 40 * DAY)
    services.warn(NOW)
    line = Notification.objects.get()
    assert line.text == "Z-2026-000001 has to be decided by Fri 13 Nov: Omgevingsvergunning."
    assert (line.url, line.for_digest) == (f"/cases/{case.public_id}/", True)


# -- The penalty ----------------------------------------------------------------------------------


def test_the_first_day_that_costs_money_is_told_once(handler, head):
    penalty_rates()
    case = make_case(handler=handler, due_on=TODAY - 80 * DAY, at=NOW - 200 * DAY)
    DefaultNotice.objects.create(case=case, received_on=TODAY - 14 * DAY, added_at=NOW)
    assert told(NOW) == []
    assert told(NOW + DAY) == [("handler", "case.penalty"), ("head", "case.penalty")]
    assert told(NOW + 2 * DAY) == []


@pytest.mark.parametrize(
    "values", [{"premature": True}, {"withdrawn_on": TODAY}, {"received_on": TODAY}]
)
def test_a_notice_that_is_not_in_force_costs_nothing(handler, head, values):
    case = make_case(handler=handler, due_on=TODAY - 80 * DAY, at=NOW - 200 * DAY)
    given = {"received_on": TODAY - 20 * DAY, "added_at": NOW} | values
    DefaultNotice.objects.create(case=case, **given)
    assert told(NOW) == []


@pytest.mark.parametrize("values", [{"decided_on": TODAY - DAY}, {"case_type__penalty": None}])
def test_no_penalty_is_told_without_one(handler, head, values):
    case = make_case(handler=handler, due_on=TODAY - 80 * DAY, at=NOW - 200 * DAY)
    DefaultNotice.objects.create(case=case, received_on=TODAY - 20 * DAY, added_at=NOW)
    if "decided_on" in values:
        Case.objects.update(**values)
    else:
        CaseType.objects.update(penalty=None)
    assert told(NOW) == []


# -- The machinery --------------------------------------------------------------------------------


def test_it_costs_the_same_with_one_case_and_with_three(handler, head):
    found = []
    for _number in (1, 2, 3):
        make_case(handler=handler, due_on=TODAY + 5 * DAY, at=NOW - 40 * DAY)
        with statements() as ran:
            services.warn(NOW)
        found.append(len(ran))
    # Each of four chunks and its end; of the one that tells: people, lines, how many are new and
    # one for those people, in a transaction.
    assert found[0] == found[1] == found[2]


def test_one_job_a_day_while_the_organisation_is_open(handler, head):
    make_case(handler=handler, due_on=TODAY + 5 * DAY, at=NOW - 40 * DAY)
    tick(NOW - timedelta(hours=4))  # six in the morning
    assert not Job.objects.exists()
    tick(NOW)
    tick(NOW + timedelta(minutes=1))
    job = Job.objects.get(kind=KIND)
    work(job_id=job.pk, clock=lambda: NOW)
    job.refresh_from_db()
    assert (job.state, job.result) == (Job.State.DONE, {"told": 1})
    tick(NOW + DAY)
    assert Job.objects.filter(kind=KIND).count() == 2
    assert run_warnings.label


def test_a_quiet_tick_costs_two_statements(town):
    tick(NOW)
    with statements() as ran:
        tick(NOW)
    # Whose last day to answer has passed; today's job.
    assert len(ran) == 2
