"""Lines under the bell and mail of a round, each person in the own language."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.urls import reverse
from django.utils import translation

from kcc.jobs.notifications import Line, notify_many, take_back
from kcc.jobs.outbox import absolute, post, withdraw
from maturity.asked import asked_of
from maturity.models import Assessment, Respondent
from maturity.rounds import words

KIND = "maturity"
INVITED = "maturity.invited"
REMINDED = "maturity.reminded"


def page_of(assessment: Assessment) -> str:
    """Where a respondent fills in."""
    return reverse("maturity:fill", args=[assessment.public_id])


def tell(
    *,
    assessment: Assessment,
    people: Sequence[Respondent],
    now: datetime,
    about: str,
    text: Callable[[Assessment], str],
    url: str | None = None,
    mail: bool = False,
) -> None:
    """One line under the bell for each of these respondents, once for every `about`; with `mail`
    also in the next mail that gathers."""
    page = page_of(assessment) if url is None else url
    lines = []
    for each in people:
        if not each.user.is_active:
            continue
        with translation.override(each.user.language):
            lines.append(Line(each.user, key_of(each, about), text(assessment), page))
    notify_many(lines=lines, kind=KIND, now=now, mail=mail)


def key_of(respondent: Respondent, about: str) -> str:
    return f"maturity:{respondent.public_id}:{about}"


def tell_user(*, user, key: str, text: str, url: str, now: datetime, mail: bool = True) -> None:
    """One line for who leads a round; `text` is in that language already."""
    notify_many(lines=[Line(user, key, text, url)], kind=KIND, now=now, mail=mail)


# -- The invitation -------------------------------------------------------------------------------


def send_invitations(
    *, assessment: Assessment, people: Sequence[Respondent], now: datetime
) -> None:
    """A line under the bell for everybody, and a mail to who has an address; once per person."""
    tell(assessment=assessment, people=people, now=now, about="invited", text=words.invited)
    statements, address = len(asked_of(assessment).by_code), absolute(page_of(assessment))
    for each in people:
        if each.user.email and each.user.is_active:
            with translation.override(each.user.language):
                post(
                    key=mail_key(each), kind=INVITED, to=each.user.email, user=each.user, now=now,
                    subject=words.invitation_subject(assessment),
                    body=words.invitation_body(
                        assessment, statements=statements, address=address
                    ),
                )  # fmt: skip


def take_invitation_back(*, respondent: Respondent, now: datetime) -> None:
    """Keep back what was not sent or read yet."""
    withdraw(key=mail_key(respondent), now=now)
    take_back(key=key_of(respondent, "invited"))


def mail_key(respondent: Respondent) -> str:
    return f"{INVITED}:{respondent.public_id}"


# -- The reminder ---------------------------------------------------------------------------------


def send_reminders(
    *, assessment: Assessment, people: Sequence[Respondent], day: str, now: datetime
) -> None:
    """As the invitation, once a day at most (`day`)."""
    about = f"reminded:{day}"
    tell(assessment=assessment, people=people, now=now, about=about, text=words.reminded)
    address = absolute(page_of(assessment))
    for each in people:
        if each.user.email and each.user.is_active:
            with translation.override(each.user.language):
                post(
                    key=f"{REMINDED}:{each.public_id}:{day}", kind=REMINDED, to=each.user.email,
                    user=each.user, now=now, subject=words.reminder_subject(assessment),
                    body=words.reminder_body(
                        assessment, begun=each.started_at is not None, address=address
                    ),
                )  # fmt: skip
