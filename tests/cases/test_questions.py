"""The question set of a case type: one set of rules for forms and the API."""

from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.utils import translation

from cases.questions import Asked, check_details, clean_answer, clean_details, described, in_words
from cases.questions_form import details_in, field_name, fields_for
from kcc.lib.errors import DomainError

KERB = Asked("kerb", "Where is it?", "address", required=True)
WHAT = Asked("what", "What is broken?", "choice", choices=("Lantaarnpaal", "Stoep"))
WIDTH = Asked(
    "width", "How wide?", "number", lowest=Decimal("0.50"), highest=Decimal("10.00"), unit="m"
)
SINCE = Asked("since", "Since when?", "date")
DANGER = Asked("danger", "Is it dangerous?", "yes_no", required=True)
MORE = Asked("more", "Anything else?")
ALL = (KERB, WHAT, WIDTH, SINCE, DANGER, MORE)

GOOD = {
    "kerb": {"postcode": "7811AB", "number": "1", "suffix": "a", "city": "Emmen"},
    "what": "Stoep",
    "width": "2.5",
    "since": "2026-11-20",
    "danger": False,
    "more": "Naast de fietsenstalling",
}


# -- One answer --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "given", "kept"),
    [
        (MORE, "  Naast \n de   bak ", "Naast de bak"),
        (MORE, "", None),
        (MORE, "   ", None),
        (MORE, None, None),
        (MORE, "Mijn BSN is 123456782", "Mijn BSN is ******782"),
        (WIDTH, "2,50", "2.5"),
        (WIDTH, "2.50", "2.5"),
        (WIDTH, 3, "3"),
        (WIDTH, 2.5, "2.5"),
        (WIDTH, Decimal("10.00"), "10"),
        (WIDTH, " 1 ", "1"),
        (Asked("x", "x", "number"), "€ 1.250,50", "1250.5"),
        (Asked("x", "x", "number"), "1,250.50", "1250.5"),
        (Asked("x", "x", "number"), "1.250.000,00", "1250000"),
        (Asked("x", "x", "number"), "-0", "0"),
        (Asked("x", "x", "number"), "0.00", "0"),
        (Asked("x", "x", "number"), "100", "100"),
        (SINCE, "2026-11-20", "2026-11-20"),
        (SINCE, "20-11-2026", "2026-11-20"),
        (SINCE, date(2026, 11, 20), "2026-11-20"),
        (SINCE, "", None),
        (WHAT, "Stoep", "Stoep"),
        (WHAT, "", None),
        (DANGER, False, False),
        (DANGER, True, True),
        (KERB, {"street": "Marktplein"}, {"street": "Marktplein"}),
        (KERB, {"postcode": "7811 ab", "number": 12}, {"postcode": "7811AB", "number": "12"}),
        (Asked("x", "x", "address"), {}, None),
        (Asked("x", "x", "address"), {"street": "  "}, None),
    ],
)
def test_a_good_answer_is_kept_in_one_spelling(asked, given, kept):
    assert clean_answer(asked, given) == kept


@pytest.mark.parametrize(
    ("asked", "given", "sentence"),
    [
        (MORE, 12, "Give a text."),
        (MORE, "a" * 501, "Use at most 500 characters."),
        (WIDTH, "wide", "Write a number such as 1250 or 12,50, without dots for thousands."),
        (WIDTH, "1.250", "Write a number such as 1250 or 12,50, without dots for thousands."),
        (WIDTH, "1.250.50", "Write a number such as 1250 or 12,50, without dots for thousands."),
        (WIDTH, "1e3", "Write a number such as 1250 or 12,50, without dots for thousands."),
        (WIDTH, float("nan"), "Write a number such as 1250 or 12,50, without dots for thousands."),
        (WIDTH, "99999999999", "Write a number such as 1250 or 12,50, without dots for thousands."),
        (WIDTH, True, "Give a number."),
        (WIDTH, "0.49", "It is at least 0.5."),
        (WIDTH, "10.01", "It is at most 10."),
        (SINCE, "2026-02-30", "Give a date as 22-11-2026."),
        (SINCE, "31-04-2026", "Give a date as 22-11-2026."),
        (SINCE, "0001-01-01", "Give a date as 22-11-2026."),
        (SINCE, 5, "Give a date as 22-11-2026."),
        (WHAT, "stoep", "Choose one of the answers."),
        (WHAT, ["Stoep"], "Choose one of the answers."),
        (DANGER, "no", "Answer with yes or no."),
        (DANGER, None, "This has to be answered."),
        (KERB, {}, "This has to be answered."),
        (KERB, {"street": " "}, "This has to be answered."),
        (KERB, "Marktplein 1", "Give an address in its parts."),
        (KERB, {"street": "Marktplein", "country": "NL"}, "Give an address in its parts."),
        (KERB, {"street": ["Marktplein"]}, "Give a text."),
        (KERB, {"city": "Emmen"}, "Give a street, or a postcode with a house number."),
        (KERB, {"postcode": "7811AB"}, "Give a street, or a postcode with a house number."),
        (KERB, {"postcode": "781AB", "number": "1"}, "781AB is not a postcode."),
        (KERB, {"street": "Markt", "number": "1a"},
            "The house number is a number; a letter goes into the addition."),
        (KERB, {"street": "a" * 81}, "Use at most 80 characters."),
    ],
)  # fmt: skip
def test_what_is_not_an_answer_is_refused_with_a_sentence(asked, given, sentence):
    with translation.override("en"), pytest.raises(DomainError) as refused:
        clean_answer(asked, given)
    assert (str(refused.value), refused.value.field) == (sentence, f"details.{asked.key}")


