"""The question set of a case type: what is asked, what is a good answer, how it is read back.

No database of its own. The answers of a case are kept as {key: value} (`Case.details`): a text as
it was typed, a number as text with a dot ("1250.5"), a date as 2026-11-22, yes or no as true or
false, a choice as its words, an address as the parts that are known ({"postcode": "7811AB", …}).
What was not answered is left out.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils import formats
from django.utils.translation import gettext as _

from kcc.customers.identify import mask_bsns, normalise_postcode
from kcc.lib.errors import DomainError
from kcc.lib.periods import FIRST_DAY, LAST_DAY

TEXT, NUMBER, DATE = "text", "number", "date"
CHOICE, YES_NO, ADDRESS = "choice", "yes_no", "address"

MAX_TEXT = 500
# As CaseQuestion.lowest and .highest.
WHOLE_DIGITS, DECIMALS = 10, 2
# The parts of an address in the order in which they are asked, with their longest.
ADDRESS_PARTS: Mapping[str, int] = {
    "postcode": 10, "number": 5, "suffix": 10, "street": 80, "city": 80,
}  # fmt: skip

_SPACE = re.compile(r"\s+")
_HOUSE_NUMBER = re.compile(r"[1-9][0-9]{0,4}")
# 1250, 1250.5, 1250,50, 1.250,50: not 1.250, which is one thing here and another there.
_PLAIN_NUMBER = re.compile(rf"[+-]?[0-9]{{1,{WHOLE_DIGITS}}}(?:[.,][0-9]{{1,{DECIMALS}}})?")
_GROUPED_NUMBER = re.compile(r"[+-]?[0-9]{1,3}(?:([.,])[0-9]{3})+(?!\1)[.,][0-9]{1,2}")
_DUTCH_DAY = re.compile(r"([0-9]{1,2})[-/. ]([0-9]{1,2})[-/. ]([0-9]{4})")


@dataclass(frozen=True)
class Asked:
    """One question of a type."""

    key: str
    label: str
    kind: str = TEXT
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    lowest: Decimal | None = None
    highest: Decimal | None = None
    unit: str = ""

    @classmethod
    def of(cls, row) -> "Asked":
        """From a CaseQuestion."""
        return cls(
            row.key, row.label, str(row.kind), row.required, row.help, tuple(row.choices),
            row.lowest, row.highest, row.unit,
        )  # fmt: skip


def asked_of(case_type) -> tuple[Asked, ...]:
    """The questions of this version of a type, in order. One statement, none when prefetched."""
    return tuple(Asked.of(row) for row in case_type.questions.all())


def clean_details(questions: Sequence[Asked], data: Mapping) -> dict:
    """The answers as they are kept. DomainError with field "details.<key>" for the first that is
    not right, or that nobody asked for."""
    answers, problems = check_details(questions, data)
    if problems:
        raise problems[0]
    return answers


def check_details(
    questions: Sequence[Asked], data: Mapping
) -> tuple[dict[str, object], list[DomainError]]:
    """The good answers, and everything that is wrong with the others."""
    answers, problems = {}, []
    for asked in questions:
        try:
            answer = clean_answer(asked, data.get(asked.key))
        except DomainError as error:
            problems.append(error)
        else:
            if answer is not None:
                answers[asked.key] = answer
    known = {asked.key for asked in questions}
    problems += [
        DomainError(_("This case type does not ask this."), field=f"details.{key}", code="unknown")
        for key in data
        if key not in known
    ]
    return answers, problems


def clean_answer(asked: Asked, value):
    """One answer as it is kept; None for none. From a form, JSON or what was kept before."""
    try:
        answer = None if value in (None, "", {}) else _READERS[asked.kind](asked, value)
        if answer is None and asked.required:
            raise DomainError(_("This has to be answered."), code="required")
    except DomainError as error:
        error.field = error.field or f"details.{asked.key}"
        raise
    return answer


def _text(asked: Asked, value, longest: int = MAX_TEXT) -> str | None:
    if not isinstance(value, str):
        raise DomainError(_("Give a text."))
    words = _SPACE.sub(" ", value.replace("\0", "")).strip()
    if len(words) > longest:
        raise DomainError(_("Use at most %(length)d characters.") % {"length": longest})
    return mask_bsns(words)[0] or None


def _number(asked: Asked, value) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | str):
        raise DomainError(_("Give a number."))
    text = _SPACE.sub("", str(value)).removeprefix("€")
    if not text:
        return None
    if _GROUPED_NUMBER.fullmatch(text):
        whole, decimals = re.split(r"[.,](?=[0-9]{1,2}$)", text)
        text = f"{whole.replace('.', '').replace(',', '')}.{decimals}"
    if not _PLAIN_NUMBER.fullmatch(text):
        raise DomainError(_("Write a number such as 1250 or 12,50, without dots for thousands."))
    number = Decimal(text.replace(",", "."))
    if asked.lowest is not None and number < asked.lowest:
        raise DomainError(_("It is at least %(number)s.") % {"number": _read_number(asked.lowest)})
    if asked.highest is not None and number > asked.highest:
        raise DomainError(_("It is at most %(number)s.") % {"number": _read_number(asked.highest)})
    return _plain(number)


def _plain(number: Decimal) -> str:
    """1250, 12.5: one spelling for one number, without an exponent."""
    text = format(number, "f")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in ("-0", "+0", "") else text


def _date(asked: Asked, value) -> str:
    day = value.date() if isinstance(value, datetime) else value
    if isinstance(day, str):
        day = _read_day(day.strip())
    if not isinstance(day, date) or not FIRST_DAY <= day <= LAST_DAY:
        raise DomainError(_("Give a date as 22-11-2026."))
    return day.isoformat()


def _read_day(text: str) -> date | None:
    found = _DUTCH_DAY.fullmatch(text)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(text)
    except ValueError:
        return None


def _choice(asked: Asked, value) -> str:
    if value not in asked.choices:
        raise DomainError(_("Choose one of the answers."))
    return value


def _yes_no(asked: Asked, value) -> bool:
    if not isinstance(value, bool):
        raise DomainError(_("Answer with yes or no."))
    return value


def _address(asked: Asked, value) -> dict | None:
    """The parts that are known. A house number alone is no place; nor is a town."""
    if not isinstance(value, Mapping) or not set(value) <= set(ADDRESS_PARTS):
        raise DomainError(_("Give an address in its parts."))
    parts = {}
    for name, longest in ADDRESS_PARTS.items():
        given = str(value[name]) if isinstance(value.get(name), int) else value.get(name)
        if given and (words := _text(asked, given, longest)):
            parts[name] = words
    if not parts:
        return None
    if postcode := parts.get("postcode"):
        parts["postcode"] = normalise_postcode(postcode)
        if not parts["postcode"]:
            raise DomainError(_("%(text)s is not a postcode.") % {"text": postcode})
    if "number" in parts and not _HOUSE_NUMBER.fullmatch(parts["number"]):
        raise DomainError(_("The house number is a number; a letter goes into the addition."))
    if not parts.get("street") and not (parts.get("postcode") and parts.get("number")):
        raise DomainError(_("Give a street, or a postcode with a house number."))
    return parts


_READERS = {
    TEXT: _text, NUMBER: _number, DATE: _date, CHOICE: _choice, YES_NO: _yes_no,
    ADDRESS: _address,
}  # fmt: skip


# -- Read back ---------------------------------------------------------------------------------


def described(questions: Iterable[Asked], details: Mapping) -> list[tuple[str, str]]:
    """(question, answer in words) of what was answered, in the order of the questions. An answer
    whose question is gone stands under its key, so that nothing is hidden."""
    rows = list(questions)
    lines = [(asked.label, in_words(asked, details[asked.key])) for asked in rows
             if details.get(asked.key) is not None]  # fmt: skip
    known = {asked.key for asked in rows}
    return lines + [
        (key, in_words(Asked(key, key), value))
        for key, value in details.items()
        if key not in known
    ]


def in_words(asked: Asked, value) -> str:
    """One kept answer, in the language of who reads."""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, Mapping):
        return _read_address(value)
    if asked.kind == NUMBER:
        return f"{_read_number(value)} {asked.unit}".strip()
    if asked.kind == DATE and (day := _read_day(str(value))):
        return formats.date_format(day, "DATE_FORMAT")
    return str(value)


def _read_number(value) -> str:
    try:
        return formats.number_format(_plain(Decimal(value)), use_l10n=True, force_grouping=False)
    except (InvalidOperation, TypeError):
        return str(value)


def _read_address(parts: Mapping) -> str:
    """Marktplein 1a, 7811 AB Emmen."""
    code = parts.get("postcode", "")
    house = f"{parts.get('number', '')}{parts.get('suffix', '')}"
    where = " ".join(filter(None, [parts.get("street"), house]))
    town = " ".join(filter(None, [f"{code[:4]} {code[4:]}".strip(), parts.get("city")]))
    return ", ".join(filter(None, [where, town]))
