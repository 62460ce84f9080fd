"""What lies beside a statement: read with the round, told in words, never again after the
consensus began."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from maturity.asked import asked_of
from maturity.catalogue import Threshold
from maturity.evidence import amount, beside, needs_text
from maturity.evidence.places import departments_of
from maturity.evidence.services import refresh
from maturity.models import Assessment
from maturity.scoring import Answer, Mirror
from tests.dashboard.history import make_month
from tests.factories import NOW, reference
from tests.maturity.town import make_round
from tests.maturity.yardstick import asked

YARDSTICK = asked()


def told(code="P1F3S1", **evidence):
    """Beside a statement that needs 60 per cent."""
    assessment = Assessment(
        evidence={"direct": evidence}, figures_first=date(2026, 8, 1),
        figures_last=date(2026, 10, 31),
    )  # fmt: skip
    return beside(YARDSTICK, assessment)[code]


@pytest.mark.once
def test_a_value_suggests_an_answer():
    with override("nl"):
        found = told(number=55.04, whole=120)
    assert (found.name, found.text, found.needs) == ("direct", "55,0 %", "≥ 60 %")
    assert (found.suggested, found.missing) == (2, "")
    assert (found.first, found.last) == (date(2026, 8, 1), date(2026, 10, 31))


@pytest.mark.once
def test_answers_two_steps_away_are_worth_a_word():
    found = told(number=20, whole=120)
    mirrors = [found.mirror(Answer(value)) for value in range(4)]
    assert mirrors == [None, None, Mirror.FAVOURABLE, Mirror.FAVOURABLE]
    assert told(number=90, whole=120).mirror(Answer(1)) == Mirror.MODEST


@pytest.mark.once
def test_of_too_few_nothing_is_suggested():
    found = told(number=20, whole=4, few=True)
    assert (found.few, found.suggested, found.mirror(Answer(3))) == (True, None, None)


@pytest.mark.once
@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        ("unmeasured", "The application does not record this."),
        ("nothing", "There is nothing to count in this period."),
        ("whole", "Known for the whole organisation only."),
    ],
)
def test_why_there_is_no_value(why, sentence):
    with override("en"):
        found = told(number=None, missing=why)
    assert (found.text, found.suggested, found.missing) == ("", None, sentence)


@pytest.mark.once
def test_what_was_never_read_has_no_value():
    assessment = Assessment(figures_first=date(2026, 8, 1), figures_last=date(2026, 10, 31))
    found = beside(YARDSTICK, assessment)["P1F3S3"]
    assert (found.text, found.suggested, bool(found.missing)) == ("", None, True)


@pytest.mark.once
def test_only_statements_with_a_figure_have_one():
    assert sorted(beside(YARDSTICK, Assessment())) == [
        "P1F3S1", "P1F3S2", "P1F3S3", "P1F4S1", "P3F2S2",
    ]  # fmt: skip


@pytest.mark.once
def test_shares_are_told_largest_first():
    with override("en"):
        found = told(number=None, shares=[["Telefoon", 60], ["Balie", 40]])
    assert found.text == "Telefoon 60.0 %, Balie 40.0 %"


@pytest.mark.once
@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        ("procent", 71.25, "71,3 %"), ("aantal", 1204, "1.204"), ("getal", 1.345, "1,3"),
        ("werkdagen", 3.5, "3,5 wd"), ("werkdag", 4, "4 wd"), ("seconden", 316, "5 min"),
        ("rapportcijfer", 7.35, "7,4"), ("procent", None, ""),
    ],
)  # fmt: skip
def test_amounts_in_the_units_of_the_catalogue(unit, value, text):
    with override("nl"):
        assert amount(unit, value) == text


@pytest.mark.once
def test_what_is_needed():
    figures = YARDSTICK.catalogue.figures
    with override("nl"):
        assert needs_text(figures["herhaald"], Threshold("<=", 12.5)) == "≤ 12,5 %"
        days = replace(figures["herhaald"], unit="werkdagen")
        assert needs_text(days, Threshold("<=", 5)) == "≤ 5 wd"
        mark = replace(figures["direct"], unit="rapportcijfer")
        assert needs_text(mark, Threshold(">=", 8)) == "≥ 8"
    assert needs_text(figures["herhaald"], None) == ""


# -- Read, and frozen ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_figures_are_read_until_the_consensus():
    assessment = make_round()
    assert assessment.evidence["contacten_aantal"] == {"number": 0.0}
    make_month(NOW - timedelta(days=31))
    assert refresh(assessment=assessment, now=NOW)
    kept = Assessment.objects.get(pk=assessment.pk)
    assert kept.evidence["contacten_aantal"] == {"number": 11.0}
    assert kept.evidence_at == NOW
    found = beside(asked_of(kept), kept)["P1F1S1"]
    assert (found.kpi, found.number) == ("fcr_pct", kept.evidence["fcr_pct"]["number"])


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["consensus", "final", "cancelled"])
def test_figures_stay_as_they_were_once_people_speak(state):
    assessment = make_round(state)
    before = Assessment.objects.values_list("evidence", flat=True).get(pk=assessment.pk)
    make_month(NOW - timedelta(days=31))
    assert not refresh(assessment=assessment, now=NOW + timedelta(days=1))
    assert Assessment.objects.values_list("evidence", flat=True).get(pk=assessment.pk) == before


@pytest.mark.django_db
def test_of_which_departments_a_round_is():
    ref = reference()
    place = ref.department["burgerzaken"]
    assert departments_of(Assessment()) is None
    assert departments_of(Assessment(department=place)) == [place.pk]
    inside = departments_of(Assessment(domain=place.domain))
    assert place.pk in inside
    assert inside == sorted(inside)
