"""What the address of a page with figures asks for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.translation import override

from dashboard import asked as reading
from dashboard import periods, scopes
from dashboard.address import days_of
from dashboard.asked import FigureFilters, read_asked
from dashboard.measures import CLOSED, QUESTIONS
from dashboard.spans import Span
from kcc.lib.kept import forget_all
from kcc.lib.periods import Month
from kcc.organisation.access import access_of
from kcc.organisation.models import Channel
from tests.factories import (
    make_closed_case,
    make_contact,
    make_department,
    make_user,
    reference,
)
from tests.statements import statements
from tests.town import make_domain

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 11, 0, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def read(query: str = "", now=NOW):
    return read_asked(QueryDict(query), now)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", "2026-11-01", "2026-11-30"),
        ("period=this_month", "2026-11-01", "2026-11-30"),
        ("period=last_month", "2026-10-01", "2026-10-31"),
        ("period=last_30_days", "2026-10-24", "2026-11-22"),
        ("period=this_quarter", "2026-10-01", "2026-12-31"),
        ("period=last_quarter", "2026-07-01", "2026-09-30"),
        ("period=this_year", "2026-01-01", "2026-12-31"),
        ("period=last_year", "2025-01-01", "2025-12-31"),
        ("period=last_12_months", "2025-12-01", "2026-11-30"),
        ("period=2024-02", "2024-02-01", "2024-02-29"),
        ("from=2026-11-03&to=2026-11-05", "2026-11-03", "2026-11-05"),
        ("from=2026-11-03", "2026-11-03", "2026-11-22"),
        # A preset that is chosen says more than the days that were there already.
        ("period=last_month&from=2026-11-03&to=2026-11-05", "2026-10-01", "2026-10-31"),
    ],
)
def test_a_period_is_whole_local_days(query, first, last):
    asked, filters = read(query)
    assert (asked.span, filters.errors) == (
        Span(date.fromisoformat(first), date.fromisoformat(last)), {},
    )  # fmt: skip
    # Written back it asks for the same.
    again, _filters = read(filters.query())
    assert again == asked


def test_the_day_of_the_municipality_counts():
    asked, _ = read("", datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    assert asked.span.first == date(2026, 12, 1)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        # A month that is not over yet is compared with as many days.
        ("", "2026-10-01", "2026-10-22"),
        ("compare=previous", "2026-10-01", "2026-10-22"),
        ("compare=year", "2025-11-01", "2025-11-22"),
        ("period=last_month", "2026-09-01", "2026-09-30"),
        ("period=last_month&compare=year", "2025-10-01", "2025-10-31"),
        ("period=this_quarter", "2026-07-01", "2026-08-22"),
        ("period=last_30_days", "2026-09-24", "2026-10-23"),
        ("period=last_12_months", "2024-12-01", "2025-11-22"),
        ("from=2024-02-29&to=2024-02-29&compare=year", "2023-02-28", "2023-02-28"),
    ],
)
def test_it_is_compared_with_as_much(query, first, last):
    asked, _filters = read(query)
    assert asked.compare == Span(date.fromisoformat(first), date.fromisoformat(last))


def test_a_long_month_is_not_compared_beyond_a_short_one():
    span = Span(date(2027, 3, 1), date(2027, 3, 31))
    other = periods.compared(span, "previous", date(2027, 3, 30))
    assert other == Span(date(2027, 2, 1), date(2027, 2, 28))


def test_it_is_compared_with_nothing():
    asked, filters = read("compare=none")
    assert (asked.compare, filters.compare_name, filters.query()) == (None, "", "compare=none")


@pytest.mark.parametrize(
    ("query", "field", "sentence"),
    [
        ("period=2026-13", "period", "Select a valid choice. 2026-13 is not one of the available"),
        ("period=yesterday", "period", "Select a valid choice. yesterday is not one of the"),
        ("period=2026-12", "period", "This period has not begun yet."),
        ("period=1999-12", "period", "There are no figures from before 2000."),
        ("from=2026-11-05&to=2026-11-03", "to", "The last day is before the first one."),
        ("to=2026-11-03", "from", "Give the first day too."),
        ("from=3+november", "from", "Enter a valid date."),
        ("from=2005-01-01", "from", "Choose ten years at most."),
        ("from=0001-01-01", "from", "Ensure this value is greater than or equal to 1900-01-01."),
        ("compare=never", "compare", "Select a valid choice. never is not one of the available"),
    ],
)
def test_what_cannot_be_read_is_told_and_left_out(query, field, sentence):
    with override("en"):
        asked, filters = read(query)
        assert list(filters.errors) == [field]
        assert filters.errors[field][0].startswith(sentence)
    assert asked == read("")[0]
    assert filters.query() == ""


def test_channels_subjects_and_domains_by_code_several_at_once():
    ref = reference()
    query = "channel=telefoon&subject=VG01,BZ01&domain=algemeen"
    asked, filters = read(query)
    assert asked.channels == [ref.channel["telefoon"].pk]
    assert asked.subjects == [ref.subject["VG01"].pk, ref.subject["BZ01"].pk]
    assert (filters.query(), filters.errors) == (query, {})
    twice, _filters = read("subject=VG01&subject=BZ01&subject=VG01")
    assert twice.subjects == asked.subjects
    assert [(tag.name, tag.code, tag.query) for tag in filters.tags] == [
        ("channel", "telefoon", "subject=VG01,BZ01&domain=algemeen"),
        ("subject", "VG01", "channel=telefoon&subject=BZ01&domain=algemeen"),
        ("subject", "BZ01", "channel=telefoon&subject=VG01&domain=algemeen"),
        ("domain", "algemeen", "channel=telefoon&subject=VG01,BZ01"),
    ]
    assert filters.names.subjects[ref.subject["VG01"].pk].code == "VG01"


def test_what_is_no_longer_in_use_can_still_be_asked_for():
    ref = reference()
    ref.subject["VG01"].active = False
    ref.subject["VG01"].save()
    assert read("subject=VG01")[0].subjects == [ref.subject["VG01"].pk]


def test_one_unknown_code_leaves_the_field_out():
    reference()
    asked, filters = read("subject=VG01,ZZ99")
    assert (asked.subjects, list(filters.errors), filters.query()) == (None, ["subject"], "")


def test_a_link_changes_one_thing_and_keeps_the_rest():
    reference()
    _asked, filters = read("period=last_month&channel=telefoon&compare=year&sort=name&after=x")
    assert filters.query() == "period=last_month&compare=year&channel=telefoon"
    assert filters.query(channel=None) == "period=last_month&compare=year"
    assert filters.query(subject=["VG01", "BZ01"], department="parkeren") == (
        "period=last_month&compare=year&channel=telefoon&subject=VG01,BZ01&department=parkeren"
    )
    assert filters.query(period="2026-03") == "compare=year&channel=telefoon&period=2026-03"
    days = days_of(Span(date(2026, 3, 1), date(2026, 3, 2)))
    assert filters.query(**days) == "compare=year&channel=telefoon&from=2026-03-01&to=2026-03-02"


@pytest.mark.parametrize(
    ("query", "earlier", "later"),
    [
        ("", "period=2026-10", None),
        ("period=2026-10", "period=2026-09", "period=2026-11"),
        ("period=last_quarter", "from=2026-04-01&to=2026-06-30", "from=2026-10-01&to=2026-12-31"),
        ("period=2000-01", None, "period=2000-02"),
        (
            "from=2026-11-03&to=2026-11-05",
            "from=2026-10-31&to=2026-11-02",
            "from=2026-11-06&to=2026-11-08",
        ),
    ],
)
def test_the_periods_beside_it(query, earlier, later):
    _asked, filters = read(query)
    assert (
        filters.earlier and filters.earlier.query, filters.later and filters.later.query
    ) == (earlier, later)  # fmt: skip


@pytest.mark.parametrize(
    ("query", "name", "compare"),
    [
        ("", "November 2026", "1 – 22 October 2026"),
        ("period=last_year", "2025", "2024"),
        ("period=last_quarter", "July – September 2026", "April – June 2026"),
        (
            "period=last_12_months", "December 2025 – November 2026",
            "1 December 2024 – 22 November 2025",
        ),
        ("from=2026-11-03&to=2026-11-03", "3 November 2026", "2 November 2026"),
        ("from=2026-10-30&to=2026-11-03", "30 October – 3 November 2026", "25 – 29 October 2026"),
    ],
)  # fmt: skip
def test_a_period_has_a_name(query, name, compare):
    with override("en"):
        _asked, filters = read(query)
        assert (filters.period_name, filters.compare_name) == (name, compare)


def test_a_domain_narrows_what_a_page_is_about():
    make_department("parkeren", domain=make_domain("verkeer"))
    reference()
    access = access_of(make_user("manager"))
    everything = scopes.organisation(access, scopes.departments_for(access))
    _asked, filters = read("domain=verkeer")
    inside = filters.within(everything)
    assert ([each.slug for each in inside.departments], inside.is_everything) == (
        ["parkeren"], False,
    )  # fmt: skip
    assert read("")[1].within(everything) is everything


def test_the_rows_of_a_source_are_narrowed_by_the_same_filters():
    asked = make_contact(subject="VG01", at=NOW)
    make_contact(subject="BZ01", at=NOW)
    case, _other = make_closed_case(at=NOW), make_closed_case(at=NOW)
    type(case).objects.filter(pk=case.pk).update(subject_code="VG01")
    found = read("subject=VG01")[1].found
    assert [row.contact for row in found.narrowed(QUESTIONS.rows(), QUESTIONS)] == [asked]
    assert list(found.narrowed(CLOSED.rows(), CLOSED)) == [case]
    # A case came in over no channel.
    found = read("channel=telefoon")[1].found
    assert list(found.narrowed(CLOSED.rows(), CLOSED)) == []
    found = read("domain=vergunningen")[1].found
    assert found.narrowed(CLOSED.rows(), CLOSED).count() == 2
    found = read("domain=burgerzaken")[1].found
    assert found.narrowed(CLOSED.rows(), CLOSED).count() == 0


def test_reading_costs_one_statement():
    reference()
    with statements() as ran:
        _asked, filters = read("subject=VG01,BZ01&channel=telefoon&domain=algemeen")
        assert filters.tags
        assert filters.form["subject"].field.choices
    assert len(ran) == 1


def shown(query: str) -> str:
    _asked, filters = read(query)
    return render_to_string("dashboard/_filters.html", {"filters": filters, "domains": True})


def test_the_bar_offers_one_more_and_sends_along_what_was_chosen():
    reference()
    with override("en"):
        html = shown("period=last_month&channel=telefoon&sort=-late&after=x&view=y")
    assert '<option value="last_month" selected>Last month</option>' in html
    assert '<option value="">Add one</option>' in html
    assert '<input type="hidden" name="channel" value="telefoon">' in html
    assert '<input type="hidden" name="sort" value="-late">' in html
    assert 'name="after"' not in html
    assert 'name="view"' not in html
    assert 'href="?period=last_month&amp;sort=-late"' in html
    assert '<optgroup label="Vergunningen, bouwen en wonen">' in html
    assert "Compared with September 2026" in html
    assert 'href="?period=this_month&amp;sort=-late">Clear filters' in html


def test_own_days_and_a_month_long_ago_stay_chosen():
    with override("en"):
        html = shown("from=2026-11-03&to=2026-11-05")
        assert '<option value="" selected>3 – 5 November 2026</option>' in html
        assert html.count('<input type="hidden" name="from" value="2026-11-03">') == 1
        assert '<option value="2019-03" selected>March 2019</option>' in shown("period=2019-03")
        assert "March 2019" not in shown("")


def test_what_is_wrong_stands_at_its_field():
    with override("en"):
        html = shown("from=2026-11-05&to=2026-11-03")
        assert '<details class="menu left" open>' in html
        assert "The last day is before the first one." in html


ADDRESSES = (
    "", "period=last_month", "period=2026-03&compare=year", "channel=telefoon", "sort=-age",
    "from=2026-11-03&to=2026-11-05", "from=2026-11-03&to=2026-11-05&period=this_month",
    "from=2026-11-3", "compare=none&department=a", "period=nonsense", "from=2026-11-05&to=x",
    "channel=x,telefoon",
)  # fmt: skip


def test_a_bar_that_is_kept_is_the_bar_of_this_address(monkeypatch):
    reference()

    def bars():
        found = []
        for query in ADDRESSES:
            for more in ({}, {"domains": True}, {"alone": True}):
                context = {"filters": read(query)[1], **more}
                found.append(render_to_string("dashboard/_filters.html", context))
        return found

    with override("nl"):
        first, again = bars(), bars()
        monkeypatch.setattr(FigureFilters, "fields_key", None)
        assert first == again == bars()


def test_a_bar_with_what_somebody_typed_is_not_kept():
    reference()
    assert [read(query)[1].fields_key for query in ("from=Jansen", "channel=Jansen")] == [
        None,
        None,
    ]
    assert read("name=Jansen")[1].key is None


def test_a_bar_is_another_one_when_the_names_are():
    reference()
    with override("nl"):
        before = render_to_string("dashboard/_filters.html", {"filters": read()[1]})
        Channel.objects.filter(code="telefoon").update(name="Beeldbellen")
        forget_all()
        after = render_to_string("dashboard/_filters.html", {"filters": read()[1]})
    assert ("Beeldbellen" in before, "Beeldbellen" in after) == (False, True)


def test_what_was_read_is_read_anew_on_another_day_and_with_other_names():
    reference()
    first = read("period=last_month")
    assert read("period=last_month") == first
    later = read("period=last_month", NOW + timedelta(days=9))
    assert (first[0].span, later[0].span) == (
        Span.of_month(Month(2026, 10)), Span.of_month(Month(2026, 11)),
    )  # fmt: skip
    Channel.objects.filter(code="telefoon").update(code="bellen")
    forget_all()
    assert read("channel=bellen")[0].is_narrow
    assert not read("channel=telefoon")[0].is_narrow


def test_what_somebody_typed_is_not_kept():
    reference()
    for query in ("from=Jansen", "channel=Jansen", "Jansen=1", "period=2026-10&sort=Jansen"):
        read(query)
    assert "Jansen" not in str(list(reading._read))
