"""The KPIs of the self-assessment say what the dashboard says, in the unit of the catalogue."""

from datetime import date, timedelta

import pytest

from dashboard.board import Asked, board_of
from dashboard.evidence.selectors import Missing, Reading, courses, readings
from dashboard.figures import BY_KPI, MEDIAN_AGE, PERIOD, UNMEASURED, Unit
from dashboard.models import TelephonyFile, TelephonyHour
from dashboard.scopes import Kind, Scope
from dashboard.spans import Span
from dashboard.stock.reckoning import reckon
from dashboard.stock.work import Stock
from kcc.lib.periods import Month
from kcc.organisation.access import Access
from kcc.organisation.models import Department, Role
from maturity.catalogue import catalogue
from tests.dashboard.history import make_confidential_work, make_history, make_month, make_open_work
from tests.factories import NOW, reference
from tests.statements import statements

pytestmark = pytest.mark.django_db
# NOW is 10 November 2026.
AUTUMN = (date(2026, 10, 1), date(2026, 11, 30))
EVENING = date(2026, 11, 9)
IN_TALLIES = {kpi: each for kpi, each in BY_KPI.items() if each in PERIOD and each.unit}
TELEPHONE = {"telefoon_servicelevel_pct", "telefoon_verlaten_pct"}


def read(kpis, departments=None, span=AUTUMN, now=NOW):
    return readings(kpis, departments=departments, span=span, now=now)


def every_kpi():
    return sorted(catalogue().figures)


def test_every_kpi_of_the_catalogue_is_known():
    assert set(every_kpi()) == {*BY_KPI, *UNMEASURED, "kanaal_verdeling"}


@pytest.mark.parametrize("slugs", [(), ("burgerzaken",), ("burgerzaken", "vergunningen")])
def test_a_period_says_what_the_dashboard_says(slugs):
    reference()
    make_history()
    rows = list(Department.objects.select_related("domain").order_by("name"))
    chosen = [each for each in rows if each.slug in slugs]
    scope = Scope(Kind.DOMAIN, tuple(chosen or rows), is_everything=not chosen)
    manager = Access(frozenset({Role.MANAGER}), frozenset())
    board = board_of(scope, access=manager, asked=Asked(span=Span(*AUTUMN)), now=NOW, months=0)
    found = read(IN_TALLIES, [each.pk for each in chosen] or None)
    compared = 0
    for kpi in IN_TALLIES.keys() - TELEPHONE:
        value = board.value(BY_KPI[kpi])
        number = value.number
        if number is not None:
            compared += 1
            number = pytest.approx(100 * number if BY_KPI[kpi].unit == Unit.SHARE else number)
        assert (kpi, found[kpi].number) == (kpi, number)
        assert (found[kpi].whole, found[kpi].few) == (value.whole, value.few)
    assert compared >= 9


def test_what_happened_by_hand():
    """Of burgerzaken: six answered at once, two put through, and one of the two questions of one
    contact; three repeats were caused
    by it, one of them asked elsewhere."""
    reference()
    make_month()
    place = Department.objects.get(slug="burgerzaken").pk
    found = read(["fcr_pct", "herhaal_pct", "contacten_aantal"], [place])
    assert found == {
        "fcr_pct": Reading(round(100 * 7 / 9, 6), 9),
        "herhaal_pct": Reading(round(100 * 3 / 9, 6), 9),
        "contacten_aantal": Reading(9.0),
    }


def test_shares_of_channels_largest_first():
    reference()
    make_month()
    found = read(["kanaal_verdeling"])["kanaal_verdeling"]
    # Ten questions by telephone, two at the counter in one contact.
    assert found == Reading(
        None,
        12,
        shares=(("Telefoon", pytest.approx(1000 / 12)), ("Balie", pytest.approx(200 / 12))),
    )


OPEN = ["open_contacten_aantal", "open_te_laat_pct", "zonder_eigenaar_pct",
        "terugbel_te_laat_aantal", "open_ouderdom_mediaan"]  # fmt: skip


def test_what_is_open_is_that_of_the_last_evening_that_is_over():
    """Not kept, so worked out from what the rows still tell, confidential work included."""
    reference()
    make_open_work()
    make_confidential_work()
    stock = Stock({(kind, place): work
                   for (_day, kind, place), work in reckon([EVENING]).items()})  # fmt: skip
    work = stock.of()
    assert work.open > 3
    found = read(OPEN)
    assert found["open_contacten_aantal"] == Reading(work.open, work.open)
    assert found["open_te_laat_pct"].number == round(100 * work.overdue / work.open, 6)
    assert found["zonder_eigenaar_pct"].number == round(100 * work.unassigned / work.open, 6)
    assert found["open_ouderdom_mediaan"].number == stock.value(MEDIAN_AGE).part


