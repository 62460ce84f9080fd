"""The code of a case: what it looks like, who may make one, what opens and what does not."""

from datetime import timedelta

import pytest

from cases.following import codes, limits
from cases.following.selectors import KEPT, follow_state, followed
from cases.following.services import TooManyError, confirm_receipt, make_code, open_with_code
from cases.models import CaseEvent, FollowAttempt, FollowCode
from kcc.audit.models import AuditEvent
from kcc.lib.errors import DomainError
from tests.factories import NOW, make_case, make_department, make_user
from tests.statements import statements

SENDER = "198.51.100.7"


def try_it(number, code, *, sender=SENDER, now=NOW):
    return open_with_code(number=number, code=code, sender=sender, now=now)


@pytest.fixture
def case(db):
    return make_case(by=make_user("agent"))


@pytest.fixture
def code(case):
    return confirm_receipt(by=None, case=case, now=NOW)


# -- What it looks like -----------------------------------------------------------------------


def test_code_has_ten_signs_in_two_groups_and_is_never_the_same():
    made = {codes.in_groups(codes.new_code()) for _each in range(500)}
    assert len(made) == 500
    assert {len(each) for each in made} == {11}
    assert set("".join(made)) == {*codes.SIGNS, "-"}


@pytest.mark.parametrize(
    "typed", ["K7M2P-9XQ40", "k7m2p9xq40", " K7M2P 9XQ4O ", "k7m2p–9xq4o", "k7-m2-p9-xq-40"]
)
def test_code_is_read_however_it_was_typed(typed):
    assert codes.same_code(typed) == "K7M2P9XQ40"


def test_letters_that_look_like_a_digit_are_that_digit():
    assert codes.same_code("ilo") == "110"


@pytest.mark.parametrize(
    "typed",
    ["Z-2026-000123", "z 2026 123", "2026-123", "Z2026000123", "z-2026/000123", " Z–2026–123 "],
)
def test_number_is_read_however_it_was_typed(typed):
    assert codes.same_number(typed) == "Z-2026-000123"


def test_what_is_no_number_stays_what_it_is():
    assert codes.same_number("onzin ") == "ONZIN"


def test_table_alone_does_not_give_the_code(case, code, settings):
    kept = FollowCode.objects.get(case=case).digest
    assert codes.same_code(code) not in kept
    settings.PERSONAL_DATA_KEY = "another-key-than-the-one-it-was-made-with"
    assert codes.digest(codes.same_code(code)) != kept


# -- Making one -------------------------------------------------------------------------------


def test_new_code_replaces_the_old_one(case, code):
    newer = make_code(by=make_user("agent"), case=case, now=NOW + timedelta(hours=1))
    assert try_it(case.number, code) is None
    assert try_it(case.number, newer).case == case
    assert FollowCode.objects.count() == 1


def test_making_one_leaves_its_traces(case):
    by = make_user("handler")
    make_code(by=by, case=case, now=NOW)
    event = case.events.get()
    assert (event.kind, event.by, event.text) == (CaseEvent.Kind.FOLLOW, by, "")
    assert list(AuditEvent.objects.filter(action="case.follow-code").values_list("actor")) == [
        (by.pk,)
    ]


def test_another_department_makes_no_code(case):
    stranger = make_user("handler", make_department("burgerzaken"))
    with pytest.raises(DomainError):
        make_code(by=stranger, case=case, now=NOW)
    assert not FollowCode.objects.exists()


def test_type_that_nobody_follows_has_no_code(case):
    case.case_type.followable = False
    case.case_type.save(update_fields=["followable"])
    with pytest.raises(DomainError):
        make_code(by=make_user("agent"), case=case, now=NOW)
    assert confirm_receipt(by=None, case=case, now=NOW) == ""
    assert not FollowCode.objects.exists()
    assert follow_state(case).followable is False


def test_state_says_since_when_there_is_one(case):
    assert follow_state(case).has_code is False
    by = make_user("handler")
    make_code(by=by, case=case, now=NOW)
    state = follow_state(case)
    assert (state.has_code, state.made_at, state.made_by) == (True, NOW, by.get_display_name())


def test_registering_costs_two_statements_without_an_address(case):
    with statements() as ran:
        confirm_receipt(by=None, case=case, now=NOW)
    assert len(ran) == 2, ran


# -- Opening ----------------------------------------------------------------------------------


def test_right_code_opens_and_is_recorded_without_who_it_was(case, code):
    assert try_it(case.number.lower(), code.lower()).case == case
    event = AuditEvent.objects.get(action="case.followed")
    assert (event.actor, event.object_id, event.result) == (None, str(case.public_id), "ok")


