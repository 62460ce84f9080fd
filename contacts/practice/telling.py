"""A contact in plain sentences, from its facts alone: no name, no number, no place and no date.

What was written down about it comes after that, masked (contacts.satisfaction.masking). Masking
finds most names and not all of them: a person reads the text before anybody else does.
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contacts.models import Callback, Outcome, Question
from contacts.models.callback import CallbackStatus
from contacts.satisfaction.masking import Known, masked
from kcc.lib.periods import local_day
from kcc.lib.text import shorten
from kcc.organisation.calendars import calendar_for
from kcc.organisation.worktime import days_between

LONGEST_NOTE = 500
MOST_TIMES = 4  # that are told one by one
PARAGRAPH = "\n\n"


def of_repeats(chain: Sequence[Question], known: Known) -> str:
    """The questions of one chain of repeats, in their order."""
    first, again = chain[0], chain[1 : MOST_TIMES + 1]
    told = [_asked(first), _ended(first)]
    asked = [_came_back(before, question) for before, question in zip(chain, again, strict=False)]
    if more := len(chain) - 1 - len(again):
        told_of_more = ngettext(
            "After that it came %(times)d more time.",
            "After that it came %(times)d more times.",
            more,
        )
        asked.append(told_of_more % {"times": more})
    return _text(" ".join(told), " ".join(asked), _said(first.note, known))


def of_promise(callback: Callback, known: Known) -> str:
    """A promise to answer, broken or kept."""
    question, promised = callback.question, _days(callback.requested_at, callback.due_at)
    told = [_asked(question)]
    if promised:
        told.append(
            ngettext(
                "We promised an answer within %(days)d working day.",
                "We promised an answer within %(days)d working days.",
                promised,
            )
            % {"days": promised}
        )
    else:
        told.append(_("We promised an answer on the same day."))
    words = [_said(callback.question_text or question.note, known)]
    if callback.answer:
        words.append(_answered(callback.answer, known))
    return _text(" ".join(told), " ".join(_kept(callback)), *words)


def of_mark(question: Question, score: int, comment: str, known: Known) -> str:
    """A question that somebody was glad about. `comment` is masked already."""
    callback = getattr(question, "callback", None)
    kept = _kept(callback) if callback and callback.closed_at else [_ended(question)]
    told = [_asked(question), *kept]
    mark = _("Asked afterwards how it went, the customer gave this mark: %(score)d.") % {
        "score": score
    }
    wrote = _("“%(words)s”") % {"words": shorten(comment, LONGEST_NOTE)} if comment else ""
    return _text(" ".join(told), _said(question.note, known), f"{mark} {wrote}".strip())


# -- Sentences ------------------------------------------------------------------------------------


def _text(*paragraphs: str) -> str:
    return PARAGRAPH.join(each for each in paragraphs if each)


def _asked(question: Question) -> str:
    contact = question.contact
    return _("On a %(weekday)s somebody had a question about “%(subject)s” (%(channel)s).") % {
        "weekday": format_date(local_day(contact.started_at), "l"),
        "subject": question.subject.name,
        "channel": contact.channel.name,
    }


def _ended(question: Question) -> str:
    if question.outcome_category == Outcome.Category.DIRECT:
        return _("It was answered at once.")
    return _("How it ended: %(outcome)s.") % {"outcome": question.outcome.name}


def _came_back(before: Question, question: Question) -> str:
    days = (local_day(question.contact.started_at) - local_day(before.contact.started_at)).days
    if days:
        told = ngettext(
            "%(days)d day later the same question came again (%(channel)s).",
            "%(days)d days later the same question came again (%(channel)s).",
            days,
        ) % {"days": days, "channel": question.contact.channel.name}
    else:
        channel = question.contact.channel.name
        told = _("On the same day the same question came again (%(channel)s).")
        told %= {"channel": channel}
    if question.repeat_reason:
        told += " " + _("The reason: %(reason)s.") % {"reason": question.repeat_reason.name}
    return told


def _kept(callback: Callback):
    if callback.attempts:
        yield (
            ngettext(
                "%(times)d attempt did not reach the customer.",
                "%(times)d attempts did not reach the customer.",
                callback.attempts,
            )
            % {"times": callback.attempts}
        )
    if callback.reroutes:
        yield _("Meanwhile it was passed on to another department or team.")
    if callback.reopenings:
        yield _("After it was closed it had to be opened again.")
    if callback.status == CallbackStatus.NOT_REACHED:
        yield _("In the end it was closed without having reached the customer.")
        return
    late = _days(callback.due_at, callback.closed_at)
    if callback.closed_at > callback.due_at and late:
        yield (
            ngettext(
                "The answer came %(days)d working day late.",
                "The answer came %(days)d working days late.",
                late,
            )
            % {"days": late}
        )
    elif callback.closed_at > callback.due_at:
        yield _("The answer came too late, on the day it was promised.")
    elif days := _days(callback.requested_at, callback.closed_at):
        yield (
            ngettext(
                "The answer came in time, after %(days)d working day.",
                "The answer came in time, after %(days)d working days.",
                days,
            )
            % {"days": days}
        )
    else:
        yield _("The answer came on the same day.")


def _said(note: str, known: Known) -> str:
    """What was written down, for other eyes."""
    words = _masked(note, known)
    return _("Written down was: “%(words)s”") % {"words": words} if words else ""


def _answered(answer: str, known: Known) -> str:
    words = _masked(answer, known)
    return _("The answer was: “%(words)s”") % {"words": words} if words else ""


def _masked(text: str, known: Known) -> str:
    """Masked before it is shortened: half a number is no number any more."""
    return shorten(" ".join(masked(text, known).split()), LONGEST_NOTE)


def _days(start: datetime, end: datetime) -> int:
    return days_between(calendar_for(), local_day(start), local_day(end))
