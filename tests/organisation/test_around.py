"""What stands around a list: it says what it is asked, in the language of who asks, and nothing of
somebody else's page."""

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from kcc.lib.columns import Column
from kcc.lib.secret import token_of
from kcc.organisation import around

DUE = Column("due", _("Term"), cells=[])
TRIED = Column("tries", "<Tries>", cells=[], first="-", css="num")
WHO = Column("who", "Who", cells=[], sort=False, fixed=True)


@pytest.mark.parametrize(
    ("address", "sort", "link", "state"),
    [
        ("team=apv&after=x", "", "?team=apv&amp;sort=due", ""),
        ("sort=due&team=apv", "due", "?sort=-due&amp;team=apv", ' aria-sort="ascending"'),
        ("sort=-due", "-due", "?sort=due", ' aria-sort="descending"'),
        ("team=%2500", "", "?team=%2500&amp;sort=due", ""),
    ],
)
def test_a_head_keeps_the_filters_and_turns_the_order_around(address, sort, link, state):
    html = around.heads([Column("due", "Belofte", cells=[])], sort, QueryDict(address))
    assert html.startswith(f'<th scope="col"{state}><a href="{link}">Belofte<svg')


def test_a_head_may_start_descending_and_is_escaped():
    html = around.heads([TRIED, WHO], "", QueryDict())
    assert html.startswith('<th scope="col" class="num"><a href="?sort=-tries">&lt;Tries&gt;<svg')
    assert html.endswith('<th scope="col">Who</th>')


def test_what_is_kept_differs_by_language_and_by_what_is_asked():
    def written():
        return (
            around.heads([DUE], "", QueryDict()),
            around.column_choice([DUE, WHO], [DUE], []),
            around.export("/x/", QueryDict()),
        )

    with translation.override("nl"):
        dutch = written()
    with translation.override("en"):
        english = written()
    assert [one == other for one, other in zip(dutch, english, strict=True)] == [False] * 3
    with translation.override("nl"):
        assert written() == dutch


def test_columns_that_are_shown_are_checked_and_the_rest_is_sent_along():
    html = around.column_choice([DUE, TRIED, WHO], [TRIED], [("state", '"mine"')], "?x=1")
    assert html.count(" checked") == 2
    assert 'name="columns" value="tries" checked>' in html
    assert '<input type="hidden" name="state" value="&quot;mine&quot;">' in html
    assert '<a class="btn plain" href="?x=1">' in html
    assert 'class="btn plain"' not in around.column_choice([DUE], [DUE], [])


def test_a_sheet_is_of_what_the_page_asks_without_its_place():
    html = around.export("/x/", QueryDict("state=mine&after=y"))
    kinds = ("xlsx", "ods", "csv")
    assert all(f'href="/x/?state=mine&amp;format={kind}"' in html for kind in kinds)


def test_the_secret_of_the_forms_is_masked_once_and_anew_for_another_secret():
    request = RequestFactory().get("/")
    first = token_of(request)
    assert token_of(request) == first
    request.META["CSRF_COOKIE"] = "b" * 32
    assert token_of(request) != first
