"""What a round says to its people, under the bell and in the mail, in the active language."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kcc.lib.periods import Month
from kcc.lib.templatetags.kcc import day
from maturity.asked import asked_of
from maturity.filling.duration import minutes as minutes_of
from maturity.models import Assessment, Respondent
from maturity.outcome import FEWEST
from maturity.rounds.selectors import Progress
from maturity.words import listed, place_name, yardstick


def place(assessment: Assessment) -> str:
    return place_name(assessment) or _("the whole organisation")


def minutes(assessment: Assessment) -> int:
    """Of filling in; `assessment` comes with its edition."""
    asked = asked_of(assessment)
    return minutes_of(statements=len(asked.by_code), estimates=len(asked.pillars))


# -- Under the bell -------------------------------------------------------------------------------


def invited(assessment: Assessment) -> str:
    return _("You are asked to fill in “%(title)s”, until %(day)s. About %(minutes)d minutes.") % {
        "title": assessment.title, "day": day(assessment.closes_on),
        "minutes": minutes(assessment),
    }  # fmt: skip


def uninvited(assessment: Assessment) -> str:
    return _("You need not fill in “%(title)s” any more.") % {"title": assessment.title}


def reminded(assessment: Assessment) -> str:
    return _("“%(title)s” still waits for your answers, until %(day)s.") % {
        "title": assessment.title, "day": day(assessment.closes_on)
    }  # fmt: skip


def moved(assessment: Assessment) -> str:
    return _("“%(title)s” can now be filled in until %(day)s.") % {
        "title": assessment.title, "day": day(assessment.closes_on)
    }  # fmt: skip


def consensus_begun(assessment: Assessment, *, counts: bool) -> str:
    """`counts`: this person handed in."""
    if not counts:
        return _("“%(title)s” is closed. You had not handed in, so your answers do not count.") % {
            "title": assessment.title
        }
    if assessment.meeting_on:
        return _("The answers of “%(title)s” are in. On %(day)s we talk about them.") % {
            "title": assessment.title, "day": day(assessment.meeting_on)
        }  # fmt: skip
    return _("The answers of “%(title)s” are in. Now we talk about them.") % {
        "title": assessment.title
    }


def stopped(assessment: Assessment) -> str:
    return _("“%(title)s” was stopped: %(reason)s") % {
        "title": assessment.title, "reason": assessment.cancelled_because
    }  # fmt: skip


def lead_passed(assessment: Assessment) -> str:
    return _("%(name)s now leads “%(title)s”.") % {
        "name": assessment.leader.get_display_name(), "title": assessment.title
    }  # fmt: skip


def over(assessment: Assessment, *, submitted: int, asked: int) -> str:
    return _(
        "The time to fill in “%(title)s” is over: %(submitted)d of %(asked)d handed in. You can "
        "begin the consensus, or give more time."
    ) % {"title": assessment.title, "submitted": submitted, "asked": asked}


# -- Mail -----------------------------------------------------------------------------------------


def invitation_subject(assessment: Assessment) -> str:
    return _("Your view of our customer contact, until %(day)s") % {
        "day": day(assessment.closes_on)
    }


def invitation_body(assessment: Assessment, *, statements: int, address: str) -> str:
    """`statements`: how many there are to answer."""
    leader = assessment.leader.get_display_name()
    parts = [
        _("%(leader)s asks you to fill in “%(title)s”, about %(place)s.") % {
            "leader": leader, "title": assessment.title, "place": place(assessment)
        },
        *([assessment.invitation] if assessment.invitation else []),
        ngettext(
            "First you say in which phase you think we are. Then you answer %(count)d statement.",
            "First you say in which phase you think we are. Then you answer %(count)d statements.",
            statements,
        ) % {"count": statements}
        + " "
        + _("That takes about %(minutes)d minutes. You can stop and go on later.") % {
            "minutes": minutes(assessment)
        },
        _(
            "Nobody sees your answers before we talk about them together, and then they are shown "
            "without your name. There are no wrong answers, and a low phase is no failure."
        ),
        *([_("We talk about it on %(day)s.") % {"day": day(assessment.meeting_on)}]
          if assessment.meeting_on else []),
        _("Fill it in until %(day)s: %(address)s") % {
            "day": day(assessment.closes_on), "address": address
        },
        yardstick(),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


def reminder_subject(assessment: Assessment) -> str:
    return _("Still to fill in until %(day)s: “%(title)s”") % {
        "title": assessment.title, "day": day(assessment.closes_on)
    }  # fmt: skip


def reminder_body(assessment: Assessment, *, begun: bool, address: str) -> str:
    if begun:
        first = _("You began “%(title)s” and did not hand it in yet. What you answered is kept.")
    else:
        first = _("You were asked to fill in “%(title)s” and did not begin yet.")
    parts = [
        first % {"title": assessment.title},
        _("It takes about %(minutes)d minutes and is open until %(day)s: %(address)s") % {
            "minutes": minutes(assessment), "day": day(assessment.closes_on), "address": address
        },
        _("Only what is handed in counts."),
    ]  # fmt: skip
    return "\n\n".join(parts) + "\n"


# -- On the page ----------------------------------------------------------------------------------


def month_name(month: Month) -> str:
    """November 2026, in the language of the page."""
    return format_date(month.first_day, "F Y")


def figures_period(assessment: Assessment) -> str:
    """ "August 2026 – October 2026"."""
    first, last = (
        month_name(Month(each.year, each.month))
        for each in (assessment.figures_first, assessment.figures_last)
    )
    return first if first == last else f"{first} – {last}"


def warnings_about_people(progress: Progress) -> list[str]:
    """What the choice of people leaves out."""
    if not progress.asked:
        return []
    found = []
    if progress.missing:
        names = listed([str(each.group.label) for each in progress.missing])
        found.append(
            _("Nobody is asked of: %(groups)s. Their view will be missing.") % {"groups": names}
        )
    if progress.small:
        names = listed([str(each.group.label) for each in progress.small])
        found.append(
            _(
                "Fewer than %(few)d people are asked of: %(groups)s. Their answers are easily "
                "guessed, and say little about the group."
            )
            % {"few": FEWEST, "groups": names}
        )
    return found


def warnings_about_answers(progress: Progress) -> list[str]:
    """Whose view is missing when the consensus would begin now, and whether anybody can hide."""
    silent = [
        str(each.group.label) for each in progress.groups if each.asked and not each.submitted
    ]
    found = []
    if 0 < sum(each.submitted for each in progress.groups) < FEWEST:
        found.append(
            _(
                "Fewer than %(few)d people handed in, so it is plain who answered what. Ask each "
                "of them whether that is all right, or give the others more time."
            )
            % {"few": FEWEST}
        )
    if silent:
        found.append(
            _("Nobody handed in of: %(groups)s. Their view will be missing.")
            % {"groups": listed(silent)}
        )
    return found


def step_names() -> list[str]:
    return [_("Prepare"), _("Fill in"), _("Consensus"), _("Result")]


@dataclass(frozen=True)
class FormLine:
    """A form of somebody on the start page: what is to be done, and how it stands."""

    respondent: Respondent
    url: str
    act: str
    kind: str
    state: str
    note: str


def form_line(respondent: Respondent, *, today: date) -> FormLine:
    assessment = respondent.assessment
    fill = reverse("maturity:fill", args=[assessment.public_id])
    until = _("until %(day)s, about %(minutes)d minutes") % {
        "day": day(assessment.closes_on), "minutes": minutes(assessment)
    }  # fmt: skip
    if assessment.state == Assessment.State.CONSENSUS:
        look = reverse("maturity:consensus", args=[assessment.public_id])
        return FormLine(
            respondent, look, _("Look along"), "info", _("in consensus"), _talk_day(assessment)
        )
    if respondent.submitted_at:
        handed_in = _("handed in on %(day)s") % {"day": day(respondent.submitted_at)}
        return FormLine(respondent, fill, _("Look at it"), "ok", _("handed in"), handed_in)
    late = assessment.closes_on < today
    if respondent.started_at:
        kind, state, act = "warn", _("begun"), _("Go on")
    else:
        kind, state, act = "", _("not begun"), _("Fill in")
    note = _("the last day was %(day)s") % {"day": day(assessment.closes_on)} if late else until
    return FormLine(respondent, fill, act, "late" if late else kind, state, note)


def _talk_day(assessment: Assessment) -> str:
    if not assessment.meeting_on:
        return _("the group talks about the answers")
    return _("the group talks about the answers on %(day)s") % {"day": day(assessment.meeting_on)}
