"""The file in which an outcome travels between municipalities (docs/maturity-exchange.md).

It holds what comparing needs and nothing that tells who it was: a random id, the month, the size
class and the phases. What is read is held to the same: a key more than the format knows refuses
the file, so that nothing else slips in.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

FORMAT = "kcc-maturity-result"
VERSION = 1
MOST_BYTES = 20_000
SIZES = ("small", "medium", "large")
FORMS = ("full", "short")
TOP = 5
FIRST_YEAR = 2007  # the year the model was published
EDITION_LENGTH = 20
KEYS = (
    "format", "version", "share_id", "month", "size", "form", "edition", "phase", "pillars",
)  # fmt: skip
PILLAR_KEYS = ("phase", "done")


@dataclass(frozen=True)
class Standing:
    """Of one pillar: its phase, and which part of the next one's statements is done (0 to 1)."""

    phase: int
    done: float

    @property
    def score(self) -> float:
        return self.phase + (self.done if self.phase < TOP else 0)


@dataclass(frozen=True)
class Shared:
    """What a file says; `month` is the first day of it."""

    share_id: UUID
    month: date
    size: str
    form: str
    edition: str
    phase: int
    pillars: Mapping[str, Standing]


class UnreadableError(ValueError):
    """The file is refused; `problems` says in sentences why."""

    def __init__(self, problems: list[str]):
        super().__init__("\n".join(problems))
        self.problems = problems


# -- Out ------------------------------------------------------------------------------------------


def written(shared: Shared) -> str:
    """The file: the same outcome gives the same bytes."""
    data = {
        "format": FORMAT,
        "version": VERSION,
        "share_id": str(shared.share_id),
        "month": f"{shared.month:%Y-%m}",
        "size": shared.size,
        "form": shared.form,
        "edition": shared.edition,
        "phase": shared.phase,
        "pillars": {slug: _pillar(each) for slug, each in shared.pillars.items()},
    }
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _pillar(standing: Standing) -> dict:
    return {"phase": standing.phase, "done": round(standing.done, 2)}


# -- In -------------------------------------------------------------------------------------------


def read(content: bytes, *, pillars: Collection[str], today: date) -> Shared:
    """What the file says; UnreadableError with everything that is wrong with it."""
    data = _parsed(content)
    problems = _problems_of(data, pillars, today)
    if problems:
        raise UnreadableError(problems)
    return Shared(
        share_id=UUID(data["share_id"]),
        month=_month(data["month"]),
        size=data["size"],
        form=data["form"],
        edition=data["edition"],
        phase=data["phase"],
        pillars={
            slug: Standing(data["pillars"][slug]["phase"], float(data["pillars"][slug]["done"]))
            for slug in pillars
        },
    )


def _parsed(content: bytes) -> dict:
    if len(content) > MOST_BYTES:
        raise UnreadableError([_("The file is too large to be a result.")])
    try:
        data = json.loads(
            content.decode("utf-8-sig"), parse_constant=_refused, object_pairs_hook=_once
        )
    except (ValueError, RecursionError):
        raise UnreadableError([_("This is not a file with a result: it is no JSON.")]) from None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise UnreadableError([_("This is not a file with a result of this application.")])
    version = data.get("version")
    if type(version) is not int or version != VERSION:
        raise UnreadableError(
            [_("The file has another version of the format than the one known here, version 1.")]
        )
    return data


def _refused(name):
    """NaN and Infinity are no JSON."""
    raise ValueError(name)


def _once(pairs: list[tuple[str, object]]) -> dict:
    """The same key twice says two things: nobody knows which one others read."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(pairs)
    return found


def _problems_of(data: dict, pillars: Collection[str], today: date) -> list[str]:
    missing = [key for key in KEYS if key not in data]
    found = [_("“%(key)s” is missing.") % {"key": key} for key in missing]
    if set(data) - set(KEYS):
        found.append(_("The file holds more than the format allows. Nothing of it was read."))
    checks = {
        "share_id": (_is_uuid, _("“share_id” is not an id (UUID).")),
        "month": (
            lambda value: _is_month(value, today),
            _("“month” is not a month that has been, like 2026-11."),
        ),
        "size": (SIZES.__contains__, _("“size” is not small, medium or large.")),
        "form": (FORMS.__contains__, _("“form” is not full or short.")),
        "edition": (_is_edition, _("“edition” is not a version of the catalogue.")),
        "phase": (_is_phase, _("“phase” is not a whole number from 0 to 5.")),
    }
    for key, (holds, sentence) in checks.items():
        if key in data and not (isinstance(data[key], str | int) and holds(data[key])):
            found.append(sentence)
    if "pillars" in data:
        found += _problems_of_pillars(data["pillars"], pillars)
    return found or _problems_together(data)


def _problems_of_pillars(rows, pillars: Collection[str]) -> list[str]:
    if not isinstance(rows, dict) or set(rows) != set(pillars):
        return [_("“pillars” does not hold the five pillars.")]
    return [
        _("Pillar “%(pillar)s” needs a phase from 0 to 5 and a part done from 0 to 1.")
        % {"pillar": slug}
        for slug in pillars
        if not _is_standing(rows[slug])
    ]


def _problems_together(data: dict) -> list[str]:
    """Of a file whose every value can be read."""
    if data["phase"] != min(row["phase"] for row in data["pillars"].values()):
        return [_("“phase” is not the phase of the lowest pillar.")]
    return []


def _is_uuid(value) -> bool:
    try:
        UUID(value)
    except (ValueError, AttributeError, TypeError):
        return False
    return True


def _month(value: str) -> date:
    year, _dash, month = value.partition("-")
    return date(int(year), int(month), 1)


def _is_month(value, today: date) -> bool:
    if not isinstance(value, str) or len(value) != len("2026-11") or not value.isascii():
        return False
    year, dash, month = value.partition("-")
    if dash != "-" or not (year.isdigit() and month.isdigit() and 1 <= int(month) <= 12):
        return False
    return date(FIRST_YEAR, 1, 1) <= _month(value) <= today if int(year) else False


def _is_edition(value) -> bool:
    return isinstance(value, str) and 0 < len(value) <= EDITION_LENGTH and value.isprintable()


def _is_phase(value) -> bool:
    return type(value) is int and 0 <= value <= TOP


def _is_standing(row) -> bool:
    return (
        isinstance(row, dict)
        and set(row) == set(PILLAR_KEYS)
        and _is_phase(row["phase"])
        and type(row["done"]) in (int, float)
        and 0 <= row["done"] <= 1
    )
