"""Filling in: what is kept, what is refused, and that it is the respondent's own."""

from datetime import timedelta

import pytest

from kcc.audit.models import AuditEvent
from kcc.lib.errors import Conflict, DomainError
from maturity.filling.given import NOTHING, Given
from maturity.filling.selectors import filling_of, mine
from maturity.filling.services import (
    answer,
    answer_many,
    hand_in,
    save_estimates,
    take_back,
    version_of,
)
from maturity.models import Assessment, Response
from tests.factories import NOW
from tests.maturity.town import answer_all, make_own, make_round

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)
PILLARS = (
    "prestaties", "producten-kanalen", "processen-besturing", "systemen-informatie",
    "leiderschap-medewerkers",
)  # fmt: skip


@pytest.fixture
def round_():
    return make_round(form="short")


@pytest.fixture
def respondent(round_):
    return round_.respondents.order_by("pk").first()


@pytest.fixture
def other(round_):
    return round_.respondents.order_by("pk").last()


def code_of(respondent, *, key=True, pillar="prestaties") -> str:
    found = filling_of(respondent).asked.of_pillar(pillar)
    return next(each.code for each in found if each.key == key)


def given(respondent, code, given=None, *, now=NOW, **values):
    values = {"given": given or Given(**values)} if "seen" not in values else values
    return answer(respondent=respondent, code=code, by=respondent.user, now=now, **values)


def estimate(respondent, phase=2, *, pillars=PILLARS, now=NOW):
    values = dict.fromkeys(pillars, phase)
    return save_estimates(respondent=respondent, estimates=values, by=respondent.user, now=now)


def refused(code="") -> pytest.RaisesExc:
    return pytest.raises(DomainError, check=lambda error: not code or error.code == code)


def audit(action):
    return list(
        AuditEvent.objects.filter(action=action).order_by("pk").values_list("detail", flat=True)
    )


# -- The own estimate -----------------------------------------------------------------------------


def test_estimates_are_kept_and_recorded_without_their_values(respondent):
    estimate(respondent, 3, pillars=PILLARS[:2])
    estimate(respondent, 0, pillars=PILLARS[2:], now=LATER)
    form = filling_of(respondent)
    expected = dict.fromkeys(PILLARS[:2], 3) | dict.fromkeys(PILLARS[2:], 0)
    assert (form.estimates, form.unestimated) == (expected, ())
    respondent.refresh_from_db()
    assert respondent.started_at == NOW
    assert audit("maturity.estimated") == [{"pillars": 2}, {"pillars": 5}]


def test_estimate_can_be_changed_until_the_first_answer(respondent):
    estimate(respondent, 3)
    estimate(respondent, 4, pillars=PILLARS[:1])
    assert filling_of(respondent).estimates["prestaties"] == 4
    given(respondent, code_of(respondent), value=1)
    with refused():
        estimate(respondent, 1, pillars=PILLARS[:1])
    # The same once more changes nothing, and is not refused.
    estimate(respondent, 4, pillars=PILLARS[:1])
    assert filling_of(respondent).estimates["prestaties"] == 4


def test_an_estimate_that_is_missing_can_be_given_after_an_answer(respondent):
    given(respondent, code_of(respondent), value=1)
    estimate(respondent, 1)
    assert filling_of(respondent).unestimated == ()


@pytest.mark.parametrize("estimates", [{"prestaties": 6}, {"prestaties": -1}, {"anders": 2}])
def test_estimate_outside_the_model_is_refused(respondent, estimates):
    with refused():
        save_estimates(respondent=respondent, estimates=estimates, by=respondent.user, now=NOW)
    assert filling_of(respondent).estimates == {}


# -- Answers ------------------------------------------------------------------------------------


ANSWERS = (
    Given(value=0),
    Given(value=3, comment="Elke dag.", evidence="Werkinstructie 4"),
    Given(unknown=True),
    Given(comment="Hier moet ik over nadenken."),
)


@pytest.mark.parametrize("what", ANSWERS)
def test_answer_is_kept_as_it_was_given(respondent, what):
    code = code_of(respondent)
    row = given(respondent, code, what)
    assert (filling_of(respondent).given, row.changed_at) == ({code: what}, NOW)


def test_what_does_not_apply_is_kept_with_its_reason():
    respondent = make_round().respondents.first()
    code = code_of(respondent, key=False)
    what = Given(not_applicable=True, reason="Wij hebben geen balie.")
    given(respondent, code, what)
    assert filling_of(respondent).given == {code: what}


