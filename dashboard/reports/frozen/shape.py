"""How figures are written down in a report, and read back. Plain: no database, no clock.

Only whole numbers, texts and lists; keys are texts. The same figures are the same text, to the
letter, so that a digest proves that nothing was changed.
"""

import hashlib
import json
from collections.abc import Callable, Mapping

from contacts.names.selectors import Named, Names
from dashboard.tallies.counts import Counts
from dashboard.tallies.reading import Told
from dashboard.telephony.selectors import Exchange
from kcc.lib.periods import Month

# Becomes another number when a figure, or this way of writing them down, means something else.
FIGURES_VERSION = 1


def canonical(data: Mapping) -> str:
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest_of(data: Mapping) -> str:
    """SHA-256, in hexadecimal."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


# -- Counts ---------------------------------------------------------------------------------------

# What each part of Told is counted by: from its key to a text and back.
_NUMBER = (str, int)
_PAIR = (
    lambda key: f"{key[0]}-{key[1]}",
    lambda text: tuple(int(each) for each in text.split("-")),
)
_MONTH = (str, Month.parse)
_DEPARTMENT_AND_MONTH = (
    lambda key: f"{key[0]}/{key[1]}",
    lambda text: (int(text.partition("/")[0]), Month.parse(text.partition("/")[2])),
)
TOLD = {
    "now": _NUMBER, "before": _NUMBER, "months": _DEPARTMENT_AND_MONTH, "subjects": _NUMBER,
    "subjects_before": _NUMBER, "channels": _NUMBER, "weekdays": _NUMBER, "hours": _PAIR,
    "reasons": _NUMBER, "repeated_subjects": _NUMBER, "scores": _NUMBER,
}  # fmt: skip
EXCHANGE = {"months": _MONTH, "lines": (str, str), "hours": _PAIR}


def told_as_json(told: Told) -> dict:
    return _parts_as_json(told, TOLD) | {"everything": _counts_as_json(told.everything)}


def told_from_json(data: Mapping) -> Told:
    told = Told(everything=Counts(data["everything"]))
    _fill(told, TOLD, data)
    return told


def exchange_as_json(found: Exchange) -> dict:
    whole = {name: _counts_as_json(getattr(found, name)) for name in ("now", "before")}
    return whole | _parts_as_json(found, EXCHANGE)


def exchange_from_json(data: Mapping) -> Exchange:
    found = Exchange(now=Counts(data["now"]), before=Counts(data["before"]))
    _fill(found, EXCHANGE, data)
    return found


def _parts_as_json(found, parts: Mapping[str, tuple[Callable, Callable]]) -> dict:
    """What counts nothing takes no room."""
    return {
        name: {
            write(key): _counts_as_json(counts)
            for key, counts in getattr(found, name).items()
            if any(counts.values())
        }
        for name, (write, _read) in parts.items()
    }


def _fill(found, parts: Mapping[str, tuple[Callable, Callable]], data: Mapping) -> None:
    for name, (_write, read) in parts.items():
        getattr(found, name).update((read(key), Counts(each)) for key, each in data[name].items())


def _counts_as_json(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: int(number) for name, number in counts.items() if number}


# -- Names ----------------------------------------------------------------------------------------


def names_as_json(names: Names, told: Told) -> dict:
    """Of what is told only: a subject that is renamed later on keeps its name in the report."""
    used = {
        "subjects": {*told.subjects, *told.subjects_before, *told.repeated_subjects},
        "channels": set(told.channels),
        "reasons": set(told.reasons),
    }
    return {
        kind: [
            [named.pk, named.code, named.name, named.active, named.detail, named.place]
            for named in getattr(names, kind).values()
            if named.pk in pks
        ]
        for kind, pks in used.items()
    }


def names_from_json(data: Mapping) -> Names:
    return Names(
        **{kind: {each[0]: Named(*each) for each in named} for kind, named in data.items()}
    )
