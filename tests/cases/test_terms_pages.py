"""The pages that move the term of a case, and what the card of its terms says."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from cases.models import Case, CaseType, DefaultNotice, Extension, PenaltyRate, Suspension
from cases.terms import selectors, services
from cases.terms.loading import penalty_rates
from kcc.organisation.access import access_of
from kcc.organisation.directory import directory
from kcc.organisation.models import User
from tests.factories import NOW, make_case, make_user, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def at_ten(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def town():
    ref = reference()
    CaseType.objects.update(suspendable=True, extension="P42D", penalty=True)
    penalty_rates()
    return ref


@pytest.fixture
def handler(client_of, town):
    """Reads English: these tests name words as they stand in the code."""
    client = client_of("handler")
    User.objects.filter(pk=client.user.pk).update(language="en")
    with translation.override("en"):
        yield client


def url(case, act):
    return f"/cases/{case.public_id}/{act}/"


def saved(case) -> Case:
    return Case.objects.for_acts().get(pk=case.pk)


SUSPEND = {
    "version": 1, "reason": "incomplete", "letter_on": "2026-11-10", "until": "2026-11-24",
    "text": "Tekeningen",
}  # fmt: skip


def late_case(**values):
    """Its term passed twenty days ago."""
    return make_case(at=NOW - 200 * DAY, due_on=TODAY - 20 * DAY, **values)


# -- The acts -------------------------------------------------------------------------------------


def test_the_clock_is_stopped_and_runs_again(handler, time_machine):
    case = make_case(handler=handler.user)
    page = handler.get(url(case, "suspend"))
    assert page.context["form"].initial == {"version": 1, "letter_on": TODAY}
    assert "With a letter of today the clock stands still from Wed 11 Nov." in page.content.decode()
    done = handler.post(url(case, "suspend"), SUSPEND)
    assert (done.status_code, done["Location"]) == (302, f"/cases/{case.public_id}/")
    assert saved(case).suspended_until == date(2026, 11, 24)
    time_machine.move_to(NOW + 7 * DAY, tick=False)
    handler.force_login(handler.user)
    page = handler.get(url(case, "resume")).content.decode()
    assert "Received today, the term ends on Mon 11 Jan 2027: 56 days, received" in page
    answer = {"version": 2, "received_on": "2026-11-17", "text": ""}
    assert handler.post(url(case, "resume"), answer).status_code == 302
    assert (saved(case).suspended_on, saved(case).due_on) == (None, date(2027, 1, 11))


def test_what_was_done_can_be_taken_back_from_the_message(handler):
    case = make_case(handler=handler.user)
    handler.post(url(case, "suspend"), SUSPEND)
    assert saved(case).suspended_on
    page = handler.get("/cases/").content.decode()
    undo = page.split('action="/cases/undo/')[1].split('"')[0]
    assert handler.post(f"/cases/undo/{undo}").status_code == 302
    assert (saved(case).suspended_on, Suspension.objects.count()) == (None, 0)


def test_the_way_back_is_to_the_list_it_came_from(handler):
    case = make_case()
    here = f"/cases/{case.public_id}/?state=department"
    page = handler.get(here).content.decode()
    assert f'href="{url(case, "extend")}?state=department"' in page
    there = f"{url(case, 'extend')}?state=department"
    assert f'href="{here}"' in handler.get(there).content.decode()
    typed = {"version": 1, "letter_on": NOW.date(), "reason": "Advies volgt"}
    assert handler.post(there, typed)["Location"] == here


def test_the_term_is_extended(handler):
    case = make_case(handler=handler.user)
    page = handler.get(url(case, "extend"))
    assert list(page.context["form"].fields) == ["version", "reason", "letter_on"]
    assert "The term then ends on Tue 16 Feb 2027" in page.content.decode()
    typed = {"version": 1, "reason": "Advies van de brandweer", "letter_on": "2026-11-10"}
    assert handler.post(url(case, "extend"), typed).status_code == 302
    assert (saved(case).due_on, Extension.objects.count()) == (date(2027, 2, 16), 1)
    again = handler.get(url(case, "extend"))
    assert again.context["possible"] is False
    assert "that can be done once" in again.content.decode()
    refused = handler.post(url(case, "extend"), typed | {"version": 2})
    assert (refused.status_code, Extension.objects.count()) == (422, 1)


def test_without_a_duration_a_day_is_asked(handler):
    CaseType.objects.update(extension="", extendable=True)
    case = make_case(handler=handler.user)
    assert "until" in handler.get(url(case, "extend")).context["form"].fields
    typed = {"version": 1, "reason": "Advies", "letter_on": "2026-11-10", "until": "2027-02-01"}
    assert handler.post(url(case, "extend"), typed).status_code == 302
    assert saved(case).due_on == date(2027, 2, 1)


def test_an_agent_writes_down_the_notice_of_a_caller_and_its_withdrawal(client_of, town):
    agent, case = client_of("agent"), late_case()
    typed = {"version": 1, "received_on": "2026-11-09", "remark": "Brief"}
    assert agent.post(url(case, "default-notice"), typed).status_code == 302
    notice = DefaultNotice.objects.get()
    assert (notice.received_on, notice.premature, notice.remark) == (TODAY - DAY, False, "Brief")
    address = url(case, f"default-notice/{notice.public_id}/withdraw")
    assert agent.get(address).status_code == 200
    gone = {"version": 2, "withdrawn_on": "2026-11-10", "remark": ""}
    assert agent.post(address, gone).status_code == 302
    notice.refresh_from_db()
    assert notice.withdrawn_on == TODAY
    assert agent.post(address, gone | {"version": 3}).status_code == 422
    elsewhere = make_case()
    assert (
        agent.get(address.replace(str(case.public_id), str(elsewhere.public_id))).status_code == 404
    )


def test_a_term_that_passed_is_said_before_anything_is_typed(handler):
    for act in ("suspend", "extend"):
        page = handler.get(url(late_case(), act)).content.decode()
        assert "The term passed on Wed 21 Oct. Only a letter that was sent before then" in page


# -- What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "typed", "field"),
    [
        ("suspend", {"letter_on": "2026-11-10"}, "reason"),
        ("suspend", {"reason": "consent", "letter_on": ""}, "letter_on"),
        ("suspend", {"reason": "consent", "letter_on": "2026-11-10"}, "until"),
        ("suspend", {"reason": "consent", "letter_on": "0001-01-01"}, "letter_on"),
        ("suspend", {"reason": "anders", "letter_on": "2026-11-10"}, "reason"),
        ("extend", {"letter_on": "2026-11-10"}, "reason"),
        ("extend", {"reason": "Advies", "letter_on": "2026-11-11"}, "letter_on"),
        ("default-notice", {"received_on": "2026-11-11"}, "received_on"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(handler, act, typed, field):
    case = make_case(handler=handler.user)
    refused = handler.post(url(case, act), typed | {"version": 1})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, [field])
    for value in filter(None, typed.values()):
        assert value in refused.content.decode() or value == "anders"
    assert saved(case).version == 1


def test_who_comes_too_late_sees_both_and_loses_nothing(handler):
    case, colleague = make_case(handler=handler.user), make_user("handler")
    services.extend(
        by=colleague, case=saved(case), version=1, reason="Advies", letter_on=TODAY, now=NOW
    )
    refused = handler.post(url(case, "suspend"), SUSPEND)
    page = refused.content.decode()
    assert refused.status_code == 409
    assert "Extended from Tue 5 Jan 2027 to Tue 16 Feb 2027" in page
    assert "Tekeningen" in page
    assert refused.context["form"].data["version"] == 2
    assert handler.post(url(case, "suspend"), SUSPEND | {"version": 2}).status_code == 302


def test_a_closed_case_has_no_forms(handler):
    case = make_case(handler=handler.user)
    result = case.case_type.result_types.first()
    Case.objects.filter(pk=case.pk).update(closed_at=NOW, decided_on=TODAY, result=result)
    for act in ("suspend", "resume", "extend", "default-notice"):
        page = handler.get(url(case, act))
        assert (page.status_code, page.context["possible"]) == (200, False)
    assert handler.post(url(case, "default-notice"), {"version": 1, "received_on": "2026-11-10"}
        ).status_code == 422  # fmt: skip


# -- The card -------------------------------------------------------------------------------------


def card(client, case, act="default-notice"):
    page = client.get(url(case, act)).content.decode()
    words = page.split('id="clocks"', 1)[1].split("</aside>")[0]
    return " ".join(words.split())


def clocks(case, user):
    return selectors.clocks_of(saved(case), access_of(user), now=NOW)


def test_every_date_has_its_reason(handler):
    words = card(handler, make_case(handler=handler.user))
    for part in (
        "Tue 5 Jan 2027", "56 days, received Tue 10 Nov, ends Tue 5 Jan",
        "three times the term, without the days it stood still", "after Tue 27 Apr 2027",
    ):  # fmt: skip
        assert part in words


def test_while_it_stands_still_the_card_says_when_it_would_end(handler):
    case = make_case(handler=handler.user)
    handler.post(url(case, "suspend"), SUSPEND)
    words = card(handler, case)
    assert "The clock stands still from Wed 11 Nov." in words
    assert "It runs again on the day after Tue 24 Nov, or sooner." in words
    assert "if the clock runs again today" in words
    found = clocks(case, handler.user)
    assert (found.may_resume, found.may_suspend, found.stand) == (True, False, "waiting")


def notice_of(case, received_on, **values):
    return DefaultNotice.objects.create(case=case, received_on=received_on, added_at=NOW, **values)


@pytest.mark.parametrize(
    ("received", "decided", "words"),
    [
        (TODAY, None, "Decide by Tue 24 Nov."),
        (TODAY - 14 * DAY, None, "Decide by Tue 10 Nov."),
        (TODAY - 15 * DAY, None, "Penalty: € 23"),
        (TODAY - 16 * DAY, None, "for 2 days since Mon 9 Nov, of at most € 1,442."),
        (TODAY - 29 * DAY, None, "Penalty: € 357"),
        (TODAY - 90 * DAY, None, "It does not grow any more, but the decision is still due."),
        (TODAY - 20 * DAY, TODAY - 2 * DAY, "It stopped with the decision of Sun 8 Nov."),
        (TODAY - 10 * DAY, TODAY - 2 * DAY, "No penalty is due."),
    ],
)
def test_what_lateness_costs_today(handler, received, decided, words):
    case = make_case(at=NOW - 400 * DAY, due_on=TODAY - 200 * DAY)
    Case.objects.filter(pk=case.pk).update(decided_on=decided)
    notice_of(case, received)
    assert words in card(handler, case)


def test_the_rate_of_the_first_day_holds(handler):
    case = make_case(at=NOW - 400 * DAY, due_on=TODAY - 200 * DAY)
    PenaltyRate.objects.create(valid_from=TODAY, tiers=[[42, 100]])
    notice_of(case, TODAY - 16 * DAY)
    assert clocks(case, handler.user).costs.amount == 46
    DefaultNotice.objects.update(received_on=TODAY - 15 * DAY)
    assert clocks(case, handler.user).costs.amount == 100
    PenaltyRate.objects.all().delete()
    assert clocks(case, handler.user).costs.amount is None
    assert "The amounts of that time are not known yet" in card(handler, case)


def test_a_type_without_a_penalty_counts_none(handler):
    case = make_case(at=NOW - 400 * DAY, due_on=TODAY - 200 * DAY)
    notice_of(case, TODAY - 30 * DAY)
    CaseType.objects.update(penalty=False)
    assert "Penalty" not in card(handler, case)
    CaseType.objects.update(penalty=None)
    assert "Nobody has said yet whether a penalty is due" in card(handler, case)


def test_a_premature_notice_is_seen_and_counts_for_nothing(handler):
    case = make_case(handler=handler.user)
    typed = {"version": 1, "received_on": "2026-11-10", "remark": ""}
    handler.post(url(case, "default-notice"), typed)
    words = card(handler, case)
    assert "before the term had passed, so it counts for nothing" in words
    assert clocks(case, handler.user).costs is None


def test_the_card_costs_the_same_with_one_of_everything_and_with_three(handler):
    case = make_case(at=NOW - 400 * DAY, due_on=TODAY - 200 * DAY)
    access, found = access_of(handler.user), []
    # The names that every process keeps.
    directory()
    Extension.objects.create(
        case=case, reason="x", letter_on=TODAY - 300 * DAY, due_before=TODAY - 250 * DAY,
        due_after=TODAY - 200 * DAY, added_at=NOW,
    )  # fmt: skip
    notice_of(case, TODAY - 30 * DAY)
    for number in (1, 2, 3):
        day = TODAY - (300 - 20 * number) * DAY
        Suspension.objects.create(
            case=case, reason="consent", letter_on=day, until=day + 9 * DAY,
            resumed_on=day + 10 * DAY, days=9, added_at=NOW, added_by=handler.user,
        )  # fmt: skip
        notice_of(case, TODAY - (100 + number) * DAY, premature=True, added_by=handler.user)
        here = saved(case)
        with statements() as ran:
            seen = selectors.clocks_of(here, access, now=NOW)
            assert [line.by for line in seen.notices]
        found.append(len(ran))
    # Suspensions, extension, notices, the amounts.
    assert found == [4, 4, 4]