def test_right_codes_are_not_counted(case, code):
    for _each in range(limits.WRONG_OF_SENDER.most + 5):
        assert try_it(case.number, code) is not None
    assert set(FollowAttempt.objects.values_list("failures", flat=True)) == {0}


def test_code_of_another_case_opens_nothing(case, code):
    other = make_case()
    confirm_receipt(by=None, case=other, now=NOW)
    assert try_it(other.number, code) is None


def test_case_without_a_code_opens_with_nothing(case):
    for typed in ("", "0000000000"):
        assert try_it(case.number, typed) is None


def test_wrong_number_and_wrong_code_take_the_same_statements(case, code):
    def asked(number, sender):
        with statements() as ran:
            assert try_it(number, "00000-00000", sender=sender) is None
        return [" ".join(sql.split()[:3]) for sql in ran]

    assert asked(case.number, "192.0.2.1") == asked("Z-2026-999999", "192.0.2.2")
    assert asked("geen nummer", "192.0.2.3") == asked(case.number, "192.0.2.4")


def test_refusal_names_no_case_in_the_audit_log(case, code):
    try_it(case.number, "00000-00000")
    event = AuditEvent.objects.get(action="case.followed")
    assert (event.object_type, event.object_id, event.result) == ("", "", "refused")


def test_closed_case_can_be_looked_at_for_half_a_year(case, code):
    close(case, NOW)
    assert try_it(case.number, code, now=NOW + KEPT - timedelta(days=1)) is not None
    assert try_it(case.number, code, now=NOW + KEPT) is None


def test_destroyed_case_is_as_one_that_never_was(case, code):
    close(case, NOW)
    case.customer, case.description, case.location, case.destroyed_at = None, "", "", NOW
    case.save()
    assert try_it(case.number, code) is None


def close(case, now):
    case.closed_at, case.result = now, case.case_type.result_types.first()
    case.save(update_fields=["closed_at", "result"])


def test_open_page_ends_with_a_new_code(case, code):
    found = try_it(case.number, code)
    assert followed(str(case.public_id), found.digest, NOW) == case
    make_code(by=make_user("agent"), case=case, now=NOW)
    assert followed(str(case.public_id), found.digest, NOW) is None


# -- Guessing ---------------------------------------------------------------------------------


def refused(number, code="00000-00000", **kwargs):
    try:
        return try_it(number, code, **kwargs) is None
    except TooManyError:
        return True


def test_ten_thousand_wrong_codes_get_nowhere(case, code):
    """From as many senders as one likes: after ten no code is looked at any more, not even the
    right one, until the next hour."""
    looked = 0
    for each in range(10_000):
        try:
            assert try_it(case.number, codes.new_code(), sender=f"10.0.{each % 200}.1") is None
            looked += 1
        except TooManyError:
            pass
    assert looked == limits.WRONG_FOR_NUMBER.most
    with pytest.raises(TooManyError) as error:
        try_it(case.number, code, sender="203.0.113.9")
    assert error.value.until == limits.WRONG_FOR_NUMBER.end(NOW)
    assert try_it(case.number, code, now=error.value.until).case == case


def test_one_sender_tries_no_list_of_numbers(case, code):
    for each in range(limits.WRONG_OF_SENDER.most):
        assert try_it(f"Z-2026-{each + 500}", "00000-00000") is None
    with pytest.raises(TooManyError):
        try_it(case.number, code)
    assert try_it(case.number, code, sender="203.0.113.9").case == case


def test_limit_is_the_same_for_a_number_that_does_not_exist(case, code):
    for number in (case.number, "Z-2026-999999"):
        outcomes = []
        for each in range(limits.WRONG_FOR_NUMBER.most + 1):
            try:
                outcomes.append(try_it(number, "00000-00000", sender=f"10.1.{each}.1"))
            except TooManyError as error:
                outcomes.append(error.message)
        assert outcomes[:-1] == [None] * limits.WRONG_FOR_NUMBER.most
        assert outcomes[-1].startswith("Er zijn te veel verkeerde codes ingevuld")


def test_what_is_counted_tells_nobody_who_tried(case, code):
    try_it(case.number, "00000-00000")
    try_it(case.number, "00000-00000", now=NOW + timedelta(hours=1))
    keys = list(FollowAttempt.objects.values_list("key", flat=True))
    assert len(set(keys)) == 4
    assert not [key for key in keys if case.number in key or SENDER in key]


def test_old_counts_are_removed(case, code):
    try_it(case.number, "00000-00000")
    limits.forget_attempts(NOW + timedelta(days=1))
    assert FollowAttempt.objects.count() == 2
    limits.forget_attempts(NOW + timedelta(days=3))
    assert not FollowAttempt.objects.exists()
