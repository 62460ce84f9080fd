"""The tick of the self-assessment: figures read anew, reminders, and answers that are forgotten."""

import logging
from datetime import datetime, time

from django.urls import reverse
from django.utils import translation

from kcc.lib.faults import in_short
from kcc.lib.periods import ZONE, local_day
from kcc.organisation.calendars import open_at
from maturity.evidence.services import refresh
from maturity.models import Assessment
from maturity.outcome.services import forget_answers
from maturity.rounds import words
from maturity.rounds.selectors import open_rounds, progress_of, to_remind
from maturity.rounds.services import remind_by_itself
from maturity.rounds.services.telling import tell_user

logger = logging.getLogger(__name__)
# By then the figures of the day before are there.
FROM = time(6)


def tick(now: datetime) -> None:
    """Every half minute (settings.JOB_TICKS). Two statements when nothing is to be done, and one
    for each round that can be filled in on the days it reminds."""
    forget_answers(now=now)
    for assessment in open_rounds():
        try:
            _see_to(assessment, now)
        except Exception as error:  # noqa: BLE001 - whatever it is, the others get theirs
            logger.error("Self-assessment %s: %s", assessment.public_id, in_short(error))


def _see_to(assessment: Assessment, now: datetime) -> None:
    # Quiet when the organisation is closed, as every message to its people.
    if open_at(now) and to_remind(assessment, now):
        remind_by_itself(assessment=assessment, now=now)
    if _not_today(assessment, now):
        # What is told comes first: what was read says that today is done.
        if assessment.closes_on < local_day(now):
            _tell_that_time_is_over(assessment, now)
        refresh(assessment=assessment, now=now)


def _not_today(assessment: Assessment, now: datetime) -> bool:
    read = assessment.evidence_at
    early = now.astimezone(ZONE).time() < FROM
    return not early and (read is None or local_day(read) < local_day(now))


def _tell_that_time_is_over(assessment: Assessment, now: datetime) -> None:
    """Who leads it, once for every last day."""
    people, leader = progress_of(assessment), assessment.leader
    with translation.override(leader.language):
        text = words.over(assessment, submitted=people.submitted, asked=people.asked)
    key = f"maturity:{assessment.public_id}:over:{assessment.closes_on.isoformat()}"
    page = reverse("maturity:round", args=[assessment.public_id])
    tell_user(user=leader, key=key, text=text, url=page, now=now)