# -- The whole set -----------------------------------------------------------------------------


def test_clean_details_keeps_the_answers_in_the_order_of_the_questions():
    given = dict(reversed(GOOD.items())) | {"more": ""}
    assert list(clean_details(ALL, given).items()) == [
        (key, value) for key, value in GOOD.items() if key != "more"
    ]


def test_clean_details_names_the_first_that_is_wrong():
    with pytest.raises(DomainError) as refused:
        clean_details(ALL, GOOD | {"what": "Boom", "since": "then"})
    assert refused.value.field == "details.what"


def test_check_details_tells_all_that_is_wrong_and_what_nobody_asked():
    answers, problems = check_details(ALL, {"what": "Boom", "more": "Ja", "colour": "blue"})
    assert answers == {"more": "Ja"}
    assert [(error.field, error.code) for error in problems] == [
        ("details.kerb", "required"), ("details.what", "refused"), ("details.danger", "required"),
        ("details.colour", "unknown"),
    ]  # fmt: skip


def test_kept_answers_are_good_answers_again():
    assert clean_details(ALL, clean_details(ALL, GOOD)) == GOOD


def test_described_reads_the_answers_back_in_words():
    with translation.override("nl"):
        lines = described(ALL, GOOD | {"width": "2.5", "old": "weg"})
    assert lines == [
        ("Where is it?", "1a, 7811 AB Emmen"),
        ("What is broken?", "Stoep"),
        ("How wide?", "2,5 m"),
        ("Since when?", "20 november 2026"),
        ("Is it dangerous?", "Nee"),
        ("Anything else?", "Naast de fietsenstalling"),
        ("old", "weg"),
    ]


def test_an_address_in_words():
    where = {"street": "Marktplein", "number": "1", "suffix": "a", "postcode": "7811AB"}
    assert in_words(KERB, where | {"city": "Emmen"}) == "Marktplein 1a, 7811 AB Emmen"
    assert in_words(KERB, {"street": "Marktplein"}) == "Marktplein"


def test_an_answer_that_cannot_be_read_is_shown_as_it_is():
    assert in_words(WIDTH, "wide") == "wide m"
    assert in_words(SINCE, "then") == "then"


# -- As a form ---------------------------------------------------------------------------------


def form_of(*asked, data=None, initial=None):
    return type("AskedForm", (forms.Form,), fields_for(asked))(data, initial=initial)


TYPED = {
    "detail_kerb_postcode": "7811 ab",
    "detail_kerb_number": "1",
    "detail_kerb_suffix": "a",
    "detail_kerb_city": "Emmen",
    "detail_what": "Stoep",
    "detail_width": "2,50",
    "detail_since": "2026-11-20",
    "detail_danger": "no",
    "detail_more": "Naast de fietsenstalling",
}


def test_a_form_gives_the_answers_as_they_are_kept():
    form = form_of(*ALL, data=TYPED)
    assert form.is_valid(), form.errors
    assert details_in(form.cleaned_data | {"text": "Not a detail"}) == GOOD


def test_a_form_says_what_is_wrong_with_each_question():
    with translation.override("en"):
        form = form_of(*ALL, data=TYPED | {"detail_danger": "", "detail_kerb_postcode": "78"})
        assert form.errors == {
            "detail_kerb": ["78 is not a postcode."],
            "detail_danger": ["This has to be answered."],
        }


def test_not_known_is_an_answer_to_an_optional_question_only():
    maybe = Asked("maybe", "Maybe?", "yes_no")
    assert [value for value, _ in form_of(maybe).fields["detail_maybe"].widget.choices] == [
        "yes", "no", "unknown",
    ]  # fmt: skip
    form = form_of(maybe, data={"detail_maybe": "unknown"})
    assert form.is_valid()
    assert details_in(form.cleaned_data) == {}
    required = form_of(DANGER).fields["detail_danger"].widget.choices
    assert [value for value, _ in required] == ["yes", "no"]


def test_kept_answers_come_back_into_the_form():
    kept = {f"detail_{key}": value for key, value in GOOD.items()}
    with translation.override("nl"):
        form = form_of(*ALL, initial=kept)
        html = form.as_div()
    for part in ('value="7811AB"', 'value="2,5"', 'value="2026-11-20"', 'value="no"'):
        assert html.count(part) == 1, part
    assert form_of(*ALL, data=TYPED, initial=kept).changed_data == []
    changed = form_of(*ALL, data=TYPED | {"detail_width": "3"}, initial=kept)
    assert changed.changed_data == ["detail_width"]


def test_what_was_typed_stays_when_the_form_comes_back():
    form = form_of(*ALL, data=TYPED | {"detail_width": "wide.r", "detail_kerb_postcode": "78"})
    html = form.as_div()
    assert [html.count(part) for part in ('value="78"', 'value="Emmen"')] == [1, 1]


def test_every_part_of_an_address_has_a_label_of_its_own():
    html = form_of(KERB).as_div()
    ids = [f'id_detail_kerb_{n}"' for n in range(5)]
    assert [(html.count(f'for="{one}'), html.count(f' id="{one}')) for one in ids] == [(1, 1)] * 5
    assert html.count("<legend>Where is it?") == 1


def test_the_field_of_an_error_has_the_name_in_the_form():
    assert field_name("details.kerb") == "detail_kerb"
    assert field_name("description") == "description"
    assert field_name("") == ""
