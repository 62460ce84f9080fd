"""Cautions in sentences: kind, exact, and with what to do about it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from maturity.asked import Asked
from maturity.models import Assessment
from maturity.outcome import Result
from maturity.results.cautions import Caution, Facts, Kind, find
from maturity.results.drawn import estimates_of
from maturity.results.selectors import is_whole
from maturity.words import listed, pillar_name

# What asks for a talk; the others are only good to know.
ASKS = frozenset({Kind.OVER_CLAIMED, Kind.FAVOURABLE, Kind.LAGGING, Kind.SOFT, Kind.NO_DEPARTMENTS})


@dataclass(frozen=True)
class Warned:
    """`codes` are statements it is about, to link to."""

    kind: str
    title: str
    text: str
    codes: tuple[str, ...] = ()


def cautions_of(assessment: Assessment, asked: Asked, result: Result) -> list[Caution]:
    """What to keep in mind about a result."""
    return list(
        find(
            Facts(
                catalogue=asked.catalogue,
                outcome=result.outcome,
                answers=result.answers,
                estimates=estimates_of(result),
                mirrors=result.mirrors,
                groups=result.groups,
                short=asked.short,
                whole=is_whole(assessment),
            )
        )
    )


def told(asked: Asked, caution: Caution) -> Warned:
    title, text = _WORDS[caution.kind](asked, caution)
    kind = "warn" if caution.kind in ASKS else "info"
    return Warned(kind, title, text, caution.codes)


def _names(asked: Asked, caution: Caution) -> str:
    return listed([pillar_name(asked, slug) for slug in caution.pillars])


def _over_claimed(asked, caution):
    return _("Thought to be further than it is."), _(
        "People thought of %(pillars)s more favourably than the answers say. That is common; talk "
        "about what made the difference before you make a plan."
    ) % {"pillars": _names(asked, caution)}


def _modest(asked, caution):
    return _("Better than people thought."), _(
        "Of %(pillars)s people thought less than came out. Tell what goes well: it is a reason to "
        "go on."
    ) % {"pillars": _names(asked, caution)}


def _favourable(asked, caution):
    return _("More favourable than the figures."), ngettext(
        "%(count)s answer is clearly better than the figure beside it. Look at it again: is the "
        "figure right, or the answer?",
        "%(count)s answers are clearly better than the figures beside them. Look at them again: "
        "are the figures right, or the answers?",
        len(caution.codes),
    ) % {"count": len(caution.codes)}


def _too_modest(asked, caution):
    return _("Perhaps too modest."), ngettext(
        "%(count)s answer is clearly lower than the figure beside it says.",
        "%(count)s answers are clearly lower than the figures beside them say.",
        len(caution.codes),
    ) % {"count": len(caution.codes)}


def _lagging(asked, caution):
    return _("One part stays behind."), _(
        "%(pillars)s: two phases or more behind the others. The whole goes no further before this "
        "does, so it pays to begin here."
    ) % {"pillars": _names(asked, caution)}


def _soft(asked, caution):
    return _("People come first."), _(
        "%(pillars)s holds the whole back. Plans fail on this more often than on systems: put at "
        "least one action on it."
    ) % {"pillars": _names(asked, caution)}


def _low_response(asked, caution):
    return _("Not everybody took part."), _(
        "%(part)s of %(whole)s people who were asked handed in. Others may see it differently."
    ) % {"part": caution.part, "whole": caution.whole}


def _few_people(asked, caution):
    return _("Few people took part."), ngettext(
        "%(part)s person handed in. This is one view, not that of the organisation.",
        "%(part)s people handed in. This is their view, not that of the organisation.",
        caution.part,
    ) % {"part": caution.part}


def _no_departments(asked, caution):
    return _("The departments did not take part."), _(
        "Service belongs to the whole organisation, not to the contact centre alone. Ask heads and "
        "employees of departments next time."
    )


def _contact_centre(asked, caution):
    return _("Mostly the view of the contact centre."), _(
        "%(part)s of %(whole)s people who handed in work at the contact centre. Service belongs to "
        "the whole organisation: ask more people of departments next time."
    ) % {"part": caution.part, "whole": caution.whole}


def _no_management(asked, caution):
    return _("Nobody of management or board took part."), _(
        "Without them there are no means for a plan. Discuss this result with them."
    )


def _not_applicable(asked, caution):
    return _("Much was said not to apply."), _(
        "%(part)s of %(whole)s statements of %(pillars)s were left out. The phase rests on what is "
        "left; check whether it really does not apply."
    ) % {"part": caution.part, "whole": caution.whole, "pillars": _names(asked, caution)}


def _short(asked, caution):
    return _("A quick look."), _(
        "The short form asks the key statements only. Ask all statements before you make a large "
        "plan."
    )


_WORDS = {
    Kind.OVER_CLAIMED: _over_claimed,
    Kind.MODEST: _modest,
    Kind.FAVOURABLE: _favourable,
    Kind.TOO_MODEST: _too_modest,
    Kind.LAGGING: _lagging,
    Kind.SOFT: _soft,
    Kind.LOW_RESPONSE: _low_response,
    Kind.FEW_PEOPLE: _few_people,
    Kind.NO_DEPARTMENTS: _no_departments,
    Kind.CONTACT_CENTRE_ONLY: _contact_centre,
    Kind.NO_MANAGEMENT: _no_management,
    Kind.NOT_APPLICABLE: _not_applicable,
    Kind.SHORT: _short,
}