def test_key_statement_always_applies(respondent):
    with refused():
        given(respondent, code_of(respondent), not_applicable=True, reason="Nee.")
    assert Response.objects.count() == 0


@pytest.mark.parametrize(
    "what",
    [Given(value=4), Given(value=-1), Given(value=2, unknown=True), Given(comment="x" * 1001)],
)
def test_answer_that_cannot_be_is_refused(respondent, what):
    with refused():
        given(respondent, code_of(respondent), what)


def test_statement_that_is_not_asked_is_refused(respondent):
    with refused():
        given(respondent, "P9F9S9", value=2)


def test_nothing_is_not_kept(respondent):
    assert given(respondent, code_of(respondent), NOTHING) is None
    respondent.refresh_from_db()
    assert (Response.objects.count(), respondent.started_at) == (0, None)


def test_the_same_answer_again_writes_nothing(respondent):
    code = code_of(respondent)
    given(respondent, code, value=2)
    row = given(respondent, code, value=2, now=LATER)
    assert row.changed_at == NOW


def test_answer_can_be_taken_away_but_its_comment_stays(respondent):
    code = code_of(respondent)
    given(respondent, code, value=2, comment="Soms.")
    given(respondent, code, comment="Soms.", now=LATER)
    form = filling_of(respondent)
    assert (form.given[code], form.given[code].whole) == (Given(comment="Soms."), False)


def test_answers_are_recorded_once_per_pillar_and_hour_without_their_values(respondent):
    first, second = [each.code for each in filling_of(respondent).asked.of_pillar("prestaties")][:2]
    third = code_of(respondent, pillar="producten-kanalen")
    for code, now in (
        (first, NOW),
        (second, LATER),
        (third, LATER),
        (first, NOW + timedelta(hours=1)),
    ):
        given(respondent, code, value=1 if now == NOW else 2, now=now)
    assert audit("maturity.answered") == [
        {"pillar": "prestaties", "answered": 1, "asked": 5},
        {"pillar": "producten-kanalen", "answered": 1, "asked": 5},
        {"pillar": "prestaties", "answered": 2, "asked": 5},
    ]


def test_own_statements_are_answered_like_the_others():
    make_own()
    respondent = make_round().respondents.first()
    given(respondent, "E1", not_applicable=True, reason="Geen wijkteams.")
    assert filling_of(respondent).given["E1"].whole


# -- Two windows ----------------------------------------------------------------------------------


def test_answer_changed_in_another_window_is_a_conflict(respondent):
    code = code_of(respondent)
    seen = version_of(given(respondent, code, value=1))
    given(respondent, code, value=2, now=LATER)
    with pytest.raises(Conflict):
        answer(
            respondent=respondent,
            code=code,
            given=Given(value=3),
            by=respondent.user,
            now=LATER,
            seen=seen,
        )
    assert filling_of(respondent).given[code] == Given(value=2)


def test_answer_over_the_newest_version_is_kept(respondent):
    code = code_of(respondent)
    seen = version_of(given(respondent, code, value=1))
    answer(
        respondent=respondent,
        code=code,
        given=Given(value=3),
        by=respondent.user,
        now=LATER,
        seen=seen,
    )
    assert filling_of(respondent).given[code] == Given(value=3)


def test_the_same_answer_in_two_windows_is_no_conflict(respondent):
    code = code_of(respondent)
    given(respondent, code, value=1)
    answer(
        respondent=respondent,
        code=code,
        given=Given(value=1),
        by=respondent.user,
        now=LATER,
        seen="",
    )
    assert filling_of(respondent).given[code] == Given(value=1)


def test_of_several_answers_a_conflict_in_one_keeps_none(respondent):
    first, second = [each.code for each in filling_of(respondent).asked.of_pillar("prestaties")][:2]
    given(respondent, first, value=1)
    with pytest.raises(Conflict):
        answer_many(
            respondent=respondent, answers={second: Given(value=2), first: Given(value=3)},
            by=respondent.user, now=LATER, seen={first: "", second: ""},
        )  # fmt: skip
    assert filling_of(respondent).given == {first: Given(value=1)}


# -- Handing in and taking back -------------------------------------------------------------------


def fill(respondent, **values):
    answer_all(respondent, submit=False, **values)


