"""What stands on top: of whom and of when, and what it comes down to."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kcc.lib.templatetags.kcc import number
from maturity.report.source import Source, full_day, months_text
from maturity.words import place_name, yardstick


def title(source: Source) -> str:
    return place_name(source.assessment) or _("The whole organisation")


def subtitle(source: Source) -> str:
    return _("Antwoord© self-assessment: %(title)s") % {"title": source.assessment.title}


def lead(source: Source) -> list[str]:
    """The phase, then pillar by pillar; and what this yardstick is."""
    return [source.page.sentence, _plan(source), yardstick()]


def _plan(source: Source) -> str:
    open_actions = [each for each in source.plan.actions if each.is_open]
    if source.plan.is_empty:
        return _("There is no plan of action yet.")
    return ngettext(
        "The plan has %(count)s action; still to be done: %(open)s.",
        "The plan has %(count)s actions; still to be done: %(open)s.",
        len(source.plan.actions),
    ) % {"count": number(len(source.plan.actions)), "open": number(len(open_actions))}


def facts(source: Source) -> list[tuple[str, str]]:
    row, result = source.assessment, source.result
    found = [
        (_("Settled on"), full_day(source.settled_on)),
        (_("Led by"), row.leader.get_display_name()),
        (
            _("Took part"),
            _("%(part)s of %(whole)s people who were asked")
            % {"part": number(result.handed_in), "whole": number(result.invited)},
        ),
        (_("Figures"), months_text(row.figures_first, row.figures_last)),
        (_("Form"), row.get_form_display()),
        (_("Size"), row.get_size_display()),
        (_("Catalogue"), _("version %(version)s") % {"version": row.edition.version}),
    ]
    if source.plan.actions and source.plan.today:
        found.append((_("How the actions stand"), full_day(source.plan.today)))
    return found
