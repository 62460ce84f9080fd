"""Adding statements of the municipality itself, changing them, and asking them no longer.

What a round asks it keeps when it is opened, so a change touches no round that was opened before.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kcc.audit.services import record
from kcc.lib.errors import DomainError
from maturity.asked import edition_of
from maturity.catalogue import LONGEST_TEXT, Catalogue
from maturity.models import Edition, OwnStatement
from maturity.own.selectors import SHARES, every_own, measured

# Some five minutes more for everybody who fills in.
MOST_ASKED = 20
FIELDS = ("pillar", "phase", "text", "evidence", "action", "kpi", "operator", "value")
OPERATORS = {"hoger": (">=",), "lager": ("<=",), "neutraal": (">=", "<=")}


@transaction.atomic
def add_statement(*, by, now: datetime, **values) -> OwnStatement:
    """Its code is the next one: a code that was given comes back for no other question."""
    catalogue, rows = _locked()
    _check(catalogue, rows, values, of=None)
    _check_room(rows)
    code = f"E{max((row.number for row in rows), default=0) + 1}"
    row = OwnStatement.objects.create(code=code, created_at=now, created_by=by, **values)
    record(by=by, action="maturity.own_added", obj=row, detail=_told(values, code), at=now)
    return row


@transaction.atomic
def change_statement(*, by, statement: OwnStatement, now: datetime, **values) -> OwnStatement:
    catalogue, rows = _locked()
    row = next(each for each in rows if each.pk == statement.pk)
    changed = [name for name in FIELDS if getattr(row, name) != values[name]]
    if not changed:
        return row
    _check(catalogue, rows, values, of=row)
    for name in changed:
        setattr(row, name, values[name])
    row.save(update_fields=changed)
    detail = {"code": row.code, "changed": changed}
    record(by=by, action="maturity.own_changed", obj=row, detail=detail, at=now)
    return row


@transaction.atomic
def ask_statement(*, by, statement: OwnStatement, asked: bool, now: datetime) -> OwnStatement:
    """From the next round on it is asked, or not any more."""
    _catalogue, rows = _locked()
    row = next(each for each in rows if each.pk == statement.pk)
    if row.active == asked:
        return row
    if asked:
        _check_room(rows)
        _check_text(rows, row.text, of=row)
    row.active = asked
    row.save(update_fields=["active"])
    action = "maturity.own_asked" if asked else "maturity.own_stopped"
    record(by=by, action=action, obj=row, detail={"code": row.code}, at=now)
    return row


def _locked() -> tuple[Catalogue, list[OwnStatement]]:
    """One person at a time: the newest edition is the lock, for it is always there."""
    edition = Edition.objects.select_for_update().order_by("-loaded_at", "-id").first()
    if edition is None:
        raise DomainError(_("The catalogue is not loaded yet. Ask an administrator to do so."))
    return edition_of(edition), list(every_own())


def _check(catalogue: Catalogue, rows, values, *, of: OwnStatement | None) -> None:
    if catalogue.pillar(values["pillar"]) is None:
        raise DomainError(_("Choose a pillar of the catalogue."), field="pillar")
    if catalogue.phase(values["phase"]) is None:
        raise DomainError(_("Choose a phase from one to five."), field="phase")
    text = values["text"]
    if len(text) > LONGEST_TEXT:
        raise DomainError(
            _("Keep it within %(count)s characters: it is read in one go.")
            % {"count": LONGEST_TEXT},
            field="text",
        )
    for known in catalogue.statements:
        if known.text.casefold() == text.casefold():
            raise DomainError(
                _("The catalogue asks this already: %(code)s.") % {"code": known.code},
                field="text",
            )
    _check_text(rows, text, of=of)
    _check_figure(catalogue, values)


def _check_text(rows, text: str, *, of: OwnStatement | None) -> None:
    for row in rows:
        if row.active and row != of and row.text.casefold() == text.casefold():
            raise DomainError(
                _("You ask this already: %(code)s.") % {"code": row.code}, field="text"
            )


def _check_room(rows) -> None:
    if sum(row.active for row in rows) >= MOST_ASKED:
        raise DomainError(
            ngettext(
                "There is already %(count)s own statement. Stop one first, so that filling in "
                "does not take too long.",
                "There are already %(count)s own statements. Stop one first, so that filling in "
                "does not take too long.",
                MOST_ASKED,
            )
            % {"count": MOST_ASKED}
        )


def _check_figure(catalogue: Catalogue, values) -> None:
    """A threshold goes in the direction its figure has."""
    slug, operator, value = values["kpi"], values["operator"], values["value"]
    if not slug:
        if operator or value is not None:
            raise DomainError(_("Choose the figure of this threshold."), field="kpi")
        return
    figure = next((each for each in measured(catalogue) if each.slug == slug), None)
    if figure is None:
        raise DomainError(_("Choose a figure the application can read."), field="kpi")
    if bool(operator) != (value is not None):
        raise DomainError(
            _("A threshold is a direction and a value: fill in both, or none."), field="value"
        )
    if not operator:
        return
    if slug == SHARES:
        raise DomainError(_("A distribution has no threshold."), field="operator")
    if operator not in OPERATORS[figure.wanted]:
        better = _("more is better") if figure.wanted == "hoger" else _("less is better")
        raise DomainError(
            _("Of this figure %(better)s: turn the direction round.") % {"better": better},
            field="operator",
        )
    if figure.unit == "procent" and not 0 <= value <= 100:
        raise DomainError(_("A percentage lies from 0 to 100."), field="value")
    if figure.unit == "rapportcijfer" and not 1 <= value <= 10:
        raise DomainError(_("A mark lies from 1 to 10."), field="value")


def _told(values: dict, code: str) -> dict:
    return {"code": code, "pillar": values["pillar"], "phase": values["phase"]}
