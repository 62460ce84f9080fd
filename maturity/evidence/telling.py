"""What lies beside a statement, told from what the round keeps. No statement of its own."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from kcc.lib.paper.cells import shortest
from kcc.lib.templatetags.kcc import duration, number
from maturity.asked import Asked
from maturity.catalogue import Figure, Statement, Threshold
from maturity.models import Assessment
from maturity.scoring import Answer, Mirror, mirror, suggestion

# Shares of a distribution that are told; the rest together is not.
MOST_SHARES = 4


@dataclass(frozen=True)
class Beside:
    """A figure beside a statement. `number` is in the unit of the catalogue, `suggested` an answer
    (0 to 3), None without a threshold, without a value or of too few."""

    kpi: str
    name: str
    definition: str
    text: str
    needs: str
    number: float | None
    suggested: int | None
    few: bool
    provisional: bool
    missing: str
    first: date
    last: date

    def mirror(self, answer: Answer) -> Mirror | None:
        """How an answer compares with it."""
        return mirror(answer, self.suggested)


def beside(asked: Asked, assessment: Assessment) -> dict[str, Beside]:
    """By code, of every statement that has a figure."""
    return {
        each.code: _beside(asked.catalogue.figures[each.figure], each, assessment)
        for each in asked.catalogue.statements
        if each.figure
    }


def _beside(figure: Figure, statement: Statement, assessment: Assessment) -> Beside:
    told = assessment.evidence.get(figure.slug) or {}
    value, limit = told.get("number"), statement.threshold
    speaks = value is not None and limit is not None and not told.get("few")
    return Beside(
        kpi=figure.slug,
        name=figure.name,
        definition=figure.definition,
        text=_told(figure, told),
        needs=needs_text(figure, limit),
        number=value,
        suggested=suggestion(limit, value) if speaks else None,
        few=bool(told.get("few")),
        provisional=bool(told.get("provisional")),
        missing=_missing(told),
        first=assessment.figures_first,
        last=assessment.figures_last,
    )


def _told(figure: Figure, told: dict) -> str:
    if shares := told.get("shares"):
        return ", ".join(
            f"{name} {amount(figure.unit, share)}" for name, share in shares[:MOST_SHARES]
        )
    return amount(figure.unit, told.get("number"))


def amount(unit: str, value: float | None) -> str:
    """A number in a unit of the catalogue: "71,3 %", "1.204", "7,4", "3,5 wd", "4 min"; "" of
    None."""
    if value is None:
        return ""
    if unit == "procent":
        return f"{number(value, 1)} %"
    if unit == "seconden":
        return duration(value)
    if unit in ("werkdagen", "werkdag"):
        return _("%(days)s wd") % {"days": shortest(value)}
    return number(value, 0 if unit == "aantal" else 1)


def needs_text(figure: Figure, limit: Threshold | None) -> str:
    """ "≥ 60 %"; "" without a threshold."""
    if limit is None:
        return ""
    sign = "≥" if limit.operator == ">=" else "≤"
    return f"{sign} {_limit(figure.unit, limit.value)}"


def _limit(unit: str, value: float) -> str:
    """As people write a limit: without a decimal when there is none."""
    if unit == "procent":
        return f"{shortest(value)} %"
    return amount(unit, value) if unit != "rapportcijfer" else shortest(value)


def _missing(told: dict) -> str:
    """Why there is no value; "" when there is one."""
    why = told.get("missing", "nothing" if not told else "")
    return {
        "unmeasured": _("The application does not record this."),
        "nothing": _("There is nothing to count in this period."),
        "whole": _("Known for the whole organisation only."),
    }.get(why, "")
