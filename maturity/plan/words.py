"""A plan in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kcc.lib.templatetags.kcc import day as day_words
from maturity.asked import Asked
from maturity.catalogue import catalogue
from maturity.plan.cautions import Caution, Kind
from maturity.plan.gap import Step, Why
from maturity.words import listed, pillar_name

# What asks for a change of the plan; the others are only good to know.
ASKS = frozenset(
    {Kind.WITHOUT_ACTION, Kind.SOFT, Kind.CONTACT_CENTRE, Kind.OWNER_GONE, Kind.TOO_FAST}
)
STATES = {"planned": "", "doing": "info", "done": "ok", "dropped": ""}


def pillar_label(slug: str) -> str:
    """The name of a pillar in this installation: those of all editions are the same."""
    found = catalogue().pillar(slug)
    return found.name if found else slug


# -- The gap --------------------------------------------------------------------------------------


def step_text(step: Step) -> str:
    """What one phase further takes: "Phase 3: 2 of 4 statements are done; the key statement is
    not."."""
    said = ngettext(
        "Phase %(phase)s: %(done)s of %(count)s statement is done",
        "Phase %(phase)s: %(done)s of %(count)s statements are done",
        step.counted,
    ) % {"phase": step.phase, "done": step.done, "count": step.counted}
    if step.key_done:
        return _("%(said)s, the key statement among them.") % {"said": said}
    return _("%(said)s; the key statement is not.") % {"said": said}


def gap_text(reached: int, target: int, due_on: date) -> str:
    """From where to where, and by when."""
    return ngettext(
        "%(count)s phase further, from %(reached)s to %(target)s, by %(day)s.",
        "%(count)s phases further, from %(reached)s to %(target)s, by %(day)s.",
        target - reached,
    ) % {
        "count": target - reached,
        "reached": reached,
        "target": target,
        "day": day_words(due_on),
    }


def why_text(why: Why, phase: int) -> str:
    named = {"phase": phase}
    return {
        Why.KEY: _("The key statement of phase %(phase)s: without it that phase is not reached."),
        Why.UNANSWERED: _("Of phase %(phase)s, and not answered."),
        Why.LOW: _("Of phase %(phase)s, and not done yet."),
        Why.OWN: _("A statement of our own, placed at phase %(phase)s; it counts for no phase."),
        Why.BELOW: _("Of phase %(phase)s, which is reached; this part of it is still weak."),
        Why.LATER: _("Of phase %(phase)s, on the way to the target."),
    }[why] % named


# -- Cautions -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Warned:
    kind: str
    title: str
    text: str


def cautions_told(asked: Asked, found: Sequence[Caution]) -> list[Warned]:
    return [
        Warned("warn" if each.kind in ASKS else "info", *_WORDS[each.kind](_values(asked, each)))
        for each in found
    ]


def _values(asked: Asked, caution: Caution) -> dict:
    return {
        "pillars": listed([pillar_name(asked, slug) for slug in caution.pillars]),
        "part": caution.part,
        "whole": caution.whole,
        "month": format_date(caution.day, "F Y") if caution.day else "",
    }


def _no_targets(values):
    return _("There are no targets yet."), _(
        "Choose per pillar which phase it should reach, and when. One phase a year is a good pace."
    )


def _too_fast(values):
    return _("That is fast."), _(
        "More than two phases a year for %(pillars)s. Few municipalities manage that: take a later "
        "date, or a phase less."
    ) % values


def _without_action(values):
    return _("A target without an action."), _(
        "Nothing is agreed yet for %(pillars)s. A target alone changes nothing."
    ) % values


def _soft(values):
    return _("People come first."), _(
        "%(pillars)s is the lowest pillar, and no action is about it. Plans fail on people more "
        "often than on systems."
    ) % values


def _contact_centre(values):
    return _("Everything is left to the contact centre."), _(
        "All %(whole)s actions that are still to be done are of the contact centre. Service "
        "belongs to the whole organisation: give departments a part."
    ) % values


def _one_month(values):
    return _("Everything at once."), _(
        "All %(whole)s actions are to be ready in %(month)s. Spread them, so that each gets "
        "attention."
    ) % values


def _without_means(values):
    return _("Say what it takes."), ngettext(
        "%(part)s of %(whole)s actions does not say what it takes in hours, money or people.",
        "%(part)s of %(whole)s actions do not say what they take in hours, money or people.",
        values["part"],
    ) % values


def _owner_gone(values):
    return _("Somebody left."), ngettext(
        "%(part)s action belongs to somebody who does not work at its department any more. Hand "
        "it over.",
        "%(part)s actions belong to somebody who does not work at their department any more. Hand "
        "them over.",
        values["part"],
    ) % values


def _leader_changed(values):
    return _("Another leader."), _(
        "The round passed to another leader. Check together whether everybody still stands behind "
        "this plan."
    )


_WORDS = {
    Kind.NO_TARGETS: _no_targets,
    Kind.TOO_FAST: _too_fast,
    Kind.WITHOUT_ACTION: _without_action,
    Kind.SOFT: _soft,
    Kind.CONTACT_CENTRE: _contact_centre,
    Kind.ONE_MONTH: _one_month,
    Kind.WITHOUT_MEANS: _without_means,
    Kind.OWNER_GONE: _owner_gone,
    Kind.LEADER_CHANGED: _leader_changed,
}
