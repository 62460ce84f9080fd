"""Extending a term, and notices of default: what is refused and what is written."""

import pytest

from cases.models import Extension
from cases.terms import services
from kcc.jobs.models import Notification
from kcc.lib.errors import DomainError
from tests.cases.terms.acts import (
    DAY,
    DUE,
    TODAY,
    change_type,
    extend,
    notice,
    resume,
    suspend,
    titles,
)
from tests.factories import NOW, make_user

pytestmark = pytest.mark.django_db


# -- Extension ------------------------------------------------------------------------------------


def test_the_term_is_extended_once(case, handler):
    done = extend(case, handler)
    assert done.due_on == DUE + 42 * DAY
    row = Extension.objects.get()
    assert (row.reason, row.due_before, row.due_after) == (
        "Advies van de brandweer.", DUE, DUE + 42 * DAY
    )  # fmt: skip
    assert titles(case) == ["Extended from Tue 5 Jan 2027 to Tue 16 Feb 2027"]
    with pytest.raises(DomainError) as refused:
        extend(case, handler)
    assert "once" in refused.value.message


def test_without_a_duration_a_day_is_set_by_hand(case, handler):
    change_type(extension="", extendable=True)
    for until in (None, DUE):
        with pytest.raises(DomainError) as refused:
            extend(case, handler, until=until)
        assert refused.value.field == "until"
    assert extend(case, handler, until=DUE + 10 * DAY).due_on == DUE + 10 * DAY


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"letter_on": TODAY + DAY}, "letter_on"),
        ({"letter_on": DUE + DAY, "now": NOW + 60 * DAY}, "letter_on"),
    ],
)
def test_an_extension_that_comes_too_late_is_refused(case, handler, values, field):
    with pytest.raises(DomainError) as refused:
        extend(case, handler, **values)
    assert (refused.value.field, Extension.objects.count()) == (field, 0)


def test_on_the_last_day_itself_the_customer_can_still_be_told(case, handler):
    done = extend(case, handler, letter_on=DUE, now=NOW + 57 * DAY)
    assert done.due_on == DUE + 42 * DAY


def test_while_it_stands_still_the_term_does_not_end(case, handler):
    suspend(case, handler, reason="applicant", until=None)
    later = DUE + 10 * DAY
    extend(case, handler, letter_on=later, now=NOW + (later - TODAY))
    done = resume(case, handler, later, NOW + (later - TODAY))
    assert done.due_on == DUE + (42 + (later - TODAY).days - 1) * DAY


# -- Notice of default ----------------------------------------------------------------------------


def test_a_notice_that_comes_too_early_counts_for_nothing(case, handler):
    for day in (TODAY, DUE):
        assert notice(case, handler, day).premature
    assert not Notification.objects.exists()
    found = notice(case, handler, DUE + DAY)
    assert not found.premature
    assert titles(case)[-1] == "Notice of default received on Wed 6 Jan 2027"
    with pytest.raises(DomainError) as refused:
        notice(case, handler, DUE + 2 * DAY)
    assert refused.value.message == "There is a notice of default already."


def test_a_term_that_stands_still_has_not_passed(case, handler):
    suspend(case, handler, reason="applicant", until=None)
    assert notice(case, handler, DUE + 30 * DAY).premature


def test_who_handles_it_and_who_leads_there_are_told_at_once(case, handler):
    head, agent = make_user("head"), make_user("agent")
    notice(case, agent, DUE + DAY)
    told = {line.user: line.text for line in Notification.objects.all()}
    assert set(told) == {handler, head}
    # Dutch is their language; the day is the one on which it begins to cost money.
    assert "do 21 jan" in told[handler]


def test_a_notice_can_be_withdrawn(case, handler):
    found = notice(case, handler, DUE + DAY)
    later = NOW + 60 * DAY
    with pytest.raises(DomainError) as refused:
        services.withdraw_notice(by=handler, notice=found, version=2, withdrawn_on=DUE, now=later)
    assert refused.value.field == "withdrawn_on"
    given = {"withdrawn_on": DUE + 2 * DAY, "now": later, "remark": "Per telefoon."}
    services.withdraw_notice(by=handler, notice=found, version=2, **given)
    with pytest.raises(DomainError):
        services.withdraw_notice(by=handler, notice=found, version=3, **given)
    # Another one can come.
    assert not notice(case, handler, DUE + 5 * DAY).premature
    assert titles(case)[1] == "Notice of default of Wed 6 Jan 2027 withdrawn on Thu 7 Jan 2027"
