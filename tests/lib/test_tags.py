"""Filters, tags and components of the templates."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
import time_machine
from django import forms
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from kcc.lib.paging import Page
from kcc.lib.templatetags import kcc as tags
from kcc.organisation.due import Due

NOW = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def tuesday_in_november():
    with time_machine.travel(NOW, tick=False), translation.override("nl"):
        yield


def rendered(source, request=None, **context):
    return engines["django"].from_string(source).render(context, request)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 11, 24, 16, 0, tzinfo=UTC), "di 24 nov 17:00"),
        (datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "do 2 jul 00:30"),
        (datetime(2025, 12, 31, 23, 30, tzinfo=UTC), "do 1 jan 00:30"),
        (datetime(2027, 3, 1, 8, 0, tzinfo=UTC), "ma 1 mrt 2027 09:00"),
        (None, ""),
    ],
)
def test_moment_is_amsterdam_time_and_names_another_year(value, text):
    assert tags.moment(value) == text


def test_moment_is_english_for_who_reads_english():
    with translation.override("en"):
        assert tags.moment(datetime(2026, 11, 24, 16, 0, tzinfo=UTC)) == "Tue 24 Nov 17:00"


def test_day_takes_dates_and_moments():
    assert tags.day(date(2026, 11, 24)) == "di 24 nov"
    assert tags.day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "di 24 nov"


@pytest.mark.parametrize(("hours", "word"), [(1, "today"), (24, "tomorrow"), (-24, "yesterday")])
def test_moment_near_names_the_day(hours, word):
    with translation.override("en"):
        text = tags.moment_near(NOW + timedelta(hours=hours))
    assert text == f"{word} {tags.time_of(NOW + timedelta(hours=hours))}"


def test_moment_near_is_the_date_further_away():
    assert tags.moment_near(NOW + timedelta(days=2)) == "do 12 nov 10:00"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (0, "0 min"),
        (40, "40 s"),
        (60, "1 min"),
        (3600, "1 h"),
        (22800, "6 h 20 min"),
        (timedelta(hours=1, minutes=59, seconds=45), "2 h"),
        (4_500_000, "1,250 h"),
    ],
)
def test_duration_in_hours_and_minutes(value, text):
    with translation.override("en"):
        assert tags.duration(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(None, "–"), (0, "00:00"), (192, "03:12"), (3792, "1:03:12"), (-5, "00:00")]
)
def test_mmss_of_a_timer(value, text):
    assert tags.mmss(value) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (1234, None, "1.234"), (71.25, 1, "71,3"), (7.4, None, "7,4"), (None, 1, "–"),
        (0, None, "0"), (-1234567, None, "-1.234.567"), (1234.5, 2, "1.234,50"), (3, 1, "3,0"),
        (-0.04, 1, "0,0"), ("1234.5", None, "1.234,5"), (1e16, None, "10.000.000.000.000.000"),
    ],
)  # fmt: skip
def test_number_is_written_the_dutch_way(value, decimals, text):
    assert tags.number(value, decimals) == text


def test_number_is_written_in_the_language_of_the_page():
    with translation.override("en"):
        assert (tags.number(1234.5, 1), tags.number(1234)) == ("1,234.5", "1,234")
    assert (tags.number(1234.5, 1), tags.number(1234)) == ("1.234,5", "1.234")


def test_percent_of_a_fraction_and_of_nothing():
    assert tags.percent(0.7125) == "71,3 %"
    assert tags.percent(0.5, 0) == "50 %"
    assert tags.percent(None) == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("+31612345678", "06 12345678"),
        ("+31201234567", "020 123 4567"),
        ("+4930123456", "+49 30 123456"),
        ("14 020", "14 020"),
        ("", ""),
    ],
)
def test_phone_in_the_spelling_people_use(value, text):
    assert tags.phone(value) == text


@pytest.mark.parametrize("rest", [0, 234567, 999999])
def test_a_dutch_number_is_spelt_as_the_library_does(rest):
    numbers = [f"+31{begins}{rest:06}" for begins in range(100, 1000)]
    assert [tags.phone(number) for number in numbers] == [
        tags._spelled_phone(number, "NL") for number in numbers
    ]


def test_icon_is_hidden_from_screen_readers():
    assert tags.icon("search") == (
        '<svg class="icon" aria-hidden="true"><use href="/static/icons.svg#search"></use></svg>'
    )


def test_pager_moves_the_cursor_and_keeps_the_rest():
    page = Page(items=[], next=UUID(int=1), previous=UUID(int=2))
    request = RequestFactory().get("/?team=apv&before=old")
    html = rendered('{% include "components/pager.html" with page=page only %}', request, page=page)
    assert f'href="?team=apv&amp;after={UUID(int=1)}"' in html
    assert f'href="?team=apv&amp;before={UUID(int=2)}"' in html


def test_pager_of_a_single_page_is_empty():
    page = Page(items=[], next=None, previous=None)
    html = rendered('{% include "components/pager.html" with page=page only %}', page=page)
    assert html.strip() == ""


class AskForm(forms.Form):
    name = forms.CharField(label="Naam", help_text="Zoals op het paspoort")
    channel = forms.ChoiceField(
        label="Kanaal", choices=[("a", "Telefoon"), ("b", "Balie")], widget=forms.RadioSelect
    )
    remark = forms.CharField(label="Opmerking", required=False, widget=forms.Textarea)
    agreed = forms.BooleanField(label="Akkoord")

    def clean(self):
        raise forms.ValidationError("Samen kan dit niet.")


def test_field_names_its_hint_and_its_error():
    html = rendered("{{ form }}", form=AskForm({}))
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext">Zoals op het paspoort' in html
    assert '<p class="error" id="id_name_error">' in html
    assert html.count('aria-invalid="true"') == 4
    assert '<label for="id_remark">Opmerking <span class="quiet">(' in html


def test_field_of_choices_is_a_group_with_keys():
    source = '{% include "components/field.html" with field=form.channel keys=True only %}'
    html = rendered(source, form=AskForm())
    assert "<fieldset" in html
    assert '<label data-key="1"><input type="radio" name="channel" value="a"' in html
    assert html.count("<kbd") == 2


def test_error_summary_links_each_error_to_its_field():
    problems = tags.error_list(AskForm({}))
    assert [problem["target"] for problem in problems] == [
        "", "id_name", "id_channel_0", "id_agreed",
    ]  # fmt: skip
    assert problems[0]["text"] == "Samen kan dit niet."


def test_error_summary_is_empty_without_errors():
    form = AskForm()
    html = rendered('{% include "components/error_summary.html" with form=form only %}', form=form)
    assert html.strip() == ""


def test_csrf_field_works_inside_a_component():
    items = [{"label": "Weg", "url": "/x/", "post": True}]
    source = '{% include "components/menu.html" with label="Meer" items=items only %}'
    html = rendered(source, RequestFactory().get("/"), items=items)
    assert 'name="csrfmiddlewaretoken" value="' in html


@pytest.mark.parametrize(
    ("due", "kind"),
    [
        (Due(late=True, soon=False, days=2), "late"),
        (Due(late=True, soon=False, days=0), "late"),
        (Due(late=False, soon=True, days=0), "warn"),
        (Due(late=False, soon=False, days=3), "info"),
    ],
)
def test_due_has_a_colour_and_a_word(due, kind):
    source = '{% include "components/due.html" with at=at due=due only %}'
    html = rendered(source, at=NOW + timedelta(days=3), due=due)
    assert f'<span class="status {kind}">' in html