def test_what_is_whole_is_handed_in_once(respondent):
    fill(respondent)
    hand_in(respondent=respondent, by=respondent.user, now=LATER)
    respondent.refresh_from_db()
    assert respondent.submitted_at == LATER
    assert audit("maturity.handed_in") == [{"answered": 25}]
    with refused("handed-in"):
        hand_in(respondent=respondent, by=respondent.user, now=LATER)


def test_without_the_own_estimate_nothing_is_handed_in(respondent):
    fill(respondent)
    respondent.estimates.first().delete()
    with refused("estimates"):
        hand_in(respondent=respondent, by=respondent.user, now=LATER)


@pytest.mark.parametrize(
    ("left", "goes"),
    [
        (None, False),
        (Given(comment="Hm."), False),
        (Given(unknown=True), True),
        (Given(not_applicable=True), False),
        (Given(not_applicable=True, reason="Hebben wij niet."), True),
    ],
)
def test_every_statement_asks_for_a_whole_answer(left, goes):
    respondent = make_round().respondents.first()
    code = code_of(respondent, key=False)
    fill(respondent)
    respondent.responses.get(code=code).delete()
    if left:
        given(respondent, code, left)
    assert [each.code for each in filling_of(respondent).gaps] == ([] if goes else [code])
    if goes:
        hand_in(respondent=respondent, by=respondent.user, now=LATER)
    else:
        with refused("gaps"):
            hand_in(respondent=respondent, by=respondent.user, now=LATER)


def test_after_taking_back_it_can_be_changed_and_handed_in_again(respondent):
    fill(respondent)
    code = code_of(respondent)
    hand_in(respondent=respondent, by=respondent.user, now=NOW)
    with refused("handed-in"):
        given(respondent, code, value=0)
    take_back(respondent=respondent, by=respondent.user, now=LATER)
    given(respondent, code, value=0, now=LATER)
    hand_in(respondent=respondent, by=respondent.user, now=LATER)
    respondent.refresh_from_db()
    assert (respondent.submitted_at, filling_of(respondent).given[code].value) == (LATER, 0)
    assert audit("maturity.taken_back") == [{}]


def test_taking_back_what_was_not_handed_in_does_nothing(respondent):
    take_back(respondent=respondent, by=respondent.user, now=NOW)
    assert audit("maturity.taken_back") == []


# -- When, and who --------------------------------------------------------------------------------


ACTS = {
    "estimate": lambda one, by: save_estimates(
        respondent=one, estimates={"prestaties": 1}, by=by, now=NOW
    ),
    "answer": lambda one, by: answer(
        respondent=one, code=code_of(one), given=Given(value=1), by=by, now=NOW
    ),
    "hand in": lambda one, by: hand_in(respondent=one, by=by, now=NOW),
    "take back": lambda one, by: take_back(respondent=one, by=by, now=NOW),
}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("state", ["draft", "consensus", "cancelled"])
def test_nothing_changes_outside_an_open_round(act, state):
    respondent = make_round(state, form="short").respondents.first()
    with refused("closed"):
        ACTS[act](respondent, respondent.user)


@pytest.mark.parametrize("act", ACTS)
def test_nobody_writes_for_somebody_else(act, round_, respondent, other):
    for by in (other.user, round_.leader):
        with refused("other"):
            ACTS[act](respondent, by)
    acts = ("maturity.estimated", "maturity.answered", "maturity.handed_in", "maturity.taken_back")
    assert not AuditEvent.objects.filter(action__in=acts).exists()


def test_a_stale_row_does_not_open_a_closed_round(respondent):
    """What a page loaded before the consensus began is read again before anything is written."""
    Assessment.objects.update(state="consensus", consensus_at=NOW)
    with refused("closed"):
        given(respondent, "P1F1S1", value=1)


@pytest.mark.parametrize("act", ["estimate", "hand in", "take back"])
def test_who_is_not_asked_any_more_is_told(act, respondent):
    gone = respondent.pk
    respondent.delete()
    respondent.pk = gone
    with refused("closed"):
        ACTS[act](respondent, respondent.user)


def test_form_is_found_by_who_was_asked_only(round_, respondent, other):
    assert mine(respondent.user, round_.public_id) == respondent
    assert mine(other.user, round_.public_id) == other
    assert mine(round_.leader, round_.public_id) is None
    round_.respondents.update(invited_at=None)
    assert mine(respondent.user, round_.public_id) is None
