"""One statement at a time while somebody fills in, and the figure that is shown beside it."""

from datetime import timedelta
from html import unescape

import pytest
import time_machine

from maturity.filling.given import Given
from maturity.filling.selectors import filling_of
from maturity.filling.services import version_of
from maturity.models import Assessment, Response
from tests.factories import NOW
from tests.maturity.browsing import answers, client_for, read, url
from tests.maturity.test_filling_services import code_of, estimate, given
from tests.maturity.town import answer_all, make_round

pytestmark = pytest.mark.django_db
PAGES = ("fill", "fill-estimates", "fill-pillar", "fill-check")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


# -- One statement at a time ----------------------------------------------------------------------


def test_answer_is_kept_while_somebody_fills_in(estimated):
    data = answers("P1F1S1", choice="2", comment="Regel een\r\nregel twee")
    response = client_for(estimated).post(url("fill-answer", estimated), data)
    html = response.content.decode()
    row = Response.objects.get()
    assert (response.status_code, row.comment) == (200, "Regel een\nregel twee")
    assert f'name="P1F1S1-seen" value="{version_of(row)}"' in html
    assert "1 of 5 answered" in html


def test_reason_belongs_to_what_does_not_apply(estimated):
    respondent = make_round(title="Twee").respondents.first()
    estimate(respondent)
    code, client = code_of(respondent, key=False), client_for(respondent)
    data = answers(code, choice="na", reason="Wij hebben geen balie.")
    client.post(url("fill-answer", respondent, code), data)
    assert filling_of(respondent).given[code].reason == "Wij hebben geen balie."
    data = answers(
        code,
        choice="1",
        reason="Wij hebben geen balie.",
        seen=version_of(respondent.responses.get()),
    )
    client.post(url("fill-answer", respondent, code), data)
    assert filling_of(respondent).given[code] == Given(value=1)


def test_answer_over_another_window_is_refused_with_both(estimated):
    given(estimated, "P1F1S1", value=0, comment="Van elders.", now=NOW + timedelta(minutes=1))
    data = answers("P1F1S1", choice="3")
    response = client_for(estimated).post(url("fill-answer", estimated), data)
    html = unescape(response.content.decode())
    assert (response.status_code, "Van elders." in html, "“niet”" in html) == (409, True, True)
    assert filling_of(estimated).given["P1F1S1"].value == 0


@pytest.mark.parametrize("data", [{"choice": "na"}, {"choice": "1", "comment": "x" * 1001}])
def test_answer_that_cannot_be_is_told_in_a_sentence(estimated, data):
    response = client_for(estimated).post(url("fill-answer", estimated), answers("P1F1S1", **data))
    assert (response.status_code, response["Content-Type"]) == (422, "text/plain; charset=utf-8")
    assert Response.objects.count() == 0


def test_answer_after_handing_in_is_told_in_a_sentence(estimated):
    estimated.estimates.all().delete()
    answer_all(estimated)
    response = client_for(estimated).post(
        url("fill-answer", estimated), answers("P1F1S1", choice="0")
    )
    assert (response.status_code, "Take it back first" in response.content.decode()) == (422, True)


# -- Beside the figures ---------------------------------------------------------------------------


@pytest.fixture
def measured(estimated):
    """With a figure of 71,3 % beside a statement that wants so much more that it suggests 3."""
    statement = next(
        each
        for each in filling_of(estimated).asked.of_pillar("prestaties")
        if each.threshold and each.threshold.operator == ">="
    )
    told = {statement.figure: {"number": statement.threshold.value + 1.3, "whole": 100}}
    Assessment.objects.update(evidence=told, evidence_at=NOW)
    return statement


def test_figure_is_shown_after_the_answer_only(estimated, measured):
    """Shown before, everybody would say what the figures say."""
    client, address = client_for(estimated), url("fill-pillar", estimated)
    value = f"{measured.threshold.value + 1.3:.1f} %".replace(".", ",")
    before = read(client, address).replace(".", ",")
    assert ("You see it after your answer," in before, value in before) == (True, False)
    given(estimated, measured.code, value=3)
    after = read(client, address)
    assert value in after.replace(".", ",")
    assert after.count("This suggests:") == 1


@pytest.mark.parametrize(
    ("value", "told"), [(3, None), (2, None), (1, "too modest"), (0, "too modest")]
)
def test_answer_far_from_the_figure_is_told_kindly(estimated, measured, value, told):
    given(estimated, measured.code, value=value)
    html = read(client_for(estimated), url("fill-pillar", estimated))
    assert html.count("too modest") == (1 if told else 0)
    assert filling_of(estimated).given[measured.code].value == value


def test_answer_above_the_figure_is_called_favourable(estimated, measured):
    Assessment.objects.update(evidence={measured.figure: {"number": 1.0, "whole": 100}})
    data = answers(measured.code, choice="3")
    response = client_for(estimated).post(url("fill-answer", estimated, measured.code), data)
    assert "more favourable than your figures" in response.content.decode()


def test_unknown_shows_the_figure_and_no_warning(estimated, measured):
    given(estimated, measured.code, unknown=True)
    html = read(client_for(estimated), url("fill-pillar", estimated))
    assert (html.count("This suggests:"), html.count("favourable"), html.count("too modest")) == (
        1,
        0,
        0,
    )


# -- Cost -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_keeping_one_answer_costs_the_same_at_any_number(
    django_assert_num_queries, estimated, count
):
    for code in ("P1F2S1", "P1F3S1", "P1F4S1")[:count]:
        given(estimated, code, value=2)
    client = client_for(estimated)
    client.get(url("fill", estimated))
    # The person (3); how one takes part, answers; inside a savepoint (2) the locked row, the
    # answers, what is written. The audit row of this hour is there already.
    with django_assert_num_queries(3 + 2 + 2 + 3):
        client.post(url("fill-answer", estimated), answers("P1F1S1", choice="2"))
