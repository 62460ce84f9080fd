"""What came out, in sentences: kind and exact. A low phase is not a failure, so what is done of the
next one is always told too."""

from collections.abc import Sequence
from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kcc.lib.paper.cells import shortest
from kcc.lib.templatetags.kcc import number
from maturity.asked import Asked
from maturity.models import Assessment
from maturity.scoring import Answer, CellOutcome, Mirror, Outcome, PillarOutcome, Reason, Why


def phase_name(asked: Asked, phase: int) -> str:
    """ "Phase 3, Frontoffice heeft Antwoord"; of 0 that phase 1 is not reached yet."""
    found = asked.catalogue.phase(phase)
    if found is None:
        return _("phase 0 (phase 1 is not reached yet)")
    return _("phase %(number)s, %(name)s") % {"number": phase, "name": found.name}


def place_name(assessment: Assessment) -> str:
    """Of what a round is: the department or domain; "" for the whole organisation."""
    place = assessment.department or assessment.domain
    return place.name if place else ""


def pillar_name(asked: Asked, slug: str) -> str:
    found = asked.catalogue.pillar(slug)
    return found.name if found else slug


def answer_text(asked: Asked, answer: Answer) -> str:
    """The word of the scale."""
    if answer.not_applicable:
        return _("not applicable")
    if answer.value is None:
        return _("not answered")
    return value_text(asked, answer.value)


def value_text(asked: Asked, value: int) -> str:
    return next(each.label for each in asked.catalogue.scale if each.value == value).lower()


def why(asked: Asked, reason: Reason) -> str:
    """What keeps a phase away, in a sentence."""
    named = {"phase": reason.phase, "code": reason.code}
    if reason.why == Why.UNANSWERED:
        return _("Phase %(phase)s not reached: statement %(code)s was not answered.") % named
    if reason.why == Why.KEY:
        named["answer"] = value_text(asked, reason.value)
        return _("Phase %(phase)s not reached: key statement %(code)s is “%(answer)s”.") % named
    named |= {
        "average": average_text(reason.average),
        "wanted": average_text(asked.catalogue.rule.average),
    }
    return (
        _(
            "Phase %(phase)s not reached: its statements score %(average)s on average, "
            "%(wanted)s is needed."
        )
        % named
    )


def why_told(asked: Asked, reason: Reason) -> str:
    """The same where the statement itself does not stand beneath it: with its words."""
    sentence, found = why(asked, reason), asked.by_code.get(reason.code)
    if found is None:
        return sentence
    return _("%(sentence)s It says: “%(text)s”") % {"sentence": sentence, "text": found.text}


def average_text(average: Fraction | float) -> str:
    """Of the answers, from 0 to 3: "1,75"."""
    return number(round(float(average), 4), 2)


def share_text(cell: CellOutcome) -> str:
    """ "2 of 4 statements of phase 3 done"."""
    return ngettext(
        "%(done)s of %(count)s statement of phase %(phase)s done",
        "%(done)s of %(count)s statements of phase %(phase)s done",
        cell.counted,
    ) % {"done": cell.done, "count": cell.counted, "phase": cell.phase}


def pillar_sentence(asked: Asked, pillar: PillarOutcome) -> str:
    """The phase of a pillar with what is done of the next one."""
    name = pillar_name(asked, pillar.slug)
    if pillar.next_cell is None:
        return _("%(pillar)s is in the highest phase.") % {"pillar": name}
    return _("%(pillar)s is in phase %(phase)s, and has %(share)s.") % {
        "pillar": name,
        "phase": pillar.phase,
        "share": share_text(pillar.next_cell),
    }


def outcome_sentence(asked: Asked, outcome: Outcome) -> str:
    """The phase of the whole, and which pillars hold it there."""
    names = listed([pillar_name(asked, slug) for slug in outcome.lowest])
    if len(outcome.lowest) == len(outcome.pillars):
        return _("All pillars are in %(phase)s.") % {"phase": phase_name(asked, outcome.phase)}
    return ngettext(
        "Together this is %(phase)s: the lowest pillar decides, and that is %(pillars)s.",
        "Together this is %(phase)s: the lowest pillars decide, and those are %(pillars)s.",
        len(outcome.lowest),
    ) % {"phase": phase_name(asked, outcome.phase), "pillars": names}


def listed(names: Sequence[str]) -> str:
    """ "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def mirror_text(found: Mirror) -> str:
    if found == Mirror.FAVOURABLE:
        return _("Your answer is more favourable than your figures.")
    return _("Your answer may be too modest: the figures say more.")


def estimate_text(estimated: float, reached: int) -> str:
    """The own estimate against what came out."""
    named = {"estimated": shortest(estimated)}
    named["reached"] = reached
    if estimated > reached:
        return (
            _(
                "Estimated at phase %(estimated)s, came out at %(reached)s: "
                "it was thought of more favourably than the answers say."
            )
            % named
        )
    if estimated < reached:
        return (
            _(
                "Estimated at phase %(estimated)s, came out at %(reached)s: "
                "better than people thought."
            )
            % named
        )
    return _("Estimated at phase %(estimated)s, and that is what came out.") % named


def talk_text() -> str:
    return _("The answers lie far apart: talk about it.")


def yardstick() -> str:
    """What stands on every result, report and screen."""
    return _(
        "An indication, not a verdict. This yardstick is based on published descriptions of the "
        "Antwoord© model, with statements in our own words; it was not made or endorsed by VNG."
    )