def test_too_few_are_marked():
    reference()
    make_month(NOW - timedelta(days=31))
    place = Department.objects.get(slug="vergunningen").pk
    found = read(["fcr_pct"], [place])["fcr_pct"]
    assert (found.whole, found.few) == (3, True)


def test_why_there_is_no_value():
    reference()
    file = TelephonyFile.objects.create(
        name="o.csv", sha256="0" * 64, read_at=NOW, rows=1,
        first_day=date(2026, 10, 5), last_day=date(2026, 10, 5),
    )  # fmt: skip
    TelephonyHour.objects.create(
        file=file, day=date(2026, 10, 5), hour=9, line="14 0591", offered=50, answered=45,
        in_time=40, abandoned=5, wait_seconds=900,
    )  # fmt: skip
    place = Department.objects.get(slug="burgerzaken").pk
    found = read(["kennis_gebruik_pct", "fcr_pct", *TELEPHONE, "rapport_gepubliceerd_dag"], [place])
    assert {kpi: each.missing for kpi, each in found.items()} == {
        "kennis_gebruik_pct": Missing.UNMEASURED,
        "fcr_pct": Missing.NOTHING,
        "telefoon_servicelevel_pct": Missing.WHOLE,
        "telefoon_verlaten_pct": Missing.WHOLE,
        "rapport_gepubliceerd_dag": Missing.WHOLE,
    }
    found = read([*TELEPHONE, "rapport_gepubliceerd_dag"])
    assert found == {
        "telefoon_servicelevel_pct": Reading(80.0, 50),
        "telefoon_verlaten_pct": Reading(10.0, 50),
        "rapport_gepubliceerd_dag": Reading(None, 0, missing=Missing.NOTHING),
    }


def test_course_of_a_figure_month_by_month():
    reference()
    make_month()
    make_month(NOW - timedelta(days=31))
    place = Department.objects.get(slug="burgerzaken").pk
    other = Department.objects.exclude(pk=place).order_by("slug").first().pk
    asked = {"first": Month(2026, 9), "last": Month(2026, 11), "now": NOW}
    alone = courses([("fcr_pct", place)], **asked)
    nothing = Reading(None, 0, missing=Missing.NOTHING)
    seven = Reading(round(100 * 7 / 9, 6), 9)
    assert alone == {
        ("fcr_pct", place): [
            (Month(2026, 9), nothing), (Month(2026, 10), seven), (Month(2026, 11), seven)
        ]
    }  # fmt: skip
    # Asked together with others it is the same.
    together = courses([("fcr_pct", place), ("fcr_pct", other), ("fcr_pct", None)], **asked)
    assert together["fcr_pct", place] == alone["fcr_pct", place]


@pytest.mark.parametrize("kpi", ["open_te_laat_pct", "rapport_gepubliceerd_dag", *TELEPHONE,
                                 "kennis_gebruik_pct"])  # fmt: skip
def test_course_of_what_was_never_kept_has_every_month(kpi):
    reference()
    asked = {"first": Month(2025, 12), "last": Month(2026, 1), "now": NOW}
    found = courses([(kpi, None)], **asked)[kpi, None]
    assert [month for month, _reading in found] == [Month(2025, 12), Month(2026, 1)]
    assert all(reading.number is None for _month, reading in found)


@pytest.mark.parametrize("number", [1, 3])
def test_statements(number):
    reference()
    make_history()
    rows = Department.objects.order_by("slug").values_list("pk", flat=True)
    places = list(rows)[:number]
    kpis = ["fcr_pct", "herhaal_pct", "kanaal_verdeling"]
    with statements() as seen:
        readings(kpis, departments=places, span=AUTUMN, now=NOW)
    assert len(seen) == 5
    asked = {"first": Month(2026, 10), "last": Month(2026, 11), "now": NOW}
    with statements() as seen:
        courses([("fcr_pct", place) for place in places], **asked)
    assert len(seen) == 4
    with statements() as seen:
        courses([("open_te_laat_pct", place) for place in places], **asked)
    assert len(seen) == number
