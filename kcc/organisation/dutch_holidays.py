"""The days of art. 3 Algemene termijnenwet: recognised holidays, Good Friday, equated days.

No database: the recognised days are computed, the equated ones are in `data/feestdagen.yaml`.
"""

from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

import holidays
import yaml

DATA = Path(__file__).parent / "data" / "feestdagen.yaml"
EQUATED_NAME = "Gelijkgestelde dag"
# As the package names them in Dutch. It calls Easter and Whit Sunday holidays too; the law need
# not, for they are Sundays. 5 May and Good Friday count every year, whoever gets the day off.
RECOGNISED = frozenset(
    {
        "Nieuwjaarsdag",
        "Goede vrijdag",
        "Tweede paasdag",
        "Koningsdag",
        "Bevrijdingsdag",
        "Hemelvaartsdag",
        "Tweede pinksterdag",
        "Eerste kerstdag",
        "Tweede kerstdag",
    }
)


def recognised(years: Iterable[int]) -> dict[date, str]:
    """Recognised holidays and Good Friday (Atw art. 3, first and second paragraph)."""
    found = holidays.country_holidays(
        "NL", years=list(years), categories=("public", "optional"), language="nl"
    )
    return {
        day: name
        for day, names in sorted(found.items())
        for name in names.split("; ")
        if name in RECOGNISED
    }


@cache
def _equated_data() -> tuple[frozenset[int], tuple[date, ...]]:
    decisions = yaml.safe_load(DATA.read_text(encoding="utf-8"))["gelijkgesteld"]
    years = frozenset(year for decision in decisions for year in decision["jaren"])
    return years, tuple(sorted(day for decision in decisions for day in decision["dagen"]))


def equated(years: Iterable[int]) -> dict[date, str]:
    """Days equated by decision (Atw art. 3, third paragraph), as far as the decisions are known."""
    wanted = frozenset(years)
    return {day: EQUATED_NAME for day in _equated_data()[1] if day.year in wanted}


def equated_years() -> frozenset[int]:
    """The years for which the decision is known."""
    return _equated_data()[0]


def statutory_days(years: Iterable[int]) -> dict[date, str]:
    """All days that shift a statutory term, by name; a recognised name wins."""
    found: dict[date, str] = {}
    for year in years:
        found |= _statutory_days_of(year)
    return found


@cache
def _statutory_days_of(year: int) -> dict[date, str]:
    return dict(sorted((equated([year]) | recognised([year])).items()))
