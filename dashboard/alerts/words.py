"""What an alert says."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.alerts.following import Step
from dashboard.alerts.selectors import threshold_of
from dashboard.figures import Figure, Unit
from dashboard.models import Alert
from kcc.lib.templatetags.kcc import day, number, percent


def amount(figure: Figure, wanted: float) -> str:
    """71,3 % or 7,4."""
    if figure.unit in (Unit.MARK, Unit.NUMBER):
        return number(wanted, 1)
    return percent(wanted / 100)


def limit(alert: Alert, figure: Figure) -> str:
    """above 5 %, below 90 %."""
    told = amount(figure, threshold_of(alert, figure))
    if figure.better_is_lower:
        return _("above %(number)s") % {"number": told}
    return _("below %(number)s") % {"number": told}


def place(alert: Alert) -> str:
    return alert.department.name if alert.department else _("Whole organisation")


def subject(alert: Alert) -> str:
    return _("Alert: %(name)s") % {"name": alert.name}


def sentence(alert: Alert, figure: Figure, level: float) -> str:
    """The line under the bell."""
    return _("%(name)s: %(figure)s is %(level)s (%(limit)s), %(place)s.") % {
        "name": alert.name,
        "figure": figure.name,
        "level": amount(figure, level),
        "limit": limit(alert, figure),
        "place": place(alert),
    }


def body(alert: Alert, figure: Figure, step: Step, level: float, address: str) -> str:
    since = ngettext(
        "It was so for %(days)d working day, since %(since)s.",
        "It was so for %(days)d working days, since %(since)s.",
        step.state.days,
    ) % {"days": step.state.days, "since": day(step.state.since)}
    parts = [
        sentence(alert, figure, level),
        since,
        str(figure.sentence),
        _("Look closer: %(address)s") % {"address": address},
        _("You get no further mail about this until it has been right again."),
    ]
    return "\n\n".join(parts) + "\n"
