"""Who may find which report."""

from datetime import date

import pytest

from dashboard.models import Report
from dashboard.reports.audience import may_read, readable, sees_contents, sees_owners
from kcc.organisation.access import access_of
from kcc.organisation.models import Role
from tests.dashboard.reports.kept import keep_report
from tests.factories import make_department, make_user, reference

pytestmark = pytest.mark.django_db
JANUARY = date(2025, 1, 1)


@pytest.fixture
def kept():
    """One of each place and state, by a name for it."""
    ref = reference().department
    return {
        "verg": keep_report(ref["vergunningen"]),
        "bz": keep_report(ref["burgerzaken"]),
        "all": keep_report(),
        "year": keep_report(first_day=JANUARY, kind="year"),
        "gone": keep_report(ref["vergunningen"], date(2026, 8, 1), state="withdrawn"),
        "draft": keep_report(ref["vergunningen"], date(2026, 9, 1), state="built"),
    }


def found_by(user, kept) -> list[str]:
    ids = set(Report.objects.filter(readable(access_of(user))).values_list("pk", flat=True))
    return [name for name, report in kept.items() if report.pk in ids]


@pytest.mark.parametrize(
    ("role", "names"),
    [
        ("manager", ["verg", "bz", "all", "year", "gone", "draft"]),
        ("kcc_lead", ["verg", "bz", "all", "year", "gone"]),
        ("head", ["verg", "all", "year", "gone"]),
        ("handler", ["verg", "gone"]),
        ("board", ["all", "year"]),
        ("agent", []),
        ("administrator", []),
        ("privacy_officer", []),
        (None, []),
    ],
)
def test_each_role_finds_its_own(kept, role, names):
    user = make_user(role, username="iemand")
    assert (found_by(user, kept), may_read(access_of(user))) == (names, bool(names))


def test_two_roles_find_what_either_finds(kept):
    user = make_user("handler", make_department("burgerzaken"))
    user.memberships.create(role=Role.BOARD)
    assert found_by(user, kept) == ["bz", "all", "year"]


def test_of_a_withdrawn_report_the_manager_alone_sees_the_contents(kept):
    roles = ("manager", "kcc_lead", "head")
    people = {role: access_of(make_user(role)) for role in roles}
    assert [sees_contents(people[role], kept["gone"]) for role in roles] == [True, False, False]
    assert [sees_contents(people[role], kept["verg"]) for role in roles] == [True, True, True]


def test_the_board_reads_how_many_and_not_who(kept):
    roles = ("manager", "kcc_lead", "head", "board")
    told = [sees_owners(access_of(make_user(role)), kept["all"]) for role in roles]
    assert told == [True, True, True, False]
